//! `book_appointment`: books a time, held before or not.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{self, Order},
    language::english::sentences::{self, ArgumentFault},
    store::appointments::Patient,
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let order = match order(&turn) {
        Ok(order) => order,
        Err(fault) => return turn.fault(&fault),
    };
    if order.patient.phone.is_none() {
        return Spoken::declined(sentences::phone_needed(&turn.desk()));
    }
    let party = turn.party();
    match booking::book(turn.app, turn.context, turn.routed, &party, &order).await {
        Ok(told) => {
            let spoken = sentences::booked(&outcome::visit_told(&told), outcome::texting(&told), &turn.desk());
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
    let name = arguments::name(turn.arguments)?.ok_or(ArgumentFault::NoName)?;
    let said = arguments::phone(turn.arguments, turn.routed.route.country)?;
    let phone = said.or_else(|| turn.caller.number.clone());
    let patient = Patient { name: Some(name), phone, email: None, notes: arguments::notes(turn.arguments) };
    Ok(Order { selection: arguments::selection(turn.arguments)?, start, patient })
}
