//! Listing one calendar: the starts of the grid that [`admit`](super::admit) lets through.

use chrono::{DateTime, NaiveDate, Utc};

use super::admit::{Rules, Slot};
use super::busy::BusyTimes;
use super::day_walk::{CalendarTimes, DaySearch, DayWalk};

/// Every slot whose local date lies between two dates, both included, in order of time.
///
/// Only dates from today to the horizon are looked at, so the work is bounded however wide the range.
pub fn slots_between(rules: &Rules, busy: &BusyTimes, now: DateTime<Utc>, from: NaiveDate, to: NaiveDate) -> Vec<Slot> {
    let search = DaySearch { zone: rules.zone, now, from, to, part: None, most_checks: usize::MAX };
    DayWalk::new(search, [CalendarTimes { schedule: rules.schedule, busy }]).flatten().collect()
}
