//! Work that no caller waits for.

pub mod outbox;
pub mod rewrap;
pub mod sweep;
