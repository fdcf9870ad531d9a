//! Taking a change back that the calendar refused for good, before anything was said of it.

use super::Declined;
use crate::{
    app::App,
    calendars::ProviderError,
    domain::{
        appointment::{Appointment, AppointmentStatus},
        event_ref::EventRef,
        route::Route,
    },
    log::{self, Level},
    ports::Statement,
    store::{
        self,
        audit::{Action, Actor, Entry},
        outbox::{Change, Kind},
    },
    texts,
};

/// A change that was committed, as far as it has to be known to take it back.
pub(super) struct Committed<'a> {
    /// The appointment as the change made it.
    pub(super) after: &'a Appointment,
    /// The appointment before it; none for a booking.
    pub(super) before: Option<&'a Appointment>,
    /// The request's key.
    pub(super) key: &'a str,
    /// What its text was written for.
    pub(super) occasion: &'a str,
}

/// Takes the change back.
///
/// # Errors
/// [`Declined::RefusedByCalendar`] when it is taken back. It is not when the old time is somebody else's by now, or when another change
/// has come after: the appointment stands then, and the org sees in its outbox why the event is missing.
pub(super) async fn undo(
    app: &App,
    route: &Route,
    committed: &Committed<'_>,
    error: ProviderError,
) -> Result<(), Declined> {
    let (org_id, detail) = (route.org_id.to_string(), error.to_string());
    let fields = [("org_id", org_id.as_str()), ("detail", detail.as_str())];
    log::write(app.ports.log.as_ref(), Level::Error, "booking.refused_by_calendar", &fields);
    let database = app.ports.database.as_ref();
    let undone = app.ports.new_id()?.to_string();
    let mut results = match store::run(database, undoing(app, route, committed, &undone, &detail)?).await {
        Err(error) if committed.before.is_some() && store::appointments::is_overlap(&error) => return Ok(()),
        outcome => outcome?.into_iter(),
    };
    app.calendars.forget_booked(route.org_id);
    if store::appointments::changed(results.next().unwrap_or_default())?.is_some() {
        return Err(Declined::RefusedByCalendar);
    }
    let now = store::run_one(database, store::appointments::by_id(route.org_id, &committed.after.id)).await?;
    match store::appointments::appointments(now)?.pop() {
        Some(other) if other.status == AppointmentStatus::Confirmed => Ok(()),
        _ => Err(Declined::RefusedByCalendar),
    }
}

/// The statements, of which the first returns the appointment if it was taken back; the others depend on that.
fn undoing(
    app: &App,
    route: &Route,
    committed: &Committed<'_>,
    undone: &str,
    detail: &str,
) -> Result<Vec<Statement>, Declined> {
    let Committed { after, before, key, occasion } = committed;
    let (org_id, now) = (after.org_id, app.ports.clock.now());
    let change = Change { org_id, appointment_id: &after.id, change_id: undone };
    let line = app.ports.new_id()?.to_string();
    let detail = serde_json::json!({ "reason": detail });
    let entry = Entry { id: &line, org_id, at: now, actor: Actor::System, action: Action::REFUSED, detail };
    let mut statements = match before {
        Some(before) => restoring(route, before, after, &change, now),
        None => vec![
            store::appointments::take_back(after, undone, now),
            store::outbox::withdraw_for(&change, Kind::SyncEvent, &after.id),
        ],
    };
    statements.extend([
        store::receipts::forget(&change, key),
        store::texts::withdraw_for(&change, occasion),
        store::audit::record_if(&entry, &after.id, undone),
    ]);
    Ok(statements)
}

/// Back to where it was. The event is written again, since an earlier change may still be waiting for that, and the reminder is due
/// by the old start.
fn restoring(
    route: &Route,
    before: &Appointment,
    after: &Appointment,
    change: &Change<'_>,
    now: chrono::DateTime<chrono::Utc>,
) -> Vec<Statement> {
    let mut statements = vec![
        store::appointments::restore(before, &after.change_id, change.change_id, now),
        store::outbox::enqueue_for(change, Kind::SyncEvent, &after.id, now),
    ];
    if let Some(left_behind) = EventRef::of(before).filter(|event| event.calendar != after.calendar_id) {
        statements.push(store::outbox::withdraw_for(change, Kind::DeleteEvent, &left_behind.to_subject()));
    }
    if let Some(due) = texts::reminder_due(&route.messaging, before.starts_at, now) {
        statements.push(store::outbox::enqueue_for(change, Kind::Remind, &after.id, due));
    }
    statements
}
