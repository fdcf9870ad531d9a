//! What callers leave for the clinic's staff.
//!
//! * A request that comes again has no second effect and is answered alike: by its key, and where a model asks again under a new key, by
//!   its words in the same call, for the same person. What such a request adds is added to the message that is there, unless that is
//!   done already: then it is a new one.
//! * A message, its receipt, its audit line and the work of telling the staff are one transaction of the clinic's object, written before
//!   anything is said.
//! * A caller whose number is not shown is asked for one, once: a message is not lost for want of it.
//! * A caller leaves a few messages a day, and all whose number is not shown leave some together, so that nobody can have the staff texted all the time.
//!
//! The staff is told by text ([`notify`]), by the settings as they are then.

mod limit;
mod notify;
mod question;
mod repetition;
mod take;

use std::sync::Arc;

use crate::{directory::Directory, outbox::Outbox, ports::Ports};

pub use notify::StaffNotices;
pub use take::NotTaken;

/// The inboxes of all clinics.
pub struct Inbox {
    ports: Arc<Ports>,
    directory: Arc<Directory>,
    outbox: Arc<Outbox>,
}

impl Inbox {
    /// Inboxes with this outbox for what follows from a message.
    pub fn new(ports: Arc<Ports>, directory: Arc<Directory>, outbox: Arc<Outbox>) -> Self {
        Self { ports, directory, outbox }
    }
}
