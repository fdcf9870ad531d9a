//! Telnyx AI Assistants: the webhook that asks for the dynamic variables of a call, and the tools of an assistant.
//!
//! Telnyx signs all of it with Ed25519, and is the platform that says whether the carrier vouches for the caller's number.

mod account;
pub(crate) mod admin;
mod platform;
mod signature;
mod toolset;
mod variables;

pub(crate) use platform::PLATFORM;
