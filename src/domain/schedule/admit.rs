//! The one decision: may an appointment start at this instant?

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::busy::{BusyTimes, Interval};
use super::open_day::{DayClock, OpenDay};
use super::overrides::RuleOverrides;
use super::settings::Schedule;
use super::zone::Zone;

/// A schedule in its zone.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Hours, lengths and limits.
    pub schedule: &'a Schedule,
    /// The zone of the schedule's wall times.
    pub zone: Zone,
}

/// A start that was admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When the appointment starts.
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// What a wall clock shows at the start.
    pub local_start: NaiveDateTime,
}

impl Slot {
    /// The time that the appointment takes up, its buffers included.
    pub fn blocked(&self, rules: &Rules) -> Interval {
        let before = TimeDelta::minutes(rules.schedule.buffer_before_minutes.into());
        let after = TimeDelta::minutes(rules.schedule.buffer_after_minutes.into());
        Interval {
            start: self.start.checked_sub_signed(before).unwrap_or(self.start),
            end: self.end.checked_add_signed(after).unwrap_or(self.end),
        }
    }
}

/// Why an appointment may not start at a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The clocks skip this wall time.
    #[error("clocks skip this time")]
    NoSuchTime,
    /// The start lies before now.
    #[error("this time has passed")]
    Past,
    /// The notice is too short.
    #[error("this is too soon")]
    TooSoon {
        /// The first instant at which the notice suffices; not necessarily a listed start.
        earliest: DateTime<Utc>,
    },
    /// The start lies beyond the horizon.
    #[error("this is too far ahead")]
    TooFar {
        /// The last local date that can be booked.
        last_date: NaiveDate,
    },
    /// Nothing opens on the local date.
    #[error("closed on this date")]
    Closed {
        /// The local date.
        date: NaiveDate,
        /// What the override of the date says of it.
        label: Option<String>,
    },
    /// The appointment would not lie inside opening hours from its start to its end.
    #[error("outside opening hours")]
    OutsideHours,
    /// Appointments start at other times: not on the grid, or the second of two equal wall times.
    #[error("appointments do not start at this time")]
    OffGrid,
    /// As many appointments as the daily cap allows start on the local date already.
    #[error("fully booked on this date")]
    DayFull,
    /// Busy time lies in the appointment or its buffers.
    #[error("this time is taken")]
    Taken,
}

/// Decides whether an appointment may start at an instant.
pub fn admit(rules: &Rules, busy: &BusyTimes, now: DateTime<Utc>, start: DateTime<Utc>) -> Result<Slot, Refusal> {
    decide(rules, busy, now, start, RuleOverrides::default())
}

fn decide(
    rules: &Rules,
    busy: &BusyTimes,
    now: DateTime<Utc>,
    start: DateTime<Utc>,
    overrides: RuleOverrides,
) -> Result<Slot, Refusal> {
    let local_start = rules.zone.local(start);
    // One start alone is not worth a look at whether the clocks change around its date.
    let day = OpenDay::of(rules, DayClock::Changing(rules.zone), now, local_start.date());
    let slot = day.offers(start, local_start, overrides)?;
    not_taken(rules, busy, &slot)?;
    Ok(slot)
}

/// Decides the same for a start in wall time.
pub fn admit_local(rules: &Rules, busy: &BusyTimes, now: DateTime<Utc>, local: NaiveDateTime) -> Result<Slot, Refusal> {
    admit_overriding(rules, busy, now, local, RuleOverrides::default())
}

/// Decides the same where the clinic itself books against some rules on purpose.
pub fn admit_overriding(
    rules: &Rules,
    busy: &BusyTimes,
    now: DateTime<Utc>,
    local: NaiveDateTime,
    overrides: RuleOverrides,
) -> Result<Slot, Refusal> {
    let start = rules.zone.resolve(local).ok_or(Refusal::NoSuchTime)?;
    decide(rules, busy, now, start, overrides)
}

impl Rules<'_> {
    /// The last local date that can be booked.
    pub fn last_date(&self, now: DateTime<Utc>) -> NaiveDate {
        let horizon = Days::new(self.schedule.horizon_days.into());
        self.zone.date(now).checked_add_days(horizon).unwrap_or(NaiveDate::MAX)
    }
}

fn not_taken(rules: &Rules, busy: &BusyTimes, slot: &Slot) -> Result<(), Refusal> {
    if is_day_full(rules, busy, slot.local_start.date()) {
        return Err(Refusal::DayFull);
    }
    if busy.overlaps(&slot.blocked(rules)) { Err(Refusal::Taken) } else { Ok(()) }
}

/// Whether as many appointments as the daily cap allows start on a local date.
pub(super) fn is_day_full(rules: &Rules, busy: &BusyTimes, date: NaiveDate) -> bool {
    rules.schedule.daily_cap.is_some_and(|cap| busy.booked_on(date) >= cap.into())
}
