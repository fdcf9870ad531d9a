//! The product's own words and rules: clinics, numbers, credentials, hours, dates.
//!
//! Nothing here knows HTTP, Cloudflare or SQL. Everything is a value or a pure function of values, so that every rule can be
//! tested without a server and time is always an argument.

pub mod appointment;
pub mod assistant;
pub mod attention;
pub mod budget;
pub mod call;
pub mod caller;
pub mod caller_message;
pub mod catalogue;
pub mod claim;
pub mod clinic_address;
pub mod clinic_summary;
pub mod consent;
pub mod country;
pub mod dates;
pub(crate) mod digits;
pub mod document;
pub mod email;
pub mod emergency;
pub mod event_ref;
pub mod host_name;
pub mod id;
pub mod integration;
pub mod knowledge;
pub mod line;
pub mod metrics;
pub mod oauth_client;
pub mod onboarding;
pub mod org;
pub mod patient_name;
mod patient_phone;
pub mod phone;
pub mod placement;
mod plain_words;
pub mod principal;
pub mod request_key;
pub mod retention;
pub mod role;
pub mod route;
pub mod schedule;
pub mod secret;
pub mod signals;
pub mod spread;
pub mod texts;
pub mod urgency;
pub mod vendor_copy;
pub mod vouched;
pub mod warnings;
pub mod webhook;
