//! Holding, booking, moving and cancelling.

use chrono::NaiveDateTime;

use super::{SpeechContext, TextOutcome};
use crate::domain::appointment::{AppointmentSummary, CallerLimit, Operation};

/// What is said around holding, booking, moving and cancelling one appointment.
pub trait BookingSentences {
    /// The time is held for so many minutes, and nothing is booked.
    fn held(&self, visit: &AppointmentSummary, minutes: i64, desk: &SpeechContext) -> String;

    /// The caller does not want the time that was held, and nothing was booked.
    fn hold_ended(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String;

    /// The appointment is booked.
    fn booked(&self, visit: &AppointmentSummary, text: TextOutcome, desk: &SpeechContext) -> String;

    /// The appointment has moved from `was`, a local start.
    fn rescheduled(
        &self,
        was: NaiveDateTime,
        visit: &AppointmentSummary,
        text: TextOutcome,
        desk: &SpeechContext,
    ) -> String;

    /// The appointment was to be moved to where it is.
    fn already_there(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String;

    /// The appointment is cancelled.
    fn cancelled(&self, visit: &AppointmentSummary, text: TextOutcome, desk: &SpeechContext) -> String;

    /// The appointment had been cancelled before.
    fn already_cancelled(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String;

    /// The caller has this very time, under another name or for another service.
    fn already_booked(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String;

    /// The appointment was booked in this call under another form of the name. It has the new name, and nothing else was booked.
    fn name_corrected(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String;

    /// This call has booked that time under a name which may be another patient's. Nothing was booked now: the caller is to say whether
    /// two people are meant, and `another_person` takes the answer.
    fn same_or_another_person(&self, visit: &AppointmentSummary, desk: &SpeechContext) -> String;

    /// The caller has booked as much as one caller can, so nothing was held or booked.
    fn limit_reached(&self, limit: CallerLimit, desk: &SpeechContext) -> String;

    /// The same tool call came before with other arguments.
    fn other_request(&self, desk: &SpeechContext) -> String;

    /// The calendar refused the appointment for good.
    fn refused_by_calendar(&self, desk: &SpeechContext) -> String;

    /// The appointment changed between reading and writing it.
    fn changed_meanwhile(&self, desk: &SpeechContext) -> String;

    /// The store gave no answer: it is not known whether it was done.
    fn could_not_do(&self, operation: Operation, desk: &SpeechContext) -> String;

    /// Google refused a move for good. The appointment is where it was.
    fn move_refused_by_calendar(&self, desk: &SpeechContext) -> String;

    /// The time for an answer ran out, and whether a change was made is not known. The same request again tells, and does nothing twice.
    fn out_of_time(&self) -> String;

    /// A time cannot be held for somebody of whom nothing is known, neither a number nor a call.
    fn cannot_hold(&self, desk: &SpeechContext) -> String;
}
