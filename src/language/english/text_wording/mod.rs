//! How texts to patients are worded.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::{
    English,
    sentences::spoken::{clock, weekday_date},
};
use crate::domain::texts::{TextKind, TextWording};

impl TextWording for English {
    fn template(&self, kind: TextKind) -> &'static str {
        match kind {
            TextKind::Confirmation => {
                "{clinic}: your appointment[ for {service}][ with {practitioner}] is confirmed for {date} at {time}. \
                 To change it, call us[ at {phone}]."
            }
            TextKind::Change => {
                "{clinic}: your appointment[ for {service}][ with {practitioner}] has been moved to {date} at {time}. \
                 To change it, call us[ at {phone}]."
            }
            TextKind::Cancellation => {
                "{clinic}: your appointment[ for {service}][ with {practitioner}] on {date} at {time} has been cancelled. \
                 To book another, call us[ at {phone}]."
            }
            TextKind::Reminder => {
                "{clinic}: a reminder of your appointment[ for {service}][ with {practitioner}] on {date} at {time}. \
                 If you cannot come, call us[ at {phone}]."
            }
        }
    }

    fn date(&self, date: NaiveDate) -> String {
        weekday_date(date, date.year())
    }

    fn time(&self, time: NaiveTime) -> String {
        clock(time)
    }

    fn unnamed_clinic(&self) -> &'static str {
        "the clinic"
    }

    /// `Wednesday, September 30`
    fn longest_date(&self) -> usize {
        23
    }

    /// `12:30 PM`
    fn longest_time(&self) -> usize {
        8
    }
}

#[cfg(test)]
mod tests;
