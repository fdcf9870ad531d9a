//! Why an appointment was not written, as the API says it.

use crate::{
    booking::Declined,
    calendars::{AvailabilityError, CalendarError, Choice},
    directory::RoutingRefusal,
    domain::{dates::iso_start, schedule::Refusal},
    http::Error,
};

/// The answer to a request that changed nothing.
pub(super) fn refusal(declined: &Declined) -> Error {
    let conflict = |code, detail: &str| Error::Declined { code, field: None, detail: detail.to_owned() };
    match declined {
        Declined::NotBookable { refusal, nearby, .. } => {
            let (code, reason) = not_bookable(refusal);
            let nearby: Vec<String> = nearby.iter().copied().map(iso_start).collect();
            let advice = match nearby.as_slice() {
                [] => "Ask for another time.".to_owned(),
                nearby => format!("The nearest openings are {}.", nearby.join(", ")),
            };
            Error::Declined { code, field: Some("start"), detail: format!("{reason} {advice}") }
        }
        // Nobody is asked but callers.
        Declined::AlreadyBooked(appointment) | Declined::SameOrAnother(appointment) => Error::Declined {
            code: "already_booked",
            field: Some("start"),
            detail: format!("This number has an appointment at that time already: {}.", appointment.id),
        },
        Declined::LimitReached(limit) => Error::Declined {
            code: "limit_reached",
            field: None,
            detail: format!("The caller has reached limits.{} of the schedule.", limit.as_str()),
        },
        Declined::OtherRequest => {
            conflict("key_reused", "This Idempotency-Key was used for another request. Send a new one.")
        }
        Declined::RefusedByCalendar => conflict(
            "calendar_refused",
            "Google refused the event for good, so nothing was changed. Test the integration.",
        ),
        Declined::Undecided => {
            conflict("undecided", "The same request is still being carried out. Send it again in a moment.")
        }
        Declined::ChangedMeanwhile => {
            conflict("changed_meanwhile", "The appointment changed meanwhile. Read it again.")
        }
        Declined::NotConfirmed(_) => conflict("not_confirmed", "Only a confirmed appointment can be changed."),
        Declined::NotFound | Declined::NoneFits(_) | Declined::Ambiguous(_) => {
            Error::NotFound("There is no such appointment.")
        }
        Declined::AlreadyThere(_) => conflict("already_there", "The appointment is at that time already."),
        Declined::Unavailable(error) => unavailable(error),
    }
}

fn not_bookable(refusal: &Refusal) -> (&'static str, String) {
    let reason = |text: &str| text.to_owned();
    match refusal {
        Refusal::NoSuchTime => ("no_such_time", reason("The clinic's clocks skip this time.")),
        Refusal::Past => ("past", reason("This time has passed.")),
        Refusal::TooSoon { earliest } => {
            ("too_soon", format!("This is within the notice; bookings begin at {}.", earliest.to_rfc3339()))
        }
        Refusal::TooFar { last_date } => ("too_far", format!("Bookings end on {last_date}.")),
        Refusal::Closed { .. } => ("closed", reason("Nobody who could take this works on that day.")),
        Refusal::OutsideHours => ("outside_hours", reason("The appointment would not lie inside opening hours.")),
        Refusal::OffGrid => ("off_grid", reason("Appointments do not start at this time.")),
        Refusal::DayFull => ("day_full", reason("The day has as many appointments as it may have.")),
        Refusal::Taken => ("taken", reason("This time is taken.")),
    }
}

fn unavailable(error: &AvailabilityError) -> Error {
    match error {
        AvailabilityError::Routing(RoutingRefusal::NotServed) => {
            setting("not_served", "This org is suspended or closed.")
        }
        AvailabilityError::Routing(RoutingRefusal::Rerouted(_) | RoutingRefusal::Moved) => {
            Error::NotFound("There is no such org.")
        }
        AvailabilityError::Choice(choice) => choice_of(choice),
        AvailabilityError::Calendar(error) => unreadable(error),
        AvailabilityError::Store(error) => error.into(),
    }
}

fn unreadable(error: &CalendarError) -> Error {
    match error {
        CalendarError::NotConnected => {
            setting("not_connected", "No calendar is connected. PUT /api/integrations/google first.")
        }
        CalendarError::NeedsReconnect => setting("needs_reconnect", "The calendar has to be connected again."),
        CalendarError::NoSchedule => setting("no_schedule", "No opening hours are set. PUT /api/schedule first."),
        CalendarError::Provider(error) => setting("calendar_unreadable", &format!("{error} Nothing was changed.")),
    }
}

/// What the clinic has to set up or to mend first.
fn setting(code: &'static str, detail: &str) -> Error {
    Error::Declined { code, field: None, detail: detail.to_owned() }
}

fn choice_of(choice: &Choice) -> Error {
    match choice {
        Choice::UnknownService { .. } | Choice::WhichService(_) => {
            Error::invalid("service_id", "There is no such service.")
        }
        Choice::UnknownPractitioner { .. } | Choice::WhichPractitioner(_) => {
            Error::invalid("practitioner_id", "There is no such practitioner.")
        }
        Choice::NotOffered { by, .. } => {
            let who = if by.is_empty() { "nobody does".to_owned() } else { format!("{} does", by.join(" or ")) };
            Error::invalid("practitioner_id", format!("This practitioner does not offer that service; {who}."))
        }
    }
}
