//! Narrow clients of the vendors. Errors say what the caller can do next, never what the vendor's body said.

mod exchange;
pub mod google;
pub mod twilio;
pub mod vapi;

pub use exchange::Deadline;
