//! An appointment in the five facts by which people know it.

use chrono::NaiveDateTime;

/// What an answer, a text and an event say of an appointment, made or only wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppointmentSummary<'a> {
    /// The start on the clinic's clock.
    pub start: NaiveDateTime,
    /// The length; 0 when there is none to speak of.
    pub minutes: i64,
    /// The service's name, if one was chosen.
    pub service: Option<&'a str>,
    /// The practitioner's name, if the clinic has several.
    pub practitioner: Option<&'a str>,
    /// The patient's name, once it is known.
    pub name: Option<&'a str>,
}
