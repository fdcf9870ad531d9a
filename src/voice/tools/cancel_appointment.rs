//! `cancel_appointment`: cancels one of the caller's appointments.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{Declined, Target},
    domain::appointment::Operation,
    language::english::sentences,
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let which = match arguments::which(turn.arguments, turn.today()) {
        Ok(which) => which,
        Err(fault) => return turn.fault(&fault),
    };
    let (requester, target) = (turn.requester(), Target::OfCaller(which.clone()));
    match turn.app.bookings.cancel(turn.context, turn.routed, &requester, &target).await {
        // It was only held.
        Ok(outcome) if outcome.held_until.is_some() => {
            Spoken::result(sentences::hold_ended(&outcome.summary(), &turn.desk()))
        }
        Ok(outcome) => {
            let (visit, texting) = (outcome.summary(), outcome::texting(&outcome));
            Spoken::result(sentences::cancelled(&visit, texting, &turn.desk())).about(&outcome.appointment_id)
        }
        Err(Declined::NotFound) if turn.caller.number.is_none() => {
            Spoken::declined(sentences::no_caller_number(Operation::Cancel))
        }
        Err(declined) => outcome::declined(&turn, &Asked::about(Operation::Cancel, &which), &declined),
    }
}
