//! Google: OAuth 2.0 tokens and Calendar v3, as far as the product needs them.

mod errors;
mod freebusy;
mod oauth;

pub use errors::GoogleError;
pub use freebusy::free_busy;
pub(crate) use oauth::pkcs8_der;
pub use oauth::{AccessToken, exchange};
