//! The kit of the HTTP surface: extractors, and one error type that becomes one kind of answer.

pub(crate) mod auth;
pub(crate) mod body;
pub(crate) mod error;
pub(crate) mod fields;
pub mod headers;
pub(crate) mod idempotency;
pub(crate) mod numbers;
pub(crate) mod page;
pub(crate) mod precondition;
pub(crate) mod query;
pub(crate) mod routes;
pub(crate) mod schema;
pub(crate) mod trail;

pub use auth::Authenticator;
pub use error::{Error, log_cause};
