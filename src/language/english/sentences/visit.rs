//! An appointment as it is named in a sentence.

use chrono::NaiveDateTime;

use super::Desk;
use super::line::quotable;
use super::openings::{day_said, for_and_with};
use super::spoken::{clock, iso_start};
use crate::domain::appointment::AppointmentSummary;

impl AppointmentSummary<'_> {
    /// `Thursday, December 3 at 9:30 AM (start 2026-12-03T09:30) for cleaning with Dr. Lee, under the name Ann Lee`.
    pub(super) fn said(&self, names: usize, desk: &Desk) -> String {
        let name = match quotable(self.name.unwrap_or_default(), names) {
            name if name.is_empty() => name,
            name => format!(", under the name {name}"),
        };
        let start = iso_start(self.start);
        format!("{} (start {start}){}{name}", day_and_time(self.start, desk), self.subject(names))
    }

    /// ` for cleaning with Dr. Lee`, or nothing.
    pub(super) fn subject(&self, names: usize) -> String {
        for_and_with(self.service, self.practitioner, names)
    }
}

/// `Thursday, December 3 at 9:30 AM`.
pub fn day_and_time(start: NaiveDateTime, desk: &Desk) -> String {
    format!("{} at {}", day_said(start.date(), desk), clock(start.time()))
}

/// `30 minutes`, `one hour`, `2 hours`; nothing when there is no length to speak of.
pub fn length(minutes: i64) -> Option<String> {
    match minutes {
        ..=0 => None,
        1 => Some("one minute".to_owned()),
        60 => Some("one hour".to_owned()),
        minutes if minutes % 60 == 0 => Some(format!("{} hours", minutes / 60)),
        minutes => Some(format!("{minutes} minutes")),
    }
}
