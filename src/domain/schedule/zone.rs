//! Zone arithmetic: the one place where the schedule converts between wall time and instants.

use core::fmt;
use core::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::busy::Interval;

/// An IANA time zone, such as `America/New_York`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "America/New_York")]
pub struct Zone(Tz);

/// A name that the IANA time zone database does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an IANA time zone such as America/New_York (the spelling matters, capitals too)")]
pub struct UnknownZone;

impl Zone {
    /// The release of the IANA database that is compiled in. Zones whose rules changed since are off by what changed.
    pub const DATABASE_VERSION: &str = chrono_tz::IANA_TZDB_VERSION;

    /// The name under which the zone was parsed.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The offset from UTC in force at an instant.
    pub fn offset(self, utc: DateTime<Utc>) -> FixedOffset {
        self.0.offset_from_utc_datetime(&utc.naive_utc()).fix()
    }

    /// The instant with its offset, for a reader in the zone.
    pub fn zoned(self, utc: DateTime<Utc>) -> DateTime<FixedOffset> {
        utc.with_timezone(&self.offset(utc))
    }

    /// What a wall clock shows at an instant. Within a day of either end of the calendar it shows UTC.
    pub fn local(self, utc: DateTime<Utc>) -> NaiveDateTime {
        let naive = utc.naive_utc();
        naive.checked_add_offset(self.offset(utc)).unwrap_or(naive)
    }

    /// The local date of an instant.
    pub fn date(self, utc: DateTime<Utc>) -> NaiveDate {
        self.local(utc).date()
    }

    /// The instant at which a wall clock shows a time: the first of two where clocks go back, none where they skip it.
    pub fn resolve(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        is_in_calendar(local).then(|| self.0.from_local_datetime(&local).earliest())?.map(|zoned| zoned.to_utc())
    }

    /// The first instant at which a wall clock has reached a time: [`Self::resolve`], or the end of the gap that skips it.
    pub fn reach(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        self.resolve(local).or_else(|| {
            let gap = is_in_calendar(local).then(|| GapInfo::new(&local, &self.0))??;
            gap.end.map(|end| end.to_utc())
        })
    }

    /// From the first instant of a local date to the first of the next: 23, 24 or 25 hours as a rule, and nothing at all
    /// where a zone skipped the date. `None` at the ends of the calendar.
    pub fn day_bounds(self, date: NaiveDate) -> Option<Interval> {
        let start = self.reach(date.and_time(NaiveTime::MIN))?;
        let end = self.reach(date.succ_opt()?.and_time(NaiveTime::MIN))?;
        Some(Interval { start, end })
    }
}

/// Whether offsets can be applied to a time without leaving what chrono represents.
fn is_in_calendar(local: NaiveDateTime) -> bool {
    let margin = TimeDelta::days(2);
    local.checked_add_signed(margin).is_some() && local.checked_sub_signed(margin).is_some()
}

impl From<Zone> for Tz {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self).map_err(|_| UnknownZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().into()
    }
}
