//! The days that somebody asks for.

use chrono::NaiveDate;

use super::PartOfDay;

/// The days from a first to a last, and the part of each of them, if one was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysRequest {
    /// Today or later.
    pub first: NaiveDate,
    /// The same as `first` for one day.
    pub last: NaiveDate,
    pub part: Option<PartOfDay>,
}

/// The days on which openings are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    One(NaiveDate),
    /// From the first to the last, both included.
    Range(NaiveDate, NaiveDate),
    /// The first opening, whenever it is.
    Earliest,
}
