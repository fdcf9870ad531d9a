//! `book_appointment`: books a time, held before or not.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::BookingRequest,
    domain::appointment::Operation,
    language::english::sentences::{self, ArgumentFault},
    store::appointments::Patient,
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let request = match request(&turn) {
        Ok(request) => request,
        Err(fault) => return turn.fault(&fault),
    };
    if request.patient.phone.is_none() {
        return Spoken::declined(sentences::phone_needed(&turn.desk()));
    }
    let requester = turn.requester();
    match turn.app.bookings.book(turn.context, turn.routed, &requester, &request).await {
        Ok(booked) => {
            let spoken = sentences::booked(&booked.summary(), outcome::texting(&booked), &turn.desk());
            Spoken {
                slots: vec![sentences::iso_start(booked.local_start())],
                total: 1,
                ..Spoken::result(spoken).about(&booked.appointment_id)
            }
        }
        Err(declined) => {
            outcome::declined(&turn, &Asked::time(&turn, Operation::Book, request.start, &request.selection), &declined)
        }
    }
}

fn request(turn: &Turn<'_>) -> Result<BookingRequest, arguments::Fault> {
    let start = arguments::start(turn.arguments, turn.today())?;
    let name = arguments::name(turn.arguments)?.ok_or(ArgumentFault::NoName)?;
    let said = arguments::phone(turn.arguments, turn.routed.route.country)?;
    let phone = said.or_else(|| turn.caller.number.clone());
    let patient = Patient { name: Some(name), phone, email: None, notes: arguments::notes(turn.arguments) };
    Ok(BookingRequest { selection: arguments::selection(turn.arguments)?, start, patient })
}
