//! Appointments, as the clinic reads and writes them.

mod input;
pub(crate) mod list;
pub(super) mod period;
mod refusal;
pub(super) mod view;
pub(crate) mod write;
