//! Taking back a change whose event was refused for good, before anything was said of it.

use chrono::{DateTime, Utc};

use super::{Declined, change::ChangeRequest, consequences::write_reminder};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus},
        event_ref::EventLeftBehind,
        route::Route,
    },
    log::{self, Level},
    outbox::WorkOutcome,
    ports::ClinicTransaction,
    store::{
        StoreError,
        audit::{Action, Actor, AuditEntry},
        clinic::{
            appointments::{self, ChangeMark},
            audit,
            outbox::{self, Work, WorkKind},
            receipts, texts, webhooks,
        },
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
pub(super) fn undo(
    request: &ChangeRequest<'_>,
    route: &Route,
    after: &Appointment,
    (reversal, work): (&Reversal<'_>, Option<&Work>),
    reason: &str,
) -> Result<WorkOutcome, Declined> {
    let org_id = route.org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", reason)];
    log::write(request.bookings.ports.log.as_ref(), Level::Error, "booking.refused_by_calendar", &fields);
    let (change_id, now) = (request.new_id()?, request.now());
    let change = ChangeMark { id: &change_id, at: now };
    let taken_back = request.clinic().transact(|transaction| {
        let undone = match reversal.before {
            Some(before) => restore(transaction, route, (before, after), change)?,
            None => take_back(transaction, after, change)?,
        };
        if undone {
            transaction.run(receipts::forget(&after.id, &request.key))?;
            transaction.run(texts::withdraw(reversal.occasion))?;
            transaction.run(webhooks::withdraw(&after.change_id, &change_id))?;
            record(request, transaction, after, (reason, now))?;
        }
        // The lease ends with the change. Whoever makes the next one must be able to write its event, and to hear what becomes of it.
        if let Some(work) = work {
            request.bookings.outbox.record(transaction, request.context, work, &WorkOutcome::Done)?;
        }
        Ok(undone)
    });
    match taken_back {
        Ok(true) => Err(Declined::RefusedByCalendar),
        Ok(false) => what_stands(request, after, reason),
        Err(error) if reversal.before.is_some() && appointments::is_overlap(&error) => {
            Ok(WorkOutcome::Dead(reason.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Another change came after, or another request has shown the event.
fn what_stands(request: &ChangeRequest<'_>, after: &Appointment, reason: &str) -> Result<WorkOutcome, Declined> {
    let present =
        request.clinic().read(|transaction| appointments::one(transaction.run(appointments::by_id(&after.id))?))?;
    match present {
        Some(other) if other.status == AppointmentStatus::Confirmed => {
            let is_shown = other.event_written >= Some(after.revision);
            Ok(if is_shown { WorkOutcome::Done } else { WorkOutcome::Dead(reason.to_owned()) })
        }
        _ => Err(Declined::RefusedByCalendar),
    }
}

fn record(
    request: &ChangeRequest<'_>,
    transaction: &dyn ClinicTransaction,
    after: &Appointment,
    (reason, at): (&str, DateTime<Utc>),
) -> Result<(), StoreError> {
    let (line, detail) = (request.new_id()?, serde_json::json!({ "reason": reason }));
    let entry = AuditEntry { id: &line, at, actor: Actor::System, principal: None, action: Action::REFUSED, detail };
    transaction.run(audit::record(&entry, Some(&after.id)))?;
    Ok(())
}

/// A booking is cancelled, and its event is not waited for.
fn take_back(
    transaction: &dyn ClinicTransaction,
    after: &Appointment,
    change: ChangeMark<'_>,
) -> Result<bool, StoreError> {
    let undone = appointments::take_back(transaction, change, after)?.is_some();
    if undone {
        transaction.run(outbox::withdraw(WorkKind::SyncEvent, &after.id))?;
    }
    Ok(undone)
}

/// A moved appointment goes back to where it was.
fn restore(
    transaction: &dyn ClinicTransaction,
    route: &Route,
    (before, after): (&Appointment, &Appointment),
    change: ChangeMark<'_>,
) -> Result<bool, StoreError> {
    if appointments::restore(transaction, change, before, &after.change_id)?.is_none() {
        return Ok(false);
    }
    // The event is written again, since an earlier change may still be waiting for that.
    transaction.run(outbox::enqueue(WorkKind::SyncEvent, &after.id, change.at))?;
    if let Some(left_behind) = EventLeftBehind::by(before).filter(|left| left.event.calendar != after.calendar_id) {
        transaction.run(outbox::withdraw(WorkKind::DeleteEvent, &left_behind.to_subject()))?;
    }
    // The reminder is due by the old start.
    write_reminder(transaction, route, before, change.at)?;
    Ok(true)
}
