//! Work that no caller waits for.

pub mod rewrap;
pub mod sweep;
