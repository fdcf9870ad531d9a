//! What all requests of one isolate share.

use std::sync::Arc;

use crate::{
    booking::Bookings,
    calendars::Calendars,
    calls::CallLog,
    config::Config,
    crypto::token::Verifier,
    directory::Directory,
    http::IdentityCache,
    integrations::{Accounts, Connector},
    outbox::Outbox,
    ports::Ports,
    texts::Texts,
};

/// What all requests of one isolate share.
pub struct App {
    /// The deployment's configuration.
    pub config: Config,
    /// The outside.
    pub ports: Arc<Ports>,
    /// Verifies admin tokens.
    pub verifier: Verifier,
    /// Tokens that were verified already.
    pub identities: IdentityCache,
    /// Which clinic owns a number.
    pub directory: Arc<Directory>,
    /// Accounts of orgs at vendors.
    pub accounts: Arc<Accounts>,
    /// The vendors at which orgs can have accounts.
    pub connectors: Vec<Arc<dyn Connector>>,
    /// The clinics' calendars.
    pub calendars: Arc<Calendars>,
    /// Texts to patients.
    pub texts: Arc<Texts>,
    /// Work that follows from changes.
    pub outbox: Arc<Outbox>,
    /// Every change of an appointment.
    pub bookings: Arc<Bookings>,
    /// What is kept of calls.
    pub calls: Arc<CallLog>,
}
