//! Texts as patients read them, and what holds whatever they say.

mod check;
mod properties;
mod segments;
mod staff;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::*;

fn at(start: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(start, "%Y-%m-%dT%H:%M").unwrap()
}

/// An appointment with all there can be said of one.
fn full() -> TemplateFields<'static> {
    TemplateFields {
        clinic: "Oak Dental",
        name: "Ann Lee",
        start: at("2026-12-03T09:30"),
        service: Some("Cleaning"),
        practitioner: Some("Dr. Chen"),
        phone: Some("+15550100"),
    }
}

/// A language of figures, with the lengths of English.
struct Figures;

impl TextWording for Figures {
    fn template(&self, kind: TextKind) -> &'static str {
        match kind {
            TextKind::Confirmation => "{clinic}: booked, {date} {time}[, {service}][, {practitioner}][, {phone}]",
            TextKind::Change => "{clinic}: changed, {date} {time}[, {service}][, {practitioner}][, {phone}]",
            TextKind::Cancellation => "{clinic}: cancelled, {date} {time}[, {service}][, {practitioner}][, {phone}]",
            TextKind::Reminder => "{clinic}: soon, {date} {time}[, {service}][, {practitioner}][, {phone}]",
        }
    }

    fn staff_notice(&self, notice: &StaffNotice<'_>) -> String {
        format!("{}: {}, {}", notice.clinic, notice.urgency.as_str(), notice.ending.unwrap_or_default())
    }

    fn date(&self, date: NaiveDate) -> String {
        date.to_string()
    }

    fn time(&self, time: NaiveTime) -> String {
        time.format("%H:%M").to_string()
    }

    fn unnamed_clinic(&self) -> &'static str {
        "?"
    }

    fn longest_date(&self) -> usize {
        23
    }

    fn longest_time(&self) -> usize {
        8
    }
}

/// The confirmation in these words.
fn said(template: &str, fields: &TemplateFields<'_>) -> String {
    let setting = TextKindSettings { template: Some(template.into()), ..TextKindSettings::default() };
    let settings = TextSettings { confirmation: setting, ..TextSettings::default() };
    settings.check(&Figures).unwrap();
    settings.text(TextKind::Confirmation, fields, &Figures).unwrap().body
}
