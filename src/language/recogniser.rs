//! What callers say and models write down, as a contract that each language keeps.

use chrono::NaiveDateTime;

use crate::domain::{
    consent::Consent,
    dates::{DateError, DaysRequest, PartOfDay, StartHint, Today, Wanted},
    texts::TextKind,
};

/// What was said where a patient's name was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaidName {
    /// A name, without what was said around it.
    Name(String),
    /// Whoever calls, without a name.
    Caller,
    /// No name: a word for somebody, a refusal, a yes, a letter.
    Nobody,
    /// More than one person.
    Several,
}

/// Reads words of a language. Dates and times are the clinic's local wall time. What has exactly one reading is accepted in any form;
/// everything else is refused with a reason, and nothing is guessed.
pub trait Recogniser {
    /// Reads one day (ISO 8601, `tomorrow`, `in two weeks`, a weekday, a date in words), or days that follow each other (`next week`,
    /// `January`), and the part of them that is named with it.
    ///
    /// # Errors
    /// For text that names no day, a day that does not exist, or a day before `today`.
    fn days(&self, text: &str, today: Today) -> Result<DaysRequest, DateError>;

    /// Reads days from one to another; a weekday alone is the first after the first day.
    ///
    /// # Errors
    /// As [`days`](Self::days).
    fn days_between(&self, from: &str, to: &str, today: Today) -> Result<DaysRequest, DateError>;

    /// Reads a start of which several texts say something each: its day, its time, or both. Where two say the same thing they have to
    /// agree. `zone` is a zone that was sent beside them. Whether that time exists on the clinic's clock (it may fall into the gap of a
    /// clock change) is for the schedule to say.
    ///
    /// # Errors
    /// As [`days`](Self::days); for text that leaves open which half of the day is meant, if
    /// the clinic can be open in both, for texts that contradict each other, and for
    /// a zone or offset that the clinic's clock does not show at that time.
    fn start(&self, texts: &[(Wanted, String)], zone: Option<&str>, today: Today) -> Result<NaiveDateTime, DateError>;

    /// Reads what a caller says of when one of their appointments is, of which several texts say something each: its day or days, its
    /// time, a part of the day, or that it is the next one. What is said narrows; what nobody said does not.
    ///
    /// # Errors
    /// As [`start`](Self::start), but the half of the day and the time may be left open.
    fn start_hint(&self, texts: &[(Wanted, String)], today: Today) -> Result<StartHint, DateError>;

    /// Whether a text about a new start says that the day, or the time, is the same as before.
    fn keeps_day_or_time(&self, text: &str) -> bool;

    /// Reads a part of the day: `morning`, `after lunch`, `after 3pm`. `None` means that any time suits (`any`, `all day`).
    ///
    /// # Errors
    /// For text that names no part of a day.
    fn part_of_day(&self, text: &str, today: Today) -> Result<Option<PartOfDay>, DateError>;

    /// Reads a word for yes or no, in any case.
    fn yes_or_no(&self, word: &str) -> Option<bool>;

    /// A phone number in digits where it was written down in words (`four one five, double five`). Unknown words stay.
    fn digits(&self, text: &str) -> String;

    /// Whether a text in place of a phone number says that the caller gives none: `I don't want to say`, `no number`, `declined`.
    fn gives_no_number(&self, text: &str) -> bool;

    /// Reads a patient's name, with whatever was said around it (`my name is`) or in place of it (`the caller`).
    fn name(&self, said: &str) -> SaidName;

    /// Which text a word asks for.
    fn text_kind(&self, word: &str) -> Option<TextKind>;

    /// Whether a text expresses a wish about texts: one of the words for it alone, in any case and whatever stands around it.
    fn consent(&self, body: &str) -> Option<Consent>;
}
