//! Why a text was not taken as a date or time, as data.

use chrono::{NaiveDate, NaiveTime, Weekday};

use crate::domain::{line::single_line_limited, schedule::Zone};

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
    PartOfDay,
}

/// Why a text was not taken as a date or time. It has no `Display`: each language says it in its own words. It may repeat up to 40
/// characters of the text, so it belongs in the answer and not in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Nothing was sent, or a stand-in for nothing such as `null` or `YYYY-MM-DD`.
    Missing(Wanted),
    /// A template variable that nobody filled in, such as `{{date}}`.
    Unfilled(Wanted),
    /// More characters than a date or time can have.
    TooLong(Wanted),
    /// No reading at all.
    Unclear {
        wanted: Wanted,
        /// The beginning of the text, made safe to repeat.
        shown: String,
    },
    /// Day and month could be either way round.
    Ambiguous { month_first: NaiveDate, day_first: NaiveDate },
    /// A two-digit year, which leaves open which of three numbers is the year.
    ShortYear,
    /// No such day in the calendar, such as February 30.
    NoSuchDate(NoSuchDay),
    /// A weekday that is not the weekday of the date.
    WrongWeekday { date: NaiveDate, named: Weekday },
    /// A day before today.
    Past { date: NaiveDate, today: NaiveDate },
    /// A week, a month or a range where one day is needed.
    SeveralDays,
    /// A range where one time is needed.
    Several(Wanted),
    /// The first opening was asked for instead of a day.
    Earliest,
    /// A clock time that could be in either half of the day: before noon, or after it.
    HalfOfDay { am: NaiveTime, pm: NaiveTime },
    /// No such time on a clock, such as 25:00 or 14:00 am.
    NoSuchTime,
    /// A day without the time that is needed with it.
    NoTime(NaiveDate),
    /// A time without the day that is needed with it.
    NoDay,
    /// Arguments that name different days, or different times.
    Contradiction,
    /// A zone or offset that is not what the clinic's clock shows at that time.
    OtherZone(Zone),
}

/// A day that no calendar has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSuchDay {
    /// A day that the month does not have; with the year where that matters, which is for February 29.
    OfMonth { month: u32, day: u32, year: Option<i32> },
    /// A month of which there are only twelve.
    Month(u32),
    /// A day of a month that goes by no name, such as the 31st of the next one.
    InThatMonth(u32),
    /// A fifth Monday, where the month has four.
    ThatWeekday,
    /// Before or after all days that can be reckoned with.
    BeyondCalendar,
}

impl DateError {
    /// For a text without a reading, of which the beginning is kept.
    pub(crate) fn unclear(wanted: Wanted, text: &str) -> Self {
        Self::Unclear { wanted, shown: single_line_limited(text, MAX_SHOWN_CHARS).replace('"', "'") }
    }
}
