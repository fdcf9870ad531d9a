//! What a language gives to texts.

use chrono::{NaiveDate, NaiveTime};

use super::{StaffNotice, TextKind};

/// The words of texts that the clinic has not chosen itself.
pub trait TextWording {
    /// The template of a clinic that has chosen none.
    fn template(&self, kind: TextKind) -> &'static str;

    /// What the staff is texted of a message that a caller left.
    fn staff_notice(&self, notice: &StaffNotice<'_>) -> String;

    /// A day of the appointment's own year, so without the year.
    fn date(&self, date: NaiveDate) -> String;

    /// A time of day.
    fn time(&self, time: NaiveTime) -> String;

    /// What a clinic without a name is called.
    fn unnamed_clinic(&self) -> &'static str;

    /// The most UTF-16 code units of any date.
    fn longest_date(&self) -> usize;

    /// The most UTF-16 code units of any time.
    fn longest_time(&self) -> usize;
}
