//! `find_appointments`: the caller's appointments to come.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    domain::appointment::{Appointment, AppointmentSummary, Operation},
    language::english::sentences::{self, iso_start},
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let which = match arguments::which(turn.arguments, turn.today()) {
        Ok(which) => which,
        Err(fault) => return turn.fault(&fault),
    };
    if turn.caller.number.is_none() {
        return Spoken::declined(sentences::no_caller_number(Operation::Find));
    }
    let requester = turn.requester();
    let found = match turn.app.bookings.appointments_of(turn.context, turn.routed, &requester).await {
        Ok(found) => which.among(found),
        Err(declined) => return outcome::declined(&turn, &Asked::about(Operation::Find, &which), &declined),
    };
    let visits: Vec<AppointmentSummary<'_>> = found.iter().map(Appointment::summary).collect();
    let slots = visits.iter().map(|visit| iso_start(visit.start)).collect();
    let text = match visits.as_slice() {
        [] => sentences::found_none(&turn.desk(), which.is_said()),
        visits => sentences::found(visits, visits.len(), &turn.desk()),
    };
    Spoken { slots, total: visits.len(), ..Spoken::result(text) }
}
