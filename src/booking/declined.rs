//! Why something was not done.

use chrono::NaiveDateTime;

use crate::{
    calendars::{AvailabilityError, CalendarError},
    directory::RoutingError,
    domain::{
        appointment::{Appointment, CallerLimit},
        schedule::Refusal,
    },
    store::StoreError,
};

/// Why something was not done. Nothing has changed then.
#[derive(Debug)]
pub enum Declined {
    /// The time cannot be had; these are near it.
    NotBookable {
        /// The local start.
        start: NaiveDateTime,
        refusal: Refusal,
        /// Local starts that can be had, nearest first in order of time.
        nearby: Vec<NaiveDateTime>,
    },
    /// The caller has booked as much as the clinic lets one caller book.
    LimitReached(CallerLimit),
    /// The same person has an appointment at this very time, under other words.
    AlreadyBooked(Box<Appointment>),
    /// The call has booked this very time under a name that may be another person's.
    SameOrAnother(Box<Appointment>),
    /// The key was used for another request.
    OtherRequest,
    /// The calendar's provider refused the event for good.
    RefusedByCalendar,
    /// The same request is still being carried out, and nobody knows yet whether its event can be written.
    Undecided,
    /// The appointment changed while this was done.
    ChangedMeanwhile,
    /// It is cancelled, or only held.
    NotConfirmed(Box<Appointment>),
    /// There is no such appointment.
    NotFound,
    /// The caller has these, and none that fits what was said.
    NoneFits(Vec<Appointment>),
    /// It could be any of these.
    Ambiguous(Vec<Appointment>),
    /// It is at that time already.
    AlreadyThere(Box<Appointment>),
    /// Nobody knows whether it could be done.
    Unavailable(AvailabilityError),
}

impl Declined {
    /// Whether the triggers found the time taken.
    pub(super) fn is_overlap(&self) -> bool {
        matches!(self, Self::Unavailable(AvailabilityError::Store(error)) if crate::store::clinic::appointments::is_overlap(error))
    }

    /// Whether it was declined for what the clinic offers or has connected, before anybody looked whether this was asked before.
    pub(super) const fn is_of_the_clinic(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(
                AvailabilityError::Choice(_)
                    | AvailabilityError::Calendar(CalendarError::NoSchedule | CalendarError::NotConnected)
            )
        )
    }
}

impl From<AvailabilityError> for Declined {
    fn from(error: AvailabilityError) -> Self {
        Self::Unavailable(error)
    }
}

impl From<CalendarError> for Declined {
    fn from(error: CalendarError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<RoutingError> for Declined {
    fn from(error: RoutingError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<StoreError> for Declined {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(AvailabilityError::Store(error))
    }
}

impl From<crate::ports::EntropyError> for Declined {
    fn from(error: crate::ports::EntropyError) -> Self {
        Self::from(StoreError::Id(error))
    }
}
