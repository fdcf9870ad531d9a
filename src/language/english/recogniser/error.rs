//! Why a date or time was refused, in sentences for the model.

use chrono::{Datelike, NaiveDate, NaiveTime};
use thiserror::Error;

use crate::domain::schedule::Zone;
use crate::language::english::sentences::{clock, day_name, month_day, single_line_limited, weekday_date_year};

/// Most characters of the refused text that an error repeats.
const MAX_SHOWN_CHARS: usize = 40;

/// What an argument was to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A calendar day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time.
    Start,
    /// A part of the day.
    PartOfDay,
}

impl Wanted {
    fn noun(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::Start => "start time",
            Self::PartOfDay => "part of the day",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Date => "Ask the caller which day they would like, then send it as YYYY-MM-DD",
            Self::Time => "Ask the caller what time they would like, then send it as HH:MM",
            Self::Start => "Ask the caller which day and time they would like, then send it as YYYY-MM-DDTHH:MM",
            Self::PartOfDay => "Ask the caller, then send morning, afternoon or evening",
        }
    }
}

/// Why a text was not taken as a date or time. `Display` is one line of fewer than 200 characters
/// that tells the model what to ask or send; it may repeat up to 40 characters of the text, so it
/// belongs in the answer and not in a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WhenError {
    /// Nothing was sent, or a stand-in for nothing such as `null` or `YYYY-MM-DD`.
    #[error("The {} is missing. {}.", .0.noun(), .0.remedy())]
    Missing(Wanted),
    /// A template variable that nobody filled in, such as `{{date}}`.
    #[error("The {} is a template that was not filled in. {}.", .0.noun(), .0.remedy())]
    Unfilled(Wanted),
    /// More than [`super::MAX_INPUT_CHARS`] characters.
    #[error("The {} is too long to read. {}.", .0.noun(), .0.remedy())]
    TooLong(Wanted),
    /// No reading at all.
    #[error("I could not read \"{shown}\" as a {}. {}.", .wanted.noun(), .wanted.remedy())]
    Unclear {
        /// What was expected.
        wanted: Wanted,
        /// The beginning of the text, made safe to repeat.
        shown: String,
    },
    /// Day and month could be either way round.
    #[error(
        "That date could be {} or {}. Ask the caller which one they mean, then write the day as YYYY-MM-DD.",
        month_day(*.month_first), month_day(*.day_first)
    )]
    Ambiguous {
        /// The reading with the month first.
        month_first: NaiveDate,
        /// The reading with the day first.
        day_first: NaiveDate,
    },
    /// A two-digit year, which leaves open which of three numbers is the year.
    #[error("That date has no four-digit year. Ask the caller which day they mean, then write the day as YYYY-MM-DD.")]
    ShortYear,
    /// No such day in the calendar, such as February 30.
    #[error("There is no {0} in the calendar. Ask the caller which day they mean, then write the day as YYYY-MM-DD.")]
    NoSuchDate(String),
    /// A weekday that is not the weekday of the date.
    #[error(
        "{} is a {}, not a {}. Ask the caller which day they mean, then write the day as YYYY-MM-DD.",
        month_day(*.date), day_name(.date.weekday()), day_name(*.said)
    )]
    WrongWeekday {
        /// The date as read.
        date: NaiveDate,
        /// The weekday that was sent with it.
        said: chrono::Weekday,
    },
    /// A day before today.
    #[error(
        "{} is in the past: today is {}. Ask the caller for a day from today on, then write the day as YYYY-MM-DD.",
        weekday_date_year(*.date), weekday_date_year(*.today)
    )]
    Past {
        /// The date as read.
        date: NaiveDate,
        /// The clinic's date today.
        today: NaiveDate,
    },
    /// A week, a month or a range where one day is needed.
    #[error(
        "That is more than one day. Send one day as date, or the first and last day as from and to, each as YYYY-MM-DD."
    )]
    SeveralDays,
    /// A range where one time is needed.
    #[error("That is more than one {}. {}.", .0.noun(), .0.remedy())]
    Several(Wanted),
    /// The first opening was asked for instead of a day.
    #[error("To find the first opening, check availability with earliest set to true and without a date.")]
    Earliest,
    /// A clock time that could be in either half of the day.
    #[error(
        "Ask the caller whether they mean {} or {}, then write the time as HH:MM on the 24-hour clock.",
        clock(*.am), clock(*.pm)
    )]
    HalfOfDay {
        /// The reading before noon.
        am: NaiveTime,
        /// The reading after noon.
        pm: NaiveTime,
    },
    /// No such time on a clock, such as 25:00 or 14:00 am.
    #[error("There is no such time on the clock. Ask the caller what time they would like, then write it as HH:MM.")]
    NoSuchTime,
    /// A day without the time that is needed with it.
    #[error(
        "The time is missing. Ask the caller what time on {} they would like, then send it as YYYY-MM-DDTHH:MM.",
        weekday_date_year(*.0)
    )]
    NoTime(NaiveDate),
    /// A time without the day that is needed with it.
    #[error(
        "The day is missing. Ask the caller which day they would like, then send day and time together, as YYYY-MM-DDTHH:MM."
    )]
    NoDay,
    /// Arguments that name different days, or different times.
    #[error(
        "The arguments name different days or times. Ask the caller which day and time they would like, then send both \
         once, as YYYY-MM-DDTHH:MM."
    )]
    Contradiction,
    /// A zone or offset that is not what the clinic's clock shows at that time.
    #[error(
        "Times are on the clinic's clock in {0}. Ask the caller for the time there, then send it without Z, zone or offset."
    )]
    OtherZone(Zone),
}

impl WhenError {
    pub(super) fn unclear(wanted: Wanted, text: &str) -> Self {
        Self::Unclear { wanted, shown: single_line_limited(text, MAX_SHOWN_CHARS).replace('"', "'") }
    }

    pub(super) fn no_such_date(name: &str) -> Self {
        Self::NoSuchDate(single_line_limited(name, MAX_SHOWN_CHARS))
    }
}
