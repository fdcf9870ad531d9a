//! A clinic's calendar: an access token, Google's busy times, our own appointments and what is free between them; and the events that
//! say what the appointments say.

mod account;
mod agenda;
mod booked;
mod connection;
pub mod events;
mod follow;
pub mod google;
mod openings;
mod plan;
mod reading;
mod selection;
mod tokens;

pub use agenda::Agenda;
pub use booked::BookedCache;
pub use follow::follow_due;
pub use openings::{LONGEST_RANGE_DAYS, Openings, Wish, find_openings};
pub use plan::{NEARBY_DAYS, Own, Plan};
pub use reading::{CalendarError, read, read_google};
pub use selection::{Choice, Selected, Selection};
pub use tokens::TokenCache;
