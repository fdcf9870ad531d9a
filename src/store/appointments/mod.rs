//! Appointments: what takes time, who has which, and every change of one.

mod booked;
pub mod events;
mod finding;
mod writing;

pub use booked::{Booked, found, select};
pub use finding::{appointments, by_id, hold_of, of_caller, twins};
pub use writing::*;
