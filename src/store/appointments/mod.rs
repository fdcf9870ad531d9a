//! Appointments: what takes time, who has which, and every change of one.

mod booked;
mod changes;
mod condition;
pub mod events;
pub mod listing;
mod lookup;
mod parts;
mod placing;

pub use booked::{Booked, found, select};
pub use changes::{Amendment, Cancellation, amend, cancel, restore, take_back};
pub use condition::{Condition, PreconditionState, precondition_state, read_precondition_state};
pub use lookup::{CallerAppointments, PAGE, appointments, by_id, done_to, hold_of, of_caller, twins};
pub use parts::{NewAppointment, Patient, Placement, Times};
pub use placing::{changed, insert, is_overlap, let_go, release_for_move, release_holds, reschedule};
