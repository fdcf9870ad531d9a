//! Booking: the promises of the product.
//!
//! * Two active appointments never overlap on one calendar or with one practitioner: the table's triggers see to it.
//! * A request that comes again has no second effect and is answered alike: by its key, and where a model asks again under a new key, by
//!   who asks for what and when ([`replay`]).
//! * What was said happens: appointment, receipt, message and outbox rows are one batch, written before anything is said.
//! * The calendar refuses an event for good, within the call: the booking is undone and not said. Anything else is finished by the outbox.
//!
//! A booking costs one freeBusy, one D1 batch and one insert before it is said; the text goes out behind the answer.

mod alternatives;
mod amend;
mod attempt;
mod book;
mod calendar_notices;
mod cancel;
mod consequences;
mod event;
mod lookup;
mod outcome;
mod placement;
mod repetition;
mod request;
mod reschedule;
mod retry;
mod target;
mod undo;

pub use amend::{PatientChanges, amend};
pub use book::{book, hold};
pub use calendar_notices::CalendarNotices;
pub use cancel::cancel;
pub use lookup::{AppointmentRef, Matches, appointments_of};
pub use outcome::BookingOutcome;
pub(crate) use outcome::last_digits;
pub use request::{BookingRequest, Requester};
pub use reschedule::{RescheduleRequest, reschedule};
pub use target::Target;

use chrono::NaiveDateTime;

use crate::{
    calendars::CalendarError,
    directory::RoutingError,
    domain::{appointment::Appointment, schedule::Refusal},
    store::StoreError,
};

/// Why something was not done. Nothing has changed then.
#[derive(Debug)]
pub enum Declined {
    /// The time cannot be had; these are near it.
    NotBookable {
        /// Why.
        refusal: Refusal,
        /// Local starts that can be had, nearest first in order of time.
        nearby: Vec<NaiveDateTime>,
    },
    /// The same person has an appointment at this very time, under other words.
    AlreadyBooked(Box<Appointment>),
    /// The key was used for another request.
    OtherRequest,
    /// The calendar refused the event for good.
    RefusedByCalendar,
    /// The appointment changed while this was done.
    ChangedMeanwhile,
    /// It is cancelled, or only held.
    NotConfirmed(Box<Appointment>),
    /// There is no such appointment.
    NotFound,
    /// It could be any of these.
    Ambiguous(Vec<Appointment>),
    /// It is at that time already.
    AlreadyThere(Box<Appointment>),
    /// The calendar or the database could not be used.
    Calendar(CalendarError),
}

impl Declined {
    /// Whether the database did not answer, so that nobody knows what it did.
    fn is_unanswered(&self) -> bool {
        matches!(self, Self::Calendar(CalendarError::Store(error)) if error.is_outage())
    }
}

impl From<CalendarError> for Declined {
    fn from(error: CalendarError) -> Self {
        Self::Calendar(error)
    }
}

impl From<RoutingError> for Declined {
    fn from(error: RoutingError) -> Self {
        Self::Calendar(error.into())
    }
}

impl From<StoreError> for Declined {
    fn from(error: StoreError) -> Self {
        Self::Calendar(CalendarError::Store(error))
    }
}

impl From<crate::ports::EntropyError> for Declined {
    fn from(error: crate::ports::EntropyError) -> Self {
        Self::from(StoreError::Id(error))
    }
}
