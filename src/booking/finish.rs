//! After the batch: the event in Google's calendar, while the caller waits, and the text, behind the answer.

use std::sync::Arc;

use super::Declined;
use crate::{
    app::{App, Call},
    calendar::events,
    clients::google::GoogleError,
    domain::{
        appointment::{Appointment, AppointmentStatus},
        id::OrgId,
        route::Route,
    },
    jobs::outbox::{self, Outcome},
    log::{self, Level},
    ports::Statement,
    store::{
        self,
        appointments::Cancellation,
        audit::{Action, Actor, Entry},
        outbox::{Change, Kind, Work},
    },
};

/// Whether Google is not known to show it.
pub(super) fn is_unwritten(appointment: &Appointment) -> bool {
    appointment.status == AppointmentStatus::Confirmed && appointment.event_written.is_none()
}

/// Writes the event of a change that was just committed. `was` is the appointment before it.
///
/// # Errors
/// [`Declined::RefusedByCalendar`] when Google refuses for good; the change is undone then. What may still succeed is left to the outbox
/// and is no error.
pub(super) async fn write(
    app: &Arc<App>,
    call: &Call,
    route: &Route,
    appointment: &Appointment,
    work: Option<Work>,
    was: Option<&Appointment>,
) -> Result<(), Declined> {
    match events::write(app, call, route, appointment).await {
        Ok(()) => record(app, call, vec![store::appointments::events::written(appointment)], work, &Outcome::Done),
        Err(error) if error.is_permanent() => return undo(app, route.org_id, appointment, was, error).await,
        Err(error) => record(app, call, Vec::new(), work, &Outcome::Retry(error.to_string())),
    }
    Ok(())
}

/// Writes the event of a change that stands whatever Google says: a refusal for good stays in the outbox for the org to see.
pub(super) async fn write_or_leave(
    app: &Arc<App>,
    call: &Call,
    route: &Route,
    appointment: &Appointment,
    work: Option<Work>,
) {
    match events::write(app, call, route, appointment).await {
        Ok(()) => record(app, call, vec![store::appointments::events::written(appointment)], work, &Outcome::Done),
        Err(error) if error.is_permanent() => record(app, call, Vec::new(), work, &Outcome::Dead(error.to_string())),
        Err(error) => record(app, call, Vec::new(), work, &Outcome::Retry(error.to_string())),
    }
}

/// Records behind the answer how the write went. If that is lost, the outbox does it again, which changes nothing.
fn record(app: &Arc<App>, call: &Call, mut statements: Vec<Statement>, work: Option<Work>, outcome: &Outcome) {
    if let Some(work) = work {
        statements.extend(outbox::record(app, &work, outcome));
    }
    let app = Arc::clone(app);
    call.background.spawn(Box::pin(async move {
        if let Err(error) = store::run(app.ports.database.as_ref(), statements).await {
            log::write(app.ports.log.as_ref(), Level::Warn, "event.not_recorded", &[("detail", &error.to_string())]);
        }
    }));
}

/// Takes a change back that Google refused for good, before anything was said of it.
async fn undo(
    app: &App,
    org_id: OrgId,
    appointment: &Appointment,
    was: Option<&Appointment>,
    error: GoogleError,
) -> Result<(), Declined> {
    let detail = error.to_string();
    let fields = [("org_id", org_id.to_string()), ("detail", detail.clone())];
    log::write(
        app.ports.log.as_ref(),
        Level::Error,
        "booking.refused_by_calendar",
        &fields.each_ref().map(|(k, v)| (*k, v.as_str())),
    );
    let undone = app.ports.new_id()?.to_string();
    let statements = undoing(app, appointment, was, &undone, &detail)?;
    match store::run(app.ports.database.as_ref(), statements).await {
        // The old time is somebody else's by now: the appointment stays where it is, and the org sees why its event is missing.
        Err(error) if was.is_some() && store::appointments::is_overlap(&error) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Err(Declined::RefusedByCalendar),
    }
}

fn undoing(
    app: &App,
    appointment: &Appointment,
    was: Option<&Appointment>,
    undone: &str,
    detail: &str,
) -> Result<Vec<Statement>, Declined> {
    let Appointment { org_id, id, revision, .. } = appointment;
    let now = app.ports.clock.now();
    let change = if let Some(was) = was {
        store::appointments::restore(was, &appointment.change_id, undone, now)
    } else {
        let (by, key) = ("refused", "");
        let on = Cancellation { org_id: *org_id, id, revision: *revision, by, change_id: undone, key, now };
        store::appointments::cancel(&on)
    };
    let line = app.ports.new_id()?.to_string();
    let detail = serde_json::json!({ "reason": detail });
    let entry = Entry { id: &line, org_id: *org_id, at: now, actor: Actor::System, action: Action::REFUSED, detail };
    Ok(vec![
        change,
        store::receipts::forget(*org_id, undone, id),
        store::outbox::withdraw_for(
            &Change { org_id: *org_id, appointment_id: id, change_id: undone },
            Kind::SyncEvent,
        ),
        store::audit::record_if(&entry, id, undone),
    ])
}

/// Does one piece of work behind the answer, if it is there and nobody else is at it.
pub(super) fn behind(app: &Arc<App>, call: &Call, org_id: OrgId, kind: Kind, subject: String) {
    let (app, later) = (Arc::clone(app), call.clone());
    call.background.spawn(Box::pin(async move {
        if let Err(error) = outbox::perform_one(&app, &later, org_id, kind, &subject).await {
            log::write(app.ports.log.as_ref(), Level::Warn, "outbox.not_done", &[("detail", &error.to_string())]);
        }
    }));
}
