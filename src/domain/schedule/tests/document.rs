//! The JSON form of a schedule.

use serde_json::{Value, json};

use super::*;

#[test]
fn a_full_document_survives_the_round_trip() {
    let document = json!({
        "slot_minutes": 30, "step_minutes": 15, "buffer_before_minutes": 5, "buffer_after_minutes": 10,
        "min_notice_minutes": 120, "horizon_days": 90, "daily_cap": 12, "hold_minutes": 10,
        "limits": {"upcoming_per_caller": 20, "booked_per_call": 2},
        "weekly": {
            "monday": [{"open": "09:00", "close": "12:00"}, {"open": "13:00", "close": "24:00"}],
            "tuesday": [], "wednesday": [], "thursday": [], "friday": [{"open": "20:00", "close": "02:00"}],
            "saturday": [], "sunday": [],
        },
        "overrides": [{"date": "2026-12-25", "hours": [], "label": "Christmas"}],
    });
    let schedule: Schedule = serde_json::from_value(document.clone()).unwrap();
    schedule.check().unwrap();
    assert_eq!(serde_json::to_value(&schedule).unwrap(), document);
}

#[test]
fn what_is_absent_has_a_default_except_the_hours() {
    let schedule: Schedule = serde_json::from_value(json!({"weekly": {"friday": []}})).unwrap();
    assert_eq!(schedule, Schedule { weekly: WeeklyHours::default(), ..Schedule::default() });
    assert!(serde_json::from_value::<Schedule>(json!({"slot_minutes": 30})).is_err(), "hours must be said");
}

#[test]
fn the_default_is_office_hours_and_valid() {
    let schedule = Schedule::default();
    schedule.check().unwrap();
    assert_eq!(schedule.weekly.friday, ranges("09:00-17:00"));
    assert!(schedule.weekly.saturday.is_empty());
}

#[test]
fn times_of_day_are_strict() {
    for good in ["00:00", "09:05", "23:59", "24:00"] {
        assert_eq!(good.parse::<TimeOfDay>().unwrap().to_string(), good);
    }
    for bad in ["", "9:00", "09:60", "24:01", "25:00", "09-00", "09:00:00", "+9:00", "０９:00", "09:0a", "noon"] {
        assert_eq!(bad.parse::<TimeOfDay>(), Err(InvalidTimeOfDay), "{bad}");
    }
}

#[test]
fn unknown_fields_and_wrong_types_are_refused() {
    let refused = |patch: Value| {
        let mut document = json!({"weekly": {}});
        document.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        serde_json::from_value::<Schedule>(document).unwrap_err().to_string()
    };
    assert!(refused(json!({"slot_minuts": 30})).contains("slot_minuts"));
    assert!(refused(json!({"weekly": {"mon": []}})).contains("mon"));
    assert!(
        refused(json!({"weekly": {"monday": [{"open": "09:00", "close": "17:00", "lunch": 1}]}})).contains("lunch")
    );
    assert!(refused(json!({"weekly": {"monday": [{"open": "9 am", "close": "17:00"}]}})).contains("HH:MM"));
    assert!(refused(json!({"overrides": [{"date": "2026-02-30"}]})).contains("out of range"));
    for patch in [
        json!({"slot_minutes": -5}),
        json!({"slot_minutes": "30"}),
        json!({"horizon_days": 1e9}),
        json!({"weekly": null}),
    ] {
        refused(patch);
    }
}
