//! What a schedule offers on one local date, before anybody looks at a calendar.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::admit::{Refusal, Rules, Slot};
use super::opening::Opening;
use super::overrides::RuleOverrides;
use super::zone::Zone;

/// How a zone's clocks go around one date. On nearly every date that is one offset, and a conversion is an addition.
#[derive(Clone, Copy, Debug)]
pub(super) enum DayClock {
    /// The clocks keep this offset from the day before to the day after.
    Steady(FixedOffset),
    /// They may change, so the zone is asked every time.
    Changing(Zone),
}

impl DayClock {
    /// The clock for the wall times from the day before `date` to the end of the day after it.
    pub(super) fn around(zone: Zone, date: NaiveDate) -> Self {
        zone.steady_offset_around(date).map_or(Self::Changing(zone), Self::Steady)
    }

    /// As [`Zone::resolve`].
    pub(super) fn resolve(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self {
            Self::Steady(offset) => Some(local.checked_sub_offset(offset)?.and_utc()),
            Self::Changing(zone) => zone.resolve(local),
        }
    }

    /// Whether the clocks show the start of a slot then for the first time; where they never change they show nothing twice.
    fn is_first(self, slot: &Slot) -> bool {
        match self {
            Self::Steady(_) => true,
            Self::Changing(zone) => zone.resolve(slot.local_start) == Some(slot.start),
        }
    }

    /// As [`Zone::reach`].
    fn reach(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self {
            Self::Steady(_) => self.resolve(local),
            Self::Changing(zone) => zone.reach(local),
        }
    }
}

/// The opening hours in which the wall times of one date may lie, looked up once for all starts of the date.
pub(super) struct OpenDay<'a> {
    rules: Rules<'a>,
    now: DateTime<Utc>,
    date: NaiveDate,
    clock: DayClock,
    last_date: NaiveDate,
    openings: Vec<(Opening, Option<DateTime<Utc>>)>,
}

impl<'a> OpenDay<'a> {
    /// The date's hours; `clock` is of the same date, or of none.
    pub(super) fn of(rules: &Rules<'a>, clock: DayClock, now: DateTime<Utc>, date: NaiveDate) -> Self {
        let openings = rules.schedule.openings_around(date);
        let openings = openings.map(|opening| (opening, clock.reach(opening.close))).collect();
        Self { rules: *rules, now, date, clock, last_date: rules.last_date(now), openings }
    }

    /// How many stretches a start is held against.
    pub(super) fn width(&self) -> usize {
        self.openings.len()
    }

    /// Decides whether the schedule lets an appointment start at an instant of this date: everything but what is busy.
    pub(super) fn offers(
        &self,
        start: DateTime<Utc>,
        local_start: NaiveDateTime,
        overrides: RuleOverrides,
    ) -> Result<Slot, Refusal> {
        let unless_lifted = |refusal: Refusal| if overrides.lift(&refusal) { Ok(()) } else { Err(refusal) };
        self.not_past(start)?;
        self.within_notice(start).or_else(unless_lifted)?;
        self.within_horizon()?;
        let end = start.checked_add_signed(self.rules.schedule.length()).ok_or(Refusal::OutsideHours)?;
        let slot = Slot { start, end, local_start };
        self.within_hours(&slot).or_else(unless_lifted)?;
        Ok(slot)
    }

    /// The slots at the wall times of the grid, in order of time, and how many wall times were looked at: no more than `most`.
    pub(super) fn slots(&self, most: usize) -> (Vec<Slot>, usize) {
        let step = self.rules.schedule.step();
        let mut looked_at = 0;
        let grid = self.openings.iter().flat_map(|(opening, _)| opening.grid(step)).take(most);
        let mut slots: Vec<Slot> = grid
            .inspect(|_| looked_at += 1)
            .filter(|local| local.date() == self.date)
            .filter_map(|local| self.offers(self.clock.resolve(local)?, local, RuleOverrides::default()).ok())
            .collect();
        slots.sort_unstable_by_key(|slot| slot.start);
        slots.dedup();
        (slots, looked_at)
    }

    fn not_past(&self, start: DateTime<Utc>) -> Result<(), Refusal> {
        if start < self.now { Err(Refusal::Past) } else { Ok(()) }
    }

    fn within_notice(&self, start: DateTime<Utc>) -> Result<(), Refusal> {
        let notice = TimeDelta::minutes(self.rules.schedule.min_notice_minutes.into());
        let earliest = self.now.checked_add_signed(notice).unwrap_or(DateTime::<Utc>::MAX_UTC);
        if start < earliest { Err(Refusal::TooSoon { earliest }) } else { Ok(()) }
    }

    fn within_horizon(&self) -> Result<(), Refusal> {
        let last_date = self.last_date;
        if self.date > last_date { Err(Refusal::TooFar { last_date }) } else { Ok(()) }
    }

    /// The appointment must lie inside one stretch of opening hours and start on that stretch's grid.
    fn within_hours(&self, slot: &Slot) -> Result<(), Refusal> {
        let step = self.rules.schedule.step();
        let is_first = self.clock.is_first(slot);
        let mut refusal = None;
        for (opening, close) in self.openings.iter().filter(|(opening, _)| opening.contains(slot.local_start)) {
            let fits = close.is_some_and(|close| slot.end <= close);
            if fits && is_first && opening.is_on_grid(slot.local_start, step) {
                return Ok(());
            }
            refusal = Some(if fits { Refusal::OffGrid } else { Refusal::OutsideHours });
        }
        Err(refusal.unwrap_or_else(|| self.outside_hours()))
    }

    /// Why nothing is open around a time: the whole date is closed, or the time is not one of its hours.
    fn outside_hours(&self) -> Refusal {
        let (schedule, date) = (self.rules.schedule, self.date);
        if !schedule.hours_on(date).is_empty() {
            return Refusal::OutsideHours;
        }
        let label = schedule.override_of(date).and_then(|exception| exception.label.clone());
        Refusal::Closed { date, label }
    }
}
