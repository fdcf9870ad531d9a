//! What a clinic offers and with whom: services, practitioners, and which calendars can take an appointment.
//!
//! A clinic need not have either. Without practitioners it has one calendar, the one of its Google integration; without services its
//! appointments are as long as the schedule says.

mod check;
mod form;
mod load;
mod matching;
mod no_preference;
mod resources;
mod step;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use check::{MAX_ALIASES, MAX_NAME_CHARS, check_hours, check_lengths, spoken_name};
pub use load::{MOST_STARTS_PER_DAY, check_load};
pub use matching::Unmatched;
pub use resources::{CalendarResource, NotOffered};

use crate::domain::schedule::{DateOverride, WeeklyHours};

/// Something that can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub id: String,
    /// Its name as it is spoken.
    pub name: String,
    /// Other words for it.
    pub aliases: Vec<String>,
    /// How long it takes.
    pub minutes: u16,
    /// Minutes kept free before it.
    pub buffer_before_minutes: u16,
    /// Minutes kept free after it.
    pub buffer_after_minutes: u16,
}

/// Somebody who can be booked, with a calendar of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practitioner {
    pub id: String,
    /// Their name as it is spoken.
    pub name: String,
    /// Other names for them.
    pub aliases: Vec<String>,
    /// Google's id of their calendar.
    pub calendar_id: String,
    /// Their own weekly hours; the clinic's when absent.
    pub weekly: Option<WeeklyHours>,
    /// Their own dates, which stand before the clinic's overrides of the same dates.
    pub overrides: Vec<DateOverride>,
    /// The ids of the services that they do; all when absent.
    pub service_ids: Option<Vec<String>>,
}

/// The active services and practitioners of a clinic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// In order of creation.
    pub services: Vec<Service>,
    /// In order of creation.
    pub practitioners: Vec<Practitioner>,
}
