//! Answers around holding, booking, moving and cancelling one appointment.

use chrono::NaiveDateTime;

use super::English;
use super::inbox::TAKE_A_MESSAGE;
use super::openings::{clinic_or, today};
use super::texts::text_clause;
use super::visit::{appointment, day_and_time, length};
use crate::{
    domain::appointment::{AppointmentSummary, CallerLimit, Operation},
    language::{
        answer::{NAME_CHARS, answer, quotable},
        sentences::{BookingSentences, FaultSentences, SpeechContext, TextOutcome},
    },
};

impl BookingSentences for English {
    fn held(&self, visit: &AppointmentSummary, minutes: i64, desk: &SpeechContext) -> String {
        let time = length(minutes).unwrap_or_else(|| "a moment".to_owned());
        let needed = if visit.name.is_some() { "says yes" } else { "says yes and has given a name" };
        about(visit, desk, |visit| {
            format!(
                "Held for the caller for {time}: {visit}. It is not booked yet. Read it back, and once the caller {needed}, \
                 call book_appointment with that start."
            )
        })
    }

    fn hold_ended(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String {
        about(visit, desk, |visit| {
            format!("The hold has ended: {visit}. Nothing is booked. Ask whether the caller would like another time.")
        })
    }

    fn booked(&self, visit: &AppointmentSummary, text: TextOutcome, desk: &SpeechContext) -> String {
        let clinic = clinic_or(desk.clinic, "the clinic");
        about(visit, desk, |said| {
            format!("The appointment at {clinic} is booked: {said}.{}{}", takes(visit), text_clause(text))
        })
    }

    fn rescheduled(
        &self,
        was: NaiveDateTime,
        visit: &AppointmentSummary,
        text: TextOutcome,
        desk: &SpeechContext,
    ) -> String {
        let is_moved = was != visit.start;
        let was = day_and_time(was, desk);
        about(visit, desk, |visit| {
            let change = if is_moved {
                format!("The appointment has moved from {was} to {visit}.")
            } else {
                format!("The appointment keeps its time and has changed otherwise. It is now {visit}.")
            };
            change + &text_clause(text)
        })
    }

    fn already_there(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String {
        about(visit, desk, |visit| format!("The appointment is at that time already, so nothing was changed: {visit}."))
    }

    fn cancelled(&self, visit: &AppointmentSummary, text: TextOutcome, desk: &SpeechContext) -> String {
        about(visit, desk, |visit| format!("The appointment is cancelled: {visit}.{}", text_clause(text)))
    }

    fn already_cancelled(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String {
        about(visit, desk, |visit| format!("This appointment had already been cancelled: {visit}."))
    }

    fn already_booked(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String {
        about(visit, desk, |visit| {
            format!(
                "The caller already has an appointment at that time: {visit}. Nothing new was booked. Ask whether they want \
                 to keep it; for another person, offer another time."
            )
        })
    }

    fn name_corrected(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String {
        let name = match quotable(visit.name.unwrap_or_default(), NAME_CHARS) {
            name if name.is_empty() => name,
            name => format!(" to {name}"),
        };
        // The name is said once.
        about(&AppointmentSummary { name: None, ..*visit }, desk, |visit| {
            format!(
                "I've corrected the name{name}; the appointment stands: {visit}. Nothing else was booked. Tell the caller."
            )
        })
    }

    fn same_or_another_person(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String {
        about(visit, desk, |visit| {
            format!(
                "Nothing new was booked: this call has booked {visit}. Ask the caller whether this is for the same person, or for \
                 somebody else as well, then call book_appointment again with another_person false or true."
            )
        })
    }

    fn limit_reached(&self, limit: CallerLimit, desk: &SpeechContext) -> String {
        let clinic = clinic_or(desk.clinic, "the clinic");
        let reason = match limit {
            CallerLimit::UpcomingPerCaller => {
                format!("The caller has as many appointments to come as {clinic} lets one caller book by phone")
            }
            CallerLimit::BookedPerCall => {
                format!("This call has booked as many appointments as {clinic} lets one call book")
            }
        };
        answer(&format!(
            "{reason}, so nothing more was booked. Offer to hand the call over with transfer_call, or to \
             {TAKE_A_MESSAGE}. {}",
            today(desk)
        ))
    }

    fn other_request(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "This request came before with other details, so nothing was done now. Ask the caller what they would like, \
             then call the tool anew. {}",
            today(desk)
        ))
    }

    fn refused_by_calendar(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "The calendar of {} did not accept the appointment, so nothing is booked. Apologize, and offer to \
             {TAKE_A_MESSAGE}. {}",
            clinic_or(desk.clinic, "the clinic"),
            today(desk)
        ))
    }

    fn changed_meanwhile(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "The appointment has just been changed by someone else, so nothing was done now. Call find_appointments to see \
             how it stands, then ask the caller again. {}",
            today(desk)
        ))
    }

    fn could_not_do(&self, operation: Operation, desk: &SpeechContext) -> String {
        match operation {
            Operation::Find => answer(&format!("{} {}", self.cannot_look_up(), today(desk))),
            Operation::Hold | Operation::Book => unconfirmed("booked", desk),
            Operation::Amend => unconfirmed("changed", desk),
            Operation::Reschedule => unconfirmed("moved", desk),
            Operation::Cancel => unconfirmed("cancelled", desk),
            Operation::Text => unconfirmed("sent", desk),
        }
    }

    fn move_refused_by_calendar(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "The clinic's calendar did not take the change, so the appointment has not moved and stays at its old time. Apologize, and \
             offer to {TAKE_A_MESSAGE}. {}",
            today(desk)
        ))
    }

    fn out_of_time(&self) -> String {
        answer(
            "That took too long, and it is not known yet whether it went through. Ask the caller for a moment, and call the tool again \
             with the same arguments.",
        )
    }

    fn cannot_hold(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "Times cannot be held on this call. Read the time back to the caller, and once they agree call book_appointment with \
             their name and phone number. {}",
            today(desk)
        ))
    }
}

/// A repeated call with the same arguments gives the first success, so it is safe to ask for one.
fn unconfirmed(done: &str, desk: &SpeechContext) -> String {
    answer(&format!(
        "I can't confirm that this was {done}. Tell the caller that it is not certain yet, and call the tool once more \
         with the same arguments. If that fails too, apologize and offer to {TAKE_A_MESSAGE}. {}",
        today(desk)
    ))
}

/// A sentence around one appointment, which is never so long that it would be cut.
pub(super) fn about(visit: &AppointmentSummary, desk: &SpeechContext, sentence: impl FnOnce(&str) -> String) -> String {
    answer(&format!("{} {}", sentence(&appointment(visit, NAME_CHARS, desk)), today(desk)))
}

/// ` It takes 30 minutes.`
pub(super) fn takes(visit: &AppointmentSummary) -> String {
    length(visit.minutes).map(|length| format!(" It takes {length}.")).unwrap_or_default()
}
