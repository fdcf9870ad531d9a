//! What cannot be served or understood.

use chrono::NaiveDate;

use super::SpeechContext;
use crate::domain::{dates::DateError, phone::PhoneError};

/// What is said of calls that cannot be served, and of arguments that cannot be used.
pub trait FaultSentences {
    /// The calendar gave no answer. Says neither that the day has room nor that it has none.
    fn calendar_unreadable(&self) -> String;

    /// Something else that is needed to answer could not be reached.
    fn cannot_look_up(&self) -> String;

    /// The number that was called belongs to no clinic.
    fn unknown_number(&self) -> String;

    /// The call came without the number that was called, as dashboard tests and web calls do.
    fn no_called_number(&self) -> String;

    /// The clinic's service is suspended.
    fn clinic_suspended(&self, clinic_name: &str) -> String;

    /// The clinic has not connected a calendar.
    fn no_calendar_connected(&self, clinic_name: &str) -> String;

    /// The clinic has not said when it is open.
    fn no_opening_hours(&self, clinic_name: &str) -> String;

    /// The model called a tool that does not exist.
    fn unknown_tool(&self, name: &str, known: &[&str]) -> String;

    /// The model called more tools at once than one message is answered for.
    fn too_many_tools(&self) -> String;

    /// Tools are called more often than they are answered.
    fn asked_too_often(&self) -> String;

    /// Tells the model what to ask or send, and today's date where the clinic is known.
    fn bad_arguments(&self, fault: &ArgumentFault, desk: Option<&SpeechContext>) -> String;

    /// The caller's number is withheld and none was given.
    fn phone_needed(&self, desk: &SpeechContext) -> String;
}

/// What is wrong with the arguments of a tool call. `name` is one of our own argument names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentFault<'a> {
    /// The arguments are no JSON, often cut off at the model's token limit.
    NotJson,
    /// The arguments are JSON, and no object.
    NotAnObject,
    /// A needed argument was not sent.
    Missing {
        name: &'a str,
    },
    /// An argument of the wrong JSON type.
    WrongType {
        name: &'a str,
        wanted: Expected,
    },
    /// An argument that still holds `{{`.
    Unfilled {
        name: &'a str,
    },
    /// An argument that is no text that anybody could have said, such as an encrypted one.
    Garbled {
        name: &'a str,
    },
    TooLong {
        name: &'a str,
        /// Most characters that it may have.
        limit: usize,
    },
    /// An argument that no tool reads, where it may say which appointment is meant.
    UnknownName {
        /// As the model sent it.
        said: String,
    },
    /// Two names for one argument were sent, and say different things.
    Differing {
        name: &'a str,
    },
    /// The caller has not agreed yet, as the model says itself.
    NotAgreed,
    /// Another number than the caller's, under which appointments are to be found.
    OtherNumber,
    /// Neither a day nor a range nor `earliest`.
    NoDays,
    /// A range that ends before it begins.
    RangeBackwards {
        /// `from` as read.
        from: NaiveDate,
        /// `to` as read.
        to: NaiveDate,
    },
    RangeTooLong {
        /// Most days that one check covers.
        limit: u32,
    },
    When(DateError),
    Start(DateError),
    NoStart {
        name: &'a str,
    },
    Phone(PhoneError),
    /// The same, of the number at which the staff is to call back.
    CallbackNumber(PhoneError),
    NoName,
    /// The names of more than one person.
    SeveralNames,
    /// A name that is none: too long, a template, or not to be spoken.
    UnusableName,
    /// Nothing that a message could be about.
    NoMessage,
}

/// What an argument has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Text,
    YesOrNo,
    /// Which text: a confirmation or a reminder.
    TextKind,
}
