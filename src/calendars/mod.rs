//! A clinic's calendars: when they are busy, our own appointments, and what is free between them; the events that say what the
//! appointments say; and what people change in those events.
//!
//! Whose calendars they are is a matter of [`CalendarProvider`]. One vendor has one folder here; nothing else knows its name.

mod agenda;
mod check;
mod connection;
mod events;
mod faults;
mod follow;
pub mod google;
mod mirror;
mod notification;
mod openings;
mod plan;
mod provider;
mod reading;
mod selection;
mod watch;

use std::sync::Arc;

pub use agenda::Agenda;
pub use follow::ChangeNotices;
pub use openings::{AvailabilityQuery, LONGEST_RANGE_DAYS, Openings};
pub use plan::{MovedAppointment, NEARBY_DAYS, Plan};
pub use provider::{
    BusyCalendar, CalendarEvent, CalendarProvider, CalendarService, ChangedEvent, Changes, Cursor, EventDraft,
    EventTime, NewChannel, OpenChannel, ProviderError, Removal, Shown, Since,
};
pub use reading::{AvailabilityError, CalendarError};
pub use selection::{Choice, Named, Selected, Selection};

use crate::{directory::Directory, integrations::Accounts, ports::Ports};
use faults::KnownFaults;
use mirror::MirrorReadings;

/// The calendars of all clinics, with what one isolate remembers of them.
pub struct Calendars {
    ports: Arc<Ports>,
    directory: Arc<Directory>,
    accounts: Arc<Accounts>,
    services: Vec<Arc<dyn CalendarService>>,
    notices: Arc<dyn ChangeNotices>,
    faults: KnownFaults,
    readings: MirrorReadings,
    has_mirror: bool,
}

impl Calendars {
    /// Calendars at these vendors. `notices` adds to the changes that people make in a calendar. With `has_mirror`, callers are told what
    /// is free from a copy of when calendars are busy.
    pub fn new(
        ports: Arc<Ports>,
        directory: Arc<Directory>,
        accounts: Arc<Accounts>,
        services: Vec<Arc<dyn CalendarService>>,
        notices: Arc<dyn ChangeNotices>,
        has_mirror: bool,
    ) -> Self {
        let (faults, readings) = (KnownFaults::default(), MirrorReadings::default());
        Self { ports, directory, accounts, services, notices, faults, readings, has_mirror }
    }
}
