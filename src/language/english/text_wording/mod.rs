//! How texts to patients and to staff are worded.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::{
    English,
    sentences::spoken::{clock, weekday_date},
};
use crate::domain::{
    line::single_line_limited,
    texts::{StaffNotice, TextKind, TextWording},
    urgency::Urgency,
};

/// Most characters of a clinic's name, a caller's name and a caller's words in a text to staff, which is of four segments at most.
const CLINIC_CHARS: usize = 60;
const NAME_CHARS: usize = 60;
const ABOUT_CHARS: usize = 300;

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

    /// `New message for Oak Dental (urgent) from a caller ending 0188.`
    fn staff_notice(&self, notice: &StaffNotice<'_>) -> String {
        let clinic = match single_line_limited(notice.clinic, CLINIC_CHARS) {
            name if name.is_empty() => self.unnamed_clinic().to_owned(),
            name => name,
        };
        let urgency = match notice.urgency {
            Urgency::Routine => "",
            Urgency::Soon => " (urgent)",
            Urgency::Emergency => " (emergency)",
        };
        let words = notice.words.map(|(name, about)| {
            let name = single_line_limited(name.unwrap_or_default(), NAME_CHARS);
            let name = if name.is_empty() { name } else { format!("{name}: ") };
            format!(" {name}{}", single_line_limited(about, ABOUT_CHARS))
        });
        let whose = notice.ending.map_or_else(|| "who left no number".to_owned(), |ending| format!("ending {ending}"));
        format!("New message for {clinic}{urgency} from a caller {whose}.{}", words.unwrap_or_default())
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
