//! What makes an entry of the catalogue acceptable. Lengths and hours have the limits that a schedule has.

use crate::domain::{
    line::single_line_limited,
    plain_words::has_words,
    schedule::{DateOverride, Schedule, ScheduleError, WeeklyHours},
};

/// The most characters of a name or alias.
pub const MAX_NAME_CHARS: usize = 80;
/// The most aliases of an entry.
pub const MAX_ALIASES: usize = 20;

/// A name as it is stored: without the space around it. `None` unless it is spoken as it is written, on one line of 1 to
/// [`MAX_NAME_CHARS`] characters, and has words.
pub fn spoken_name(text: &str) -> Option<String> {
    let name = single_line_limited(text, MAX_NAME_CHARS);
    (name == text.trim() && has_words(&name)).then_some(name)
}

/// Checks the length and the buffers of a service, as far as they are given.
pub fn check_lengths(minutes: Option<u16>, before: Option<u16>, after: Option<u16>) -> Result<(), ScheduleError> {
    let office = Schedule::default();
    let schedule = Schedule {
        slot_minutes: minutes.unwrap_or(office.slot_minutes),
        buffer_before_minutes: before.unwrap_or_default(),
        buffer_after_minutes: after.unwrap_or_default(),
        ..office
    };
    schedule.check().map_err(|error| match error.field.as_str() {
        "slot_minutes" => ScheduleError { field: "minutes".to_owned(), ..error },
        _ => error,
    })
}

/// Checks the weekly hours and the dates of a practitioner, as far as they are given: each for itself, and against each other.
pub fn check_hours(weekly: Option<&WeeklyHours>, overrides: Option<&[DateOverride]>) -> Result<(), ScheduleError> {
    let weekly = weekly.cloned().unwrap_or_default();
    let overrides = overrides.map(<[DateOverride]>::to_vec).unwrap_or_default();
    Schedule { weekly, overrides, ..Schedule::default() }.check()
}
