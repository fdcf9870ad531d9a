//! `cancel_appointment`: cancels one of the caller's appointments.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{self, Declined, Target},
    language::english::sentences::{self, Deed},
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let which = match arguments::which(turn.arguments, turn.today()) {
        Ok(which) => which,
        Err(fault) => return turn.fault(&fault),
    };
    let (party, target) = (turn.party(), Target::Mine(which.clone()));
    match booking::cancel(turn.app, turn.context, turn.routed, &party, &target).await {
        // It was only held.
        Ok(told) if told.held_until.is_some() => {
            Spoken::result(sentences::hold_ended(&outcome::visit_told(&told), &turn.desk()))
        }
        Ok(told) => {
            let (visit, texting) = (outcome::visit_told(&told), outcome::texting(&told));
            Spoken::result(sentences::cancelled(&visit, texting, &turn.desk())).about(&told.appointment_id)
        }
        Err(Declined::NotFound) if turn.caller.number.is_none() => {
            Spoken::declined(sentences::no_caller_number(Deed::Cancel))
        }
        Err(declined) => outcome::declined(&turn, &Asked::about(Deed::Cancel, &which), &declined),
    }
}
