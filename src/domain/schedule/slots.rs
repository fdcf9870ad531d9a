//! Listing: the starts of the grid that [`admit`](super::admit) lets through.

use chrono::{DateTime, NaiveDate, Utc};

use super::admit::{Rules, Slot, admit_local};
use super::busy::BusyTimes;

/// Every slot whose local date lies between two dates, both included, in order of time.
///
/// Only dates from today to the horizon are looked at, so the work is bounded however wide the range.
pub fn slots_between(rules: &Rules, busy: &BusyTimes, now: DateTime<Utc>, from: NaiveDate, to: NaiveDate) -> Vec<Slot> {
    let from = from.max(rules.zone.date(now));
    let to = to.min(rules.last_date(now));
    let schedule = rules.schedule.around(from, to);
    let rules = &Rules { schedule: &schedule, ..*rules };
    let opening_dates = from.pred_opt().into_iter().chain(from.iter_days().take_while(|date| *date <= to));
    let mut slots: Vec<Slot> = opening_dates
        .flat_map(|date| schedule.openings_on(date))
        .flat_map(|opening| opening.grid(schedule.step()))
        .filter(|local| (from..=to).contains(&local.date()))
        .filter_map(|local| admit_local(rules, busy, now, local).ok())
        .collect();
    slots.sort_unstable_by_key(|slot| slot.start);
    slots.dedup();
    slots
}
