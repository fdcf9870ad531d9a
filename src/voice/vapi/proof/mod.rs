//! How Vapi proves its requests: by shared secrets or by signatures, as the deployment and each org say.
//!
//! The deployment's configuration needs this much of Vapi, and no more.

pub mod config;
pub(crate) mod signature;
pub mod signing;
