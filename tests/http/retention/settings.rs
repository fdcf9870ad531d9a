//! The document: what it says when nothing was set, who sets it, and what is refused.

use serde_json::{Value, json};

use super::{RETENTION, set};
use crate::support::{Desk, ORG, OTHER};

#[tokio::test]
async fn a_clinic_that_has_set_nothing_keeps_appointments_for_two_years() {
    let desk = Desk::with_clinic().await;
    let settings = desk.get(RETENTION).await.expect(200).json();
    let expected = json!({"appointments_days": 730, "texts_days": 365, "audit_days": 2190, "receipts_days": 30, "inbox_days": 90,
            "calls_days": 90});
    assert_eq!(settings, expected);
}

#[tokio::test]
async fn settings_are_replaced_as_a_whole_and_what_was_read_can_be_sent_back() {
    let desk = Desk::with_clinic().await;
    let answered = set(&desk, &json!({"appointments_days": 3650, "receipts_days": 7})).await;
    let expected = json!({"appointments_days": 3650, "texts_days": 365, "audit_days": 2190, "receipts_days": 7, "inbox_days": 90,
            "calls_days": 90});
    assert_eq!(answered, expected);
    assert_eq!(desk.get(RETENTION).await.expect(200).json(), answered);
    let stored = || desk.sqlite.value("SELECT document FROM retention");
    let before = stored();
    assert!(!before.contains("calls_days"), "{before}");
    assert_eq!((set(&desk, &answered).await, stored()), (answered, before));
    assert_eq!(set(&desk, &json!({})).await["receipts_days"], 30);
    let lines = desk.get("/api/audit").await.expect(200).json();
    let told: Vec<_> =
        lines["items"].as_array().unwrap().iter().map(|line| json!([line["action"], line["detail"]])).collect();
    let fields = json!({"fields": ["appointments_days", "receipts_days"]});
    // The one in the middle changed no field.
    let nothing = json!({"fields": []});
    assert_eq!(told, [&fields, &nothing, &fields].map(|detail| json!(["retention.replaced", detail])));
}

#[tokio::test]
async fn how_long_calls_are_kept_is_shown_here_and_set_with_the_assistant() {
    let desk = Desk::with_clinic().await;
    assert_eq!(set(&desk, &json!({"calls_days": 5})).await["calls_days"], 90);
    desk.admin("PUT", "/api/assistant", &json!({"call_log": {"retention_days": 14}})).await.expect(200);
    assert_eq!(desk.get(RETENTION).await.expect(200).json()["calls_days"], 14);
}

#[tokio::test]
async fn a_viewer_reads_and_an_admin_writes_and_neither_for_another_clinic() {
    let desk = Desk::with_clinic().await;
    set(&desk, &json!({"texts_days": 90})).await;
    let viewer = desk.token(Some(ORG), "viewer");
    assert_eq!(desk.send("GET", RETENTION, &viewer, None).await.expect(200).json()["texts_days"], 90);
    desk.send("PUT", RETENTION, &viewer, Some(&json!({}))).await.problem(403, "forbidden", None);
    let theirs = desk.send("GET", RETENTION, &desk.token(Some(OTHER), "admin"), None).await.expect(200).json();
    assert_eq!(theirs["texts_days"], 365);
    desk.send("GET", RETENTION, "", None).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn bad_settings_are_refused_by_field_and_say_why() {
    let desk = Desk::with_clinic().await;
    for (body, field, why) in [
        (json!({"appointments_days": 29}), "appointments_days", "must be from 30 to 3650 days: callers and staff"),
        (json!({"appointments_days": 3651}), "appointments_days", "must be from 30 to 3650 days"),
        (json!({"texts_days": 29}), "texts_days", "would be sent again"),
        (json!({"audit_days": 364}), "audit_days", "must be from 365 to 3650 days: who changed what"),
        (
            json!({"receipts_days": 1}),
            "receipts_days",
            "must be from 2 to 365 days: receipts make repetitions harmless",
        ),
        (json!({"receipts_days": 366}), "receipts_days", "must be from 2 to 365 days"),
        (json!({"receipts_days": -1}), "receipts_days", "must not be negative"),
        (json!({"receipts_days": 4_294_967_296_u64}), "receipts_days", "is too large"),
        (json!({"texts_days": "90"}), "texts_days", "must be a whole number"),
        (json!({"texts_days": 90.5}), "texts_days", "must be a whole number"),
        (json!({"texts_days": null}), "texts_days", "must be a whole number"),
        (json!({"call_days": 30}), "call_days", "Unknown field"),
        (json!([]), "", "must be a JSON object"),
    ] {
        let named = Some(field).filter(|field| !field.is_empty());
        let answer: Value = desk.admin("PUT", RETENTION, &body).await.problem(422, "invalid", named).json();
        assert!(answer["detail"].as_str().unwrap().contains(why), "{answer} should say: {why}");
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM retention"), "0");
}
