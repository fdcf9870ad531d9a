//! Dates as data: the clinic's day, what a caller may ask for, and why a date was refused.
//!
//! Nothing here knows a language: what words mean, and what is said of a [`DateError`], is for each language to know.

mod error;
pub(crate) mod form;
mod opening_spans;
mod part_of_day;
mod request;
mod start_hint;
mod today;

pub use error::{DateError, NoSuchDay, Wanted};
pub use opening_spans::OpeningSpans;
pub use part_of_day::PartOfDay;
pub use request::{Days, DaysRequest};
pub use start_hint::{Choice, StartHint};
pub use today::Today;

use chrono::NaiveDateTime;

/// A local start as models and the API exchange it, `2026-12-03T09:30`.
pub fn iso_start(start: NaiveDateTime) -> String {
    start.format("%Y-%m-%dT%H:%M").to_string()
}
