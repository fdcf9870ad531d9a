//! Saying again what was said: only of a change that stands, and only once the calendar has had its say.

use std::time::Duration;

use super::{BookingOutcome, Declined, change::ChangeRequest, event};
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        route::Route,
    },
    store::{
        StoreError,
        clinic::{
            appointments,
            outbox::{self, WorkKind},
            receipts,
        },
    },
};

/// How often a repetition looks whether the first request knows what became of its event, and how long it waits in between. Each look is
/// a round trip; the first request needs one answer of the calendar and a round trip or two.
const LOOKS: usize = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// How a change stands that was answered, or is about to be.
enum Verdict {
    Stands,
    /// The calendar refused it, and it was taken back.
    TakenBack,
    /// Another change came between reading the answer and reading the appointment.
    Overtaken,
    /// The first request is still writing the event.
    Pending(Box<Appointment>),
}

/// Says again what was said, if it still is so. While the first request is waiting for the event this one waits as well: both must say
/// the same.
///
/// # Errors
/// [`Declined::RefusedByCalendar`] when the change was taken back, [`Declined::ChangedMeanwhile`] when another came after it,
/// [`Declined::Undecided`] when it is not known in time what becomes of it.
pub(super) async fn again(
    request: &ChangeRequest<'_>,
    route: &Route,
    outcome: BookingOutcome,
) -> Result<BookingOutcome, Declined> {
    if request.context.rehearsal {
        return Ok(outcome);
    }
    match verdict(request, &outcome)? {
        Verdict::Stands => return Ok(outcome),
        Verdict::TakenBack => return Err(Declined::RefusedByCalendar),
        Verdict::Overtaken => return Err(Declined::ChangedMeanwhile),
        // The one who waits writes the event too, in case that the first request died at it.
        Verdict::Pending(appointment) => {
            if event::join(request, route, &appointment).await? {
                return Ok(outcome);
            }
        }
    }
    wait(request, outcome).await
}

/// Waits until the first request knows, since what it does decides. If it does not come to an end it may have died: the change stands
/// then, and the outbox goes on trying to write its event. So nobody is told of a refusal that only a repetition has met.
///
/// # Errors
/// [`Declined::Undecided`] when the first request has not come to an end, and as [`again`].
async fn wait(request: &ChangeRequest<'_>, outcome: BookingOutcome) -> Result<BookingOutcome, Declined> {
    for _ in 0..LOOKS {
        match verdict(request, &outcome)? {
            Verdict::Stands => return Ok(outcome),
            Verdict::TakenBack => return Err(Declined::RefusedByCalendar),
            Verdict::Overtaken => return Err(Declined::ChangedMeanwhile),
            Verdict::Pending(_) => request.bookings.ports.clock.sleep(PAUSE).await,
        }
    }
    Err(Declined::Undecided)
}

/// Reads how the change stands that `outcome` tells of.
fn verdict(request: &ChangeRequest<'_>, outcome: &BookingOutcome) -> Result<Verdict, StoreError> {
    let (id, now) = (outcome.appointment_id.as_str(), request.now());
    let (appointment, receipts, is_first_try) = request.clinic().read(|transaction| {
        let appointment = appointments::one(transaction.run(appointments::by_id(id))?)?;
        let receipts = receipts::found(transaction.run(receipts::of_appointment(id))?)?;
        let first_try = outbox::claimed(transaction.run(outbox::first_try(WorkKind::SyncEvent, id, now))?)?;
        Ok((appointment, receipts, first_try.is_some()))
    })?;
    // Taking a change back removes its receipt in the same transaction.
    let is_receipted = receipts.iter().any(|receipt| BookingOutcome::read(receipt).is_ok_and(|it| it == *outcome));
    let is_told_of = |it: &Appointment| {
        is_receipted || (request.operation == Operation::Book && outcome.still_holds(Operation::Book, it))
    };
    Ok(match appointment {
        Some(it) if it.cancelled_by.as_deref() == Some("refused") => Verdict::TakenBack,
        Some(it) if !is_told_of(&it) && request.operation == Operation::Reschedule => Verdict::TakenBack,
        Some(it) if !is_told_of(&it) => Verdict::Overtaken,
        Some(it) if is_first_try && it.status == AppointmentStatus::Confirmed => Verdict::Pending(Box::new(it)),
        None if !is_receipted => Verdict::Overtaken,
        _ => Verdict::Stands,
    })
}
