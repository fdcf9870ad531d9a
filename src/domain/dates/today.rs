//! The day to which relative dates refer.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use super::OpeningSpans;
use crate::domain::{country::Country, schedule::Zone};

/// The clinic's calendar day at this moment, to which every relative date refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    pub date: NaiveDate,
    /// What the clinic's clock shows, without seconds.
    pub time: NaiveTime,
    pub zone: Zone,
    /// Whether a date in figures is certain to have the month first.
    pub month_first: bool,
    /// When the clinic is ever open, by which `at 3` is told from the middle of the night.
    pub open: OpeningSpans,
}

impl Today {
    /// The day that the clinic's calendar shows at the instant `now`.
    pub fn at(now: DateTime<Utc>, zone: Zone) -> Self {
        let local = zone.local(now);
        let time = local.time().with_second(0).and_then(|time| time.with_nanosecond(0)).unwrap_or(local.time());
        Self { time, ..Self::midnight(local.date(), zone) }
    }

    /// The beginning of a day.
    pub fn midnight(date: NaiveDate, zone: Zone) -> Self {
        Self { date, time: NaiveTime::MIN, zone, month_first: false, open: OpeningSpans::default() }
    }

    /// The same for a clinic in a country, whose way to write dates may be certain.
    #[must_use]
    pub fn in_country(self, country: Option<Country>) -> Self {
        Self { month_first: country.is_some_and(|country| country.as_str() == "US"), ..self }
    }

    /// The same for a clinic with these hours.
    #[must_use]
    pub fn with_hours(self, open: OpeningSpans) -> Self {
        Self { open, ..self }
    }

    /// What the clinic's clock shows at this moment.
    pub(crate) fn now(self) -> NaiveDateTime {
        self.date.and_time(self.time)
    }

    pub(crate) fn year(self) -> i32 {
        self.date.year()
    }
}
