//! Orgs and their schedules.

use serde_json::{Value, json};

use crate::support::{Desk, ORG, schedule};

#[tokio::test]
async fn an_operator_adds_a_clinic_and_its_admin_keeps_it() {
    let desk = Desk::new();
    let operator = desk.token(None, "platform");
    let body = json!({"name": " Oak Dental ", "zone": "America/Chicago", "country": "us"});
    let org = desk.send("POST", "/api/orgs", &operator, Some(&body)).await.expect(201).json();
    assert_eq!((&org["name"], &org["country"], &org["status"]), (&json!("Oak Dental"), &json!("US"), &json!("active")));
    assert_eq!(org["created_at"], "2026-12-01T15:00:00Z");
    assert_eq!(org["created_at_local"], "2026-12-01T09:00:00-06:00");
    let admin = desk.token(org["id"].as_str(), "admin");
    let change = json!({"zone": "America/Denver", "status": "suspended"});
    desk.send("PATCH", "/api/org", &admin, Some(&change)).await.problem(403, "forbidden", None);
    let operator = desk.token(org["id"].as_str(), "platform");
    let changed = desk.send("PATCH", "/api/org", &operator, Some(&change)).await.expect(200).json();
    assert_eq!((&changed["zone"], &changed["status"]), (&json!("America/Denver"), &json!("suspended")));
    assert_eq!(changed["name"], "Oak Dental");
    assert_eq!(desk.send("GET", "/api/org", &admin, None).await.expect(200).json(), changed);
}

#[tokio::test]
async fn an_id_is_taken_once() {
    let desk = Desk::with_clinic().await;
    let body = json!({"id": ORG, "name": "Again", "zone": "UTC"});
    let answer = desk.send("POST", "/api/orgs", &desk.token(None, "platform"), Some(&body)).await;
    answer.problem(409, "org_exists", Some("id"));
}

#[tokio::test]
async fn bad_orgs_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    let operator = desk.token(None, "platform");
    for (body, field) in [
        (json!({"zone": "UTC"}), "name"),
        (json!({"name": "", "zone": "UTC"}), "name"),
        (json!({"name": "x".repeat(201), "zone": "UTC"}), "name"),
        (json!({"name": "a\nb", "zone": "UTC"}), "name"),
        (json!({"name": 5, "zone": "UTC"}), "name"),
        (json!({"name": "Oak"}), "zone"),
        (json!({"name": "Oak", "zone": "EST5"}), "zone"),
        (json!({"name": "Oak", "zone": "America/NewYork"}), "zone"),
        (json!({"name": "Oak", "zone": "UTC", "country": "USA"}), "country"),
        (json!({"name": "Oak", "zone": "UTC", "id": "downtown"}), "id"),
        (json!({"name": "Oak", "zone": "UTC", "status": "active"}), "status"),
    ] {
        desk.send("POST", "/api/orgs", &operator, Some(&body)).await.problem(422, "invalid", Some(field));
    }
    let bad = desk.admin("PATCH", "/api/org", &json!({"status": "gone"})).await.problem(422, "invalid", Some("status"));
    assert!(bad.text.contains("active"), "{}", bad.text);
}

#[tokio::test]
async fn a_schedule_is_replaced_as_a_whole_and_read_back() {
    let desk = Desk::with_clinic().await;
    let mut wanted = schedule();
    wanted["overrides"] = json!([{"date": "2026-12-25", "hours": [], "label": "Christmas"}]);
    desk.admin("PUT", "/api/schedule", &wanted).await.expect(200);
    let read = desk.get("/api/schedule").await.expect(200).json();
    assert_eq!(read["overrides"][0]["label"], "Christmas");
    assert_eq!(read["weekly"]["monday"], wanted["weekly"]["monday"]);
    let heard = desk.check(&json!({"date": "2026-12-25"})).await;
    assert!(heard.contains("closed on Friday, December 25") && heard.contains("Christmas"), "{heard}");
}

#[tokio::test]
async fn bad_schedules_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    let with = |path: &str, value: Value| {
        let mut body = schedule();
        *body.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
        body
    };
    let mut unknown = schedule();
    unknown["slot_minuets"] = json!(5);
    for (body, field) in [
        (with("/slot_minutes", json!(0)), "slot_minutes"),
        (with("/slot_minutes", json!("30")), "slot_minutes"),
        (with("/weekly/monday/0/close", json!("25:00")), "weekly.monday[0].close"),
        (
            with("/weekly/monday", json!([{"open": "09:00", "close": "12:00"}, {"open": "11:00", "close": "13:00"}])),
            "weekly.monday[1]",
        ),
        (unknown, "slot_minuets"),
    ] {
        let answer = desk.admin("PUT", "/api/schedule", &body).await.expect(422).json();
        assert!(answer["field"].as_str().unwrap().starts_with(field), "{answer} should be about {field}");
    }
    assert_eq!(desk.get("/api/schedule").await.json()["slot_minutes"], 30);
}

#[tokio::test]
async fn a_clinic_without_a_schedule_says_so() {
    let desk = Desk::new();
    desk.add_org(ORG, "Downtown Dental Clinic").await;
    desk.admin("POST", "/api/inbound/phone-mappings", &crate::support::mapping("+15550100")).await.expect(201);
    desk.get("/api/schedule").await.problem(404, "not_found", None);
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("opening hours") && !heard.contains("openings"), "{heard}");
}
