//! What texts say, word for word.

use chrono::NaiveDateTime;

use super::*;
use crate::domain::texts::{Encoding, TemplateFields, TextContent, TextKindSettings, TextSettings};

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
    settings.check(&English).unwrap();
    settings.text(TextKind::Confirmation, fields, &English).unwrap().body
}

#[test]
fn our_own_words_with_everything_and_with_little() {
    let settings = TextSettings { reminder_hours: Some(24), ..TextSettings::default() };
    settings.check(&English).unwrap();
    for (kind, everything, little) in [
        (
            TextKind::Confirmation,
            "Oak Dental: your appointment for Cleaning with Dr. Chen is confirmed for Thursday, December 3 at 9:30 AM. \
             To change it, call us at +15550100.",
            "Oak Dental: your appointment is confirmed for Thursday, December 3 at 9:30 AM. To change it, call us.",
        ),
        (
            TextKind::Change,
            "Oak Dental: your appointment for Cleaning with Dr. Chen has been moved to Thursday, December 3 at 9:30 AM. \
             To change it, call us at +15550100.",
            "Oak Dental: your appointment has been moved to Thursday, December 3 at 9:30 AM. To change it, call us.",
        ),
        (
            TextKind::Cancellation,
            "Oak Dental: your appointment for Cleaning with Dr. Chen on Thursday, December 3 at 9:30 AM has been cancelled. \
             To book another, call us at +15550100.",
            "Oak Dental: your appointment on Thursday, December 3 at 9:30 AM has been cancelled. To book another, call us.",
        ),
        (
            TextKind::Reminder,
            "Oak Dental: a reminder of your appointment for Cleaning with Dr. Chen on Thursday, December 3 at 9:30 AM. \
             If you cannot come, call us at +15550100.",
            "Oak Dental: a reminder of your appointment on Thursday, December 3 at 9:30 AM. If you cannot come, call us.",
        ),
    ] {
        for (fields, expected) in [(full(), everything), (bare(), little)] {
            let text = settings.text(kind, &fields, &English).unwrap();
            assert_eq!(text, TextContent { body: expected.into(), encoding: Encoding::Gsm7, segments: 1 });
        }
    }
}

#[test]
fn what_has_no_value_leaves_no_hole() {
    for (template, everything, little) in [
        ("{clinic}[ ({service})], {time}.", "Oak Dental (Cleaning), 9:30 AM.", "Oak Dental, 9:30 AM."),
        ("See [{practitioner}] at {time}", "See Dr. Chen at 9:30 AM", "See at 9:30 AM"),
        ("[{service}: ]{date}", "Cleaning: Thursday, December 3", "Thursday, December 3"),
        ("[{service}] {date}", "Cleaning Thursday, December 3", "Thursday, December 3"),
        ("{time} [for {service}] [with {practitioner}].", "9:30 AM for Cleaning with Dr. Chen.", "9:30 AM."),
        ("{time} [{service} with {practitioner}]", "9:30 AM Cleaning with Dr. Chen", "9:30 AM"),
        ("{time}\n[With {practitioner}]\nBye", "9:30 AM\nWith Dr. Chen\nBye", "9:30 AM\nBye"),
        ("{time}[\nWith {practitioner}]\nBye", "9:30 AM\nWith Dr. Chen\nBye", "9:30 AM\nBye"),
        ("  { time } \n", "9:30 AM", "9:30 AM"),
        ("[On {date} ]at {time}", "On Thursday, December 3 at 9:30 AM", "On Thursday, December 3 at 9:30 AM"),
    ] {
        assert_eq!(said(template, &full()), everything, "{template}");
        assert_eq!(said(template, &bare()), little, "{template}");
    }
    let blank = TemplateFields { service: Some(" \u{200B}"), practitioner: Some(""), phone: Some("\n"), ..full() };
    assert_eq!(said("{time}[ for {service}][ with {practitioner}][, {phone}]", &blank), "9:30 AM");
    let nobody = TemplateFields { name: "\u{202E}\t", clinic: "\u{200B}", ..full() };
    assert_eq!(said("Hi {name}, {clinic} here", &nobody), "Hi, the clinic here");
}

#[test]
fn noon_and_midnight_are_named() {
    for (start, expected) in [
        ("2026-12-03T12:00", "Thursday, December 3 at noon"),
        ("2027-01-01T00:00", "Friday, January 1 at midnight"),
        ("2026-09-30T12:30", "Wednesday, September 30 at 12:30 PM"),
    ] {
        assert_eq!(said("{date} at {time}", &TemplateFields { start: at(start), ..full() }), expected);
    }
}

#[test]
fn a_name_is_one_line_of_at_most_forty_characters_and_no_link() {
    let long = "a".repeat(10_000);
    let emoji = "😀".repeat(50);
    for (name, expected) in [
        ("  Ann \n Lee\u{0} ", "Ann Lee"),
        ("Ann\u{200B}\u{202E}Lee\u{FEFF}", "AnnLee"),
        ("O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."),
        ("J.R. Lee", "J. R. Lee"),
        ("see evil.example/x?y", "see evil. example x y"),
        ("https://evil.example", "https evil. example"),
        ("ann@evil.example", "ann evil. example"),
        ("evil\u{3002}example", "evil\u{3002} example"),
        ("{phone} [x]", "{phone} [x]"),
        ("Maria del Carmen Guadalupe Fernandez de la Torre", "Maria del Carmen Guadalupe Fernandez de"),
        (&long, &"a".repeat(40)),
        (&emoji, &"😀".repeat(20)),
    ] {
        assert_eq!(said("{time} {name}", &TemplateFields { name, ..full() }), format!("9:30 AM {expected}"));
        assert_eq!(said("{time} {name}", &TemplateFields { name: expected, ..full() }), format!("9:30 AM {expected}"));
    }
}
