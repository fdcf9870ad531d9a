//! Appointments: what takes time, who has which, and every change of one.

mod booked;
mod changes;
pub mod events;
pub mod listing;
mod lookup;
mod parts;
mod placing;
pub mod search;
mod standing;

pub use booked::{Booked, found, select};
pub use changes::{amend, cancel, note_attendance, restore, take_back};
pub use lookup::{
    CallerAppointments, PAGE, appointments, by_id, cancelled_by, done_to, hold_of, of_caller, one, twins,
};
pub use parts::{NewAppointment, Patient, Placement, Times};
pub use placing::{ChangeMark, insert, is_overlap, let_go, release_holds, reschedule};
pub use standing::{CalendarDay, is_full, limit_reached};
