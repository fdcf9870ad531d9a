//! What is said of text messages. Numbers are named by their last digits alone.

use super::English;
use super::booking::about;
use super::openings::{clinic, today};
use crate::{
    domain::{appointment::AppointmentSummary, texts::TextKind},
    language::{
        answer::answer,
        sentences::{SpeechContext, TextOutcome, TextSentences},
    },
};

/// Most digits of a number that are said.
const MAX_DIGITS_SAID: usize = 4;

/// ` A text to confirm this is on its way to the number ending in 34.`, or nothing.
pub(super) fn text_clause(text: TextOutcome) -> String {
    match text {
        TextOutcome::Sent { last_digits } => {
            format!(" A text to confirm this is on its way to {}.", number(last_digits))
        }
        TextOutcome::Off => String::new(),
        other => format!(" {}", refusal(other)),
    }
}

fn refusal(text: TextOutcome) -> &'static str {
    match text {
        TextOutcome::Sent { .. } | TextOutcome::Off => "No text will be sent.",
        TextOutcome::NoNumber => "No text will be sent, because there is no number to send it to.",
        TextOutcome::OptedOut => "No text will be sent, because that number has opted out of texts.",
        TextOutcome::LimitReached => "No text will be sent, because the clinic has reached its limit.",
        TextOutcome::NumberLimitReached => "No text will be sent, because that number has had enough texts today.",
        TextOutcome::OtherCountry => "No text will be sent, because that number is in another country.",
        TextOutcome::ClinicsNumber => "No text will be sent, because that is the clinic's own number.",
        TextOutcome::PremiumNumber => "No text will be sent, because that is a premium number.",
        TextOutcome::NotConnected => "No text will be sent, because the clinic has not set up texts.",
        TextOutcome::Failed => "The text could not be sent.",
    }
}

impl TextSentences for English {
    fn text_sent(&self, kind: TextKind, visit: &AppointmentSummary, last_digits: &str, desk: &SpeechContext) -> String {
        let noun = match kind {
            TextKind::Confirmation => "confirmation",
            TextKind::Change => "change",
            TextKind::Cancellation => "cancellation",
            TextKind::Reminder => "reminder",
        };
        let number = number(last_digits);
        about(visit, desk, |visit| {
            format!("A {noun} by text is on its way to {number}, about this appointment: {visit}.")
        })
    }

    fn text_not_sent(&self, text: TextOutcome, desk: &SpeechContext) -> String {
        let reason = match text {
            TextOutcome::Off => format!("{} does not send this text.", clinic(desk)),
            text => refusal(text).to_owned(),
        };
        answer(&format!("{reason} Offer to say the details instead. {}", today(desk)))
    }
}

fn number(last_digits: &str) -> String {
    let digits: Vec<char> = last_digits.chars().filter(char::is_ascii_digit).collect();
    let first = digits.len().saturating_sub(MAX_DIGITS_SAID);
    let said: String = digits.into_iter().skip(first).collect();
    if said.is_empty() { "the caller's number".to_owned() } else { format!("the number ending in {said}") }
}
