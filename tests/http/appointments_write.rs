//! The clinic books, changes and cancels through the API, by the same rules as callers.

use serde_json::{Value, json};

use crate::support::{CALENDAR, Desk, ORG, OTHER};

const PATH: &str = "/api/appointments";

fn order(start: &str) -> Value {
    json!({"start": start, "patient_name": "Ann Lee", "phone": "+15550188"})
}

async fn booked(desk: &Desk, start: &str) -> String {
    desk.admin("POST", PATH, &order(start)).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn with_key(desk: &Desk, key: &str, body: &Value) -> crate::support::Answer {
    let request = http::Request::builder()
        .method("POST")
        .uri(PATH)
        .header("authorization", format!("Bearer {}", desk.token(Some(ORG), "admin")))
        .header("content-type", "application/json")
        .header("idempotency-key", key);
    desk.raw(request.body(axum::body::Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn the_clinic_books_changes_and_cancels() {
    let desk = Desk::with_clinic().await;
    let id = booked(&desk, "2026-12-03T09:30").await;
    let one = format!("{PATH}/{id}");
    assert_eq!(desk.vendors.events.live(CALENDAR).len(), 1);
    let moved = desk.admin("PATCH", &one, &json!({"start": "2026-12-04T10:00:00-05:00"})).await.expect(200).json();
    assert_eq!(moved["starts_at"], "2026-12-04T15:00:00Z");
    let named = desk.admin("PATCH", &one, &json!({"patient_name": "Bo Lee", "phone": null})).await.expect(200).json();
    assert_eq!((&named["patient_name"], &named["phone"]), (&json!("Bo Lee"), &Value::Null));
    let event = desk.vendors.events.live(CALENDAR);
    assert_eq!(desk.vendors.events.event(CALENDAR, &event[0])["summary"], "Bo Lee");
    let gone = desk.admin("DELETE", &one, &Value::Null).await.expect(200).json();
    assert_eq!(gone["status"], "cancelled");
    assert!(desk.vendors.events.live(CALENDAR).is_empty());
    desk.admin("DELETE", &one, &Value::Null).await.expect(200);
    let late = desk.admin("PATCH", &one, &json!({"start": "2026-12-07T10:00"})).await.expect(409).json();
    assert_eq!(late["code"], "not_confirmed");
}

/// A text to a wrong number told the patient nothing.
#[tokio::test]
async fn a_number_that_is_put_right_gets_the_confirmation() {
    let desk = Desk::with_clinic().await;
    let one = format!("{PATH}/{}", booked(&desk, "2026-12-03T09:30").await);
    for body in
        [json!({"phone": "+15550177"}), json!({"phone": "+15550177"}), json!({"notes": "Shy"}), json!({"phone": null})]
    {
        desk.admin("PATCH", &one, &body).await.expect(200);
    }
    desk.clock.advance(std::time::Duration::from_mins(2));
    desk.sweep().await;
    let to: Vec<_> = desk.vendors.texts.taken().into_iter().map(|text| text.field("To").to_owned()).collect();
    assert_eq!(to, ["+15550188", "+15550177"]);
    desk.clinics.execute(ORG, "UPDATE appointments SET (blocked_from, starts_at, ends_at, blocked_until) = (SELECT at, at, at + 60, at + 60 FROM (SELECT unixepoch() - 3600 AS at))");
    desk.admin("PATCH", &one, &json!({"phone": "+15550166"})).await.expect(200);
    assert_eq!(desk.vendors.texts.taken().len(), 2, "it is over");
}

/// Bug class 10: the back office goes through the guard as well.
#[tokio::test]
async fn the_clinic_cannot_book_over_a_caller_nor_a_caller_over_the_clinic() {
    let desk = Desk::with_clinic().await;
    let voice = json!({"start": "2026-12-03T09:30", "name": "Cy Day"});
    desk.tool("calendar/book", ("c1", "t1"), "+15550111", &voice).await;
    let refused = desk.admin("POST", PATH, &order("2026-12-03T09:30")).await.expect(409).json();
    assert_eq!(refused["code"], "taken", "{refused}");
    assert!(refused["detail"].as_str().unwrap().contains("2026-12-03T09:00"), "{refused}");
    booked(&desk, "2026-12-03T10:00").await;
    let voice = json!({"start": "2026-12-03T10:00", "name": "Cy Day"});
    let said = desk.tool("calendar/book", ("c1", "t2"), "+15550111", &voice).await;
    assert!(said.contains("is not free"), "{said}");
}

#[tokio::test]
async fn every_refusal_has_its_code() {
    let desk = Desk::with_clinic().await;
    desk.admin("POST", PATH, &order("2026-12-03T09:00")).await.expect(201);
    for (start, code) in [
        ("2026-11-30T09:00", "past"),
        ("2026-12-01T10:30", "too_soon"),
        ("2027-12-01T09:00", "too_far"),
        ("2026-12-05T09:00", "closed"),
        ("2026-12-03T08:00", "outside_hours"),
        ("2026-12-03T09:10", "off_grid"),
        ("2026-12-03T09:00", "already_booked"),
    ] {
        let body = json!({"start": start, "patient_name": "Bo Lee", "phone": "+15550188"});
        let answer = desk.admin("POST", PATH, &body).await.expect(409).json();
        assert_eq!((&answer["code"], &answer["field"]), (&json!(code), &json!("start")), "{start}");
    }
}

#[tokio::test]
async fn bad_input_names_its_field_and_changes_nothing() {
    let desk = Desk::with_clinic().await;
    let good = order("2026-12-03T09:30");
    for (field, value) in [
        ("start", json!("tomorrow at nine")),
        ("patient_name", json!("\u{1f600}")),
        ("patient_name", json!("x".repeat(10_000))),
        ("phone", json!("12")),
        ("email", json!("nobody")),
        ("notes", json!("n".repeat(501))),
        ("service_id", json!("0198c0de-0000-7000-8000-00000000000f")),
        ("practitioner_id", json!("nobody")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let answer = desk.admin("POST", PATH, &body).await.expect(422).json();
        assert_eq!(answer["field"], field);
    }
    desk.admin("POST", PATH, &json!({"start": "2026-12-03T09:30"})).await.expect(422);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "0");
    let id = booked(&desk, "2026-12-03T09:30").await;
    let both = json!({"start": "2026-12-03T10:00", "notes": "x"});
    let refused = desk.admin("PATCH", &format!("{PATH}/{id}"), &both).await.expect(422).json();
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.starts_with("Move an appointment")), "{refused}");
    desk.admin("PATCH", &format!("{PATH}/{id}"), &json!({})).await.expect(422);
}

#[tokio::test]
async fn the_same_key_gives_the_same_appointment_and_no_other() {
    let desk = Desk::with_clinic().await;
    let first = with_key(&desk, "k-1", &order("2026-12-03T09:30")).await.expect(201).json();
    let again = with_key(&desk, "k-1", &order("2026-12-03T09:30")).await.expect(201).json();
    assert_eq!(first["id"], again["id"]);
    let other = with_key(&desk, "k-1", &order("2026-12-03T10:00")).await.expect(409).json();
    assert_eq!(other["code"], "key_reused");
    with_key(&desk, "a b", &order("2026-12-03T10:00")).await.expect(422);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "1");
    assert_eq!(desk.vendors.events.live(CALENDAR).len(), 1);
}

#[tokio::test]
async fn another_org_and_a_viewer_can_do_nothing() {
    let desk = Desk::with_clinic().await;
    let id = booked(&desk, "2026-12-03T09:30").await;
    let one = format!("{PATH}/{id}");
    let other = desk.token(Some(OTHER), "admin");
    desk.send("PUT", "/api/schedule", &other, Some(&crate::support::schedule())).await.expect(200);
    desk.send("PUT", "/api/integrations/google", &other, Some(&crate::support::google())).await.expect(200);
    let unknown = format!("{PATH}/0198c0de-0000-7000-8000-00000000000f");
    for (method, body) in [("PATCH", Some(json!({"notes": "x"}))), ("DELETE", None)] {
        let theirs = desk.send(method, &one, &other, body.as_ref()).await.expect(404).json();
        assert_eq!(theirs, desk.send(method, &unknown, &other, body.as_ref()).await.expect(404).json());
        let viewer = desk.token(Some(ORG), "viewer");
        desk.send(method, &one, &viewer, body.as_ref()).await.expect(403);
    }
    assert_eq!(desk.get(&one).await.expect(200).json()["status"], "confirmed");
}

#[tokio::test]
async fn what_is_not_set_up_is_named() {
    let desk = Desk::new();
    desk.add_org(ORG, "Downtown Dental Clinic").await;
    let answer = desk.admin("POST", PATH, &order("2026-12-03T09:30")).await.expect(409).json();
    assert_eq!(answer["code"], "no_schedule");
    desk.admin("PUT", "/api/schedule", &crate::support::schedule()).await.expect(200);
    let answer = desk.admin("POST", PATH, &order("2026-12-03T09:30")).await.expect(409).json();
    assert_eq!(answer["code"], "not_connected");
}
