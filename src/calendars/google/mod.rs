//! Google: OAuth 2.0 tokens and Calendar v3, as far as the product needs them.

mod account;
mod api;
pub(crate) mod at_clinic;
mod calendar_list;
mod calendars;
mod changes;
mod channels;
pub(crate) mod connect;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod credential_input;
mod errors;
mod event_id;
mod events;
mod freebusy;
pub(crate) mod notifications;
mod oauth;
mod resource;
mod scopes;
mod service;
mod tokens;

use errors::GoogleError;
pub use event_id::event_id;
use oauth::pkcs8_der;
use oauth::{AccessToken, exchange};
pub use service::Google;
