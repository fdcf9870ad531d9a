//! A clinic's calendar: an access token, Google's busy times, our own appointments and what is free between them; and the events that
//! say what the appointments say.

mod account;
mod booked;
mod connection;
pub mod events;
mod openings;
mod reading;
mod tokens;

pub use booked::BookedCache;
pub use openings::{LONGEST_RANGE_DAYS, Openings, Wish, find_openings};
pub use reading::{CalendarError, Routed, confirm};
pub use tokens::TokenCache;
