//! Booking: the promises of the product.
//!
//! * Two active appointments never overlap on one calendar or with one practitioner: the table's triggers see to it.
//! * A request that comes again has no second effect and is answered alike: by its key, and where a model asks again under a new key, by
//!   who asks for what and when ([`repetition`]).
//! * What was said happens: appointment, receipt, text and outbox rows are one transaction of the clinic's object, written before anything is
//!   said.
//! * If the provider of the calendar refuses an event for good within the call, the booking is undone and not said. Anything else is
//!   finished by the outbox.
//!
//! Booking, holding, moving, cancelling and amending decide what is to change, each in its own file. What they share is in [`change`]:
//! one transaction that changes the row and writes what follows, the event while the requester waits, and the rest behind the answer.
//!
//! All of it runs in the clinic's object. A booking costs one reading of the calendar, beside which D1 is asked whether the clinic still is
//! as it was known, and one write of the event before it is said; the text goes out behind the answer.

mod alternatives;
mod amend;
mod attempt;
mod book;
mod calendar_notices;
mod cancel;
mod change;
mod consequences;
mod correction;
mod declined;
mod event;
mod lookup;
mod outcome;
mod placement;
mod repetition;
mod request;
mod reschedule;
mod restoration;
mod target;
mod undo;
mod verdict;

use std::sync::Arc;

pub use amend::PatientChanges;
pub use calendar_notices::CalendarNotices;
pub use declined::Declined;
pub use lookup::{AppointmentRef, Matches};
pub use outcome::BookingOutcome;
pub(crate) use outcome::last_digits;
pub use request::{BookingRequest, NewStart, Requester, RescheduleRequest};
pub use target::Target;

/// What is known of a patient, as it is stored.
pub use crate::store::clinic::appointments::Patient;

use crate::{calendars::Calendars, directory::Directory, outbox::Outbox, ports::Ports, texts::Texts};

/// The appointments of all clinics: every change of one goes through here.
pub struct Bookings {
    ports: Arc<Ports>,
    directory: Arc<Directory>,
    calendars: Arc<Calendars>,
    texts: Arc<Texts>,
    outbox: Arc<Outbox>,
}

impl Bookings {
    /// Bookings in these calendars, with these texts and this outbox for what follows.
    pub fn new(
        ports: Arc<Ports>,
        directory: Arc<Directory>,
        calendars: Arc<Calendars>,
        texts: Arc<Texts>,
        outbox: Arc<Outbox>,
    ) -> Self {
        Self { ports, directory, calendars, texts, outbox }
    }
}
