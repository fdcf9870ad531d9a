//! Identifiers. All are UUIDs; those made here are version 7 (RFC 9562), so their order is the order of creation.

use std::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{schedule::Interval, spread::place};

/// How long lies at most between making an id and the moment that is written beside it: what one request, or one alarm, may take.
const BESIDE: TimeDelta = TimeDelta::minutes(1);

/// The id of an org, that is of one clinic.
///
/// Tenant queries take it from the authenticated context, never from a body or a header.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrgId(Uuid);

impl OrgId {
    /// Wraps a UUID that is known to name an org.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// A number below `size` that is always the same for the org, and evenly spread over orgs.
    pub fn spread(self, size: u16) -> u16 {
        place(self.0.as_bytes(), size)
    }
}

impl FromStr for OrgId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self)
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A new version 7 UUID from a moment and ten random bytes.
pub fn uuid_v7(now: DateTime<Utc>, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// The least id that can be made at a moment, as it is stored: what was made before has a lesser one.
pub fn first_id_at(moment: DateTime<Utc>) -> String {
    uuid_v7(moment, [0; 10]).to_string()
}

/// Ids, from the first and up to the second, among which are those of all that has a moment in `time` beside it. It serves as an index by
/// that moment; the moment itself is still to be asked for.
pub fn ids_around(time: Interval) -> [String; 2] {
    [first_id_at(time.start - BESIDE), first_id_at(time.end + BESIDE)]
}

/// Above every id: none begins with a tilde.
const ABOVE: &str = "~";
/// The last millisecond that an id can say, in the year 10889.
const LAST_MILLI: i64 = (1 << 48) - 1;

/// The same for a time that may be open at either end.
pub fn ids_between(from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> [String; 2] {
    let milli = |moment: DateTime<Utc>| moment.timestamp_millis().clamp(0, LAST_MILLI);
    let id = |milli: i64| DateTime::from_timestamp_millis(milli.clamp(0, LAST_MILLI)).map(first_id_at);
    let beside = BESIDE.num_milliseconds();
    let first = from.and_then(|from| id(milli(from) - beside)).unwrap_or_default();
    let last = until.map(milli).filter(|until| until + beside < LAST_MILLI).and_then(|until| id(until + beside));
    [first, last.unwrap_or_else(|| ABOVE.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids of one import differ in their last digits, those of one moment in random ones; both are spread.
    #[test]
    fn orgs_are_spread_evenly_and_each_stays_where_it_is() {
        let written = (0..30_000_u128).map(|number| Uuid::from_u128((0x0198_c0de_0000_7000_8000 << 48) | number));
        let mut counts = [0_u32; 300];
        for id in written {
            let place = OrgId::new(id).spread(300);
            assert_eq!(place, OrgId::new(id).spread(300));
            counts[usize::from(place)] += 1;
        }
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(*least > 50 && *most < 150, "{least} to {most} of 100");
        let org: OrgId = "d5bc3d69-996a-445b-a234-494040dff620".parse().unwrap();
        assert_eq!((org.spread(300), org.spread(1), org.spread(0)), (252, 0, 0), "stored moments follow from it");
    }

    #[test]
    fn ids_made_later_sort_later() {
        let early = DateTime::from_timestamp_millis(1_795_000_000_000).unwrap();
        let late = DateTime::from_timestamp_millis(1_795_000_000_001).unwrap();
        assert!(uuid_v7(early, [255; 10]).to_string() < uuid_v7(late, [0; 10]).to_string());
        assert_eq!(uuid_v7(early, [7; 10]).get_version_num(), 7);
    }

    #[test]
    fn a_moment_divides_the_ids_made_before_it_from_the_others() {
        let moment = |millis: i64| DateTime::from_timestamp_millis(1_795_000_000_000 + millis).unwrap();
        assert!(uuid_v7(moment(-1), [255; 10]).to_string() < first_id_at(moment(0)));
        assert!(uuid_v7(moment(0), [0; 10]).to_string() >= first_id_at(moment(0)));
        let [from, until] = ids_around(Interval { start: moment(0), end: moment(1000) });
        for (millis, is_around) in [(-60_001, false), (-60_000, true), (500, true), (60_999, true), (61_000, false)] {
            let id = uuid_v7(moment(millis), [7; 10]).to_string();
            assert_eq!(from <= id && id < until, is_around, "{millis}");
        }
    }

    #[test]
    fn a_time_of_any_length_has_its_ids() {
        let [from, until] = [1_795_000_000, 1_795_000_060].map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap());
        assert_eq!(ids_between(Some(from), Some(until)), ids_around(Interval { start: from, end: until }));
        assert_eq!(ids_between(None, None), ["", "~"]);
        let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC].map(Some);
        let some = uuid_v7(from, [7; 10]).to_string();
        for (from, until, is_within) in
            [(ends[0], ends[1], true), (ends[1], None, false), (None, ends[0], false), (Some(from), ends[1], true)]
        {
            let [first, last] = ids_between(from, until);
            assert_eq!(first <= some && some < last, is_within, "{from:?} {until:?}");
        }
    }

    #[test]
    fn an_org_id_reads_any_uuid_and_prints_it_in_lower_case() {
        let id: OrgId = "D5BC3D69-996A-445B-A234-494040DFF620".parse().unwrap();
        assert_eq!(id.to_string(), "d5bc3d69-996a-445b-a234-494040dff620");
        assert!("downtown".parse::<OrgId>().is_err());
    }
}
