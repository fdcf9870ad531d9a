//! What all requests of one isolate share.

use std::sync::Arc;

use crate::{
    calendars::Calendars,
    config::Config,
    crypto::token::Verifier,
    directory::Directory,
    http::IdentityCache,
    integrations::{Accounts, Connector},
    ports::Ports,
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
    pub calendars: Calendars,
}
