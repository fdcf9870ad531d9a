//! Google: OAuth 2.0 tokens and Calendar v3, as far as the product needs them.

mod api;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod credential_input;
mod errors;
mod events;
mod freebusy;
mod oauth;
mod resource;

pub use errors::GoogleError;
pub use events::{Calendar, Inserted, Listed, Patched, Since};
pub use freebusy::{MOST_CALENDARS, free_busy};
pub(crate) use oauth::pkcs8_der;
pub use oauth::{AccessToken, exchange};
pub use resource::{Draft, Event, EventTime};
