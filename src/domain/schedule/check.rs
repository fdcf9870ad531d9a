//! What makes a schedule document acceptable: limits, order, and no two stretches of hours over the same wall time.

use core::ops::RangeInclusive;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::hours::{DateOverride, TimeOfDay, TimeRange};
use super::settings::Schedule;
use crate::domain::document::within;

pub use crate::domain::document::DocumentError as ScheduleError;

const LENGTH_LIMITS: RangeInclusive<u32> = 5..=12 * 60;
const BUFFER_LIMITS: RangeInclusive<u32> = 0..=4 * 60;
const NOTICE_LIMITS: RangeInclusive<u32> = 0..=30 * 24 * 60;
const HORIZON_LIMITS: RangeInclusive<u32> = 0..=2 * 366;
const DAILY_CAP_LIMITS: RangeInclusive<u32> = 1..=1000;
const HOLD_LIMITS: RangeInclusive<u32> = 1..=60;
const CALLER_LIMITS: RangeInclusive<u32> = 1..=1000;
const MAX_RANGES_PER_DAY: usize = 12;
const MAX_OVERRIDES: usize = 400;
const MAX_LABEL_CHARS: usize = 80;

/// The days of a week and the fields that hold their hours.
pub(in crate::domain) const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Mon, "monday"),
    (Weekday::Tue, "tuesday"),
    (Weekday::Wed, "wednesday"),
    (Weekday::Thu, "thursday"),
    (Weekday::Fri, "friday"),
    (Weekday::Sat, "saturday"),
    (Weekday::Sun, "sunday"),
];

impl Schedule {
    /// Checks every limit, the order of each day's hours, hours past midnight against the day that they run into, and
    /// the overrides. Reports the first thing wrong.
    pub fn check(&self) -> Result<(), ScheduleError> {
        self.check_numbers()?;
        for (weekday, name) in WEEK {
            let ranges = self.weekly.on(weekday);
            check_day(ranges, &format!("weekly.{name}"), self.weekly.on(weekday.succ()).first())?;
        }
        self.check_overrides()
    }

    fn check_numbers(&self) -> Result<(), ScheduleError> {
        within("slot_minutes", self.slot_minutes, &LENGTH_LIMITS)?;
        self.step_minutes.map_or(Ok(()), |step| within("step_minutes", step, &LENGTH_LIMITS))?;
        within("buffer_before_minutes", self.buffer_before_minutes, &BUFFER_LIMITS)?;
        within("buffer_after_minutes", self.buffer_after_minutes, &BUFFER_LIMITS)?;
        within("min_notice_minutes", self.min_notice_minutes, &NOTICE_LIMITS)?;
        within("horizon_days", self.horizon_days, &HORIZON_LIMITS)?;
        within("hold_minutes", self.hold_minutes, &HOLD_LIMITS)?;
        within("limits.upcoming_per_caller", self.limits.upcoming_per_caller, &CALLER_LIMITS)?;
        within("limits.booked_per_call", self.limits.booked_per_call, &CALLER_LIMITS)?;
        self.daily_cap.map_or(Ok(()), |cap| within("daily_cap", cap, &DAILY_CAP_LIMITS))
    }

    fn check_overrides(&self) -> Result<(), ScheduleError> {
        at_most("overrides", self.overrides.len(), MAX_OVERRIDES)?;
        let mut seen = BTreeMap::new();
        for (index, exception) in self.overrides.iter().enumerate() {
            if let Some(earlier) = seen.insert(exception.date, index) {
                let reason = format!("is the date of overrides[{earlier}] too");
                return Err(ScheduleError::new(format_args!("overrides[{index}].date"), reason));
            }
            let runs_into = self.regular_opening_after(exception.date);
            check_day(&exception.hours, &format!("overrides[{index}].hours"), runs_into)?;
            check_label(exception, index)?;
        }
        Ok(())
    }

    /// The first range of the day after a date, unless that day has an override, which nothing runs into.
    fn regular_opening_after(&self, date: NaiveDate) -> Option<&TimeRange> {
        let next = date.succ_opt().filter(|next| self.override_of(*next).is_none())?;
        self.weekly.on(next.weekday()).first()
    }
}

/// Checks the ranges of one day, given the first range of the day after.
fn check_day(ranges: &[TimeRange], path: &str, next_day: Option<&TimeRange>) -> Result<(), ScheduleError> {
    at_most(path, ranges.len(), MAX_RANGES_PER_DAY)?;
    let mut earlier: Option<&TimeRange> = None;
    for (index, range) in ranges.iter().enumerate() {
        if range.open == TimeOfDay::END_OF_DAY {
            return Err(ScheduleError::new(format_args!("{path}[{index}].open"), "must be before 24:00"));
        }
        if earlier.is_some_and(|earlier| earlier.runs_past_midnight() || range.open < earlier.close) {
            let reason = "must not be before the range listed above it has closed";
            return Err(ScheduleError::new(format_args!("{path}[{index}].open"), reason));
        }
        earlier = Some(range);
    }
    match (earlier.filter(|last| last.runs_past_midnight()), next_day) {
        (Some(last), Some(next)) if last.close > next.open => {
            let reason = format!("runs past midnight into the next day's hours, which open at {}", next.open);
            Err(ScheduleError::new(format_args!("{path}[{}].close", ranges.len() - 1), reason))
        }
        _ => Ok(()),
    }
}

fn check_label(exception: &DateOverride, index: usize) -> Result<(), ScheduleError> {
    let Some(label) = &exception.label else {
        return Ok(());
    };
    let is_speakable = !label.trim().is_empty() && !label.contains(char::is_control);
    if is_speakable && label.chars().count() <= MAX_LABEL_CHARS {
        return Ok(());
    }
    let reason = format!("must be one line of 1 to {MAX_LABEL_CHARS} characters");
    Err(ScheduleError::new(format_args!("overrides[{index}].label"), reason))
}

fn at_most(field: &str, count: usize, limit: usize) -> Result<(), ScheduleError> {
    if count <= limit {
        return Ok(());
    }
    Err(ScheduleError::new(field, format!("must have at most {limit} entries")))
}
