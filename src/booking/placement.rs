//! Where and when an appointment goes.

use chrono::{DateTime, TimeDelta, Utc};

use super::{BookingRequest, Declined, change::ChangeRequest};
use crate::{
    calendars::{Selected, Selection},
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        catalogue::CalendarResource,
        route::Route,
        schedule::{Interval, Rules, Slot},
    },
    store::clinic::appointments::{CalendarDay, NewAppointment, Placement, Times},
};

/// The calendar, and for what.
pub(super) fn placement_of(selected: &Selected, resource: &CalendarResource) -> Placement {
    Placement {
        calendar_id: resource.calendar_id.clone(),
        practitioner_id: resource.practitioner_id.clone(),
        practitioner_name: resource.practitioner_name.clone(),
        service_id: selected.service.as_ref().map(|service| service.id.clone()),
        service_name: selected.service.as_ref().map(|service| service.name.clone()),
    }
}

/// The time, with its buffers.
pub(super) fn times_of(route: &Route, resource: &CalendarResource, slot: Slot) -> Times {
    let rules = Rules { schedule: &resource.schedule, zone: route.zone };
    let span = Interval { start: slot.start, end: slot.end };
    Times { span, blocked: slot.blocked(&rules), zone: route.zone }
}

/// The appointment or hold that a request asks for, at a time that can be had.
pub(super) fn new_appointment(
    (request, wanted): (&ChangeRequest<'_>, &BookingRequest),
    (route, selected): (&Route, &Selected),
    resource: &CalendarResource,
    slot: Slot,
) -> Result<NewAppointment, Declined> {
    let (id, is_hold) = (request.new_id()?, request.operation == Operation::Hold);
    let hold_ends = request.now() + TimeDelta::minutes(resource.schedule.hold_minutes.into());
    Ok(NewAppointment {
        hold_expires_at: is_hold.then_some(hold_ends),
        event_id: (!is_hold).then(|| request.bookings.calendars.event_id(route, &id, 1)).transpose()?,
        id,
        status: if is_hold { AppointmentStatus::Held } else { AppointmentStatus::Confirmed },
        placement: placement_of(selected, resource),
        times: times_of(route, resource, slot),
        patient: wanted.patient.clone(),
        caller: request.requester.caller.clone(),
        source: request.requester.source,
    })
}

/// The local day of a start, with how many appointments may begin on it.
pub(super) fn calendar_day<'a>(route: &Route, resource: &'a CalendarResource, start: DateTime<Utc>) -> CalendarDay<'a> {
    CalendarDay {
        calendar_id: &resource.calendar_id,
        practitioner_id: resource.practitioner_id.as_deref(),
        day: route.zone.day_of(start),
        cap: resource.schedule.daily_cap.map(i64::from),
    }
}

/// What was not said stays as it was, by whatever name the clinic has it now and as far as it still has it.
pub(super) fn kept_selection(said: &Selection, was: &Appointment, route: &Route) -> Selection {
    let (services, practitioners) = (&route.catalogue.services, &route.catalogue.practitioners);
    let service = services.iter().find(|service| Some(&service.id) == was.service_id.as_ref());
    let practitioner = practitioners.iter().find(|one| Some(&one.id) == was.practitioner_id.as_ref());
    Selection {
        service: said.service.clone().or_else(|| service.map(|service| service.name.clone())),
        practitioner: said.practitioner.clone().or_else(|| practitioner.map(|one| one.name.clone())),
    }
}
