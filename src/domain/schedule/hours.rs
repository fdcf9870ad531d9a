//! Wall-clock hours as an org writes them: times of day, ranges, the weekly pattern and its dated exceptions.

use core::fmt;
use core::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A wall-clock time to the minute, written `HH:MM`, from `00:00` to `24:00`.
///
/// `24:00` is the midnight that ends a day; only a closing time may use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", example = "09:00")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// `24:00`, the end of a day.
    pub const END_OF_DAY: Self = Self(24 * 60);

    /// The time at this hour and minute; `None` outside `00:00` to `24:00`.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour > 24 || minute > 59 || (hour == 24 && minute > 0) {
            return None;
        }
        Some(Self(hour * 60 + minute))
    }

    /// Minutes since midnight, 0 to 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The wall-clock moment of this time on a date; `24:00` is midnight of the next. `None` at the end of the calendar.
    pub fn on(self, date: NaiveDate) -> Option<NaiveDateTime> {
        date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(i64::from(self.0)))
    }
}

/// A time of day that is not written `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written HH:MM, from 00:00 to 24:00")]
pub struct InvalidTimeOfDay;

impl FromStr for TimeOfDay {
    type Err = InvalidTimeOfDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let &[h1, h2, b':', m1, m2] = text.as_bytes() else {
            return Err(InvalidTimeOfDay);
        };
        let number = |tens: u8, ones: u8| {
            (tens.is_ascii_digit() && ones.is_ascii_digit())
                .then(|| u16::from(tens - b'0') * 10 + u16::from(ones - b'0'))
        };
        let hour = number(h1, h2).ok_or(InvalidTimeOfDay)?;
        let minute = number(m1, m2).ok_or(InvalidTimeOfDay)?;
        Self::new(hour, minute).ok_or(InvalidTimeOfDay)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = InvalidTimeOfDay;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// One stretch of opening hours. A `close` at or before `open` lies on the next day; equal times are open round the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeRange {
    /// The first time at which an appointment may start.
    pub open: TimeOfDay,
    /// The time by which the last appointment must have ended.
    pub close: TimeOfDay,
}

impl TimeRange {
    /// Whether the range ends on the day after the one on which it opens.
    pub fn runs_past_midnight(self) -> bool {
        self.close <= self.open
    }

    /// How many minutes of wall time it spans, 1 to 1440.
    pub fn minutes(self) -> u16 {
        let (open, close) = (self.open.minutes(), self.close.minutes());
        if self.runs_past_midnight() { (24 * 60 + close).saturating_sub(open) } else { close - open }
    }
}

/// The opening hours of every weekday. A day without ranges is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the days of the week explain themselves")]
pub struct WeeklyHours {
    pub monday: Vec<TimeRange>,
    pub tuesday: Vec<TimeRange>,
    pub wednesday: Vec<TimeRange>,
    pub thursday: Vec<TimeRange>,
    pub friday: Vec<TimeRange>,
    pub saturday: Vec<TimeRange>,
    pub sunday: Vec<TimeRange>,
}

impl WeeklyHours {
    /// The ranges of every day, from Monday.
    pub fn days(&self) -> [&[TimeRange]; 7] {
        [&self.monday, &self.tuesday, &self.wednesday, &self.thursday, &self.friday, &self.saturday, &self.sunday]
    }

    /// The ranges that open on a weekday.
    pub fn on(&self, weekday: Weekday) -> &[TimeRange] {
        match weekday {
            Weekday::Mon => &self.monday,
            Weekday::Tue => &self.tuesday,
            Weekday::Wed => &self.wednesday,
            Weekday::Thu => &self.thursday,
            Weekday::Fri => &self.friday,
            Weekday::Sat => &self.saturday,
            Weekday::Sun => &self.sunday,
        }
    }
}

/// The hours of one local date, in place of the weekly pattern and of hours that run on from the evening before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DateOverride {
    /// The local date.
    #[schema(value_type = String, format = Date, example = "2026-12-25")]
    pub date: NaiveDate,
    /// The hours of that date; none when the clinic is closed.
    #[serde(default)]
    pub hours: Vec<TimeRange>,
    /// What callers are told about the date, such as the name of a holiday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}
