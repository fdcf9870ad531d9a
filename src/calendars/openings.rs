//! What is free on the days that a caller asked for, and what is near when nothing is.

use chrono::{DateTime, Days as DayCount, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::{
    Calendars,
    agenda::{Agenda, FoundStarts},
    plan::{NEARBY_DAYS, Plan},
    reading::{AvailabilityError, CalendarError},
    selection::Selection,
};
use crate::{
    directory::Routed,
    domain::{
        caller::Caller,
        catalogue::CalendarResource,
        dates::{Days, PartOfDay},
        schedule::{BusyTimes, Rules, Zone, slots_between},
    },
    store::clinic::ClinicContext,
};

/// How many days one question may span; providers refuse long ranges of busy times.
pub const LONGEST_RANGE_DAYS: u32 = 14;
/// How far the first opening is looked for.
const EARLIEST_DAYS: u64 = 27;
/// With so many found the first opening need not be looked for any longer: the number is said up to nine.
const ENOUGH_EARLIEST: usize = 10;

/// So many openings are offered in place of others.
const FEW: usize = 3;

/// What a caller would like.
#[derive(Clone, Debug)]
pub struct AvailabilityQuery {
    /// What, and with whom.
    pub selection: Selection,
    /// The days.
    pub days: Days,
    /// The part of the day.
    pub part: Option<PartOfDay>,
}

/// What the calendar has for a query. Times are local starts, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Openings {
    /// These.
    Free {
        starts: Vec<NaiveDateTime>,
        /// Whether the calendar may have more of what was asked for.
        may_be_more: bool,
    },
    /// So many practitioners and times that no opening was found before the search was given up.
    TooMuch,
    /// Nothing; these are near.
    Nothing(Vec<NaiveDateTime>),
    /// The clinic does not open on that day.
    Closed {
        /// What the clinic calls the day.
        label: Option<String>,
        /// Openings near it.
        nearby: Vec<NaiveDateTime>,
    },
    /// Nobody ever works in the part of the day that was asked for, on none of the days.
    NeverThen {
        /// When work begins on these days at the earliest, and when it ends at the latest.
        hours: (NaiveTime, NaiveTime),
        /// Openings at other times of these days, or near them.
        nearby: Vec<NaiveDateTime>,
    },
    /// Beyond the last day that can be booked.
    TooFar(NaiveDate),
}

impl Calendars {
    /// Asks the calendars of `routed` for `query`. What the caller holds counts as free for them.
    ///
    /// # Errors
    /// Fails closed: whatever could not be read is an error.
    pub async fn find_openings(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        query: &AvailabilityQuery,
        caller: &Caller,
    ) -> Result<Openings, AvailabilityError> {
        let now = self.ports.clock.now();
        let resources = self.selected(&query.selection, &routed.route)?.resources;
        if let Some(last) = beyond_horizon(&resources, routed.route.zone, query, now) {
            return Ok(Openings::TooFar(last));
        }
        let read = self
            .read(context, routed, |route| {
                Ok(plan(self.selected(&query.selection, route)?.resources, route.zone, query, now))
            })
            .await;
        let zone = routed.route.zone;
        match (read, closed(&resources, zone, query, now)) {
            (Ok(agenda), closed) => Ok(answer(&agenda.for_caller(caller), closed, zone, query, now)),
            // That the clinic is closed is known without the calendar.
            (Err(AvailabilityError::Calendar(CalendarError::Provider(_))), Some(label)) => {
                Ok(Openings::Closed { label, nearby: Vec::new() })
            }
            (Err(error), _) => Err(error),
        }
    }
}

/// The calendars, the days asked for, and the days near them.
fn plan(resources: Vec<CalendarResource>, zone: Zone, query: &AvailabilityQuery, now: DateTime<Utc>) -> Plan {
    let (from, to) = span(&resources, zone, query, now);
    let to = match query.days {
        Days::Earliest => to,
        Days::One(_) | Days::Range(..) => after(to, NEARBY_DAYS).min(last_date(&resources, zone, now)).max(to),
    };
    Plan { resources, from, to, moved: None }
}

fn answer(
    agenda: &Agenda,
    closed: Option<Option<String>>,
    zone: Zone,
    query: &AvailabilityQuery,
    now: DateTime<Utc>,
) -> Openings {
    let (from, to) = span(agenda.resources(), zone, query, now);
    let enough = if query.days == Days::Earliest { ENOUGH_EARLIEST } else { usize::MAX };
    let FoundStarts { starts, may_be_more, is_given_up } = agenda.starts(from, to, query.part, enough);
    if !starts.is_empty() {
        return Openings::Free { starts, may_be_more };
    }
    if is_given_up {
        return Openings::TooMuch;
    }
    match (closed, hours_beside(agenda.resources(), (from, to), query.part)) {
        (Some(label), _) => Openings::Closed { label, nearby: nearby(agenda, to, query) },
        (None, Some(hours)) => {
            let of_these_days = agenda.starts(from, to, None, ENOUGH_EARLIEST).starts;
            let nearby = if of_these_days.is_empty() { nearby(agenda, to, query) } else { of_these_days };
            Openings::NeverThen { hours, nearby: beside(nearby, query.part, hours) }
        }
        (None, None) => Openings::Nothing(nearby(agenda, to, query)),
    }
}

/// When work begins at the earliest and ends at the latest on these days, if all of it is outside the part of the day; `None` if there is
/// no part, or some work in it.
fn hours_beside(
    resources: &[CalendarResource],
    (from, to): (NaiveDate, NaiveDate),
    part: Option<PartOfDay>,
) -> Option<(NaiveTime, NaiveTime)> {
    let (part, mut hours) = (part?, None);
    for day in from.iter_days().take_while(|day| *day <= to) {
        for range in resources.iter().flat_map(|resource| resource.schedule.hours_on(day)) {
            let (open, close) = (range.open.minutes().into(), range.close.minutes().into());
            // What runs past midnight is no part of one day.
            if PartOfDay::minutes(open, close)?.overlap(part).is_some() {
                return None;
            }
            hours =
                hours.map_or(Some((open, close)), |(first, last): (u32, u32)| Some((first.min(open), last.max(close))));
        }
    }
    let (open, close) = hours?;
    // A break is neither before the hours nor after them.
    if PartOfDay::minutes(open, close)?.overlap(part).is_some() {
        return None;
    }
    let wall = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60 % 24, minutes % 60, 0);
    Some((wall(open)?, wall(close)?))
}

/// Of the first day's openings those that are nearest to a part of the day in which there are none.
fn beside(
    starts: Vec<NaiveDateTime>,
    part: Option<PartOfDay>,
    (open, _): (NaiveTime, NaiveTime),
) -> Vec<NaiveDateTime> {
    let Some(first) = starts.first().map(NaiveDateTime::date) else { return starts };
    let mut of_day: Vec<_> = starts.into_iter().take_while(|start| start.date() == first).collect();
    if part.is_some_and(|part| part.start() > open) {
        of_day.drain(..of_day.len().saturating_sub(FEW));
    }
    of_day
}

/// The openings of the first later day that has some, among the days that were read.
fn nearby(agenda: &Agenda, to: NaiveDate, query: &AvailabilityQuery) -> Vec<NaiveDateTime> {
    if query.days == Days::Earliest {
        return Vec::new();
    }
    agenda.starts(after(to, 1), after(to, NEARBY_DAYS), query.part, 1).starts
}

/// The first and the last day of a query.
fn span(
    resources: &[CalendarResource],
    zone: Zone,
    query: &AvailabilityQuery,
    now: DateTime<Utc>,
) -> (NaiveDate, NaiveDate) {
    let today = zone.date(now);
    match query.days {
        Days::One(date) => (date, date),
        Days::Range(from, to) => (from, to),
        Days::Earliest => (today, after(today, EARLIEST_DAYS).min(last_date(resources, zone, now))),
    }
}

/// The last date that any of them can be booked on.
fn last_date(resources: &[CalendarResource], zone: Zone, now: DateTime<Utc>) -> NaiveDate {
    let last = |resource: &CalendarResource| Rules { schedule: &resource.schedule, zone }.last_date(now);
    resources.iter().map(last).max().unwrap_or_else(|| zone.date(now))
}

/// The last bookable day, if the query begins after it.
fn beyond_horizon(
    resources: &[CalendarResource],
    zone: Zone,
    query: &AvailabilityQuery,
    now: DateTime<Utc>,
) -> Option<NaiveDate> {
    let last = last_date(resources, zone, now);
    (span(resources, zone, query, now).0 > last).then_some(last)
}

/// Whether nobody works on the one day that was asked for, and what the clinic calls it.
fn closed(
    resources: &[CalendarResource],
    zone: Zone,
    query: &AvailabilityQuery,
    now: DateTime<Utc>,
) -> Option<Option<String>> {
    let Days::One(date) = query.days else { return None };
    let is_open = |resource: &CalendarResource| {
        let rules = Rules { schedule: &resource.schedule, zone };
        !resource.schedule.hours_on(date).is_empty()
            || !slots_between(&rules, &BusyTimes::default(), now, date, date).is_empty()
    };
    if resources.iter().any(is_open) {
        return None;
    }
    let label = |resource: &CalendarResource| resource.schedule.override_of(date).and_then(|day| day.label.clone());
    Some(resources.iter().find_map(label))
}

/// `days` after `date`, or the end of the calendar.
fn after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(DayCount::new(days)).unwrap_or(NaiveDate::MAX)
}
