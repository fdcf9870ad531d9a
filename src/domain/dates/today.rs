//! The day to which relative dates refer.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::OpeningSpans;
use crate::domain::{country::Country, schedule::Zone};

/// The clinic's calendar day at this moment, to which every relative date refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    pub date: NaiveDate,
    pub zone: Zone,
    /// Whether a date in figures is certain to have the month first.
    pub month_first: bool,
    /// When the clinic is ever open, by which `at 3` is told from the middle of the night.
    pub open: OpeningSpans,
}

impl Today {
    /// The day that the clinic's calendar shows at the instant `now`.
    pub fn at(now: DateTime<Utc>, zone: Zone) -> Self {
        Self { date: zone.date(now), zone, month_first: false, open: OpeningSpans::default() }
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

    pub(crate) fn year(self) -> i32 {
        self.date.year()
    }
}
