//! `send_sms`: texts the caller about one of their appointments.

use super::{
    Fault, Turn, arguments,
    outcome::{self, Asked},
};
use crate::{
    booking::{AppointmentRef, Declined, Matches, last_digits},
    domain::{
        appointment::{Appointment, Operation},
        texts::{TextKind, TextStatus},
    },
    language::english::sentences::{self, ArgumentFault, Texted, Texting},
    texts::NoText,
    voice::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let (kind, which) = match wanted(&turn) {
        Ok(wanted) => wanted,
        Err(fault) => return turn.fault(&fault),
    };
    if turn.caller.number.is_none() {
        return Spoken::declined(sentences::no_caller_number(Operation::Text));
    }
    let requester = turn.requester();
    let appointment = match turn.app.bookings.appointments_of(turn.context, turn.routed, &requester).await {
        Ok(found) => match next(&which, found) {
            Ok(appointment) => appointment,
            Err(declined) => return outcome::declined(&turn, &Asked::about(Operation::Text, &which), &declined),
        },
        Err(declined) => return outcome::declined(&turn, &Asked::about(Operation::Text, &which), &declined),
    };
    send(&turn, kind, &appointment).await
}

fn wanted(turn: &Turn<'_>) -> Result<(TextKind, AppointmentRef), Fault> {
    let kind = match arguments::text(turn.arguments, "kind")?.map(|kind| kind.to_lowercase()).as_deref() {
        None | Some("confirmation" | "confirm" | "details") => TextKind::Confirmation,
        Some("reminder" | "remind") => TextKind::Reminder,
        Some(_) => return Err(ArgumentFault::WrongType { name: "kind", wanted: "confirmation or reminder" }),
    };
    Ok((kind, arguments::which(turn.arguments, turn.today())?))
}

/// The one that the caller describes; the next one when they describe none.
fn next(which: &AppointmentRef, mut found: Vec<Appointment>) -> Result<Appointment, Declined> {
    if !which.is_said() {
        found.truncate(1);
    }
    match which.pick(found) {
        Matches::One(appointment) => Ok(*appointment),
        Matches::None => Err(Declined::NotFound),
        Matches::Several(several) => Err(Declined::Ambiguous(several)),
    }
}

async fn send(turn: &Turn<'_>, kind: TextKind, appointment: &Appointment) -> Spoken {
    let desk = turn.desk();
    let call_id = turn.caller.call_id.as_deref().unwrap_or(turn.tool_call_id);
    let asked = turn.app.texts.send_on_request(turn.context, &turn.routed.route, appointment, kind, call_id).await;
    let status = match asked {
        Ok(Ok(status)) => status,
        Ok(Err(NoText::Off)) => return Spoken::declined(sentences::text_not_sent(Texting::Off, &desk)),
        Ok(Err(NoText::NoNumber)) => return Spoken::declined(sentences::text_not_sent(Texting::NoNumber, &desk)),
        Ok(Err(NoText::NotConnected)) => {
            return Spoken::declined(sentences::text_not_sent(Texting::NotConnected, &desk));
        }
        Err(_) => return Spoken::error(sentences::could_not_do(Operation::Text, &desk)),
    };
    let digits = appointment.phone.as_ref().map(last_digits).unwrap_or_default();
    let texted = if kind == TextKind::Reminder { Texted::Reminder } else { Texted::Confirmation };
    let not_sent = |why| Spoken::declined(sentences::text_not_sent(why, &desk));
    let said = match status {
        TextStatus::Suppressed => not_sent(Texting::OptedOut),
        TextStatus::Capped => not_sent(Texting::LimitReached),
        TextStatus::Failed | TextStatus::Undelivered | TextStatus::Cancelled => not_sent(Texting::Failed),
        TextStatus::Queued
        | TextStatus::Sending
        | TextStatus::Unknown
        | TextStatus::Accepted
        | TextStatus::Sent
        | TextStatus::Delivered => Spoken::result(sentences::text_sent(texted, &appointment.summary(), &digits, &desk)),
    };
    said.about(&appointment.id)
}
