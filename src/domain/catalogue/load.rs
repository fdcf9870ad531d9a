//! How many starts a question has to work out at a clinic, and how many are too many.

use std::collections::{BTreeMap, BTreeSet};

use super::Catalogue;
use crate::domain::{
    document::DocumentError,
    schedule::{Schedule, TimeRange},
};

/// The most starts of one day that a clinic may have, those of practitioners with the same hours counted once. A check of a week at a
/// clinic with this many, nothing free and another week looked through for an alternative, is to take about 20 ms. That is computed from
/// the measured price of a start (`bench/README.md`).
pub const MOST_STARTS_PER_DAY: usize = 7_000;

/// Checks that the hours of all practitioners times the starts in them stay within what can be looked through during a call. A clinic
/// without practitioners has one calendar. `field` is what is about to be changed and gets the blame.
pub fn check_load(schedule: &Schedule, catalogue: &Catalogue, field: &str) -> Result<(), DocumentError> {
    let starts = starts_per_day(schedule, catalogue);
    if starts <= MOST_STARTS_PER_DAY {
        return Ok(());
    }
    let reason = format!(
        "would lead to {starts} possible starts on one day, and {MOST_STARTS_PER_DAY} is the most. Practitioners with the same hours \
         count once. Set longer steps (step_minutes of the schedule), or give practitioners the same or shorter hours."
    );
    Err(DocumentError::new(field, reason))
}

/// The starts of the busiest weekday and those of the busiest date with hours of its own, at the shortest step that any service has.
fn starts_per_day(schedule: &Schedule, catalogue: &Catalogue) -> usize {
    let lengths = catalogue.services.iter().map(|service| service.minutes).chain([schedule.slot_minutes]);
    let step = schedule.step_minutes.or_else(|| lengths.min()).unwrap_or(schedule.slot_minutes).max(1);
    let starts = |hours: &BTreeSet<&[TimeRange]>| -> usize { hours.iter().map(|hours| starts_in(hours, step)).sum() };
    let weekdays = hours_by_weekday(schedule, catalogue);
    let dates = hours_by_date(schedule, catalogue);
    let busiest_weekday = weekdays.iter().map(starts).max().unwrap_or_default();
    busiest_weekday + dates.map(|hours| starts(&hours)).max().unwrap_or_default()
}

fn starts_in(hours: &[TimeRange], step: u16) -> usize {
    hours.iter().map(|range| usize::from(range.minutes().div_ceil(step))).sum()
}

/// The different hours that anybody has on each weekday.
fn hours_by_weekday<'a>(schedule: &'a Schedule, catalogue: &'a Catalogue) -> [BTreeSet<&'a [TimeRange]>; 7] {
    let mut weekdays: [BTreeSet<&[TimeRange]>; 7] = Default::default();
    let own = catalogue.practitioners.iter().map(|one| one.weekly.as_ref().unwrap_or(&schedule.weekly));
    let clinics = catalogue.practitioners.is_empty().then_some(&schedule.weekly);
    for weekly in own.chain(clinics) {
        for (hours, day) in weekdays.iter_mut().zip(weekly.days()) {
            hours.insert(day);
        }
    }
    weekdays
}

/// The different hours that anybody has on a date with hours of its own.
fn hours_by_date<'a>(
    schedule: &'a Schedule,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = BTreeSet<&'a [TimeRange]>> {
    let mut dates: BTreeMap<_, BTreeSet<&[TimeRange]>> = BTreeMap::new();
    let own = catalogue.practitioners.iter().flat_map(|one| &one.overrides);
    for day in schedule.overrides.iter().chain(own) {
        dates.entry(day.date).or_default().insert(day.hours.as_slice());
    }
    dates.into_values()
}
