//! The ways to name a day, and the day that each means on a given today.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{DateError, NoSuchDay, Today};

/// Leap days recur within eight years (1896 to 1904 had none between).
const YEARS_TO_SEARCH: i32 = 8;
const MONTHS_TO_SEARCH: u32 = 12;

/// A day as it was named, before it is known what today is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// A full date.
    Full { year: i32, month: u32, day: u32 },
    /// Day and month; the year is the next that fits.
    Annual { month: u32, day: u32 },
    /// Two numbers of which neither is marked as the month.
    Unordered { first: u32, second: u32, year: Option<i32> },
    /// Three numbers with a year of two digits, the last of them if the order is certain.
    ShortYear(Option<[u32; 3]>),
    /// A day of the month (`the 3rd`); the month is the next that fits.
    DayOfMonth(u32),
    /// Days from today, negative for the past.
    InDays(i64),
    /// The next such weekday, today included.
    Coming(Weekday),
    /// Days after the next such weekday (`a week from Thursday`).
    AfterComing { weekday: Weekday, days: i64 },
    /// The weekday of the following week.
    NextWeek(Weekday),
    /// A weekday before today (`last Monday`).
    Last(Weekday),
    /// A day of the following month (`the 3rd of next month`).
    OfNextMonth(u32),
}

impl DateForm {
    /// The day meant, which is never before today.
    pub(crate) fn resolve(self, today: Today) -> Result<NaiveDate, DateError> {
        let date = self.read(today)?;
        if date < today.date {
            return Err(DateError::Past { date, today: today.date });
        }
        Ok(date)
    }

    fn read(self, Today { date: today, month_first, .. }: Today) -> Result<NaiveDate, DateError> {
        match self {
            Self::Full { year, month, day } => full(year, month, day),
            Self::Annual { month, day } => next_annual(today, month, day),
            Self::Unordered { first, second, year } => match one_order(today, first, second, year) {
                Err(DateError::Ambiguous { month_first: date, .. }) if month_first => Ok(date),
                read => read,
            },
            Self::ShortYear(Some([month, day, year])) if month_first => full(century(today, year), month, day),
            Self::ShortYear(_) => Err(DateError::ShortYear),
            Self::DayOfMonth(day) => next_day_of_month(today, day),
            Self::InDays(days) => shift(today, days),
            Self::Coming(weekday) => shift(today, days_until(today, weekday)),
            Self::AfterComing { weekday, days } => shift(today, days_until(today, weekday).saturating_add(days)),
            Self::NextWeek(weekday) => shift(today, 7 - from_monday(today.weekday()) + from_monday(weekday)),
            Self::Last(weekday) => shift(today, days_until(today, weekday) - 7),
            Self::OfNextMonth(day) => day_of_month(today, 1, day).ok_or_else(|| no_such_day(day)),
        }
    }
}

/// The year of this century.
fn century(today: NaiveDate, year: u32) -> i32 {
    today.year() / 100 * 100 + i32::try_from(year).unwrap_or_default()
}

fn full(year: i32, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| no_such(month, day, Some(year)))
}

fn next_annual(today: NaiveDate, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    (today.year()..=today.year().saturating_add(YEARS_TO_SEARCH))
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|date| *date >= today)
        .ok_or_else(|| no_such(month, day, None))
}

/// Accepts two unmarked numbers when only one order names a day, or both name the same.
fn one_order(today: NaiveDate, first: u32, second: u32, year: Option<i32>) -> Result<NaiveDate, DateError> {
    let read = |month, day| match year {
        Some(year) => full(year, month, day),
        None => next_annual(today, month, day),
    };
    match (read(first, second), read(second, first)) {
        (Ok(month_first), Ok(day_first)) if month_first != day_first => {
            Err(DateError::Ambiguous { month_first, day_first })
        }
        (Ok(date), _) | (_, Ok(date)) => Ok(date),
        (Err(error), Err(other)) => Err(if first > 12 { other } else { error }),
    }
}

fn next_day_of_month(today: NaiveDate, day: u32) -> Result<NaiveDate, DateError> {
    (0..=MONTHS_TO_SEARCH)
        .filter_map(|ahead| day_of_month(today, ahead, day))
        .find(|date| *date >= today)
        .ok_or_else(|| no_such_day(day))
}

fn day_of_month(today: NaiveDate, months_ahead: u32, day: u32) -> Option<NaiveDate> {
    today.with_day(1)?.checked_add_months(Months::new(months_ahead))?.with_day(day)
}

fn no_such_day(day: u32) -> DateError {
    DateError::NoSuchDate(NoSuchDay::InThatMonth(day))
}

fn shift(today: NaiveDate, days: i64) -> Result<NaiveDate, DateError> {
    let distance = Days::new(days.unsigned_abs());
    if days < 0 { today.checked_sub_days(distance) } else { today.checked_add_days(distance) }
        .ok_or(DateError::NoSuchDate(NoSuchDay::BeyondCalendar))
}

fn days_until(today: NaiveDate, weekday: Weekday) -> i64 {
    i64::from(weekday.days_since(today.weekday()))
}

fn from_monday(weekday: Weekday) -> i64 {
    i64::from(weekday.num_days_from_monday())
}

fn no_such(month: u32, day: u32, year: Option<i32>) -> DateError {
    DateError::NoSuchDate(if (1..=12).contains(&month) {
        // The year matters for February 29 alone.
        NoSuchDay::OfMonth { month, day, year: year.filter(|_| (month, day) == (2, 29)) }
    } else {
        NoSuchDay::Month(month)
    })
}
