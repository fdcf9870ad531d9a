//! Who of the staff is told, and when.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::domain::{
    phone::PhoneNumber,
    schedule::{Rules, Schedule},
    texts::{StaffHours, StaffMember, TextSettings},
    urgency::Urgency,
};

const MONDAY_NOON: &str = "2026-11-30T17:00:00Z";
const MONDAY_NIGHT: &str = "2026-12-01T03:00:00Z";
const FRIDAY_NIGHT: &str = "2026-12-05T03:00:00Z";

/// From when on, as `now` or as an instant.
fn told(hours: StaffHours, least: Urgency, urgency: Urgency, now: &str) -> Option<String> {
    let schedule: Schedule = serde_json::from_value(json!({"weekly": {
        "monday": [{"open": "09:00", "close": "17:00"}], "tuesday": [{"open": "09:00", "close": "17:00"}]}}))
    .unwrap();
    let rules = Rules { schedule: &schedule, zone: "America/New_York".parse().unwrap() };
    let member = StaffMember { number: PhoneNumber::parse("+12025550199").unwrap(), hours, urgency_at_least: least };
    let now: DateTime<Utc> = now.parse().unwrap();
    let from = member.told_from(urgency, Some(rules), now)?;
    assert!(member.told_from(urgency, None, now) == Some(now), "a clinic without hours is always open");
    Some(if from == now { "now".to_owned() } else { from.to_rfc3339() })
}

#[test]
fn whoever_works_in_opening_hours_is_told_when_the_clinic_opens_and_of_emergencies_at_once() {
    let open = |urgency, now| told(StaffHours::Open, Urgency::Routine, urgency, now).unwrap();
    assert_eq!(open(Urgency::Routine, MONDAY_NOON), "now");
    assert_eq!(open(Urgency::Routine, MONDAY_NIGHT), "2026-12-01T14:00:00+00:00");
    assert_eq!(open(Urgency::Soon, FRIDAY_NIGHT), "2026-12-07T14:00:00+00:00");
    assert_eq!(open(Urgency::Emergency, FRIDAY_NIGHT), "now");
    assert_eq!(told(StaffHours::Always, Urgency::Routine, Urgency::Routine, FRIDAY_NIGHT).unwrap(), "now");
}

#[test]
fn nobody_is_told_of_less_than_they_want_to_hear() {
    for (least, urgency, is_told) in [
        (Urgency::Soon, Urgency::Routine, false),
        (Urgency::Soon, Urgency::Soon, true),
        (Urgency::Emergency, Urgency::Soon, false),
        (Urgency::Emergency, Urgency::Emergency, true),
    ] {
        assert_eq!(told(StaffHours::Always, least, urgency, MONDAY_NOON).is_some(), is_told, "{least:?} {urgency:?}");
    }
}

#[test]
fn a_number_stands_once_in_a_list_of_ten() {
    let with = |numbers: &[&str]| {
        let staff: Vec<_> = numbers.iter().map(|number| json!({"number": number})).collect();
        let settings: TextSettings = serde_json::from_value(json!({"staff": staff})).unwrap();
        settings.check(&super::Figures).map_err(|error| error.to_string())
    };
    assert_eq!(with(&[]), Ok(()));
    let ten: Vec<String> = (0..10).map(|digit| format!("+1202555017{digit}")).collect();
    let mut numbers: Vec<&str> = ten.iter().map(String::as_str).collect();
    assert_eq!(with(&numbers), Ok(()));
    numbers[9] = numbers[0];
    assert!(with(&numbers).unwrap_err().starts_with("staff[9].number stands in the list already"));
    numbers[9] = &ten[9];
    numbers.push("+12025550180");
    assert_eq!(with(&numbers).unwrap_err(), "staff must have at most 10 entries");
}
