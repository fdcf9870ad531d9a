//! An event of Google's calendar beside the appointment that it shows.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    calendars::google::{Event, EventTime},
    domain::{appointment::AppointmentStatus, schedule::Interval},
    store::follow::Standing,
};

/// What follows from the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nothing.
    Agreed,
    /// We are about to write the event; what a person did will show afterwards.
    Pending,
    /// No appointment has this event any more.
    Leftover,
    /// A person deleted it, which cancelled its appointment, and restored it.
    Restored,
    /// A person changed it.
    Changed(Difference),
}

/// What a person did to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// Deleted it.
    Deleted,
    /// Moved it, or made it longer or shorter.
    Moved(Interval),
    /// Made it what no appointment is; the word is for the audit trail.
    Unfit(&'static str),
}

/// A whole day.
pub(super) const ALL_DAY: Difference = Difference::Unfit("all_day");
/// A series, of which one at the most would be the appointment.
pub(super) const REPEATING: Difference = Difference::Unfit("repeating");

/// The id of the appointment that an event with this id was made for; `None` for events that are not ours. See
/// [`event_id`](crate::domain::appointment::event_id).
pub(super) fn appointment_of(event_id: &str) -> Option<String> {
    let (hex, revision) = event_id.strip_prefix("fd")?.split_once('r')?;
    let counts = !revision.is_empty() && revision.bytes().all(|byte| byte.is_ascii_digit());
    // Any other form of a UUID has another length.
    let id = (hex.len() == 32 && counts).then(|| Uuid::try_parse(hex).ok())??;
    Some(id.as_hyphenated().to_string())
}

/// Compares an event of `calendar_id` with the appointment that it was made for.
pub(super) fn compare(event: &Event, calendar_id: &str, standing: &Standing, now: DateTime<Utc>) -> Finding {
    let appointment = &standing.appointment;
    let same_event = appointment.event_id.as_ref() == Some(&event.id);
    let same_calendar = appointment.calendar_id == calendar_id;
    match appointment.status {
        AppointmentStatus::Confirmed if same_event && same_calendar => beside(event, standing, now),
        // A person moved it here from another calendar: the comparison of that one finds out.
        AppointmentStatus::Confirmed if same_event => Finding::Agreed,
        AppointmentStatus::Cancelled if same_event && same_calendar && standing.is_pending() => Finding::Agreed,
        _ if event.deleted => Finding::Agreed,
        AppointmentStatus::Cancelled if same_event && appointment.cancelled_by.as_deref() == Some("calendar") => {
            Finding::Restored
        }
        _ => Finding::Leftover,
    }
}

fn beside(event: &Event, standing: &Standing, now: DateTime<Utc>) -> Finding {
    let Some(difference) = difference(event, standing, now) else { return Finding::Agreed };
    if standing.is_pending() {
        Finding::Pending
    } else if standing.appointment.event_written == Some(standing.appointment.revision) {
        Finding::Changed(difference)
    } else {
        // Google never showed this revision, and writing it was given up.
        Finding::Agreed
    }
}

/// Where they differ, unless it is about the past: who tidies up there cancels nothing.
fn difference(event: &Event, standing: &Standing, now: DateTime<Utc>) -> Option<Difference> {
    let appointment = &standing.appointment;
    let (ahead, time) =
        (appointment.starts_at > now, Interval { start: appointment.starts_at, end: appointment.ends_at });
    match event.time {
        _ if event.deleted => ahead.then_some(Difference::Deleted),
        EventTime::At(moved) => (moved != time && (ahead || moved.start > now)).then_some(Difference::Moved(moved)),
        EventTime::AllDay => ahead.then_some(ALL_DAY),
        EventTime::Repeating => ahead.then_some(REPEATING),
        EventTime::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::appointment::event_id;

    #[test]
    fn our_event_ids_lead_back_to_their_appointments() {
        let id = "0198c0de-0000-7000-8000-00000000000b";
        assert_eq!(appointment_of(&event_id(id, 12)).as_deref(), Some(id));
        for foreign in [
            "",
            "fd",
            "fdr1",
            "fd0198c0de0000700080000000000000br1",
            "abc123def456",
            "fd0198c0de00007000800000000000000br",
        ] {
            assert_eq!(appointment_of(foreign), None, "{foreign}");
        }
        let recurring = format!("{}_20261203T150000Z", event_id(id, 1));
        assert_eq!(appointment_of(&recurring), None);
        assert_eq!(appointment_of(&format!("fd{id}r1")), None, "hyphens are not in Google's alphabet");
    }
}
