//! A booking that is made again in one call under another name: the name is put right, or the caller is asked whose appointment it is.

use super::{
    BookingOutcome, BookingRequest, Declined,
    change::{ChangeRequest, ChangeResult},
    consequences::Consequences,
    repetition::question_key,
};
use crate::{
    domain::{
        appointment::{Appointment, Operation},
        route::Route,
    },
    store::{
        audit::Action,
        clinic::{
            appointments::{self, ChangeMark, Patient},
            receipts::{self, NewReceipt},
        },
    },
};

/// Gives the appointment the name that was said now. It stands otherwise as it is, and its text is not sent again.
pub(super) async fn correct(
    request: &ChangeRequest<'_>,
    route: &Route,
    was: &Appointment,
    wanted: &BookingRequest,
) -> Result<BookingOutcome, Declined> {
    let patient = Patient { name: wanted.patient.name.clone(), ..Patient::of(was) };
    let outcome = BookingOutcome { name: patient.name.clone(), is_name_corrected: true, ..request.outcome_of(was) };
    if request.context.rehearsal {
        return Ok(outcome);
    }
    let (change_id, now) = (request.new_id()?, request.now());
    let change = ChangeMark { id: &change_id, at: now };
    let audit = (Action::CHANGED, serde_json::json!({ "changed": ["patient_name"] }));
    let consequences = Consequences { outcome, audit, text: None, left_behind: None };
    let changed = request.change_one(route, &consequences, now, |transaction| {
        Ok(appointments::amend(transaction, change, was, &patient)?.ok_or(Declined::ChangedMeanwhile))
    })?;
    match changed {
        ChangeResult::Changed(change) => request.conclude(route, *change, None).await,
        ChangeResult::AnsweredBefore(outcome) => Ok(*outcome),
    }
}

/// Why nothing was booked: the caller is to say whose appointment it is. That they were asked is kept, for the answer to count.
pub(super) fn ask(
    request: &ChangeRequest<'_>,
    was: Box<Appointment>,
    wanted: &BookingRequest,
) -> Result<Declined, Declined> {
    if let Some(key) = question_key(request, wanted).filter(|_| !request.context.rehearsal) {
        request.clinic().transact(|transaction| {
            if receipts::one(transaction.run(receipts::of_key(&key))?)?.is_none() {
                transaction.run(receipts::insert(&NewReceipt {
                    key: &key,
                    operation: Operation::Book,
                    request_hash: &request.hash,
                    appointment_id: &was.id,
                    outcome: "{}",
                    now: request.now(),
                }))?;
            }
            Ok(())
        })?;
    }
    Ok(Declined::SameOrAnother(was))
}
