//! Calendars that live in memory: a second vendor behind the port of calendars, unlike Google wherever the port allows it.
//!
//! It numbers its events itself, so that an event has no id before it is written, and gives an event that a person moves to another
//! calendar a new number there. Its cursors count changes. It has no access tokens.

mod account;
mod events;

use std::sync::Arc;

use frontdesk::{
    calendars::{CalendarProvider, CalendarService},
    context::RequestContext,
    domain::{
        id::OrgId,
        integration::{SealedCredential, Vendor},
    },
    frontdesk::CalendarVendor,
};

use account::{MemoryAccount, MemoryConnector};
pub use events::MemoryCalendars;

/// The vendor's name in paths and tables.
const MEMORY: Vendor = Vendor::named("memory");

/// Everything that a deployment needs to know of this vendor.
pub fn vendor(calendars: &Arc<MemoryCalendars>) -> CalendarVendor {
    (Arc::new(MemoryConnector), Arc::new(MemoryService(calendars.clone())))
}

struct MemoryService(Arc<MemoryCalendars>);

impl CalendarService for MemoryService {
    fn vendor(&self) -> Vendor {
        MEMORY
    }

    fn open(self: Arc<Self>, _: &RequestContext, _: OrgId, _: &SealedCredential) -> Option<Arc<dyn CalendarProvider>> {
        Some(Arc::new(MemoryAccount(self.0.clone())))
    }

    fn event_id(&self, appointment_id: &str, revision: i64) -> String {
        format!("for {appointment_id} since {revision}")
    }
}
