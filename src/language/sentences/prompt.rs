//! The words that the assistant's prompt is filled in with.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::SpeechContext;

/// Opening hours of a day, each from opening to closing. Equal times are a whole day.
pub type Hours = Vec<(NaiveTime, NaiveTime)>;

/// A day on which the hours are not the usual ones, in words already.
#[derive(Clone, Debug)]
pub struct Exception {
    pub date: NaiveDate,
    /// As [`PromptWords::hours_of_day`] gives them.
    pub hours: String,
}

/// What the assistant is told of the clinic when a call begins, piece by piece.
pub trait PromptWords {
    fn weekday(&self, weekday: Weekday) -> String;

    /// The word for whether something is so.
    fn yes_or_no(&self, is_so: bool) -> String;

    /// A local start.
    fn day_and_time(&self, start: NaiveDateTime, desk: &SpeechContext) -> String;

    /// The hours of one day, with what the clinic calls the day, which may be empty.
    fn hours_of_day(&self, hours: &Hours, label: &str) -> String;

    /// The hours of a usual week and what differs from them soon.
    fn hours_of_week(&self, usual: &dyn Fn(Weekday) -> Hours, exceptions: &[Exception], today: NaiveDate) -> String;

    /// A service with how long it takes.
    fn service(&self, name: &str, minutes: i64) -> String;

    /// As many of the items as have room in `most` characters, of which the last words may take a few more, and how many are left out.
    /// The first has room always.
    fn listed_up_to(&self, most: usize, items: &[String]) -> String;
}
