//! `reserve_slot`: holds a time while the caller makes up their mind. Nothing is booked by it.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{self, Order},
    language::english::sentences,
    store::appointments::Patient,
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let order = match order(&turn) {
        Ok(order) => order,
        Err(fault) => return turn.fault(&fault),
    };
    // A hold that nobody could take up again would only block the time.
    if turn.caller.is_unknown() {
        return Spoken::declined(sentences::cannot_hold(&turn.desk()));
    }
    let party = turn.party();
    match booking::hold(turn.app, turn.context, turn.routed, &party, &order).await {
        Ok(told) => {
            // The hold ends at a whole second, so a part of its last minute has passed already.
            let seconds = told.held_until.map_or(0, |until| (until - turn.app.ports.clock.now()).num_seconds());
            let left = (seconds + 59) / 60;
            let spoken = sentences::held(&outcome::visit_told(&told), left, &turn.desk());
            Spoken {
                slots: vec![sentences::iso_start(told.local_start())],
                total: 1,
                ..Spoken::result(spoken).about(&told.appointment_id)
            }
        }
        Err(declined) => outcome::declined(&turn, &Asked::time(&turn, None, order.start, &order.selection), &declined),
    }
}

fn order(turn: &Turn<'_>) -> Result<Order, arguments::Fault> {
    let start = arguments::start(turn.arguments, turn.today())?;
    let name = arguments::name(turn.arguments)?;
    let patient = Patient { name, ..Patient::default() };
    Ok(Order { selection: arguments::selection(turn.arguments)?, start, patient })
}
