//! Half-open intervals of instants, and the busy time of a calendar as a set of them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::zone::Zone;

/// The instants from `start` up to and without `end`; empty when `end` is not after `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// The first instant inside.
    pub start: DateTime<Utc>,
    /// The first instant after.
    pub end: DateTime<Utc>,
}

impl Interval {
    /// Whether no instant lies inside.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// Whether some instant lies in both. Intervals that touch do not overlap.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }
}

/// What already takes time on a calendar, and how many appointments start on each local date.
///
/// External events count as they are. Own appointments and live holds count with their buffers
/// ([`Slot::blocked`](super::Slot::blocked)), as in D1. To move an appointment, leave the appointment itself out of both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusyTimes {
    /// Sorted, disjoint and not touching, so that both ends ascend.
    merged: Vec<Interval>,
    booked: BTreeMap<NaiveDate, u32>,
}

impl BusyTimes {
    /// The union of intervals in any order, overlapping or not; empty ones are dropped.
    pub fn new(intervals: impl IntoIterator<Item = Interval>) -> Self {
        let mut sorted: Vec<Interval> = intervals.into_iter().filter(|interval| !interval.is_empty()).collect();
        sorted.sort_unstable_by_key(|interval| interval.start);
        let mut merged: Vec<Interval> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match merged.last_mut() {
                Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
                _ => merged.push(next),
            }
        }
        Self { merged, booked: BTreeMap::new() }
    }

    /// The same, with the own appointments that start at these instants counted towards the daily cap.
    #[must_use]
    pub fn with_booked(mut self, zone: Zone, starts: impl IntoIterator<Item = DateTime<Utc>>) -> Self {
        for start in starts {
            *self.booked.entry(zone.date(start)).or_default() += 1;
        }
        self
    }

    /// Whether some busy time lies inside an interval.
    pub fn overlaps(&self, interval: &Interval) -> bool {
        self.ending_after(interval.start).first().is_some_and(|busy| busy.overlaps(interval))
    }

    /// The busy stretches that end after an instant, in order; the first may have begun before it.
    pub(super) fn ending_after(&self, at: DateTime<Utc>) -> &[Interval] {
        let first = self.merged.partition_point(|busy| busy.end <= at);
        self.merged.get(first..).unwrap_or_default()
    }

    /// How many appointments start on a local date.
    pub fn booked_on(&self, date: NaiveDate) -> u32 {
        self.booked.get(&date).copied().unwrap_or_default()
    }
}
