//! Reading dates and times as a caller says them and a model writes them down.
//!
//! Arguments are the clinic's local wall time. Parsing is generous in form and strict in meaning:
//! what has exactly one reading is accepted, everything else is refused with a [`WhenError`],
//! whose text tells the model what to ask the caller or what to send instead. Nothing is guessed.
//!
//! Readings that were decided, because English leaves them open:
//! - A weekday, alone or with `this`, is the next such day from today on, today included.
//! - `next Thursday` is the Thursday of the following week, weeks beginning on Monday: on a
//!   Monday it lies ten days ahead, on a Saturday five. `Thursday next week` is the same day.
//! - A date without a year is the next such date from today on.
//! - `03/04/2027` is refused, but for a clinic in the United States, where the month comes first whoever
//!   writes. Other countries write both ways, Canada among them, and so do models. `13/12/2026` and
//!   `3/3/2026` are accepted everywhere, having one reading.
//! - A weekday that contradicts its date is refused.
//! - Two-digit clock hours (`09:30`, `10:30`) are on the 24-hour clock; `9:30`, `9 o'clock` and
//!   `at 10` need am or pm, or a part of the day. `midnight` is the beginning of the day.
//! - A zone or offset on a time is accepted only when the clinic's own clock shows the same, so
//!   that both readings agree. A model that sends `Z` may have converted the time or only
//!   decorated it, so ignoring it and converting by it are both guesses, and it is refused.
//!   `EST` is accepted all year where clocks go by EST or EDT, since callers mean the wall clock.
//! - Where only a day is asked for, a time or zone beside it is ignored: the answer names the day.

mod clock;
mod date_form;
mod error;
mod grammar;
mod joined;
mod lexicon;
mod numeric;
mod part_of_day;
mod phrase;
mod span;
mod token;
mod zone;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub use error::{Wanted, WhenError};
pub use part_of_day::PartOfDay;

use crate::domain::{country::Country, schedule::Zone};
use phrase::Phrase;

/// Longest text that is read as a date or time, in characters.
pub const MAX_INPUT_CHARS: usize = 100;

/// The clinic's calendar day at this moment, to which every relative date refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    /// Local date.
    pub date: NaiveDate,
    /// The clinic's IANA zone.
    pub zone: Zone,
    /// Whether a date in figures is certain to have the month first.
    pub month_first: bool,
}

impl Today {
    /// The day that the clinic's calendar shows at the instant `now`.
    pub fn at(now: DateTime<Utc>, zone: Zone) -> Self {
        Self { date: zone.date(now), zone, month_first: false }
    }

    /// The same for a clinic in a country, whose way to write dates may be certain.
    #[must_use]
    pub fn in_country(self, country: Option<Country>) -> Self {
        Self { month_first: country.is_some_and(|country| country.as_str() == "US"), ..self }
    }

    pub(crate) fn year(self) -> i32 {
        self.date.year()
    }
}

/// A day, and the part of it, if one was named with it (`tomorrow morning`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRequest {
    /// Local date, today or later.
    pub date: NaiveDate,
    /// Part of the day, when the text names one.
    pub part: Option<PartOfDay>,
}

/// Reads one day: ISO 8601, relative (`tomorrow`, `in two weeks`), a weekday, or a date in words.
///
/// # Errors
/// A [`WhenError`] for text that names no day, several days, a day that does not exist, or a day
/// before `today`.
pub fn parse_date(text: &str, today: Today) -> Result<NaiveDate, WhenError> {
    parse_day(text, today).map(|request| request.date)
}

/// As [`parse_date`], and keeps a part of the day that was said with it.
///
/// # Errors
/// As [`parse_date`].
pub fn parse_day(text: &str, today: Today) -> Result<DayRequest, WhenError> {
    let phrase = Phrase::read(text, Wanted::Date)?;
    Ok(DayRequest { date: phrase.day(today)?, part: phrase.part() })
}

/// The days from a first to a last, and the part of them, if one was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysRequest {
    /// Local date, today or later.
    pub first: NaiveDate,
    /// The same as `first` for one day.
    pub last: NaiveDate,
    /// Part of each day.
    pub part: Option<PartOfDay>,
}

/// As [`parse_day`], and reads a week or a weekend (`next week`) as well.
///
/// # Errors
/// As [`parse_date`].
pub fn parse_days(text: &str, today: Today) -> Result<DaysRequest, WhenError> {
    let one = |DayRequest { date, part }| DaysRequest { first: date, last: date, part };
    parse_day(text, today).map(one).or_else(|error| match error {
        // Only what was vetted, and is no longer than a date, gets here.
        WhenError::SeveralDays => span::parse(text, today.date).ok_or(error),
        error => Err(error),
    })
}

/// Reads a time of day, `HH:MM` or as it is said (`2:30 p.m.`, `half past two in the afternoon`).
///
/// # Errors
/// A [`WhenError`] for text that is no time, or that leaves open which half of the day is meant.
pub fn parse_time(text: &str) -> Result<NaiveTime, WhenError> {
    Phrase::read(text, Wanted::Time)?.time_alone()
}

/// Reads a day and time, `YYYY-MM-DDTHH:MM` or as it is said (`tomorrow at 2pm`), as local wall
/// time in the zone of `today`. Whether that time exists in the zone (it may fall into the gap of
/// a clock change) is for the schedule to say.
///
/// # Errors
/// A [`WhenError`] as for [`parse_date`] and [`parse_time`], and for a zone or offset that the
/// clinic's clock does not show at that time.
pub fn parse_local_start(text: &str, today: Today) -> Result<NaiveDateTime, WhenError> {
    Phrase::read(text, Wanted::Start)?.start(today)
}

/// Reads a start of which several texts say something each: its day, its time, or both. Where two say the same thing they have to
/// agree. `zone` is a zone that was sent beside them.
///
/// # Errors
/// As [`parse_local_start`]; [`WhenError::Contradiction`] and [`WhenError::NoDay`].
pub fn parse_start_of(
    texts: &[(Wanted, String)],
    zone: Option<&str>,
    today: Today,
) -> Result<NaiveDateTime, WhenError> {
    joined::start(texts, zone, today)
}

/// Reads a part of the day: `morning`, `after lunch`, `after 3pm`, `before noon`. `None` means that
/// any time suits (`any`, `all day`).
///
/// # Errors
/// A [`WhenError`] for text that names no part of a day.
pub fn part_of_day(text: &str) -> Result<Option<PartOfDay>, WhenError> {
    part_of_day::parse(text)
}
