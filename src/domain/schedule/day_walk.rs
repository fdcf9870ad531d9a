//! Listing: the starts at which at least one of several calendars can take an appointment, date by date.
//!
//! Whoever reads the list stops it when there is enough. Practitioners with the same hours have the same grid, which is worked out once a
//! date; a start that one of them can take is not looked at for the others; and a busy stretch strikes out all the starts that it covers
//! at once. So a date costs as much as its starts and its busy stretches together, not their product with the practitioners.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::admit::{Rules, Slot, is_day_full};
use super::busy::{BusyTimes, Interval};
use super::open_day::{DayClock, OpenDay};
use super::opening::Opening;
use super::settings::Schedule;
use super::zone::Zone;
use crate::domain::dates::PartOfDay;

/// A calendar's schedule, and what takes its time.
#[derive(Clone, Copy, Debug)]
pub struct CalendarTimes<'a> {
    pub schedule: &'a Schedule,
    pub busy: &'a BusyTimes,
}

/// What is looked for, and how much work it may be.
#[derive(Clone, Copy, Debug)]
pub struct DaySearch {
    /// The zone of all schedules.
    pub zone: Zone,
    pub now: DateTime<Utc>,
    /// The first local date.
    pub from: NaiveDate,
    /// The last local date.
    pub to: NaiveDate,
    /// The part of the day in which the starts lie; the whole day when absent.
    pub part: Option<PartOfDay>,
    /// How many comparisons may be made: of a start with a stretch of opening hours, or of a start with what is busy.
    pub most_checks: usize,
}

/// Walks dates from today to the horizon; an item is the slots of one date in order of time, each start once.
///
/// It ends early when its checks are used up, in the middle of a date or between two: see [`Self::is_exhausted`].
pub struct DayWalk<'a> {
    search: DaySearch,
    next: Option<NaiveDate>,
    last: NaiveDate,
    calendars: Vec<(Schedule, &'a BusyTimes)>,
    checks_left: usize,
}

/// A slot of the grid that no calendar could take so far, with the time that it would take up.
struct Candidate {
    slot: Slot,
    blocked: Interval,
}

/// What the slots of a date depend on; calendars that agree in it have the same grid.
type GridKey = (Vec<Opening>, [u32; 6]);

impl<'a> DayWalk<'a> {
    /// A walk over the calendars, from the first of their dates.
    pub fn new(search: DaySearch, calendars: impl IntoIterator<Item = CalendarTimes<'a>>) -> Self {
        let DaySearch { zone, now, .. } = search;
        let from = search.from.max(zone.date(now));
        let calendars: Vec<CalendarTimes<'a>> = calendars.into_iter().collect();
        let last_date = |one: &CalendarTimes| Rules { schedule: one.schedule, zone }.last_date(now);
        let last = calendars.iter().map(last_date).max().map_or(NaiveDate::MIN, |last| last.min(search.to));
        let calendars = calendars.into_iter().map(|one| (one.schedule.around(from, last), one.busy)).collect();
        Self { search, next: Some(from), last, calendars, checks_left: search.most_checks }
    }

    /// Whether the walk stopped before its last date was looked through, because its checks were used up.
    pub fn is_exhausted(&self) -> bool {
        self.checks_left == 0
    }

    /// Whether there are dates that it has not looked at.
    pub fn has_more_dates(&self) -> bool {
        self.next.is_some_and(|next| next <= self.last)
    }

    /// How many comparisons were made.
    pub fn checks(&self) -> usize {
        self.search.most_checks - self.checks_left
    }

    fn slots_on(&mut self, date: NaiveDate) -> Vec<Slot> {
        let DaySearch { zone, now, part, .. } = self.search;
        let clock = DayClock::around(zone, date);
        let mut untaken: BTreeMap<GridKey, Vec<Candidate>> = BTreeMap::new();
        let mut free = Vec::new();
        let checks_left = &mut self.checks_left;
        for (schedule, busy) in &self.calendars {
            let rules = Rules { schedule, zone };
            if is_day_full(&rules, busy, date) {
                continue;
            }
            let key = (schedule.openings_around(date).collect(), schedule.grid_numbers());
            let slots = untaken.entry(key).or_insert_with(|| {
                let day = OpenDay::of(&rules, clock, now, date);
                let mut slots = offered(&day, checks_left);
                slots.retain(|slot| part.is_none_or(|part| part.contains(slot.local_start.time())));
                slots.into_iter().map(|slot| Candidate { slot, blocked: slot.blocked(&rules) }).collect()
            });
            take_free(busy, slots, &mut free, checks_left);
        }
        free.sort_unstable_by_key(|slot| slot.start);
        free.dedup_by_key(|slot| slot.start);
        free
    }
}

impl Iterator for DayWalk<'_> {
    type Item = Vec<Slot>;

    fn next(&mut self) -> Option<Vec<Slot>> {
        let date = self.next.filter(|date| *date <= self.last && !self.is_exhausted())?;
        self.next = date.succ_opt();
        Some(self.slots_on(date))
    }
}

/// The slots of a day's grid, each at the price of the stretches that it is held against.
fn offered(day: &OpenDay, checks_left: &mut usize) -> Vec<Slot> {
    let width = day.width().max(1);
    let most = checks_left.div_ceil(width);
    let (slots, looked_at) = day.slots(most);
    *checks_left = checks_left.saturating_sub(looked_at * width);
    slots
}

/// Moves the slots that a calendar can take from `untaken` to `free`. Both ends of what slots take up ascend with their starts, so a
/// busy stretch that lies in one slot lies in all later ones that begin before it has ended: these are struck out without a check.
fn take_free(busy: &BusyTimes, untaken: &mut Vec<Candidate>, free: &mut Vec<Slot>, checks_left: &mut usize) {
    let mut stretches = untaken.first().map_or(&[][..], |first| busy.ending_after(first.blocked.start));
    let mut struck_until = DateTime::<Utc>::MIN_UTC;
    untaken.retain(|candidate| {
        if candidate.blocked.start < struck_until {
            return true;
        }
        let Some(left) = checks_left.checked_sub(1) else {
            return true;
        };
        *checks_left = left;
        while let Some((_, later)) = stretches.split_first().filter(|(next, _)| next.end <= candidate.blocked.start) {
            stretches = later;
        }
        let taken_by = stretches.first().filter(|next| next.overlaps(&candidate.blocked));
        match taken_by {
            None => free.push(candidate.slot),
            Some(stretch) => struck_until = stretch.end,
        }
        taken_by.is_some()
    });
}
