//! What Retell posts about a call and in the middle of one, what it hears, and the account that is set up there.

mod events;
mod platform;
mod signature;

pub(crate) use platform::PLATFORM;
