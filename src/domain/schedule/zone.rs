//! Zone arithmetic. Nothing else in the crate converts between wall time and instants.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike,
    Utc,
};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::busy::Interval;
use super::zone_data::{self, ZoneData};

/// An IANA time zone, such as `America/New_York`. Parsed in any case, it is named as the database spells it.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "America/New_York")]
pub struct Zone(&'static ZoneData);

/// A name that the IANA time zone database does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an IANA time zone such as America/New_York")]
pub struct UnknownZone;

impl Zone {
    /// The release of the IANA database that is compiled in. Zones whose rules changed since are off by what changed.
    pub const DATABASE_VERSION: &str = zone_data::VERSION;

    /// Every zone of the database, aliases included.
    pub fn all() -> impl Iterator<Item = Self> {
        zone_data::names().filter_map(|name| name.parse().ok())
    }

    /// The zone that is named after a city, such as `new_york`, in any case.
    pub fn of_city(city: &str) -> Option<Self> {
        let is_named_after = |name: &&str| {
            name.rsplit_once('/').is_some_and(|(area, last)| area != "Etc" && last.eq_ignore_ascii_case(city))
        };
        zone_data::names().find(is_named_after)?.parse().ok()
    }

    /// The name of the zone as the database spells it.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The offset from UTC in force at an instant.
    pub fn offset(self, utc: DateTime<Utc>) -> FixedOffset {
        fixed(self.0.rules.to_offset(timestamp(utc)))
    }

    /// What the zone's clocks go by at an instant, such as `EST`; figures such as `+0545` where they have no such name.
    pub fn abbreviation(self, utc: DateTime<Utc>) -> String {
        self.0.rules.to_offset_info(timestamp(utc)).abbreviation().to_owned()
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

    /// The instants at which a wall clock shows a time: two where clocks go back, none where they skip it or where the year
    /// does not lie between -9999 and 9999.
    pub fn instants(self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        let at = |offset| instant(local, offset);
        let mapped = self.offsets(local).and_then(|offsets| match offsets {
            AmbiguousOffset::Unambiguous { offset } => at(offset).map(MappedLocalTime::Single),
            AmbiguousOffset::Fold { before, after } => Some(MappedLocalTime::Ambiguous(at(before)?, at(after)?)),
            AmbiguousOffset::Gap { .. } => None,
        });
        mapped.unwrap_or(MappedLocalTime::None)
    }

    /// The first of the [`Self::instants`] at which a wall clock shows a time.
    pub fn resolve(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        self.instants(local).earliest()
    }

    /// The first instant at which a wall clock has reached a time: [`Self::resolve`], or the end of the gap that skips it.
    pub fn reach(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let AmbiguousOffset::Gap { after, .. } = self.offsets(local)? else {
            return self.resolve(local);
        };
        // Offsets grow in a gap, so the later one leads to an instant before the change.
        let before_change = timestamp(instant(local, after)?);
        let change = self.0.rules.following(before_change).find(|change| change.offset() == after)?;
        DateTime::from_timestamp(change.timestamp().as_second(), 0)
    }

    /// From the first instant of a local date to the first of the next: 23, 24 or 25 hours as a rule, and nothing at all
    /// where a zone skipped the date. `None` at the ends of the calendar.
    pub fn day_bounds(self, date: NaiveDate) -> Option<Interval> {
        let start = self.reach(date.and_time(NaiveTime::MIN))?;
        let end = self.reach(date.succ_opt()?.and_time(NaiveTime::MIN))?;
        Some(Interval { start, end })
    }

    /// The local date of an instant, as [`Self::day_bounds`]; a day around the instant at the ends of the calendar.
    pub fn day_of(self, utc: DateTime<Utc>) -> Interval {
        let half = TimeDelta::hours(12);
        let around = || Interval {
            start: utc.checked_sub_signed(half).unwrap_or(utc),
            end: utc.checked_add_signed(half).unwrap_or(utc),
        };
        self.day_bounds(self.date(utc)).unwrap_or_else(around)
    }

    /// The one offset that the clocks keep from two days before a date to three after it, if they do: every wall time of the date and of
    /// the days beside it lies in there, whatever the offset.
    pub(super) fn steady_offset_around(self, date: NaiveDate) -> Option<FixedOffset> {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc();
        let from = midnight(date.checked_sub_days(Days::new(2))?);
        let to = timestamp(midnight(date.checked_add_days(Days::new(3))?));
        let next_change = self.0.rules.following(timestamp(from)).next();
        next_change.is_none_or(|change| change.timestamp() > to).then(|| self.offset(from))
    }

    fn offsets(self, local: NaiveDateTime) -> Option<AmbiguousOffset> {
        Some(self.0.rules.to_ambiguous_timestamp(civil(local)?).offset())
    }
}

/// The whole second of an instant, which decides on its offset; the first or last that jiff represents for one beyond.
fn timestamp(utc: DateTime<Utc>) -> Timestamp {
    let seconds = utc.timestamp().clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(seconds).unwrap_or_default()
}

/// The whole second of a wall time.
fn civil(local: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    let year = i16::try_from(local.year()).ok()?;
    let [month, day, hour, minute, second] = [local.month(), local.day(), local.hour(), local.minute(), local.second()]
        .map(|field| i8::try_from(field).ok());
    jiff::civil::DateTime::new(year, month?, day?, hour?, minute?, second?, 0).ok()
}

fn fixed(offset: Offset) -> FixedOffset {
    FixedOffset::east_opt(offset.seconds()).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

fn instant(local: NaiveDateTime, offset: Offset) -> Option<DateTime<Utc>> {
    Some(local.checked_sub_offset(fixed(offset))?.and_utc())
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        zone_data::load(name).map(Self).ok_or(UnknownZone)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name()).finish()
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
