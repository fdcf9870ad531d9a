//! Booking, changing and cancelling by the clinic itself: through the same functions and the same triggers as on the phone.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;

use super::{
    input::{AppointmentChanges, NewAppointment},
    refusal::refusal,
    view::AppointmentView,
};
use crate::{
    app::App,
    booking::{BookingOutcome, BookingRequest, Declined, NewStart, Requester, RescheduleRequest, Target},
    directory::Routed,
    domain::{appointment::AppointmentStatus, id::OrgId},
    http::{
        Error,
        auth::Editor,
        body::{JsonBody, json},
        error::Problem,
        idempotency::IdempotencyKey,
        query::Segment,
    },
    store::clinic::{ClinicContext, appointments},
};

/// Books an appointment.
#[utoipa::path(post, path = "/api/appointments", tag = "appointments", request_body(content = NewAppointment, example = json!({"start": "2026-12-03T09:30", "patient_name": "Jordan Smith", "phone": "+1-202-555-0188", "notes": "Prefers the ground floor"})), security(("token" = ["admin"])),
    params(IdempotencyKey),
    responses((status = 201, body = AppointmentView, description = "The new appointment"), (status = 409, body = Problem, description = "The time cannot be had: \
        past, too_soon, too_far, closed, outside_hours, off_grid, day_full, taken, no_such_time"), (status = "4XX", body = Problem)))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    key: IdempotencyKey,
    JsonBody(input): JsonBody<NewAppointment>,
) -> Result<Response, Error> {
    let mut routed = routed(&app, &context, editor.org_id).await?;
    let route = &routed.route;
    let wanted = BookingRequest {
        selection: input.selection(route)?,
        start: input.local_start(route.zone)?,
        patient: input.patient(route)?,
        another_person: None,
        overrides: input.overrides(),
    };
    let requester = Requester::admin(key.as_deref(), editor.principal.clone());
    let booked = app.bookings.book(&context, &mut routed, &requester, &wanted).await;
    let outcome = booked.map_err(|declined| refusal(&declined))?;
    show(&context, &outcome, StatusCode::CREATED)
}

/// Moves an appointment, or changes its words.
#[utoipa::path(patch, path = "/api/appointments/{id}", tag = "appointments", request_body(content = AppointmentChanges, example = json!({"start": "2026-12-04T14:00"})),
    params(("id" = String, Path), IdempotencyKey), security(("token" = ["admin"])),
    responses((status = 200, body = AppointmentView, description = "The appointment as it is now"), (status = "4XX", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    key: IdempotencyKey,
    Segment(id): Segment,
    JsonBody(input): JsonBody<AppointmentChanges>,
) -> Result<Response, Error> {
    let mut routed = routed(&app, &context, editor.org_id).await?;
    let requester = Requester::admin(key.as_deref(), editor.principal.clone());
    let outcome = if input.moves()? {
        let route = &routed.route;
        let (start, selection) = (input.local_start(route.zone)?, input.selection(route)?);
        let start = start.map(NewStart::At);
        let overrides = input.overrides();
        let wanted = RescheduleRequest { target: Target::Id(id), start, selection, overrides };
        app.bookings.reschedule(&context, &mut routed, &requester, &wanted).await
    } else {
        let words = input.words(&routed.route)?;
        app.bookings.amend(&context, &mut routed, &requester, (&id, &words)).await
    };
    let outcome = match outcome {
        // It is as the request wants it.
        Err(Declined::AlreadyThere(appointment)) => BookingOutcome::of(&appointment),
        outcome => outcome.map_err(|declined| refusal(&declined))?,
    };
    show(&context, &outcome, StatusCode::OK)
}

/// Cancels an appointment.
#[utoipa::path(delete, path = "/api/appointments/{id}", tag = "appointments",
    params(("id" = String, Path), IdempotencyKey), security(("token" = ["admin"])),
    responses((status = 200, body = AppointmentView, description = "Cancelled, now or before"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    key: IdempotencyKey,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let mut routed = routed(&app, &context, editor.org_id).await?;
    let target = Target::Id(id);
    let requester = Requester::admin(key.as_deref(), editor.principal.clone());
    let outcome = match app.bookings.cancel(&context, &mut routed, &requester, &target).await {
        Err(Declined::NotConfirmed(appointment)) if appointment.status == AppointmentStatus::Cancelled => {
            BookingOutcome::of(&appointment)
        }
        outcome => outcome.map_err(|declined| refusal(&declined))?,
    };
    show(&context, &outcome, StatusCode::OK)
}

async fn routed(app: &App, context: &ClinicContext, org_id: OrgId) -> Result<Routed, Error> {
    let routed = app.directory.of_org(context, org_id).await;
    routed.map_err(|error| refusal(&Declined::from(error)))
}

/// The appointment as it is now.
fn show(context: &ClinicContext, outcome: &BookingOutcome, status: StatusCode) -> Result<Response, Error> {
    let found = context
        .clinic
        .read(|transaction| appointments::one(transaction.run(appointments::by_id(&outcome.appointment_id))?))?;
    let appointment = found.ok_or(Error::NotFound("There is no such appointment."))?;
    Ok(json(status, &AppointmentView::new(appointment, context.now)))
}
