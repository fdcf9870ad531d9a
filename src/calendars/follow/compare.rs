//! An event of a calendar beside the appointment that it shows.

use chrono::{DateTime, Utc};

use crate::{
    calendars::provider::{CalendarEvent, EventTime},
    domain::{appointment::AppointmentStatus, schedule::Interval},
    store::clinic::follow::FollowedAppointment,
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

/// Compares an event of `calendar_id` with the appointment that it was made for.
pub(super) fn compare(
    event: &CalendarEvent,
    calendar_id: &str,
    followed: &FollowedAppointment,
    now: DateTime<Utc>,
) -> Finding {
    let FollowedAppointment { appointment, .. } = followed;
    let same_event = appointment.event_id.as_ref() == Some(&event.id);
    let same_calendar = appointment.calendar_id == calendar_id;
    match appointment.status {
        AppointmentStatus::Confirmed if same_event && same_calendar => beside(event, followed, now),
        // A person moved it here from another calendar: the comparison of that one finds out.
        AppointmentStatus::Confirmed if same_event => Finding::Agreed,
        AppointmentStatus::Cancelled if same_event && same_calendar && followed.is_pending() => Finding::Agreed,
        // The provider may have answered with an id that is not recorded yet.
        AppointmentStatus::Confirmed if same_calendar && appointment.event_written.is_none() => Finding::Pending,
        _ if event.deleted => Finding::Agreed,
        AppointmentStatus::Cancelled if same_event && appointment.cancelled_by.as_deref() == Some("calendar") => {
            Finding::Restored
        }
        _ => Finding::Leftover,
    }
}

fn beside(event: &CalendarEvent, followed: &FollowedAppointment, now: DateTime<Utc>) -> Finding {
    let Some(difference) = difference(event, followed, now) else { return Finding::Agreed };
    if followed.is_pending() {
        Finding::Pending
    } else if followed.appointment.event_written == Some(followed.appointment.revision) {
        Finding::Changed(difference)
    } else {
        // The calendar never showed this revision, and writing it was given up.
        Finding::Agreed
    }
}

/// Where they differ, unless it is about the past: who tidies up there cancels nothing.
fn difference(event: &CalendarEvent, followed: &FollowedAppointment, now: DateTime<Utc>) -> Option<Difference> {
    let appointment = &followed.appointment;
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
