//! What carries a call: the tools that an agent has, and the platforms that bring them their calls.

pub mod tools;
pub mod vapi;
