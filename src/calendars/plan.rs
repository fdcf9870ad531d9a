//! What of which calendars has to be read.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::domain::{
    appointment::Appointment,
    catalogue::CalendarResource,
    schedule::{Interval, Schedule, Zone},
};

/// How far beyond the asked days an alternative is looked for, in the same request.
pub const NEARBY_DAYS: u64 = 7;

/// The calendars and the local dates, both included.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The calendars.
    pub resources: Vec<CalendarResource>,
    /// The first date.
    pub from: NaiveDate,
    /// The last date.
    pub to: NaiveDate,
    /// The appointment that is about to be moved and does not stand in its own way.
    pub moved: Option<MovedAppointment>,
}

/// An appointment that is about to be moved, and the time that its event takes in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedAppointment {
    /// The appointment's id.
    pub id: String,
    /// Its calendar.
    pub calendar_id: String,
    /// Its time.
    pub span: Interval,
}

impl MovedAppointment {
    /// Of this appointment.
    pub fn of(appointment: &Appointment) -> Self {
        Self {
            id: appointment.id.clone(),
            calendar_id: appointment.calendar_id.clone(),
            span: Interval { start: appointment.starts_at, end: appointment.ends_at },
        }
    }
}

impl Plan {
    /// A date and the days after it, for a time that is wanted on it and what is near.
    pub fn around(resources: Vec<CalendarResource>, date: NaiveDate) -> Self {
        let to = date.checked_add_days(Days::new(NEARBY_DAYS)).unwrap_or(date);
        Self { resources, from: date, to, moved: None }
    }

    /// The instants that have to be read: the days, and what a slot at either end reaches beyond.
    pub fn window(&self, zone: Zone) -> Interval {
        let reach = self.resources.iter().map(|resource| reach(&resource.schedule)).max().unwrap_or_default();
        let bound = |date: NaiveDate| zone.day_bounds(date).unwrap_or(at_noon(date));
        Interval { start: bound(self.from).start - reach, end: bound(self.to).end + reach }
    }
}

/// How far an appointment that starts on a day can reach out of it.
fn reach(schedule: &Schedule) -> TimeDelta {
    schedule.length()
        + TimeDelta::minutes(schedule.buffer_before_minutes.into())
        + TimeDelta::minutes(schedule.buffer_after_minutes.into())
}

/// A date that a zone skipped, or one at the end of the calendar.
fn at_noon(date: NaiveDate) -> Interval {
    let noon: DateTime<Utc> = date.and_hms_opt(12, 0, 0).unwrap_or_default().and_utc();
    Interval { start: noon, end: noon }
}
