//! Settings that can be saved and are hardly meant. They are saved, and whoever saved them is told.

mod hours;
mod names;
#[cfg(test)]
mod tests;
mod texts;

use serde::Serialize;
use utoipa::ToSchema;

pub use hours::{of_length, of_schedule};
pub use names::{of_practitioner, of_service};
pub use texts::of_texts;

/// What is hardly meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// No day of the week has hours, nor any date to come.
    NeverOpen,
    /// Hours that end on the next day after more than twelve hours.
    ClosesBeforeItOpens,
    /// The first bookable time lies behind the last bookable date.
    HorizonShorterThanNotice,
    /// Nobody has a day that is long enough.
    LongerThanAnyDay,
    /// Words for reminders, and no hours before the appointment at which they go out.
    ReminderWithoutHours,
    /// A name has letters by which every text that says it costs more.
    NameMakesTextsLong,
    /// Another entry is called so.
    NameOfAnother,
}

/// One such setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    pub code: WarningCode,
    /// The field, as a path into what was sent.
    pub field: String,
    /// What will come of it.
    pub detail: String,
}

impl Warning {
    fn new(code: WarningCode, field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code, field: field.into(), detail: detail.into() }
    }
}
