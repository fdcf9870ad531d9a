//! Texts as patients read them, and what holds whatever they say.

mod check;
mod properties;
mod segments;
mod words;

use chrono::NaiveDateTime;

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

/// One with as little as possible.
fn bare() -> TemplateFields<'static> {
    TemplateFields { service: None, practitioner: None, phone: None, ..full() }
}

/// The confirmation in these words.
fn said(template: &str, fields: &TemplateFields<'_>) -> String {
    let setting = TextKindSettings { template: Some(template.into()), ..TextKindSettings::default() };
    let settings = TextSettings { confirmation: setting, ..TextSettings::default() };
    settings.check().unwrap();
    settings.text(TextKind::Confirmation, fields).unwrap().body
}
