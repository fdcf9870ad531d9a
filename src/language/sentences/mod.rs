//! Everything that an agent hears or says, as a contract that each language keeps.
//!
//! An answer is one line of fewer than 500 characters, made to be spoken. What stands in parentheses is for the model, not for the
//! caller: the local starts that it sends back (`(start 2026-12-03T09:30)`) and the clinic's zone. A start that was refused is said and
//! not given in that form. Sentences about the calendar and about appointments, which are those that take a [`SpeechContext`], end with today's
//! date, because models do not know it. None carries an id, a whole phone number or a word of our insides. Where names leave no room,
//! they are shortened, then fewer things are named: nothing that matters is cut off.

mod availability;
mod booking;
mod choices;
mod emergency;
mod faults;
mod finding;
mod inbox;
mod knowledge;
mod prompt;
mod takeover;
mod texts;

use crate::domain::dates::{Days, PartOfDay, Today};

pub use availability::{AvailabilitySentences, OpeningCount};
pub use booking::BookingSentences;
pub use choices::ChoiceSentences;
pub use emergency::EmergencySentences;
pub use faults::{ArgumentFault, Expected, FaultSentences};
pub use finding::FindingSentences;
pub use inbox::{Callback, InboxSentences, TakenSummary};
pub use knowledge::KnowledgeSentences;
pub use prompt::{Exception, Hours, PromptWords};
pub use takeover::TakeoverSentences;
pub use texts::{TextOutcome, TextSentences};

/// All sentences of a language.
pub trait Sentences:
    Sync
    + AvailabilitySentences
    + BookingSentences
    + ChoiceSentences
    + EmergencySentences
    + FaultSentences
    + FindingSentences
    + KnowledgeSentences
    + InboxSentences
    + PromptWords
    + TakeoverSentences
    + TextSentences
{
}

/// Where and when a sentence is said.
#[derive(Clone, Copy, Debug)]
pub struct SpeechContext<'a> {
    /// The clinic's name as callers know it.
    pub clinic: &'a str,
    pub today: Today,
}

/// What the caller wants to know about the calendar.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub days: Days,
    pub part: Option<PartOfDay>,
    /// The service's name, when one was chosen.
    pub service: Option<&'a str>,
    /// The practitioner's name, when one was chosen.
    pub practitioner: Option<&'a str>,
}

impl Question<'_> {
    /// A question about days alone.
    pub fn about(days: Days) -> Self {
        Self { days, part: None, service: None, practitioner: None }
    }
}
