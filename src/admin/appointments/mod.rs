//! Appointments, as the clinic reads and writes them.

pub(crate) mod attendance;
mod input;
pub(crate) mod list;
mod refusal;
pub(crate) mod search;
pub(super) mod view;
pub(crate) mod write;
