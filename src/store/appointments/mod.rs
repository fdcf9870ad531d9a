//! Appointments: what takes time, who has which, and every change of one.

mod booked;
mod changing;
mod condition;
pub mod events;
mod finding;
pub mod listing;
mod placing;
mod shape;

pub use booked::{Booked, found, select};
pub use changing::{Amendment, Cancellation, amend, cancel, restore, take_back};
pub use condition::{Condition, Standing, standing, stood};
pub use finding::{appointments, by_id, done_to, hold_of, of_caller, twins};
pub use placing::{changed, insert, is_overlap, let_go, release_for_move, release_holds, reschedule};
pub use shape::{NewAppointment, Patient, Place, Times};
