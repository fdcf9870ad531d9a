//! Each warning, beside what comes near it and is meant.

use serde_json::json;

use super::*;
use crate::{
    domain::{
        catalogue::{Catalogue, Practitioner, Service},
        schedule::Schedule,
        texts::TextSettings,
    },
    language::Language,
};

fn schedule(document: serde_json::Value) -> Schedule {
    serde_json::from_value(document).unwrap()
}

fn service(id: &str, name: &str, aliases: &[&str], minutes: u16) -> Service {
    serde_json::from_value(json!({"id": id, "name": name, "aliases": aliases, "minutes": minutes,
        "buffer_before_minutes": 0, "buffer_after_minutes": 0}))
    .unwrap()
}

fn practitioner(id: &str, name: &str, weekly: &serde_json::Value) -> Practitioner {
    serde_json::from_value(
        json!({"id": id, "name": name, "aliases": [], "calendar_id": id, "weekly": weekly, "overrides": [],
        "service_ids": null}),
    )
    .unwrap()
}

fn codes(warnings: &[Warning]) -> Vec<(WarningCode, &str)> {
    warnings.iter().map(|warning| (warning.code, warning.field.as_str())).collect()
}

fn of(document: serde_json::Value, catalogue: &Catalogue) -> Vec<Warning> {
    of_schedule(&schedule(document), catalogue, "2026-12-01".parse().unwrap())
}

fn day(open: &str, close: &str) -> serde_json::Value {
    json!([{"open": open, "close": close}])
}

#[test]
fn hours_that_leave_nothing_to_book_are_told() {
    let none = Catalogue::default();
    for (document, expected) in [
        (json!({"weekly": {"monday": day("09:00", "17:00")}}), vec![]),
        (json!({"weekly": {}}), vec![(WarningCode::NeverOpen, "weekly")]),
        (json!({"weekly": {}, "overrides": [{"date": "2026-12-01", "hours": day("09:00", "12:00")}]}), vec![]),
        (
            json!({"weekly": {}, "overrides": [{"date": "2026-11-30", "hours": day("09:00", "12:00")}]}),
            vec![(WarningCode::NeverOpen, "weekly")],
        ),
        // The afternoon, written as the morning; a night; and round the clock.
        (
            json!({"weekly": {"friday": day("09:00", "05:00")}}),
            vec![(WarningCode::ClosesBeforeItOpens, "weekly.friday[0].close")],
        ),
        (json!({"weekly": {"friday": day("20:00", "08:00")}}), vec![]),
        (json!({"weekly": {"friday": day("08:00", "08:00")}}), vec![]),
        (json!({"weekly": {"monday": day("09:00", "17:00")}, "horizon_days": 1, "min_notice_minutes": 2879}), vec![]),
        (
            json!({"weekly": {"monday": day("09:00", "17:00")}, "horizon_days": 1, "min_notice_minutes": 2880}),
            vec![(WarningCode::HorizonShorterThanNotice, "horizon_days")],
        ),
        (json!({"weekly": {"monday": day("09:00", "10:00")}, "slot_minutes": 60}), vec![]),
        (
            json!({"weekly": {"monday": day("09:00", "10:00")}, "slot_minutes": 61}),
            vec![(WarningCode::LongerThanAnyDay, "slot_minutes")],
        ),
    ] {
        assert_eq!(codes(&of(document.clone(), &none)), expected, "{document}");
    }
}

#[test]
fn what_practitioners_have_counts_in_place_of_the_clinics() {
    let closed = json!({"weekly": {}});
    let weekly = json!({"monday": day("09:00", "12:00")});
    let own = Catalogue { practitioners: vec![practitioner("p", "Dr. Kim", &weekly)], services: Vec::new() };
    assert_eq!(of(closed.clone(), &own), []);
    let theirs = Catalogue { practitioners: vec![practitioner("p", "Dr. Kim", &json!(null))], services: Vec::new() };
    assert_eq!(codes(&of(closed, &theirs)), [(WarningCode::NeverOpen, "weekly")]);
    let long = service("s", "Root canal", &[], 200);
    let open = schedule(json!({"weekly": {"monday": day("09:00", "17:00")}}));
    assert_eq!(codes(&of_service(&long, Some(&open), &own)), [(WarningCode::LongerThanAnyDay, "minutes")]);
    assert_eq!(of_service(&long, Some(&open), &theirs), []);
    assert_eq!(of_service(&long, None, &own), []);
    let night = practitioner("q", "Dr. Roe", &json!({"monday": day("13:00", "05:00")}));
    assert_eq!(codes(&of_practitioner(&night, &own)), [(WarningCode::ClosesBeforeItOpens, "weekly.monday[0].close")]);
}

#[test]
fn a_name_of_another_and_a_name_that_makes_texts_long_are_told() {
    let others = vec![service("a", "Cleaning", &["prophylaxis"], 30), service("b", "Check-up", &[], 30)];
    let catalogue = Catalogue { services: others, practitioners: Vec::new() };
    let named = |name: &str, aliases: &[&str]| of_service(&service("b", name, aliases, 30), None, &catalogue);
    assert_eq!(named("Check-up", &["checkup", "exam"]), []);
    let taken = named("Check-up", &["exam", "PROPHYLAXIS", "cleaning"]);
    assert_eq!(codes(&taken), [(WarningCode::NameOfAnother, "aliases[1]"), (WarningCode::NameOfAnother, "aliases[2]")]);
    assert!(taken[0].detail.starts_with("Cleaning is called so too"), "{taken:?}");
    assert_eq!(codes(&named("prophylaxis", &[])), [(WarningCode::NameOfAnother, "name")]);
    assert_eq!(named("Müller-Prüfung ñ", &[]), [], "the GSM alphabet has these letters");
    assert_eq!(codes(&named("Kő", &[])), [(WarningCode::NameMakesTextsLong, "name")]);
}

#[test]
fn texts_that_never_go_out_or_cost_more_are_told() {
    let wording = Language::English.text_wording();
    let of = |document: serde_json::Value, clinic: &str, catalogue: &Catalogue| {
        let settings: TextSettings = serde_json::from_value(document).unwrap();
        of_texts(&settings, clinic, catalogue, wording)
    };
    let none = Catalogue::default();
    let words = json!({"reminder": {"template": "{clinic}: see you {date} at {time}."}});
    assert_eq!(codes(&of(words.clone(), "Oak", &none)), [(WarningCode::ReminderWithoutHours, "reminder_hours")]);
    let mut timed = words.clone();
    timed["reminder_hours"] = json!(24);
    assert_eq!(of(timed, "Oak", &none), []);
    let mut off = words;
    off["reminder"]["enabled"] = json!(false);
    assert_eq!(of(off, "Oak", &none), []);
    assert_eq!(of(json!({}), "Oak", &none), []);
    assert_eq!(codes(&of(json!({}), "Kő Dental", &none)), [(WarningCode::NameMakesTextsLong, "confirmation")]);
    let doctor = Catalogue { practitioners: vec![practitioner("p", "Dr. Kő", &json!(null))], services: Vec::new() };
    let unnamed = json!({"confirmation": {"template": "{clinic}: {date} {time}"}, "change": {"enabled": false},
        "cancellation": {"enabled": false}, "reminder": {"enabled": false}});
    assert_eq!(of(unnamed, "Oak", &doctor), [], "no text says the name");
}
