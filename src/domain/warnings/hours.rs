//! Hours and lengths that leave nothing to book.

use chrono::NaiveDate;

use super::{Warning, WarningCode};
use crate::domain::{
    catalogue::{Catalogue, Practitioner},
    schedule::{Schedule, TimeRange, WEEK, WeeklyHours},
};

/// Hours past midnight that are longer than this are mostly a time in the afternoon that was written as one in the morning.
const LONGEST_NIGHT: u16 = 12 * 60;
const MINUTES_OF_DAY: u32 = 24 * 60;

/// What is hardly meant of a clinic's schedule, beside what it has of services and practitioners.
pub fn of_schedule(schedule: &Schedule, catalogue: &Catalogue, today: NaiveDate) -> Vec<Warning> {
    let mut found: Vec<Warning> = overnight(&schedule.weekly).collect();
    let is_open_later = schedule.overrides.iter().any(|day| day.date >= today && !day.hours.is_empty());
    if weeks(schedule, catalogue).all(|weekly| longest(weekly).is_none()) && !is_open_later {
        found.push(Warning::new(
            WarningCode::NeverOpen,
            "weekly",
            "The clinic opens on no day, so nothing can be booked.",
        ));
    }
    let days = u32::from(schedule.horizon_days) + 1;
    if schedule.min_notice_minutes >= days * MINUTES_OF_DAY {
        let detail = "The first time that the notice allows lies behind the last date that the horizon allows, so nothing can be booked.";
        found.push(Warning::new(WarningCode::HorizonShorterThanNotice, "horizon_days", detail));
    }
    if catalogue.services.is_empty() {
        found.extend(of_length("slot_minutes", schedule.slot_minutes, schedule, catalogue));
    }
    found
}

/// Whether an appointment of this length fits into a day of anybody.
pub fn of_length(field: &str, minutes: u16, schedule: &Schedule, catalogue: &Catalogue) -> Option<Warning> {
    let longest = weeks(schedule, catalogue).filter_map(longest).max()?;
    let detail = format!(
        "It takes {minutes} minutes, and nobody works longer than {longest} at a stretch, so it cannot be booked."
    );
    (minutes > longest).then(|| Warning::new(WarningCode::LongerThanAnyDay, field, detail))
}

/// The weekly hours by which somebody works.
fn weeks<'a>(schedule: &'a Schedule, catalogue: &'a Catalogue) -> impl Iterator<Item = &'a WeeklyHours> {
    let own = |one: &'a Practitioner| one.weekly.as_ref().unwrap_or(&schedule.weekly);
    let clinics = catalogue.practitioners.is_empty().then_some(&schedule.weekly);
    catalogue.practitioners.iter().map(own).chain(clinics)
}

/// The longest stretch of a week.
fn longest(weekly: &WeeklyHours) -> Option<u16> {
    weekly.days().into_iter().flatten().map(|range| range.minutes()).max()
}

/// Stretches that close before they open, as they are written, and are no night.
pub(super) fn overnight(weekly: &WeeklyHours) -> impl Iterator<Item = Warning> {
    WEEK.into_iter().flat_map(|(weekday, name)| {
        weekly.on(weekday).iter().enumerate().filter(|(_, range)| is_suspicious(**range)).map(move |(index, range)| {
            let detail = format!(
                "This closes at {} on the next day, after {} hours. Write hours of the afternoon as 13:00 to 23:59.",
                range.close,
                range.minutes() / 60
            );
            Warning::new(WarningCode::ClosesBeforeItOpens, format!("weekly.{name}[{index}].close"), detail)
        })
    })
}

/// Equal times are round the clock on purpose.
fn is_suspicious(range: TimeRange) -> bool {
    range.runs_past_midnight() && range.open != range.close && range.minutes() > LONGEST_NIGHT
}
