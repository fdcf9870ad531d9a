//! Which calendars can take an appointment, each with the schedule that holds for it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Catalogue, Practitioner, Service};
use crate::domain::schedule::{DateOverride, Schedule};

/// A calendar that can take an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarResource {
    /// The practitioner, unless the clinic has one calendar only.
    pub practitioner_id: Option<String>,
    /// The practitioner's name.
    pub practitioner_name: Option<String>,
    /// Google's id of the calendar.
    pub calendar_id: String,
    /// The clinic's schedule with the length and buffers of the service and the hours of the practitioner.
    pub schedule: Schedule,
}

/// Nobody who was asked for does the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotOffered<'a> {
    /// The names of those who do; empty when nobody does.
    pub by: Vec<&'a str>,
}

impl Catalogue {
    /// The calendars that can take an appointment: the practitioner's, or those of all who do the service, or `calendar_id`, the
    /// clinic's own, when it has no practitioners. There is always at least one.
    pub fn resources(
        &self,
        schedule: &Schedule,
        calendar_id: &str,
        service: Option<&Service>,
        practitioner: Option<&Practitioner>,
    ) -> Result<Vec<CalendarResource>, NotOffered<'_>> {
        if self.practitioners.is_empty() {
            let schedule = effective(schedule, service, None);
            let calendar_id = calendar_id.to_owned();
            return Ok(vec![CalendarResource {
                practitioner_id: None,
                practitioner_name: None,
                calendar_id,
                schedule,
            }]);
        }
        let able: Vec<&Practitioner> = self.practitioners.iter().filter(|one| one.does(service)).collect();
        let wanted = |one: &&&Practitioner| practitioner.is_none_or(|named| named.id == one.id);
        let resources: Vec<CalendarResource> =
            able.iter().filter(wanted).map(|one| CalendarResource::of(one, schedule, service)).collect();
        if resources.is_empty() {
            return Err(NotOffered { by: able.iter().map(|one| one.name.as_str()).collect() });
        }
        Ok(resources)
    }
}

impl Catalogue {
    /// The clinic's schedule as it holds for one of its practitioners; `None` for who is none of them.
    pub fn hours_of(&self, schedule: &Schedule, practitioner_id: &str) -> Option<Schedule> {
        let practitioner = self.practitioners.iter().find(|one| one.id == practitioner_id)?;
        Some(effective(schedule, None, Some(practitioner)))
    }
}

impl Practitioner {
    fn does(&self, service: Option<&Service>) -> bool {
        match (service, &self.service_ids) {
            (Some(service), Some(ids)) => ids.contains(&service.id),
            _ => true,
        }
    }
}

impl CalendarResource {
    /// Whether an appointment in this calendar, with this practitioner or with nobody, takes its time. One with nobody takes the
    /// clinic's own, whichever calendar was the clinic's when it was booked.
    pub fn gives_time_to(&self, calendar_id: &str, practitioner_id: Option<&str>) -> bool {
        self.calendar_id == calendar_id || self.practitioner_id.as_deref() == practitioner_id
    }

    fn of(practitioner: &Practitioner, schedule: &Schedule, service: Option<&Service>) -> Self {
        Self {
            practitioner_id: Some(practitioner.id.clone()),
            practitioner_name: Some(practitioner.name.clone()),
            calendar_id: practitioner.calendar_id.clone(),
            schedule: effective(schedule, service, Some(practitioner)),
        }
    }
}

/// The clinic's schedule as it holds for a service of a practitioner. Notice, horizon, cap and step stay the clinic's; where it has
/// no step, appointments start every length of the service.
fn effective(schedule: &Schedule, service: Option<&Service>, practitioner: Option<&Practitioner>) -> Schedule {
    let own = practitioner.map_or(&[][..], |one| &one.overrides);
    let weekly = practitioner.and_then(|one| one.weekly.as_ref()).unwrap_or(&schedule.weekly).clone();
    let effective = Schedule { weekly, overrides: overrides(own, &schedule.overrides), ..*schedule };
    match service {
        Some(service) => Schedule {
            slot_minutes: service.minutes,
            buffer_before_minutes: service.buffer_before_minutes,
            buffer_after_minutes: service.buffer_after_minutes,
            ..effective
        },
        None => effective,
    }
}

/// The practitioner's own dates, and the clinic's on all others.
fn overrides(own: &[DateOverride], clinics: &[DateOverride]) -> Vec<DateOverride> {
    let own_dates: BTreeSet<NaiveDate> = own.iter().map(|day| day.date).collect();
    let others = clinics.iter().filter(|day| !own_dates.contains(&day.date));
    own.iter().chain(others).cloned().collect()
}
