//! Taking back a change whose event was refused for good, before anything was said of it.

use chrono::{DateTime, Utc};

use super::{Declined, change::ChangeRequest};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus},
        event_ref::EventRef,
        route::Route,
    },
    log::{self, Level},
    outbox::WorkOutcome,
    ports::Statement,
    store::{
        self,
        audit::{Action, Actor, AuditEntry},
        outbox::{Change, Work, WorkKind},
    },
};

/// What has to be known to take a change back.
pub(super) struct Reversal<'a> {
    /// The appointment before the change; none for a booking.
    pub(super) before: Option<&'a Appointment>,
    /// What the text of the change was written for.
    pub(super) occasion: &'a str,
}

/// Takes the change back that made `after` of the appointment. If it stands all the same, the work of writing its event ends as is
/// returned: done where another request could write it, else given up.
///
/// # Errors
/// [`Declined::RefusedByCalendar`] when it is taken back. It is not when the old time is somebody else's by now, or when another change
/// has come after: the appointment stands then, and the org sees in its outbox why the event is missing.
pub(super) async fn undo(
    request: &ChangeRequest<'_>,
    route: &Route,
    after: &Appointment,
    (reversal, work): (&Reversal<'_>, Option<&Work>),
    reason: &str,
) -> Result<WorkOutcome, Declined> {
    let org_id = route.org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", reason)];
    log::write(request.bookings.ports.log.as_ref(), Level::Error, "booking.refused_by_calendar", &fields);
    let database = request.database();
    let mut statements = statements(request, route, after, reversal, reason)?;
    // The lease ends with the change. Whoever makes the next one must be able to write its event, and to hear what becomes of it.
    statements.extend(work.into_iter().flat_map(|work| request.bookings.outbox.record(work, &WorkOutcome::Done)));
    let mut results = match store::run(database, statements).await {
        Err(error) if reversal.before.is_some() && store::appointments::is_overlap(&error) => {
            return Ok(WorkOutcome::Dead(reason.to_owned()));
        }
        outcome => outcome?.into_iter(),
    };
    request.bookings.calendars.forget_booked(route.org_id);
    if store::appointments::changed(results.next().unwrap_or_default())?.is_some() {
        return Err(Declined::RefusedByCalendar);
    }
    let now = store::run_one(database, store::appointments::by_id(route.org_id, &after.id)).await?;
    match store::appointments::appointments(now)?.pop() {
        Some(other) if other.status == AppointmentStatus::Confirmed => {
            let is_shown = other.event_written >= Some(after.revision);
            Ok(if is_shown { WorkOutcome::Done } else { WorkOutcome::Dead(reason.to_owned()) })
        }
        _ => Err(Declined::RefusedByCalendar),
    }
}

/// The statements, of which the first returns the appointment if it was taken back; the others depend on that.
fn statements(
    request: &ChangeRequest<'_>,
    route: &Route,
    after: &Appointment,
    reversal: &Reversal<'_>,
    reason: &str,
) -> Result<Vec<Statement>, Declined> {
    let (org_id, now) = (after.org_id, request.now());
    let (change_id, line) = (request.new_id()?, request.new_id()?);
    let change = Change { org_id, appointment_id: &after.id, change_id: &change_id };
    let detail = serde_json::json!({ "reason": reason });
    let entry = AuditEntry {
        id: &line,
        org_id,
        at: now,
        actor: Actor::System,
        actor_id: None,
        action: Action::REFUSED,
        detail,
    };
    let mut statements = match reversal.before {
        Some(before) => restoring(route, before, after, &change, now),
        None => vec![
            store::appointments::take_back(after, &change_id, now),
            store::outbox::withdraw_for(&change, WorkKind::SyncEvent, &after.id),
        ],
    };
    statements.extend([
        store::receipts::forget(&change, &request.key),
        store::texts::withdraw_for(&change, reversal.occasion),
        store::audit::record_if(&entry, &after.id, &change_id),
    ]);
    Ok(statements)
}

/// Back to where it was.
fn restoring(
    route: &Route,
    before: &Appointment,
    after: &Appointment,
    change: &Change<'_>,
    now: DateTime<Utc>,
) -> Vec<Statement> {
    let mut statements = vec![
        store::appointments::restore(before, &after.change_id, change.change_id, now),
        // The event is written again, since an earlier change may still be waiting for that.
        store::outbox::enqueue_for(change, WorkKind::SyncEvent, &after.id, now),
    ];
    if let Some(left_behind) = EventRef::of(before).filter(|event| event.calendar != after.calendar_id) {
        statements.push(store::outbox::withdraw_for(change, WorkKind::DeleteEvent, &left_behind.to_subject()));
    }
    // The reminder is due by the old start.
    if let Some(due) = route.text_settings.reminder_due(before.starts_at, now) {
        statements.push(store::outbox::enqueue_for(change, WorkKind::Remind, &after.id, due));
    }
    statements
}
