//! What is free on the days that a caller asked for, and what is near when nothing is.

use std::sync::Arc;

use chrono::{DateTime, Days as DayCount, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::reading::{self, CalendarError, Routed};
use crate::{
    app::{App, Call},
    domain::{
        route::Route,
        schedule::{BusyTimes, Interval, Rules, Slot, slots_between},
        speech::Days,
        when::PartOfDay,
    },
};

/// How many days one question may span; Google refuses long ranges of busy times.
pub const LONGEST_RANGE_DAYS: u32 = 14;
/// How far the first opening is looked for.
const EARLIEST_DAYS: u64 = 27;
/// How far beyond the asked days an alternative is looked for, in the same request.
const NEARBY_DAYS: u64 = 7;

/// What a caller would like.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The days.
    pub days: Days,
    /// The part of the day.
    pub part: Option<PartOfDay>,
}

/// What the calendar has for a wish. Times are local starts, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Openings {
    /// These.
    Free(Vec<NaiveDateTime>),
    /// Nothing; these are near.
    Nothing(Vec<NaiveDateTime>),
    /// The clinic does not open on that day.
    Closed {
        /// What the clinic calls the day.
        label: Option<String>,
        /// Openings near it.
        nearby: Vec<NaiveDateTime>,
    },
    /// Beyond the last day that can be booked.
    TooFar(NaiveDate),
}

/// Asks the calendar of `routed` for `wish`.
pub async fn find_openings(
    app: &Arc<App>,
    call: &Call,
    routed: &mut Routed,
    wish: Wish,
) -> Result<Openings, CalendarError> {
    let now = app.ports.clock.now();
    if let Some(last) = beyond_horizon(&rules(&routed.route)?, wish, now) {
        return Ok(Openings::TooFar(last));
    }
    let busy = reading::read(app, call, routed, |route| Ok(window(&rules(route)?, wish, now))).await;
    let rules = rules(&routed.route)?;
    match (busy, closed(&rules, wish, now)) {
        (Ok(busy), _) => Ok(answer(&rules, &busy, wish, now)),
        // That the clinic is closed is known without the calendar.
        (Err(CalendarError::Google(_)), Some(label)) => Ok(Openings::Closed { label, nearby: Vec::new() }),
        (Err(error), _) => Err(error),
    }
}

fn rules(route: &Route) -> Result<Rules<'_>, CalendarError> {
    let schedule = route.schedule.as_ref().ok_or(CalendarError::NoSchedule)?;
    Ok(Rules { schedule, zone: route.zone })
}

fn answer(rules: &Rules<'_>, busy: &BusyTimes, wish: Wish, now: DateTime<Utc>) -> Openings {
    let (from, to) = span(rules, wish, now);
    let free = starts(&slots_between(rules, busy, now, from, to), wish.part);
    if !free.is_empty() {
        return Openings::Free(free);
    }
    let nearby = nearby(rules, busy, wish, now);
    match closed(rules, wish, now) {
        Some(label) => Openings::Closed { label, nearby },
        None => Openings::Nothing(nearby),
    }
}

fn starts(slots: &[Slot], part: Option<PartOfDay>) -> Vec<NaiveDateTime> {
    let suits = |start: &NaiveDateTime| part.is_none_or(|part| part.contains(start.time()));
    slots.iter().map(|slot| slot.local_start).filter(suits).collect()
}

/// The openings of the first later day that has some, among the days that were read.
fn nearby(rules: &Rules<'_>, busy: &BusyTimes, wish: Wish, now: DateTime<Utc>) -> Vec<NaiveDateTime> {
    if wish.days == Days::Earliest {
        return Vec::new();
    }
    let (_, to) = span(rules, wish, now);
    let (first, last) = (after(to, 1), after(to, NEARBY_DAYS).min(rules.last_date(now)));
    let mut later = starts(&slots_between(rules, busy, now, first, last), wish.part);
    let day = later.first().map(NaiveDateTime::date);
    later.retain(|start| Some(start.date()) == day);
    later
}

/// The first and the last day of a wish.
fn span(rules: &Rules<'_>, wish: Wish, now: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
    let today = rules.zone.date(now);
    match wish.days {
        Days::One(date) => (date, date),
        Days::Range(from, to) => (from, to),
        Days::Earliest => (today, after(today, EARLIEST_DAYS).min(rules.last_date(now))),
    }
}

/// The last bookable day, if the wish begins after it.
fn beyond_horizon(rules: &Rules<'_>, wish: Wish, now: DateTime<Utc>) -> Option<NaiveDate> {
    let last = rules.last_date(now);
    (span(rules, wish, now).0 > last).then_some(last)
}

/// Whether the one day that was asked for is closed, and what the clinic calls it.
fn closed(rules: &Rules<'_>, wish: Wish, now: DateTime<Utc>) -> Option<Option<String>> {
    let Days::One(date) = wish.days else { return None };
    let open = !rules.schedule.hours_on(date).is_empty()
        || !slots_between(rules, &BusyTimes::default(), now, date, date).is_empty();
    (!open).then(|| rules.schedule.override_of(date).and_then(|day| day.label.clone()))
}

/// The instants that have to be read: the wished days, the days near them, and what a slot at either end reaches beyond.
fn window(rules: &Rules<'_>, wish: Wish, now: DateTime<Utc>) -> Interval {
    let (from, to) = span(rules, wish, now);
    let last = match wish.days {
        Days::Earliest => to,
        Days::One(_) | Days::Range(..) => after(to, NEARBY_DAYS).min(rules.last_date(now)).max(to),
    };
    let reach = rules.schedule.length()
        + TimeDelta::minutes(rules.schedule.buffer_before_minutes.into())
        + TimeDelta::minutes(rules.schedule.buffer_after_minutes.into());
    let bound = |date: NaiveDate| rules.zone.day_bounds(date).unwrap_or(Interval { start: now, end: now });
    Interval { start: bound(from).start - reach, end: bound(last).end + reach }
}

/// `days` after `date`, or the end of the calendar.
fn after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(DayCount::new(days)).unwrap_or(NaiveDate::MAX)
}
