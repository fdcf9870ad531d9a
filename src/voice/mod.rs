//! What carries a call: the tools that an agent has, and the platforms that bring them their calls.

pub(crate) mod clinic;
pub(crate) mod endpoint;
pub(crate) mod reply;
pub mod tools;
pub mod vapi;
