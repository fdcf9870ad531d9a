//! What is free on the calendars that can take an appointment, read once.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::plan::{MovedAppointment, Plan};
use crate::{
    domain::{
        caller::Caller,
        catalogue::CalendarResource,
        dates::PartOfDay,
        schedule::{
            BusyTimes, CalendarTimes, DaySearch, DayWalk, Interval, Refusal, RuleOverrides, Rules, Slot, Zone,
            admit_overriding,
        },
    },
    store::clinic::appointments::Booked,
};

/// How many comparisons one search may cost, whatever SQL has put into the tables: some four weeks of what a clinic may save
/// ([`check_load`](crate::domain::catalogue::check_load)), with four comparisons for each start.
const MOST_CHECKS: usize = 800_000;

/// All calendars that can take an appointment, at one moment.
#[derive(Clone, Debug)]
pub struct Agenda {
    plan: Plan,
    zone: Zone,
    now: DateTime<Utc>,
    booked: Vec<Booked>,
    calendars: Vec<ReadCalendar>,
}

/// One calendar, its rules, and what takes its time.
#[derive(Clone, Debug)]
struct ReadCalendar {
    resource: CalendarResource,
    external: Vec<Interval>,
    busy: BusyTimes,
}

impl ReadCalendar {
    fn rules(&self, zone: Zone) -> Rules<'_> {
        Rules { schedule: &self.resource.schedule, zone }
    }

    fn times(&self) -> CalendarTimes<'_> {
        CalendarTimes { schedule: &self.resource.schedule, busy: &self.busy }
    }

    /// Our appointments count with their buffers; an event of ours that the provider reports as well counts once all the same.
    fn fill(&mut self, booked: &BookedIndex, zone: Zone) {
        let live: Vec<&Booked> = booked.taking_time_of(&self.resource).collect();
        // All of them count for the daily cap, as they do for the write.
        let counted = live.iter().map(|b| b.starts_at);
        let busy = BusyTimes::new(self.external.iter().copied().chain(live.iter().map(|b| b.blocked)));
        self.busy = busy.with_booked(zone, counted);
    }
}

/// What is booked and counts, by calendar and by practitioner, so that no calendar looks through what all others have. What nobody has
/// is under the empty id.
struct BookedIndex<'a> {
    by_calendar: HashMap<&'a str, Vec<&'a Booked>>,
    by_practitioner: HashMap<&'a str, Vec<&'a Booked>>,
}

impl<'a> BookedIndex<'a> {
    fn new(booked: &'a [Booked], now: DateTime<Utc>) -> Self {
        let mut index = Self { by_calendar: HashMap::new(), by_practitioner: HashMap::new() };
        for one in booked.iter().filter(|b| b.is_live(now)) {
            index.by_calendar.entry(one.calendar_id.as_str()).or_default().push(one);
            index.by_practitioner.entry(one.practitioner_id.as_deref().unwrap_or_default()).or_default().push(one);
        }
        index
    }

    /// Each once, as [`CalendarResource::gives_time_to`] has it.
    fn taking_time_of(&self, resource: &CalendarResource) -> impl Iterator<Item = &'a Booked> {
        let of_calendar = self.by_calendar.get(resource.calendar_id.as_str());
        let of_whom = self.by_practitioner.get(resource.practitioner_id.as_deref().unwrap_or_default());
        let elsewhere = of_whom.into_iter().flatten().filter(|b| b.calendar_id != resource.calendar_id);
        of_calendar.into_iter().flatten().chain(elsewhere).copied()
    }
}

/// The starts that a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundStarts {
    /// Local starts, in order.
    pub starts: Vec<NaiveDateTime>,
    /// Whether there may be more among the dates that were asked for.
    pub may_be_more: bool,
    /// Whether the search was given up because it was too much work, not because it had found enough.
    pub is_given_up: bool,
}

impl Agenda {
    /// Puts together what the provider says of each resource of `plan`, in the same order, and what is booked here. A calendar of which the
    /// provider says nothing takes no appointment.
    pub fn new(
        plan: Plan,
        external: Vec<Option<Vec<Interval>>>,
        booked: Vec<Booked>,
        zone: Zone,
        now: DateTime<Utc>,
    ) -> Self {
        let calendar = |(resource, busy): (&CalendarResource, Option<Vec<Interval>>)| {
            let external = without_moved(busy?, resource, plan.moved.as_ref());
            Some(ReadCalendar { resource: resource.clone(), external, busy: BusyTimes::default() })
        };
        let calendars = plan.resources.iter().zip(external).filter_map(calendar).collect();
        let mut agenda = Self { plan, zone, now, booked: Vec::new(), calendars };
        agenda.set_booked(booked);
        agenda
    }

    /// The same calendars by another reading of them.
    pub(super) fn read_as(&self, external: Vec<Option<Vec<Interval>>>) -> Self {
        Self::new(self.plan.clone(), external, self.booked.clone(), self.zone, self.now)
    }

    /// What of which calendars was read.
    pub(super) const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Replaces what is known of our own bookings.
    pub fn set_booked(&mut self, booked: Vec<Booked>) {
        let moved = self.plan.moved.as_ref().map(|moved| moved.id.as_str());
        self.booked = booked.into_iter().filter(|b| Some(b.id.as_str()) != moved).collect();
        self.fill();
    }

    fn fill(&mut self) {
        let index = BookedIndex::new(&self.booked, self.now);
        for calendar in &mut self.calendars {
            calendar.fill(&index, self.zone);
        }
    }

    /// The same for a caller whose own holds do not stand in their way.
    #[must_use]
    pub fn for_caller(mut self, caller: &Caller) -> Self {
        if self.booked.iter().any(|b| b.is_held_by(caller)) {
            self.booked.retain(|b| !b.is_held_by(caller));
            self.fill();
        }
        self
    }

    /// The first calendar that can take an appointment at this local start.
    ///
    /// # Errors
    /// Why none can: the reason that comes nearest to yes.
    pub fn admit(&self, start: NaiveDateTime) -> Result<(&CalendarResource, Slot), Refusal> {
        self.admit_by(start, RuleOverrides::default())
    }

    /// The same where the clinic itself books against some rules on purpose. Whoever can take it by all rules comes first.
    ///
    /// # Errors
    /// As [`Self::admit`].
    pub fn admit_overriding(
        &self,
        start: NaiveDateTime,
        overrides: RuleOverrides,
    ) -> Result<(&CalendarResource, Slot), Refusal> {
        self.admit(start).or_else(|_| self.admit_by(start, overrides))
    }

    fn admit_by(&self, start: NaiveDateTime, overrides: RuleOverrides) -> Result<(&CalendarResource, Slot), Refusal> {
        let mut nearest: Option<Refusal> = None;
        for calendar in &self.calendars {
            match admit_overriding(&calendar.rules(self.zone), &calendar.busy, self.now, start, overrides) {
                Ok(slot) => return Ok((&calendar.resource, slot)),
                Err(reason) if nearest.as_ref().is_none_or(|other| rank(other) < rank(&reason)) => {
                    nearest = Some(reason);
                }
                Err(_) => {}
            }
        }
        Err(nearest.unwrap_or(Refusal::Taken))
    }

    /// The local starts from one date to another, both included, at which at least one calendar can take an appointment. Dates are
    /// looked at one after the other until `enough` are found; the last date is looked at to its end.
    pub fn starts(&self, from: NaiveDate, to: NaiveDate, part: Option<PartOfDay>, enough: usize) -> FoundStarts {
        let search = DaySearch { zone: self.zone, now: self.now, from, to, part, most_checks: MOST_CHECKS };
        let mut walk = DayWalk::new(search, self.calendars.iter().map(ReadCalendar::times));
        let mut starts: Vec<NaiveDateTime> = Vec::new();
        while starts.len() < enough
            && let Some(day) = walk.next()
        {
            starts.extend(day.iter().map(|slot| slot.local_start));
        }
        let is_given_up = walk.is_exhausted();
        FoundStarts { starts, may_be_more: is_given_up || walk.has_more_dates(), is_given_up }
    }

    /// The calendars.
    pub fn resources(&self) -> &[CalendarResource] {
        &self.plan.resources
    }

    /// The instants that were read.
    pub fn window(&self) -> Interval {
        self.plan.window(self.zone)
    }

    /// The same without a calendar that turned out not to be free.
    #[must_use]
    pub fn without(mut self, calendar_id: &str) -> Self {
        self.calendars.retain(|calendar| calendar.resource.calendar_id != calendar_id);
        self
    }
}

/// How near a refusal comes to a yes: what another practitioner's calendar cannot mend comes last.
const fn rank(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::NoSuchTime | Refusal::Past => 0,
        Refusal::TooSoon { .. } | Refusal::TooFar { .. } => 1,
        Refusal::Closed { .. } => 2,
        Refusal::OutsideHours => 3,
        Refusal::OffGrid => 4,
        Refusal::DayFull => 5,
        Refusal::Taken => 6,
    }
}

/// A provider cannot be asked to leave an event out of the busy times, so the time of the one that is about to be moved is taken out. What
/// else lies over it was put there by a person who saw it.
fn without_moved(busy: Vec<Interval>, resource: &CalendarResource, moved: Option<&MovedAppointment>) -> Vec<Interval> {
    match moved.filter(|moved| moved.calendar_id == resource.calendar_id) {
        None => busy,
        Some(moved) => busy.into_iter().flat_map(|interval| around(interval, moved.span)).collect(),
    }
}

/// What of an interval lies before and after a hole; empty where nothing does.
fn around(interval: Interval, hole: Interval) -> [Interval; 2] {
    [
        Interval { start: interval.start, end: interval.end.min(hole.start) },
        Interval { start: interval.start.max(hole.end), end: interval.end },
    ]
}
