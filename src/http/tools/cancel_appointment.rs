//! `cancel_appointment`: cancels one of the caller's appointments.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{self, Declined, Target},
    domain::speech::{self, Deed},
    http::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let which = match arguments::which(turn.arguments, turn.today()) {
        Ok(which) => which,
        Err(fault) => return turn.fault(&fault),
    };
    if turn.caller.number.is_none() {
        let nothing = Spoken::declined(speech::no_caller_number(Deed::Cancel));
        return let_go(&turn).await.unwrap_or(nothing);
    }
    let (party, target) = (turn.party(), Target::Mine(which.clone()));
    match booking::cancel(turn.app, turn.call, turn.routed, &party, &target).await {
        Ok(told) => {
            let (visit, texting) = (outcome::visit_told(&told), outcome::texting(&told));
            Spoken::result(speech::cancelled(&visit, texting, &turn.desk())).about(&told.appointment_id)
        }
        Err(declined) => {
            let held = if matches!(declined, Declined::NotFound) { let_go(&turn).await } else { None };
            held.unwrap_or_else(|| outcome::declined(&turn, &Asked::about(Deed::Cancel, &which), &declined))
        }
    }
}

/// A caller who says no to a time that is held for them has nothing booked; models cancel it all the same.
async fn let_go(turn: &Turn<'_>) -> Option<Spoken> {
    let held = booking::let_go(turn.app, turn.call, &turn.routed.route, turn.caller).await.ok()??;
    Some(Spoken::result(speech::hold_ended(&outcome::visit_of(&held), &turn.desk())))
}
