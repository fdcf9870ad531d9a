//! An appointment as it is named in a sentence.

use chrono::NaiveDateTime;

use super::openings::{for_and_with, spoken_day};
use super::spoken::clock;
use crate::{
    domain::{appointment::AppointmentSummary, dates::iso_start},
    language::{answer::quotable, sentences::SpeechContext},
};

/// `Thursday, December 3 at 9:30 AM (start 2026-12-03T09:30) for cleaning with Dr. Lee, under the name Ann Lee`, with names of at most
/// `names` characters.
pub(super) fn appointment(visit: &AppointmentSummary, names: usize, desk: &SpeechContext) -> String {
    let name = match quotable(visit.name.unwrap_or_default(), names) {
        name if name.is_empty() => name,
        name => format!(", under the name {name}"),
    };
    let start = iso_start(visit.start);
    let subject = for_and_with(visit.service, visit.practitioner, names);
    format!("{} (start {start}){subject}{name}", day_and_time(visit.start, desk))
}

/// `Thursday, December 3 at 9:30 AM`.
pub(super) fn day_and_time(start: NaiveDateTime, desk: &SpeechContext) -> String {
    format!("{} at {}", spoken_day(start.date(), desk), clock(start.time()))
}

/// `30 minutes`, `one hour`, `2 hours`; nothing when there is no length to speak of.
pub(super) fn length(minutes: i64) -> Option<String> {
    match minutes {
        ..=0 => None,
        1 => Some("one minute".to_owned()),
        60 => Some("one hour".to_owned()),
        minutes if minutes % 60 == 0 => Some(format!("{} hours", minutes / 60)),
        minutes => Some(format!("{minutes} minutes")),
    }
}
