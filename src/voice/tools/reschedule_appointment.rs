//! `reschedule_appointment`: moves one of the caller's appointments.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{RescheduleRequest, Target},
    domain::appointment::Operation,
    language::english::sentences,
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let wanted = match wanted(&turn) {
        Ok(wanted) => wanted,
        Err(fault) => return turn.fault(&fault),
    };
    if turn.caller.number.is_none() {
        return Spoken::declined(sentences::no_caller_number(Operation::Reschedule));
    }
    let requester = turn.requester();
    match turn.app.bookings.reschedule(turn.context, turn.routed, &requester, &wanted).await {
        Ok(outcome) => {
            let was = outcome.zone.local(outcome.was.unwrap_or(outcome.starts_at));
            let (visit, texting) = (outcome.summary(), outcome::texting(&outcome));
            Spoken::result(sentences::rescheduled(was, &visit, texting, &turn.desk())).about(&outcome.appointment_id)
        }
        Err(declined) => {
            let start = wanted.start.unwrap_or_default();
            let narrowed = matches!(&wanted.target, Target::OfCaller(which) if which.is_said());
            let asked = Asked { narrowed, ..Asked::time(&turn, Operation::Reschedule, start, &wanted.selection) };
            outcome::declined(&turn, &asked, &declined)
        }
    }
}

fn wanted(turn: &Turn<'_>) -> Result<RescheduleRequest, arguments::Fault> {
    let today = turn.today();
    let which = arguments::which(turn.arguments, today)?;
    let start = Some(arguments::new_start(turn.arguments, today)?);
    Ok(RescheduleRequest { target: Target::OfCaller(which), start, selection: arguments::selection(turn.arguments)? })
}
