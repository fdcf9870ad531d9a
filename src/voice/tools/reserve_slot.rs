//! `reserve_slot`: holds a time while the caller makes up their mind. Nothing is booked by it.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::BookingRequest, domain::appointment::Operation, language::english::sentences,
    store::appointments::Patient, voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let request = match request(&turn) {
        Ok(request) => request,
        Err(fault) => return turn.fault(&fault),
    };
    // A hold that nobody could take up again would only block the time.
    if turn.caller.is_unknown() {
        return Spoken::declined(sentences::cannot_hold(&turn.desk()));
    }
    let requester = turn.requester();
    match turn.app.bookings.hold(turn.context, turn.routed, &requester, &request).await {
        Ok(booked) => {
            // The hold ends at a whole second, so a part of its last minute has passed already.
            let seconds = booked.held_until.map_or(0, |until| (until - turn.app.ports.clock.now()).num_seconds());
            let left = (seconds + 59) / 60;
            let spoken = sentences::held(&booked.summary(), left, &turn.desk());
            Spoken {
                slots: vec![sentences::iso_start(booked.local_start())],
                total: 1,
                ..Spoken::result(spoken).about(&booked.appointment_id)
            }
        }
        Err(declined) => {
            outcome::declined(&turn, &Asked::time(&turn, Operation::Hold, request.start, &request.selection), &declined)
        }
    }
}

fn request(turn: &Turn<'_>) -> Result<BookingRequest, arguments::Fault> {
    let start = arguments::start(turn.arguments, turn.today())?;
    let name = arguments::name(turn.arguments)?;
    let patient = Patient { name, ..Patient::default() };
    Ok(BookingRequest { selection: arguments::selection(turn.arguments)?, start, patient })
}
