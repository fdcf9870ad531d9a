//! What a caller leaves for the clinic's staff.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    patient_name::{NameMatch, ShortForms},
    phone::{PhoneError, PhoneNumber},
    plain_words::words,
    urgency::Urgency,
};

/// Whether the staff still has to do something about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InboxStatus {
    Open,
    Done,
}

impl InboxStatus {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
        }
    }
}

/// Why no more messages are taken on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageLimit {
    /// The caller has left as many as one caller can.
    OfCaller,
    /// All callers whose number is not shown have together left as many as they can: nobody can tell whether they are several.
    OfWithheld,
}

impl MessageLimit {
    /// The word that is logged.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OfCaller => "caller",
            Self::OfWithheld => "withheld",
        }
    }
}

/// What a caller says of the number to call back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackNumber {
    /// Nothing: it is the one that they call from, if that is shown.
    NotSaid,
    /// That they give none.
    Declined,
    /// What is no number that can be called.
    Unreadable(PhoneError),
    /// Another one than they call from, or that one.
    Said(PhoneNumber),
}

impl CallbackNumber {
    /// The number that was said.
    pub fn number(&self) -> Option<&PhoneNumber> {
        if let Self::Said(number) = self { Some(number) } else { None }
    }
}

/// What a caller says. Every text is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageWords {
    /// 1 to 500 characters.
    pub about: String,
    /// At most 100 characters.
    pub name: Option<String>,
    pub callback: CallbackNumber,
    /// Whom it is for, as it was said, at most 100 characters.
    pub addressee: Option<String>,
    /// The practitioner whom that means, with their name at that time.
    pub practitioner: Option<(String, String)>,
    pub urgency: Urgency,
    /// When they would like to be called, as it was said, at most 100 characters.
    pub best_time: Option<String>,
}

/// A message in the inbox, as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CallerMessage {
    pub id: String,
    /// The platform's id of the call.
    pub call_id: Option<String>,
    /// Who called, unless the number was withheld.
    pub caller_number: Option<PhoneNumber>,
    /// Where to call back: the number that was said, or else the caller's; nowhere, if that is not shown and they gave none.
    pub callback_number: Option<PhoneNumber>,
    pub name: Option<String>,
    pub about: String,
    /// Whom it is for, as it was said.
    pub addressee: Option<String>,
    /// The practitioner whom that means.
    pub practitioner_id: Option<String>,
    /// The practitioner's name when the message was taken.
    pub practitioner_name: Option<String>,
    pub urgency: Urgency,
    /// When they would like to be called, as it was said.
    pub best_time: Option<String>,
    pub status: InboxStatus,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds_option")]
    pub done_at: Option<DateTime<Utc>>,
    /// The `sub` of the token by which it was done.
    pub done_by: Option<String>,
}

impl CallerMessage {
    /// Whether words say the same, however they are spelled.
    pub fn is_about(&self, about: &str) -> bool {
        self.about == about || (!words(about).is_empty() && words(about) == words(&self.about))
    }

    /// Whether `said` is this message again, or adds to it. Who calls, whom it is for and a number that was said can be filled in; where
    /// one of them is another, it is another message.
    pub fn admits(&self, said: &MessageWords, short_forms: &dyn ShortForms) -> bool {
        let names = self.name.as_deref().zip(said.name.as_deref());
        let is_same_name = |(known, other)| NameMatch::of(known, other, short_forms) != NameMatch::Different;
        let numbers = self.callback_number.as_ref().zip(said.callback.number());
        // Nobody has said that it is to be the number that they call from.
        let was_said = |number| self.caller_number.as_ref() != Some(number);
        self.is_about(&said.about)
            && self.is_for(said)
            && names.is_none_or(is_same_name)
            && numbers.is_none_or(|(known, other)| known == other || !was_said(known))
    }

    fn is_for(&self, said: &MessageWords) -> bool {
        let practitioners = self.practitioner_id.as_ref().zip(said.practitioner.as_ref());
        let in_words = || self.addressee.as_ref().zip(said.addressee.as_ref());
        practitioners.map_or_else(
            || in_words().is_none_or(|(known, other)| words(known) == words(other)),
            |(known, (other, _))| known == other,
        )
    }

    /// The message with what `said` adds to it, which it [`admits`](Self::admits). What was left out this time stays, and it does not
    /// become less urgent.
    #[must_use]
    pub fn with(&self, said: &MessageWords) -> Self {
        let practitioner = said.practitioner.clone().unzip();
        let (addressee, practitioner_id, practitioner_name) = match &self.addressee {
            None => (said.addressee.clone(), practitioner.0, practitioner.1),
            known => (known.clone(), self.practitioner_id.clone(), self.practitioner_name.clone()),
        };
        Self {
            name: longer_name(self.name.as_deref(), said.name.as_deref()).map(str::to_owned),
            callback_number: said.callback.number().or(self.callback_number.as_ref()).cloned(),
            addressee,
            practitioner_id,
            practitioner_name,
            urgency: said.urgency.max(self.urgency),
            best_time: said.best_time.clone().or_else(|| self.best_time.clone()),
            ..self.clone()
        }
    }
}

/// A name that was said in full is not made shorter.
fn longer_name<'a>(known: Option<&'a str>, said: Option<&'a str>) -> Option<&'a str> {
    let count = |name: Option<&str>| name.map_or(0, |name| words(name).len());
    if count(said) > count(known) { said } else { known.or(said) }
}

/// How many digits of a number are said, by which whoever knows it knows it again.
const DIGITS_SAID: usize = 4;

/// The last four digits of a number.
pub fn ending(number: &PhoneNumber) -> &str {
    let text = number.as_str();
    text.get(text.len().saturating_sub(DIGITS_SAID)..).unwrap_or_default()
}
