//! What is said of text messages. Numbers are named by their last digits alone.

use super::Desk;
use super::booking::about;
use super::line::answer;
use super::openings::{clinic, today};
use crate::domain::appointment::AppointmentSummary;

/// Most digits of a number that are said.
const MAX_DIGITS_SAID: usize = 4;

/// What is true of the text about an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texting<'a> {
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
    /// As many as the clinic sends in a day were sent.
    LimitReached,
    /// The clinic has connected no account for texts.
    NotConnected,
    /// It was refused.
    Failed,
}

impl Texting<'_> {
    /// ` A text to confirm this is on its way to the number ending in 34.`, or nothing.
    pub(super) fn clause(&self) -> String {
        match self {
            Self::Sent { last_digits } => {
                format!(" A text to confirm this is on its way to {}.", number_said(last_digits))
            }
            Self::Off => String::new(),
            other => format!(" {}", other.refusal()),
        }
    }

    fn refusal(&self) -> &'static str {
        match self {
            Self::Sent { .. } | Self::Off => "No text will be sent.",
            Self::NoNumber => "No text will be sent, because there is no number to send it to.",
            Self::OptedOut => "No text will be sent, because that number has opted out of texts.",
            Self::LimitReached => "No text will be sent, because the clinic has reached its limit for today.",
            Self::NotConnected => "No text will be sent, because the clinic has not set up texts.",
            Self::Failed => "The text could not be sent.",
        }
    }
}

/// Which text the caller asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texted {
    /// The confirmation, again.
    Confirmation,
    /// A reminder.
    Reminder,
}

/// A text about an appointment is on its way.
pub fn text_sent(kind: Texted, visit: &AppointmentSummary, last_digits: &str, desk: &Desk) -> String {
    let noun = match kind {
        Texted::Confirmation => "confirmation",
        Texted::Reminder => "reminder",
    };
    let number = number_said(last_digits);
    about(visit, desk, |visit| format!("A {noun} by text is on its way to {number}, about this appointment: {visit}."))
}

/// The text that the caller asked for is not sent.
pub fn text_not_sent(texting: Texting, desk: &Desk) -> String {
    let reason = match texting {
        Texting::Off => format!("{} does not send this text.", clinic(desk)),
        texting => texting.refusal().to_owned(),
    };
    answer(&format!("{reason} Offer to say the details instead. {}", today(desk)))
}

fn number_said(last_digits: &str) -> String {
    let digits: Vec<char> = last_digits.chars().filter(char::is_ascii_digit).collect();
    let first = digits.len().saturating_sub(MAX_DIGITS_SAID);
    let said: String = digits.into_iter().skip(first).collect();
    if said.is_empty() { "the caller's number".to_owned() } else { format!("the number ending in {said}") }
}
