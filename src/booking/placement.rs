//! Where and when an appointment goes, and on what the change depends.

use chrono::{DateTime, TimeDelta, Utc};

use super::{BookingRequest, Declined, change::ChangeRequest};
use crate::{
    calendars::Selected,
    directory::Routed,
    domain::{
        appointment::{AppointmentStatus, Operation},
        catalogue::CalendarResource,
        route::{Route, RouteKey},
        schedule::{Interval, Rules, Slot},
    },
    store::appointments::{Condition, NewAppointment, Placement, Times},
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
    (routed, selected): (&Routed, &Selected),
    resource: &CalendarResource,
    slot: Slot,
) -> Result<NewAppointment, Declined> {
    let (id, is_hold) = (request.new_id()?, request.operation == Operation::Hold);
    let hold_ends = request.now() + TimeDelta::minutes(resource.schedule.hold_minutes.into());
    Ok(NewAppointment {
        hold_expires_at: is_hold.then_some(hold_ends),
        event_id: (!is_hold).then(|| request.bookings.calendars.event_id(&routed.route, &id, 1)).transpose()?,
        id,
        status: if is_hold { AppointmentStatus::Held } else { AppointmentStatus::Confirmed },
        placement: placement_of(selected, resource),
        times: times_of(&routed.route, resource, slot),
        patient: wanted.patient.clone(),
        caller: request.requester.caller.clone(),
        source: request.requester.source,
    })
}

/// What must still hold when the change is written.
pub(super) fn condition(
    routed: &Routed,
    resource: &CalendarResource,
    (key, change_id): (&str, &str),
    start: DateTime<Utc>,
    now: DateTime<Utc>,
    anyone: bool,
) -> Condition {
    let route = &routed.route;
    Condition {
        org_id: route.org_id,
        version: route.version,
        routed_by: routed.routed_by().and_then(identifier),
        key: key.to_owned(),
        change_id: change_id.to_owned(),
        day: route.zone.day_of(start),
        daily_cap: resource.schedule.daily_cap.map(i64::from),
        limits: resource.schedule.limits,
        anyone,
        now,
    }
}

/// As the mapping's row has it. An admin's request is routed by the org itself, which has no mapping.
fn identifier(key: &RouteKey) -> Option<String> {
    match key {
        RouteKey::Number(number) => Some(number.as_str().to_owned()),
        RouteKey::Sip(uri) => Some(uri.clone()),
        RouteKey::VapiNumber(id) => Some(id.clone()),
        RouteKey::Org(_) => None,
    }
}
