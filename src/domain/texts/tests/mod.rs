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
fn full() -> Fields<'static> {
    Fields {
        clinic: "Oak Dental",
        name: "Ann Lee",
        start: at("2026-12-03T09:30"),
        service: Some("Cleaning"),
        practitioner: Some("Dr. Chen"),
        phone: Some("+15550100"),
    }
}

/// One with as little as possible.
fn bare() -> Fields<'static> {
    Fields { service: None, practitioner: None, phone: None, ..full() }
}

/// The confirmation in these words.
fn said(template: &str, fields: &Fields<'_>) -> String {
    let setting = TextSetting { template: Some(template.into()), ..TextSetting::default() };
    let messaging = Messaging { confirmation: setting, ..Messaging::default() };
    messaging.check().unwrap();
    messaging.text(TextKind::Confirmation, fields).unwrap().body
}
