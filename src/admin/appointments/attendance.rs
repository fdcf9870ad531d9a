//! Noting whether a patient came.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::view::AppointmentView;
use crate::{
    admin::local,
    app::App,
    domain::appointment::{Appointment, Attendance, AttendanceRefusal},
    http::{
        Error,
        auth::Editor,
        body::{JsonBody, json as answer},
        error::Problem,
        query::Segment,
        trail::entry,
    },
    store::{
        audit::Action,
        clinic::{ClinicContext, appointments, audit},
    },
};

/// Whether a patient came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceChange {
    /// `arrived` from the day of the appointment on, `no_show` and `completed` from its start on; `null` takes back what was noted.
    #[serde(deserialize_with = "Option::deserialize")]
    attendance: Option<Attendance>,
}

/// Notes whether a patient came.
#[utoipa::path(put, path = "/api/appointments/{id}/attendance", tag = "appointments", params(("id" = String, Path)),
    request_body(content = AttendanceChange, example = json!({"attendance": "arrived"})), security(("token" = ["admin"])),
    responses((status = 200, body = AppointmentView, description = "The appointment as it is now"), (status = 409, body = Problem,
        description = "It cannot be noted: not_confirmed, too_early, noted_otherwise"), (status = "4XX", body = Problem)))]
pub(crate) async fn note(
    State(app): State<Arc<App>>,
    context: ClinicContext,
    editor: Editor,
    Segment(id): Segment,
    JsonBody(AttendanceChange { attendance }): JsonBody<AttendanceChange>,
) -> Result<Response, Error> {
    let line = app.ports.new_id()?.to_string();
    let (author, now) = ((&editor).into(), context.now);
    let noted = context.clinic.transact(|transaction| {
        let Some(was) = appointments::one(transaction.run(appointments::by_id(&id))?)? else { return Ok(None) };
        if let Err(refusal) = was.can_note(attendance, now) {
            return Ok(Some(Err((was, refusal))));
        }
        if was.attendance == attendance {
            return Ok(Some(Ok(was)));
        }
        let words = [was.attendance, attendance].map(|noted| noted.map(Attendance::as_str));
        let detail = json!({"was": words[0], "attendance": words[1]});
        let entry = entry(&line, &context, &author, Action::ATTENDANCE_NOTED, detail);
        transaction.run(audit::record(&entry, Some(&id)))?;
        appointments::note_attendance(transaction, &was, attendance, now).map(|noted| noted.map(Ok))
    })?;
    match noted {
        None => Err(Error::NotFound("There is no such appointment.")),
        Some(Err((was, refusal))) => Err(refused(&was, refusal)),
        Some(Ok(appointment)) => Ok(answer(StatusCode::OK, &AppointmentView::new(appointment, now))),
    }
}

fn refused(was: &Appointment, refusal: AttendanceRefusal) -> Error {
    let (code, detail) = match refusal {
        AttendanceRefusal::NotConfirmed => {
            ("not_confirmed", "Only a confirmed appointment has a patient who comes or does not.".to_owned())
        }
        AttendanceRefusal::TooEarly { from } => {
            ("too_early", format!("Nobody can know this before {}.", local(was.zone, from)))
        }
        AttendanceRefusal::NotAfter(noted) => {
            ("noted_otherwise", format!("It is noted as {}. Take that back first, by sending null.", noted.as_str()))
        }
    };
    Error::Declined { code, field: Some("attendance"), detail }
}
