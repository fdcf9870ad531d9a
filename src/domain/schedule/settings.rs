//! The schedule document of an org, as `/api/schedule` exchanges it and D1 stores it.

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::hours::{DateOverride, TimeOfDay, TimeRange, WeeklyHours};

/// When an org can be booked, for how long and under which rules.
///
/// A document that was deserialised is well-formed, not yet sensible: [`Schedule::check`] it before it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Length of an appointment in minutes.
    #[serde(default = "default_slot_minutes")]
    #[schema(minimum = 5, maximum = 720)]
    pub slot_minutes: u16,
    /// Minutes from one possible start to the next; the length of an appointment when absent.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 720)]
    pub step_minutes: Option<u16>,
    /// Minutes kept free before an appointment.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 240)]
    pub buffer_before_minutes: u16,
    /// Minutes kept free after an appointment.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 240)]
    pub buffer_after_minutes: u16,
    /// Minutes that must pass between a booking and its start.
    #[serde(default = "default_min_notice_minutes")]
    #[schema(minimum = 0, maximum = 43200)]
    pub min_notice_minutes: u32,
    /// The last bookable date, in days after today; 0 books today only.
    #[serde(default = "default_horizon_days")]
    #[schema(minimum = 0, maximum = 732)]
    pub horizon_days: u16,
    /// The most appointments that may start on one local date with each practitioner; no limit when absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub daily_cap: Option<u16>,
    /// Minutes for which a time is held for a caller.
    #[serde(default = "default_hold_minutes")]
    #[schema(minimum = 1, maximum = 60)]
    pub hold_minutes: u16,
    /// How much one caller can book by phone; the clinic itself is not limited.
    #[serde(default)]
    pub limits: CallerLimits,
    /// Opening hours by weekday.
    pub weekly: WeeklyHours,
    /// Dates with hours of their own, and closures.
    #[serde(default)]
    pub overrides: Vec<DateOverride>,
}

/// How much one caller can book by phone. A caller has one hold at a time in any case: a new one takes the place of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallerLimits {
    /// The most appointments to come that were booked from one number; from one call, if it withholds its number.
    #[serde(default = "default_upcoming_per_caller")]
    #[schema(minimum = 1, maximum = 1000)]
    pub upcoming_per_caller: u16,
    /// The most appointments that one call books, those that it cancels again included.
    #[serde(default = "default_booked_per_call")]
    #[schema(minimum = 1, maximum = 1000)]
    pub booked_per_call: u16,
}

/// Eight to come, five in a call: a family books four.
impl Default for CallerLimits {
    fn default() -> Self {
        Self { upcoming_per_caller: default_upcoming_per_caller(), booked_per_call: default_booked_per_call() }
    }
}

const fn default_upcoming_per_caller() -> u16 {
    8
}

const fn default_booked_per_call() -> u16 {
    5
}

const fn default_slot_minutes() -> u16 {
    30
}

const fn default_min_notice_minutes() -> u32 {
    60
}

const fn default_horizon_days() -> u16 {
    60
}

const fn default_hold_minutes() -> u16 {
    5
}

/// Monday to Friday from nine to five, half-hour appointments, an hour's notice, sixty days ahead.
impl Default for Schedule {
    fn default() -> Self {
        let office = TimeOfDay::new(9, 0).zip(TimeOfDay::new(17, 0)).map(|(open, close)| TimeRange { open, close });
        let day: Vec<TimeRange> = office.into_iter().collect();
        Self {
            slot_minutes: default_slot_minutes(),
            step_minutes: None,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            min_notice_minutes: default_min_notice_minutes(),
            horizon_days: default_horizon_days(),
            daily_cap: None,
            hold_minutes: default_hold_minutes(),
            limits: CallerLimits::default(),
            weekly: WeeklyHours {
                monday: day.clone(),
                tuesday: day.clone(),
                wednesday: day.clone(),
                thursday: day.clone(),
                friday: day,
                ..WeeklyHours::default()
            },
            overrides: Vec::new(),
        }
    }
}

impl Schedule {
    /// Length of an appointment.
    pub fn length(&self) -> TimeDelta {
        TimeDelta::minutes(self.slot_minutes.into())
    }

    /// Wall time from one possible start to the next, at least a minute.
    pub fn step(&self) -> TimeDelta {
        TimeDelta::minutes(self.step_minutes.unwrap_or(self.slot_minutes).max(1).into())
    }

    /// The override of a date, if it has one.
    pub fn override_of(&self, date: NaiveDate) -> Option<&DateOverride> {
        self.overrides.iter().find(|exception| exception.date == date)
    }

    /// The ranges that open on a date: those of its override, otherwise those of its weekday.
    pub fn hours_on(&self, date: NaiveDate) -> &[TimeRange] {
        self.override_of(date).map_or_else(|| self.weekly.on(date.weekday()), |exception| &exception.hours)
    }

    /// Whether both open at the same times.
    pub fn has_hours_of(&self, other: &Self) -> bool {
        (&self.weekly, &self.overrides) == (&other.weekly, &other.overrides)
    }

    /// The settings on which the slots of a date depend beside its hours.
    pub(super) fn grid_numbers(&self) -> [u32; 6] {
        let step = self.step_minutes.unwrap_or(self.slot_minutes);
        let minutes =
            [self.slot_minutes, step, self.buffer_before_minutes, self.buffer_after_minutes, self.horizon_days];
        let [length, step, before, after, horizon] = minutes.map(u32::from);
        [length, step, before, after, horizon, self.min_notice_minutes]
    }

    /// The same schedule for the dates between two, without the overrides that cannot matter there: looking one up for
    /// every start of a long list is what a listing would spend its time on.
    pub(super) fn around(&self, from: NaiveDate, to: NaiveDate) -> Self {
        let matters = |date: NaiveDate| from.pred_opt() <= Some(date) && date <= to.succ_opt().unwrap_or(to);
        let overrides = self.overrides.iter().filter(|exception| matters(exception.date)).cloned().collect();
        Self { overrides, weekly: self.weekly.clone(), ..*self }
    }
}
