//! Work that no caller waits for.

pub mod alarm;
pub mod alerts;
pub mod reconfigure;
pub mod rewrap;
pub mod sweep;
