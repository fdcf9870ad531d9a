//! Messages for the clinic's staff.

use chrono::NaiveDateTime;

use super::SpeechContext;
use crate::domain::caller_message::MessageLimit;

/// A message that was taken, as it is spoken of.
#[derive(Clone, Copy, Debug)]
pub struct TakenSummary<'a> {
    /// The last digits of the number to call back, if there is one.
    pub ending: Option<&'a str>,
    /// The practitioner whom it is for.
    pub practitioner: Option<&'a str>,
    pub callback: Callback,
}

/// When the staff usually calls back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callback {
    /// The clinic is open now.
    Today,
    /// When it opens next, on its own clock.
    AtOpening(NaiveDateTime),
    /// Nobody knows when it is open.
    Unknown,
}

/// What is said of messages for the staff.
pub trait InboxSentences {
    /// The message is taken down. Says where somebody calls back, and when as a rule; or that nobody can.
    fn message_taken(&self, taken: &TakenSummary, desk: &SpeechContext) -> String;

    /// The caller's number is withheld and no other was given, so that nobody could call back.
    fn callback_number_needed(&self, desk: &SpeechContext) -> String;

    /// As many messages were left as can be on a day.
    fn message_limit_reached(&self, limit: MessageLimit, desk: &SpeechContext) -> String;

    /// It is not known whether the message was taken down. The same request again tells, and does nothing twice.
    fn message_not_confirmed(&self, desk: &SpeechContext) -> String;
}
