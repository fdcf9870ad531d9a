//! What is put into templates, and how it is made fit for a text.

use chrono::{NaiveDate, NaiveDateTime};

use super::wording::TextWording;
use crate::domain::line::single_line;

/// What a text is about.
#[derive(Clone, Copy, Debug)]
pub struct TemplateFields<'a> {
    /// The clinic's name as callers know it.
    pub clinic: &'a str,
    /// The patient's name, as it was heard.
    pub name: &'a str,
    /// The start, as the clinic's clocks show it.
    pub start: NaiveDateTime,
    /// The service's name, when one was chosen.
    pub service: Option<&'a str>,
    /// The practitioner's name, when there is one.
    pub practitioner: Option<&'a str>,
    /// The clinic's number, to call back.
    pub phone: Option<&'a str>,
}

impl<'a> TemplateFields<'a> {
    /// An appointment to show templates with.
    pub fn sample(clinic: &'a str) -> Self {
        let start = NaiveDate::from_ymd_opt(2026, 12, 3).and_then(|date| date.and_hms_opt(9, 30, 0));
        Self {
            clinic,
            name: "Maria Lopez",
            start: start.unwrap_or_default(),
            service: Some("Cleaning"),
            practitioner: Some("Dr. Chen"),
            phone: Some("+15550100"),
        }
    }

    /// What stands for `field` in a text, at most [`Field::longest`] UTF-16 code units; `None` when there is nothing to say.
    pub(super) fn value(&self, field: Field, wording: &dyn TextWording) -> Option<String> {
        let said = match field {
            Field::Name => unlinked(self.name),
            Field::Clinic => Some(self.clinic)
                .filter(|name| !single_line(name, 1).is_empty())
                .unwrap_or(wording.unnamed_clinic())
                .to_owned(),
            Field::Date => wording.date(self.start.date()),
            Field::Time => wording.time(self.start.time()),
            Field::Service => self.service?.to_owned(),
            Field::Practitioner => self.practitioner?.to_owned(),
            Field::Phone => self.phone?.to_owned(),
        };
        Some(cut(&single_line(&said, usize::MAX), field.longest(wording))).filter(|value| !value.is_empty())
    }
}

/// What a template can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Clinic,
    Date,
    Time,
    Service,
    Practitioner,
    Phone,
}

impl Field {
    pub(super) const ALL: [Self; 7] =
        [Self::Name, Self::Clinic, Self::Date, Self::Time, Self::Service, Self::Practitioner, Self::Phone];

    /// As it stands in a template.
    pub(super) const fn written(self) -> &'static str {
        match self {
            Self::Name => "{name}",
            Self::Clinic => "{clinic}",
            Self::Date => "{date}",
            Self::Time => "{time}",
            Self::Service => "{service}",
            Self::Practitioner => "{practitioner}",
            Self::Phone => "{phone}",
        }
    }

    /// The most UTF-16 code units of a value; longer ones are cut. No number is longer than fifteen digits with their `+`.
    pub(super) fn longest(self, wording: &dyn TextWording) -> usize {
        match self {
            Self::Name => 40,
            Self::Clinic => 80,
            Self::Date => wording.longest_date(),
            Self::Time => wording.longest_time(),
            Self::Service | Self::Practitioner => 60,
            Self::Phone => 16,
        }
    }

    /// Whether there are appointments, made as they should be, that have no such value.
    pub(super) const fn can_lack(self) -> bool {
        matches!(self, Self::Service | Self::Practitioner | Self::Phone)
    }

    /// Whether no appointment whatever lacks it.
    pub(super) const fn never_lacks(self) -> bool {
        matches!(self, Self::Clinic | Self::Date | Self::Time)
    }
}

/// The text up to `limit` UTF-16 code units; it ends at a word if it has several.
fn cut(line: &str, limit: usize) -> String {
    let mut units = 0;
    let kept: String = line
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= limit
        })
        .collect();
    let inside_word = line.chars().nth(kept.chars().count()).is_some_and(|next| next != ' ');
    let words = kept.rsplit_once(' ').filter(|_| inside_word).map_or(kept.as_str(), |(words, _)| words);
    words.trim_end().to_owned()
}

/// A name that no telephone takes for a link: callers say their names, and the clinic's texts are not theirs to write. Characters that
/// only addresses have become spaces, and a dot is followed by one.
fn unlinked(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            ':' | '/' | '\\' | '@' | '#' | '?' | '&' | '=' => text.push(' '),
            // The dots of domain names (UTS 46).
            '.' | '\u{3002}' | '\u{FF0E}' | '\u{FF61}' => text.extend([c, ' ']),
            _ => text.push(c),
        }
    }
    text
}
