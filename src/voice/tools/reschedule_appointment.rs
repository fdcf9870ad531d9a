//! `reschedule_appointment`: moves one of the caller's appointments.

use super::{
    Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{self, Move, Target},
    language::english::sentences::{self, Deed},
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let wanted = match wanted(&turn) {
        Ok(wanted) => wanted,
        Err(fault) => return turn.fault(&fault),
    };
    if turn.caller.number.is_none() {
        return Spoken::declined(sentences::no_caller_number(Deed::Reschedule));
    }
    let party = turn.party();
    match booking::reschedule(turn.app, turn.context, turn.routed, &party, &wanted).await {
        Ok(told) => {
            let was = told.zone.local(told.was.unwrap_or(told.starts_at));
            let (visit, texting) = (outcome::visit_told(&told), outcome::texting(&told));
            Spoken::result(sentences::rescheduled(was, &visit, texting, &turn.desk())).about(&told.appointment_id)
        }
        Err(declined) => {
            let start = wanted.start.unwrap_or_default();
            let narrowed = matches!(&wanted.target, Target::Mine(which) if which.is_said());
            let asked = Asked { narrowed, ..Asked::time(&turn, Some(Deed::Reschedule), start, &wanted.selection) };
            outcome::declined(&turn, &asked, &declined)
        }
    }
}

fn wanted(turn: &Turn<'_>) -> Result<Move, arguments::Fault> {
    let today = turn.today();
    let which = arguments::which(turn.arguments, today)?;
    let start = Some(arguments::new_start(turn.arguments, today)?);
    Ok(Move { target: Target::Mine(which), start, selection: arguments::selection(turn.arguments)? })
}
