//! What the assistant is told, in English.

use serde_json::{Value, json};

use super::*;
use crate::domain::{
    assistant::tests::{at, clinic},
    catalogue::{Catalogue, Practitioner, Service},
    schedule::DateOverride,
};

fn told(route: &Route, now: &str) -> Value {
    variables(route, at(now)).into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
}

#[test]
fn the_assistant_is_told_what_it_has_to_know() {
    let mut route = clinic();
    route.catalogue = catalogue(&["Cleaning", "Root canal"], &["Dr. Lee", "Dr. Ruiz"]);
    route.catalogue.services[1].minutes = 60;
    assert_eq!(
        told(&route, "2026-12-18T15:07:00Z"),
        json!({
            "clinic_name": "Oak Dental", "timezone": "America/New_York", "called_number": "+15550100",
            "today": "2026-12-18", "weekday": "Friday", "local_time": "10:07",
            "open_now": "no", "opens_next": "Friday, December 18 at 10 PM", "hours_today": "10 PM to 2 AM",
            "hours_week": "Monday to Thursday, 9 AM to 5 PM; Friday, 10 PM to 2 AM; Saturday and Sunday, closed. Exceptions: \
                Thursday, December 24, 9 AM to noon (Christmas Eve); Friday, December 25, closed (Christmas Day)",
            "services": "Cleaning (30 minutes) and Root canal (one hour)", "practitioners": "Dr. Lee and Dr. Ruiz"
        })
    );
    let christmas = told(&route, "2026-12-25T15:07:00Z");
    assert_eq!(christmas["hours_today"], "closed (Christmas Day)");
    assert_eq!(christmas["opens_next"], "Monday, December 28 at 9 AM");
}

#[test]
fn the_names_are_those_of_the_values() {
    assert_eq!(variables(&clinic(), at("2026-12-18T15:07:00Z")).map(|(name, _)| name), NAMES);
}

#[test]
fn exceptions_are_told_in_order_of_the_coming_fortnight_and_five_at_most() {
    let mut route = clinic();
    let told_of = |route: &Route| told(route, "2026-12-18T15:00:00Z")["hours_week"].as_str().unwrap().to_owned();
    let closed = |date: &str| DateOverride { date: date.parse().unwrap(), hours: Vec::new(), label: None };
    let mut on = |dates: &[&str]| {
        route.schedule.as_mut().unwrap().overrides = dates.iter().map(|date| closed(date)).collect();
        told_of(&route)
    };
    let pattern = "Monday to Thursday, 9 AM to 5 PM; Friday, 10 PM to 2 AM; Saturday and Sunday, closed";
    assert_eq!(on(&["2026-12-17", "2027-01-01"]), pattern);
    let both = "Friday, December 18, closed; Thursday, December 31, closed";
    assert_eq!(on(&["2026-12-31", "2026-12-18"]), format!("{pattern}. Exceptions: {both}"));
    let many = on(&["2026-12-21", "2026-12-22", "2026-12-23", "2026-12-24", "2026-12-28", "2026-12-29"]);
    assert!(many.ends_with("Thursday, December 24, closed; Monday, December 28, closed"), "{many}");
}

#[test]
fn the_day_and_the_hour_are_the_clinics_own() {
    let mut route = clinic();
    let now = "2026-12-01T03:30:00Z";
    for (zone, date, weekday, time, open) in [
        ("America/New_York", "2026-11-30", "Monday", "22:30", "no"),
        ("Asia/Tokyo", "2026-12-01", "Tuesday", "12:30", "yes"),
        ("Pacific/Kiritimati", "2026-12-01", "Tuesday", "17:30", "no"),
    ] {
        route.zone = zone.parse().unwrap();
        let told = told(&route, now);
        let told = ["today", "weekday", "local_time", "open_now"].map(|name| told[name].as_str().unwrap().to_owned());
        assert_eq!(told, [date, weekday, time, open].map(str::to_owned), "{zone}");
    }
}

#[test]
fn without_hours_and_number_nothing_is_made_up() {
    let mut route = clinic();
    (route.schedule, route.number) = (None, None);
    let told = told(&route, "2026-12-01T15:00:00Z");
    for name in ["open_now", "opens_next", "hours_today", "hours_week", "services", "practitioners", "called_number"] {
        assert_eq!(told[name], "", "{name}");
    }
}

fn catalogue(services: &[&str], practitioners: &[&str]) -> Catalogue {
    let service = |name: &&str| Service {
        id: String::new(),
        name: (*name).to_owned(),
        aliases: Vec::new(),
        minutes: 30,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
    };
    let practitioner = |name: &&str| Practitioner {
        id: String::new(),
        name: (*name).to_owned(),
        aliases: Vec::new(),
        calendar_id: "canary-calendar".into(),
        weekly: None,
        overrides: Vec::new(),
        service_ids: None,
    };
    Catalogue {
        services: services.iter().map(service).collect(),
        practitioners: practitioners.iter().map(practitioner).collect(),
    }
}

#[test]
fn a_long_catalogue_is_cut_short_and_counted() {
    let mut route = clinic();
    let long = "Extraction of a wisdom tooth under a local anaesthetic, with a check-up after it";
    route.catalogue = catalogue(&[long; 50], &["Dr. Lee"; 120]);
    route.clinic_name = "Oak\nDental ".repeat(100);
    let schedule = route.schedule.as_mut().unwrap();
    schedule.overrides[0].label = Some("x y ".repeat(100));
    let range = schedule.weekly.monday[0];
    schedule.weekly.tuesday = vec![range; 200];
    let told = told(&route, "2026-12-18T15:07:00Z");
    for (name, value) in told.as_object().unwrap() {
        let text = value.as_str().unwrap();
        assert!(text.chars().count() <= 620 && !text.contains('\n'), "{name}: {text}");
    }
    let (services, practitioners) = (told["services"].as_str().unwrap(), told["practitioners"].as_str().unwrap());
    let named = services.matches("Extraction").count();
    assert!(named > 1 && services.ends_with(&format!(" and {} more", 50 - named)), "{services}");
    let named = practitioners.matches("Lee").count();
    assert!(named > 1 && practitioners.ends_with(&format!(" and {} more", 120 - named)), "{practitioners}");
    assert!(!told.to_string().contains("canary"));
}
