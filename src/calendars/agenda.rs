//! What is free on the calendars that can take an appointment, read once.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::plan::{Own, Plan};
use crate::{
    domain::{
        caller::Caller,
        catalogue::Resource,
        schedule::{BusyTimes, Interval, Refusal, Rules, Slot, Zone, admit_local, slots_between},
    },
    store::appointments::Booked,
};

/// All calendars that can take an appointment, at one moment.
#[derive(Clone, Debug)]
pub struct Agenda {
    plan: Plan,
    zone: Zone,
    now: DateTime<Utc>,
    booked: Vec<Booked>,
    lanes: Vec<Lane>,
}

/// One calendar, its rules, and what takes its time.
#[derive(Clone, Debug)]
struct Lane {
    resource: Resource,
    google: Vec<Interval>,
    busy: BusyTimes,
}

impl Lane {
    fn rules(&self, zone: Zone) -> Rules<'_> {
        Rules { schedule: &self.resource.schedule, zone }
    }

    /// Our appointments count with their buffers; an event of ours that Google reports as well counts once all the same.
    fn fill(&mut self, booked: &[Booked], zone: Zone, now: DateTime<Utc>) {
        let live: Vec<&Booked> = booked.iter().filter(|b| b.is_live(now) && b.takes_time_of(&self.resource)).collect();
        // The daily cap counts by calendar, as the write does.
        let counted = live.iter().filter(|b| b.calendar_id == self.resource.calendar_id).map(|b| b.starts_at);
        let busy = BusyTimes::new(self.google.iter().copied().chain(live.iter().map(|b| b.blocked)));
        self.busy = busy.with_booked(zone, counted);
    }
}

impl Agenda {
    /// Puts together what Google says of each resource of `plan`, in the same order, and what is booked here.
    pub fn new(plan: Plan, google: Vec<Vec<Interval>>, booked: Vec<Booked>, zone: Zone, now: DateTime<Utc>) -> Self {
        let lane = |(resource, busy): (&Resource, Vec<Interval>)| Lane {
            resource: resource.clone(),
            google: without_own(busy, resource, plan.own.as_ref()),
            busy: BusyTimes::default(),
        };
        let lanes = plan.resources.iter().zip(google).map(lane).collect();
        let mut agenda = Self { plan, zone, now, booked: Vec::new(), lanes };
        agenda.set_booked(booked);
        agenda
    }

    /// Replaces what is known of our own bookings.
    pub fn set_booked(&mut self, booked: Vec<Booked>) {
        let own = self.plan.own.as_ref().map(|own| own.id.as_str());
        self.booked = booked.into_iter().filter(|b| Some(b.id.as_str()) != own).collect();
        for lane in &mut self.lanes {
            lane.fill(&self.booked, self.zone, self.now);
        }
    }

    /// The same for a caller whose own holds do not stand in their way.
    #[must_use]
    pub fn for_caller(mut self, caller: &Caller) -> Self {
        if self.booked.iter().any(|b| b.is_held_by(caller)) {
            let others = self.booked.iter().filter(|b| !b.is_held_by(caller)).cloned().collect();
            self.set_booked(others);
        }
        self
    }

    /// The first calendar that can take an appointment at this local start.
    ///
    /// # Errors
    /// Why none can: the reason that comes nearest to yes.
    pub fn admit(&self, start: NaiveDateTime) -> Result<(&Resource, Slot), Refusal> {
        let mut nearest: Option<Refusal> = None;
        for lane in &self.lanes {
            match admit_local(&lane.rules(self.zone), &lane.busy, self.now, start) {
                Ok(slot) => return Ok((&lane.resource, slot)),
                Err(reason) if nearest.as_ref().is_none_or(|other| rank(other) < rank(&reason)) => {
                    nearest = Some(reason);
                }
                Err(_) => {}
            }
        }
        Err(nearest.unwrap_or(Refusal::Taken))
    }

    /// The local starts from one date to another, both included, at which at least one calendar can take an appointment.
    pub fn starts(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDateTime> {
        let slots = |lane: &Lane| slots_between(&lane.rules(self.zone), &lane.busy, self.now, from, to);
        let mut slots: Vec<Slot> = self.lanes.iter().flat_map(slots).collect();
        slots.sort_unstable_by_key(|slot| slot.start);
        slots.dedup_by_key(|slot| slot.start);
        slots.into_iter().map(|slot| slot.local_start).collect()
    }

    /// The calendars.
    pub fn resources(&self) -> &[Resource] {
        &self.plan.resources
    }

    /// The instants that were read.
    pub fn window(&self) -> Interval {
        self.plan.window(self.zone)
    }

    /// The same without a calendar that turned out not to be free.
    #[must_use]
    pub fn without(mut self, calendar_id: &str) -> Self {
        self.lanes.retain(|lane| lane.resource.calendar_id != calendar_id);
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

/// Google cannot be asked to leave an event out of the busy times, so the time of the one that is about to be moved is taken out. What
/// else lies over it was put there by a person who saw it.
fn without_own(busy: Vec<Interval>, resource: &Resource, own: Option<&Own>) -> Vec<Interval> {
    match own.filter(|own| own.calendar_id == resource.calendar_id) {
        None => busy,
        Some(own) => busy.into_iter().flat_map(|interval| around(interval, own.span)).collect(),
    }
}

/// What of an interval lies before and after a hole; empty where nothing does.
fn around(interval: Interval, hole: Interval) -> [Interval; 2] {
    [
        Interval { start: interval.start, end: interval.end.min(hole.start) },
        Interval { start: interval.start.max(hole.end), end: interval.end },
    ]
}
