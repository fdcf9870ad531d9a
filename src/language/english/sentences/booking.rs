//! Answers around holding, booking, moving and cancelling one appointment.

use chrono::NaiveDateTime;

use super::line::{NAME_CHARS, answer};
use super::openings::{clinic_or, today};
use super::visit::{day_and_time, length};
use super::{Desk, Texting, cannot_look_up};
use crate::domain::appointment::{AppointmentSummary, Operation};

/// The time is held for so many minutes, and nothing is booked.
pub fn held(visit: &AppointmentSummary, minutes: i64, desk: &Desk) -> String {
    let time = length(minutes).unwrap_or_else(|| "a moment".to_owned());
    let needed = if visit.name.is_some() { "says yes" } else { "says yes and has given a name" };
    about(visit, desk, |visit| {
        format!(
            "Held for the caller for {time}: {visit}. It is not booked yet. Read it back, and once the caller {needed}, \
             call book_appointment with that start."
        )
    })
}

/// The caller does not want the time that was held, and nothing was booked.
pub fn hold_ended(visit: &AppointmentSummary, desk: &Desk) -> String {
    about(visit, desk, |visit| {
        format!("The hold has ended: {visit}. Nothing is booked. Ask whether the caller would like another time.")
    })
}

/// The appointment is booked.
pub fn booked(visit: &AppointmentSummary, texting: Texting, desk: &Desk) -> String {
    let clinic = clinic_or(desk.clinic, "the clinic");
    about(visit, desk, |said| {
        format!("The appointment at {clinic} is booked: {said}.{}{}", takes(visit), texting.clause())
    })
}

/// The appointment has moved from `was`, a local start.
pub fn rescheduled(was: NaiveDateTime, visit: &AppointmentSummary, texting: Texting, desk: &Desk) -> String {
    let was = day_and_time(was, desk);
    about(visit, desk, |visit| format!("The appointment has moved from {was} to {visit}.{}", texting.clause()))
}

/// The appointment was to be moved to where it is.
pub fn already_there(visit: &AppointmentSummary, desk: &Desk) -> String {
    about(visit, desk, |visit| format!("The appointment is at that time already, so nothing was changed: {visit}."))
}

/// The appointment is cancelled.
pub fn cancelled(visit: &AppointmentSummary, texting: Texting, desk: &Desk) -> String {
    about(visit, desk, |visit| format!("The appointment is cancelled: {visit}.{}", texting.clause()))
}

/// The appointment had been cancelled before.
pub fn already_cancelled(visit: &AppointmentSummary, desk: &Desk) -> String {
    about(visit, desk, |visit| format!("This appointment had already been cancelled: {visit}."))
}

/// The caller has this very time, under another name or for another service.
pub fn already_booked(visit: &AppointmentSummary, desk: &Desk) -> String {
    about(visit, desk, |visit| {
        format!(
            "The caller already has an appointment at that time: {visit}. Nothing new was booked. Ask whether they want \
             to keep it; for another person, offer another time."
        )
    })
}

/// The same tool call came before with other arguments.
pub fn other_request(desk: &Desk) -> String {
    answer(&format!(
        "This request came before with other details, so nothing was done now. Ask the caller what they would like, \
         then call the tool anew. {}",
        today(desk)
    ))
}

/// The calendar refused the appointment for good.
pub fn refused_by_calendar(desk: &Desk) -> String {
    answer(&format!(
        "The calendar of {} did not accept the appointment, so nothing is booked. Apologize, and offer to have someone \
         from the clinic call back. {}",
        clinic_or(desk.clinic, "the clinic"),
        today(desk)
    ))
}

/// The appointment changed between reading and writing it.
pub fn changed_meanwhile(desk: &Desk) -> String {
    answer(&format!(
        "The appointment has just been changed by someone else, so nothing was done now. Call find_appointments to see \
         how it stands, then ask the caller again. {}",
        today(desk)
    ))
}

/// The store gave no answer: it is not known whether it was done.
pub fn could_not_do(operation: Operation, desk: &Desk) -> String {
    match operation {
        Operation::Find => answer(&format!("{} {}", cannot_look_up(), today(desk))),
        Operation::Hold | Operation::Book => unconfirmed("booked", desk),
        Operation::Amend => unconfirmed("changed", desk),
        Operation::Reschedule => unconfirmed("moved", desk),
        Operation::Cancel => unconfirmed("cancelled", desk),
        Operation::Text => unconfirmed("sent", desk),
    }
}

/// A repeated call with the same arguments gives the first success, so it is safe to ask for one.
fn unconfirmed(done: &str, desk: &Desk) -> String {
    answer(&format!(
        "I can't confirm that this was {done}. Tell the caller that it is not certain yet, and call the tool once more \
         with the same arguments. If that fails too, apologize and offer to have someone from the clinic call back. {}",
        today(desk)
    ))
}

/// A sentence around one appointment, which is never so long that it would be cut.
pub(super) fn about(visit: &AppointmentSummary, desk: &Desk, sentence: impl FnOnce(&str) -> String) -> String {
    answer(&format!("{} {}", sentence(&visit.said(NAME_CHARS, desk)), today(desk)))
}

/// ` It takes 30 minutes.`
pub(super) fn takes(visit: &AppointmentSummary) -> String {
    length(visit.minutes).map(|length| format!(" It takes {length}.")).unwrap_or_default()
}

/// Google refused a move for good. The appointment is where it was.
pub fn move_refused_by_calendar(desk: &Desk) -> String {
    answer(&format!(
        "The clinic's calendar did not take the change, so the appointment has not moved and stays at its old time. Apologize, and \
         offer to have someone from the clinic call back. {}",
        today(desk)
    ))
}

/// The time for an answer ran out, and whether a change was made is not known. The same request again tells, and does nothing twice.
pub fn out_of_time() -> String {
    answer(
        "That took too long, and it is not known yet whether it went through. Ask the caller for a moment, and call the tool again \
         with the same arguments.",
    )
}

/// A time cannot be held for somebody of whom nothing is known, neither a number nor a call.
pub fn cannot_hold(desk: &Desk) -> String {
    answer(&format!(
        "Times cannot be held on this call. Read the time back to the caller, and once they agree call book_appointment with \
         their name and phone number. {}",
        today(desk)
    ))
}
