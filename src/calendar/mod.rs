//! Reading a clinic's calendar: an access token, Google's busy times, our own appointments, and what is free between them.

mod account;
mod booked;
pub mod events;
mod openings;
mod reading;
mod tokens;

pub use booked::BookedCache;
pub use openings::{LONGEST_RANGE_DAYS, Openings, Wish, find_openings};
pub use reading::{CalendarError, Routed, confirm};
pub use tokens::TokenCache;
