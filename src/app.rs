//! What all requests of one isolate share.

use std::sync::Arc;

use crate::{
    calendars::{BookedCache, TokenCache},
    config::Config,
    crypto::token::Verifier,
    directory::Directory,
    http::IdentityCache,
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
    pub directory: Directory,
    /// Google access tokens.
    pub tokens: TokenCache,
    /// Recently read appointments.
    pub booked: BookedCache,
}
