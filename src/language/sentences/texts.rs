//! Text messages, as they are spoken of.

use super::SpeechContext;
use crate::domain::{appointment::AppointmentSummary, texts::TextKind};

/// What is true of the text about an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOutcome<'a> {
    /// It is on its way, which is not to say that it arrives.
    Sent {
        /// The last digits of the number, such as `34`.
        last_digits: &'a str,
    },
    /// The clinic sends none.
    Off,
    /// There is no number to send it to.
    NoNumber,
    /// The number has opted out.
    OptedOut,
    /// As many as the clinic sends in a day were sent, or as many as it sends within minutes to numbers of one block.
    LimitReached,
    /// The number has had as many as the clinic sends to one number in a day.
    NumberLimitReached,
    /// The number is abroad, and not the one that the caller calls from.
    OtherCountry,
    /// The number is one of the clinic's own.
    ClinicsNumber,
    /// Whoever texts the number pays for it.
    PremiumNumber,
    /// The clinic has connected no account for texts.
    NotConnected,
    /// It was refused.
    Failed,
}

/// What is said of text messages. Numbers are named by their last digits alone.
pub trait TextSentences {
    /// A text about an appointment is on its way.
    fn text_sent(&self, kind: TextKind, visit: &AppointmentSummary, last_digits: &str, desk: &SpeechContext) -> String;

    /// The text that the caller asked for is not sent.
    fn text_not_sent(&self, text: TextOutcome, desk: &SpeechContext) -> String;
}
