//! Tests of the schedule, by theme. Each table test bears the name of the class of bug that it keeps out.

mod busy;
mod check;
mod clocks;
mod day_walk;
mod document;
mod hours;
mod limits;
pub(crate) mod listing;
mod model;
mod open_hours;
mod peer;
mod zone_vectors;
mod zones;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::*;

/// A front desk under test.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) schedule: Schedule,
    zone: Zone,
    pub(crate) now: DateTime<Utc>,
    pub(crate) busy: BusyTimes,
    /// What `busy` was made of, for the reference model.
    spans: Vec<Interval>,
    booked: Vec<DateTime<Utc>>,
}

impl Desk {
    /// Half-hour slots and a horizon of sixty days, without hours, notice or buffers, at the first instant of a date.
    fn new(zone: &str, today: &str) -> Self {
        let zone: Zone = zone.parse().unwrap();
        let now = zone.reach(wall(&format!("{today}T00:00"))).unwrap();
        let schedule = Schedule { min_notice_minutes: 0, weekly: WeeklyHours::default(), ..Schedule::default() };
        Self { schedule, zone, now, busy: BusyTimes::default(), spans: Vec::new(), booked: Vec::new() }
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Schedule)) -> Self {
        change(&mut self.schedule);
        self
    }

    /// Opens every weekday: `09:00-12:00 13:00-17:00`.
    fn open(self, hours: &str) -> Self {
        let day = ranges(hours);
        self.with(|schedule| {
            let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
                core::array::from_fn(|_| day.clone());
            schedule.weekly = WeeklyHours { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
        })
    }

    fn override_day(self, date: &str, hours: &str) -> Self {
        let exception = DateOverride { date: day(date), hours: ranges(hours), label: None };
        self.with(|schedule| schedule.overrides.push(exception))
    }

    /// Busy between wall times.
    fn busy(mut self, spans: &[(&str, &str)]) -> Self {
        let instant = |time: &str| self.zone.resolve(wall(time)).unwrap();
        self.busy =
            BusyTimes::new(spans.iter().map(|(start, end)| Interval { start: instant(start), end: instant(end) }));
        self
    }

    fn at(mut self, now: &str) -> Self {
        self.now = self.zone.resolve(wall(now)).unwrap();
        self
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules { schedule: &self.schedule, zone: self.zone }
    }

    fn admit(&self, local: &str) -> Result<Slot, Refusal> {
        admit_local(&self.rules(), &self.busy, self.now, wall(local))
    }

    fn admit_utc(&self, start: &str) -> Result<Slot, Refusal> {
        admit(&self.rules(), &self.busy, self.now, utc(start))
    }

    fn slots(&self, from: &str, to: &str) -> Vec<Slot> {
        slots_between(&self.rules(), &self.busy, self.now, day(from), day(to))
    }

    /// The listed starts of one local date, as `09:00 09:30`.
    fn starts(&self, date: &str) -> String {
        let times =
            self.slots(date, date).iter().map(|slot| slot.local_start.format("%H:%M").to_string()).collect::<Vec<_>>();
        times.join(" ")
    }
}

fn ranges(hours: &str) -> Vec<TimeRange> {
    let range = |text: &str| {
        let (open, close) = text.split_once('-').unwrap();
        TimeRange { open: open.parse().unwrap(), close: close.parse().unwrap() }
    };
    hours.split_whitespace().map(range).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
