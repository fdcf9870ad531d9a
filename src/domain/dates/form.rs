//! The ways to name a day, and the day that each means on a given today.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{DateError, NoSuchDay, Today};

/// Leap days recur within eight years (1896 to 1904 had none between).
const YEARS_TO_SEARCH: i32 = 8;
const MONTHS_TO_SEARCH: u32 = 12;
/// For how many days a date without a year is one that is over.
const JUST_GONE_DAYS: i64 = 31;
const BEYOND: DateError = DateError::NoSuchDate(NoSuchDay::BeyondCalendar);

/// A day as it was named, before it is known what today is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// A full date.
    Full {
        year: i32,
        month: u32,
        day: u32,
    },
    /// Day and month; the year is the next that fits.
    Annual {
        month: u32,
        day: u32,
    },
    /// Two numbers of which neither is marked as the month.
    Unordered {
        first: u32,
        second: u32,
        year: Option<i32>,
    },
    /// Two numbers with dots behind them, as they are written where the day comes first.
    Dotted {
        day: u32,
        month: u32,
    },
    /// Three numbers with a year of two digits, the last of them if the order is certain.
    ShortYear(Option<[u32; 3]>),
    /// A day of the month (`the 3rd`); the month is the next that fits.
    DayOfMonth(u32),
    /// Days from today, negative for the past.
    InDays(i64),
    /// The next such weekday, today included.
    Coming(Weekday),
    /// Days after the next such weekday (`a week from Thursday`).
    AfterComing {
        weekday: Weekday,
        days: i64,
    },
    /// The weekday of the following week.
    NextWeek(Weekday),
    /// A weekday before today (`last Monday`).
    Last(Weekday),
    /// A day of the following month (`the 3rd of next month`).
    OfNextMonth(u32),
    /// Months from today (`in six months`), on the last day of a shorter month.
    InMonths(u32),
    /// A weekday of a month by its number (`the first Monday in January`), the last of it where there is none.
    NthWeekday {
        nth: Nth,
        weekday: Weekday,
        month: MonthForm,
    },
    LastOfMonth(MonthForm),
}

/// Which of a month's weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nth {
    /// From 1.
    FromStart(u8),
    Last,
}

/// A month as it was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MonthForm {
    /// January is 1; without a year the next that is not over.
    Named { month: u32, year: Option<i32> },
    /// Months from this one.
    Ahead(u32),
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
            Self::Unordered { first, second, year } => match one_order(today, first, second, year) {
                Err(DateError::Ambiguous { month_first: date, .. }) if month_first => Ok(date),
                read => read,
            },
            Self::Dotted { day, month } if month_first => one_order(today, month, day, None),
            Self::Annual { month, day } | Self::Dotted { day, month } => next_annual(today, month, day),
            Self::ShortYear(Some([month, day, year])) if month_first => full(century(today, year), month, day),
            Self::ShortYear(_) => Err(DateError::ShortYear),
            Self::DayOfMonth(day) => next_day_of_month(today, day),
            Self::InDays(days) => shift(today, days),
            Self::Coming(weekday) => shift(today, days_until(today, weekday)),
            Self::AfterComing { weekday, days } => shift(today, days_until(today, weekday).saturating_add(days)),
            Self::NextWeek(weekday) => shift(today, 7 - from_monday(today.weekday()) + from_monday(weekday)),
            Self::Last(weekday) => shift(today, days_until(today, weekday) - 7),
            Self::OfNextMonth(day) => day_of_month(today, 1, day).ok_or_else(|| no_such_day(day)),
            Self::InMonths(months) => today.checked_add_months(Months::new(months)).ok_or(BEYOND),
            Self::NthWeekday { nth, weekday, month } => nth_weekday(today, nth, weekday, month),
            Self::LastOfMonth(month) => month.bounds(today).map(|(_, last)| last).ok_or(BEYOND),
        }
    }
}

impl MonthForm {
    /// The first day of the month.
    pub(crate) fn first_day(self, today: NaiveDate) -> Option<NaiveDate> {
        let this_month = today.with_day(1)?;
        match self {
            Self::Named { month, year: Some(year) } => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Named { month, year: None } => {
                (0..MONTHS_TO_SEARCH).filter_map(|ahead| later(this_month, ahead)).find(|first| first.month() == month)
            }
            Self::Ahead(months) => later(this_month, months),
        }
    }

    /// The first and the last day.
    pub(crate) fn bounds(self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let first = self.first_day(today)?;
        Some((first, later(first, 1)?.pred_opt()?))
    }

    /// The same month a year later, if the year was left open.
    fn next_year(self, today: NaiveDate) -> Option<Self> {
        let Self::Named { month, year: None } = self else { return None };
        Some(Self::Named { month, year: Some(self.first_day(today)?.year().checked_add(1)?) })
    }
}

fn later(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    first.checked_add_months(Months::new(months))
}

/// Where the year was left open and the day is over, that of the next year.
fn nth_weekday(today: NaiveDate, nth: Nth, weekday: Weekday, month: MonthForm) -> Result<NaiveDate, DateError> {
    let within = |month: MonthForm| {
        let (first, last) = month.bounds(today)?;
        match nth {
            Nth::FromStart(n) => NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, n),
            Nth::Last => last.checked_sub_days(Days::new(last.weekday().days_since(weekday).into())),
        }
    };
    let date = within(month).ok_or(DateError::NoSuchDate(NoSuchDay::ThatWeekday))?;
    let next_year = || month.next_year(today).and_then(within);
    Ok(Some(date).filter(|date| *date >= today).or_else(next_year).unwrap_or(date))
}

/// The year of this century.
fn century(today: NaiveDate, year: u32) -> i32 {
    today.year() / 100 * 100 + i32::try_from(year).unwrap_or_default()
}

fn full(year: i32, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| no_such(month, day, Some(year)))
}

/// The next such day. One that was a few weeks ago is meant as it was said: nobody means next year by it.
fn next_annual(today: NaiveDate, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    let earlier = (today.year() - 1..=today.year()).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    let mut just_gone = earlier.filter(|date| (1..=JUST_GONE_DAYS).contains(&(today - *date).num_days()));
    if let Some(date) = just_gone.next() {
        return Ok(date);
    }
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
    if days < 0 { today.checked_sub_days(distance) } else { today.checked_add_days(distance) }.ok_or(BEYOND)
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
