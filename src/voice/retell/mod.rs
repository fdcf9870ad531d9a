//! What Retell posts about a call and in the middle of one, what it hears, and the account that is set up there.

pub(crate) mod admin;
mod client;
mod connector;
mod events;
mod numbers;
mod platform;
mod provision;
mod signature;
mod toolset;

pub(crate) use platform::PLATFORM;
