//! After the transaction: the event in the clinic's calendar, while the requester waits.

use std::sync::Arc;

use super::{
    Declined,
    change::ChangeRequest,
    undo::{Reversal, undo},
};
use crate::{
    domain::{appointment::Appointment, route::Route},
    log::{self, Level},
    outbox::WorkOutcome,
    ports::Statement,
    store::clinic::{
        ClinicContext,
        appointments::events,
        outbox::{self, Work, WorkKind},
    },
};

/// Writes the event of a change that was just committed. What may still succeed later is left to the outbox and is no error.
///
/// A booking or a move that is refused for good is undone by `reversal`. A cancellation or an amendment has none, because it stands
/// whatever the calendar says: the refusal stays in the outbox for the org to see.
///
/// # Errors
/// [`Declined::RefusedByCalendar`] when the change was undone.
pub(super) async fn write(
    request: &ChangeRequest<'_>,
    route: &Route,
    after: &Appointment,
    work: Option<Work>,
    reversal: Option<&Reversal<'_>>,
) -> Result<(), Declined> {
    // Another request holds the lease on this event. It will see the new revision and write it.
    if work.is_none() && reversal.is_some() {
        return Ok(());
    }
    match request.bookings.calendars.write_event(request.context, route, after).await {
        Ok(event_id) => {
            let written = events::written(after, event_id.as_deref());
            record(request, Some(&written), work.as_ref(), &WorkOutcome::Done);
        }
        Err(error) if error.is_permanent() => {
            let outcome = match reversal {
                Some(reversal) => undo(request, route, after, (reversal, work.as_ref()), &error.to_string())?,
                None => WorkOutcome::Dead(error.to_string()),
            };
            record(request, None, work.as_ref(), &outcome);
        }
        Err(error) => record(request, None, work.as_ref(), &WorkOutcome::Retry(error.to_string())),
    }
    Ok(())
}

/// Writes the event of a change that another request has committed and is still writing, since both must say the same. Says whether
/// the event is there for good. Otherwise the other one decides: it may have taken the change back, or may yet be able to write it.
///
/// # Errors
/// When the clinic's database fails.
pub(super) async fn join(
    request: &ChangeRequest<'_>,
    route: &Route,
    appointment: &Appointment,
) -> Result<bool, Declined> {
    let Ok(event_id) = request.bookings.calendars.write_event(request.context, route, appointment).await else {
        return Ok(false);
    };
    request.transact(|transaction| {
        let written = events::written_for_good(appointment, event_id.as_deref());
        let stands = !transaction.run(written)?.rows.is_empty();
        if !stands {
            // The other request was faster to take the change back, so the event that is there now has to go again.
            transaction.run(outbox::enqueue(WorkKind::SyncEvent, &appointment.id, request.now()))?;
        }
        Ok(Ok(stands))
    })
}

/// Records how the write went. Without it the outbox writes the event again, which changes nothing, so a failure is no failure of the
/// request.
fn record(request: &ChangeRequest<'_>, written: Option<&Statement>, work: Option<&Work>, outcome: &WorkOutcome) {
    let recorded = request.clinic().transact(|transaction| {
        if let Some(written) = written {
            transaction.run(written.clone())?;
        }
        work.map_or(Ok(()), |work| request.bookings.outbox.record(transaction, request.context, work, outcome))
    });
    if let Err(error) = recorded {
        let fields = [("detail", &*error.to_string())];
        log::write(request.bookings.ports.log.as_ref(), Level::Warn, "event.not_recorded", &fields);
    }
}

/// Does work behind the answer that the request has taken.
pub(super) fn perform_behind(request: &ChangeRequest<'_>, context: ClinicContext, work: Work) {
    let (ports, outbox) = (Arc::clone(&request.bookings.ports), Arc::clone(&request.bookings.outbox));
    request.context.background.spawn(Box::pin(async move {
        if let Err(error) = outbox.perform(&context, &work).await {
            log::write(ports.log.as_ref(), Level::Warn, "outbox.not_done", &[("detail", &error.to_string())]);
        }
    }));
}
