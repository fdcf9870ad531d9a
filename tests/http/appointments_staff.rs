//! What only the clinic itself does to appointments: it books against its own rules on purpose, and notes who came.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Desk, ORG, OTHER, Visit};

const PATH: &str = "/api/appointments";

async fn book(desk: &Desk, start: &str, rules: &Value) -> Answer {
    let order = json!({"start": start, "patient_name": "Ann Lee", "override": rules});
    desk.admin("POST", PATH, &order).await
}

#[tokio::test]
async fn each_rule_gives_way_to_its_own_name_and_to_no_other() {
    let desk = Desk::with_clinic().await;
    let all = ["hours", "notice", "grid"];
    for (start, rule, code) in [
        ("2026-12-03T07:15", "hours", "outside_hours"),
        ("2026-12-03T16:45", "hours", "outside_hours"),
        ("2026-12-05T09:00", "hours", "closed"),
        ("2026-12-01T10:30", "notice", "too_soon"),
        ("2026-12-03T09:10", "grid", "off_grid"),
    ] {
        let others: Vec<&str> = all.into_iter().filter(|other| *other != rule).collect();
        book(&desk, start, &json!(others)).await.problem(409, code, Some("start"));
        book(&desk, start, &json!([])).await.problem(409, code, Some("start"));
        let booked = book(&desk, start, &json!([rule])).await.expect(201).json();
        assert!(booked["starts_at_local"].as_str().unwrap().starts_with(start), "{booked}");
    }
    // Several at once, and each only as far as it goes.
    book(&desk, "2026-12-01T10:15", &json!(["notice"])).await.problem(409, "off_grid", Some("start"));
    book(&desk, "2026-12-01T11:05", &json!(["notice", "grid"])).await.expect(201);
}

#[tokio::test]
async fn nothing_overlaps_and_what_has_passed_has_passed_whatever_is_overridden() {
    let desk = Desk::with_clinic().await;
    let all = json!(["hours", "notice", "grid"]);
    for (start, code) in
        [("2026-12-01T09:30", "past"), ("2027-12-01T09:00", "too_far"), ("2027-03-14T02:30", "no_such_time")]
    {
        book(&desk, start, &all).await.problem(409, code, Some("start"));
    }
    book(&desk, "2026-12-05T09:00", &all).await.expect(201);
    let others = json!({"start": "2026-12-05T09:10", "patient_name": "Bo Roe", "override": all});
    desk.admin("POST", PATH, &others).await.problem(409, "taken", Some("start"));
    desk.vendors.set_busy("2026-12-05T15:00:00Z", "2026-12-05T16:00:00Z");
    book(&desk, "2026-12-05T10:45", &all).await.problem(409, "taken", Some("start"));
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "1");
}

#[tokio::test]
async fn whoever_works_then_comes_before_whoever_does_not() {
    let desk = Desk::with_clinic().await;
    let day = json!([{"open": "09:00", "close": "12:00"}]);
    let early = json!({"name": "Dr. Abe", "calendar_id": "abe@clinic.example", "weekly": {"friday": day}});
    let late = json!({"name": "Dr. Zoe", "calendar_id": "zoe@clinic.example", "weekly": {"thursday": day}});
    for doctor in [early, late] {
        desk.admin("POST", "/api/practitioners", &doctor).await.expect(201);
    }
    let booked = book(&desk, "2026-12-03T09:00", &json!(["hours"])).await.expect(201).json();
    assert_eq!(booked["practitioner"]["name"], "Dr. Zoe");
    let second = json!({"start": "2026-12-03T09:00", "patient_name": "Bo Roe", "override": ["hours"]});
    let second = desk.admin("POST", PATH, &second).await.expect(201).json();
    assert_eq!(second["practitioner"]["name"], "Dr. Abe");
}

#[tokio::test]
async fn a_move_may_break_rules_and_the_trail_says_which() {
    let desk = Desk::with_clinic().await;
    let booked = book(&desk, "2026-12-03T09:00", &json!([])).await.expect(201).json();
    let one = format!("{PATH}/{}", booked["id"].as_str().unwrap());
    let moved = json!({"start": "2026-12-05T20:00", "override": ["grid", "hours"]});
    desk.admin("PATCH", &one, &json!({"start": "2026-12-05T20:00"})).await.problem(409, "closed", Some("start"));
    desk.admin("PATCH", &one, &moved).await.expect(200);
    let lines = desk.get("/api/audit?action=appointment").await.expect(200).json();
    assert_eq!(lines["items"][0]["detail"]["override"], json!(["hours", "grid"]));
    assert_eq!(lines["items"][1]["detail"].get("override"), None);
}

#[tokio::test]
async fn the_same_key_with_other_rules_is_another_request() {
    let desk = Desk::with_clinic().await;
    let send = async |rules: Value| {
        let order = json!({"start": "2026-12-03T09:10", "patient_name": "Ann Lee", "override": rules});
        let admin = desk.token(Some(ORG), "admin");
        desk.send_with(&[("idempotency-key", "k1")], "POST", PATH, &admin, Some(&order)).await
    };
    let first = send(json!(["grid"])).await.expect(201).json();
    assert_eq!(send(json!(["grid"])).await.expect(201).json()["id"], first["id"]);
    send(json!(["grid", "hours"])).await.problem(409, "key_reused", None);
}

#[tokio::test]
async fn rules_that_there_are_not_are_refused_and_callers_break_none() {
    let desk = Desk::with_clinic().await;
    book(&desk, "2026-12-03T09:10", &json!(["overlap"])).await.expect(422);
    book(&desk, "2026-12-03T09:10", &json!("grid")).await.expect(422);
    let booked = book(&desk, "2026-12-03T09:00", &json!([])).await.expect(201).json();
    let one = format!("{PATH}/{}", booked["id"].as_str().unwrap());
    let words = json!({"notes": "x", "override": ["grid"]});
    desk.admin("PATCH", &one, &words).await.problem(422, "invalid", Some("override"));
    let viewer = desk.token(Some(ORG), "viewer");
    let order = json!({"start": "2026-12-03T09:10", "patient_name": "Ann Lee", "override": ["grid"]});
    desk.send("POST", PATH, &viewer, Some(&order)).await.problem(403, "forbidden", None);
    let said = json!({"start": "2026-12-03T09:40", "name": "Ann Lee", "override": ["grid"]});
    let heard = desk.tool("calendar/book", ("c", "t"), "+15550188", &said).await;
    assert!(!heard.contains("is booked"), "{heard}");
}

async fn note(desk: &Desk, visit: &Visit, attendance: Value) -> Answer {
    desk.admin("PUT", &format!("{PATH}/{}/attendance", visit.id), &json!({ "attendance": attendance })).await
}

#[tokio::test]
async fn who_came_is_noted_in_steps_that_make_sense() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, "2026-12-01T16:00:00Z");
    // It is ten in the morning, and the appointment is at eleven.
    for word in ["no_show", "completed"] {
        note(&desk, &visit, json!(word)).await.problem(409, "too_early", Some("attendance"));
    }
    let arrived = note(&desk, &visit, json!("arrived")).await.expect(200).json();
    assert_eq!((&arrived["attendance"], &arrived["attended_at"]), (&json!("arrived"), &json!("2026-12-01T15:00:00Z")));
    assert_eq!((&arrived["status"], &arrived["revision"]), (&json!("confirmed"), &json!(1)));
    desk.clock.advance(Duration::from_hours(2));
    note(&desk, &visit, json!("no_show")).await.problem(409, "noted_otherwise", Some("attendance"));
    note(&desk, &visit, json!("completed")).await.expect(200);
    let again = note(&desk, &visit, json!("completed")).await.expect(200).json();
    assert_eq!(again["attended_at"], "2026-12-01T17:00:00Z");
    note(&desk, &visit, json!("arrived")).await.problem(409, "noted_otherwise", Some("attendance"));
    let nothing = note(&desk, &visit, Value::Null).await.expect(200).json();
    assert_eq!((&nothing["attendance"], &nothing["attended_at"]), (&Value::Null, &Value::Null));
    note(&desk, &visit, json!("no_show")).await.expect(200);
    // Too late, and there after all.
    note(&desk, &visit, json!("arrived")).await.expect(200);
    let lines = desk.get("/api/audit?action=appointment.attendance_noted").await.expect(200).json();
    let told: Vec<_> = lines["items"].as_array().unwrap().iter().map(|line| line["detail"].clone()).collect();
    let change = |was: Value, now: Value| json!({"was": was, "attendance": now});
    let expected = [
        change(json!("no_show"), json!("arrived")),
        change(Value::Null, json!("no_show")),
        change(json!("completed"), Value::Null),
        change(json!("arrived"), json!("completed")),
        change(Value::Null, json!("arrived")),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        (&lines["items"][0]["appointment_id"], &lines["items"][0]["actor_id"]),
        (&json!(visit.id), &json!("test"))
    );
}

#[tokio::test]
async fn a_patient_arrives_on_the_clinics_day_and_not_before() {
    let desk = Desk::with_clinic().await;
    // Midnight in New York is five in the morning, UTC.
    let tomorrow = Visit::booked(&desk, 1, "2026-12-02T05:00:00Z");
    let tonight = Visit::booked(&desk, 2, "2026-12-02T04:00:00Z");
    let refused = note(&desk, &tomorrow, json!("arrived")).await.problem(409, "too_early", Some("attendance"));
    assert!(refused.text.contains("2026-12-02T00:00:00-05:00"), "{}", refused.text);
    note(&desk, &tonight, json!("arrived")).await.expect(200);
}

#[tokio::test]
async fn only_what_is_confirmed_has_a_patient_who_comes() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, "2026-12-01T16:00:00Z");
    for body in [json!({}), json!({"attendance": "late"}), json!({"attendance": "arrived", "at": 1})] {
        desk.admin("PUT", &format!("{PATH}/{}/attendance", visit.id), &body).await.expect(422);
    }
    let other = desk.token(Some(OTHER), "admin");
    let path = format!("{PATH}/{}/attendance", visit.id);
    let arrived = json!({"attendance": "arrived"});
    desk.send("PUT", &path, &other, Some(&arrived)).await.problem(404, "not_found", None);
    desk.send("PUT", &path, &desk.token(Some(ORG), "viewer"), Some(&arrived)).await.problem(403, "forbidden", None);
    desk.clinics.execute(ORG, "UPDATE appointments SET status = 'cancelled'");
    note(&desk, &visit, json!("arrived")).await.problem(409, "not_confirmed", Some("attendance"));
    let none = Visit { id: crate::support::id(99), event: String::new() };
    note(&desk, &none, json!("arrived")).await.problem(404, "not_found", None);
}

/// Of another time nobody knows yet who comes.
#[tokio::test]
async fn a_move_takes_back_what_was_noted() {
    let desk = Desk::with_clinic().await;
    let booked = book(&desk, "2026-12-01T11:00", &json!([])).await.expect(201).json();
    let visit = Visit { id: booked["id"].as_str().unwrap().to_owned(), event: String::new() };
    desk.clock.advance(Duration::from_hours(2));
    note(&desk, &visit, json!("no_show")).await.expect(200);
    let one = format!("{PATH}/{}", visit.id);
    let renamed = desk.admin("PATCH", &one, &json!({"notes": "x"})).await.expect(200).json();
    assert_eq!(renamed["attendance"], "no_show");
    let moved = desk.admin("PATCH", &one, &json!({"start": "2026-12-03T10:00"})).await.expect(200).json();
    assert_eq!((&moved["attendance"], &moved["attended_at"]), (&Value::Null, &Value::Null));
}

/// Nothing leaves about what has begun. Whoever did not come was owed nothing more either, so that nobody looks into it.
#[tokio::test]
async fn whoever_did_not_come_is_not_texted_any_more() {
    for (attendance, status) in [("no_show", "cancelled"), ("arrived", "failed")] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, "2026-12-01T16:00:00Z").await;
        desk.clock.advance(Duration::from_hours(2));
        // One that Twilio could not be asked to send for hours.
        desk.clinics.execute(
            ORG,
            &format!(
                "INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status)
                 VALUES ('{0}', 'confirmation', '{0}:confirmation:1', '+15550188', 'x', 'gsm7', 1, 'queued');
                 INSERT INTO outbox (kind, subject) VALUES ('sms.send', '{0}')",
                visit.id
            ),
        );
        note(&desk, &visit, json!(attendance)).await.expect(200);
        desk.sweep().await;
        assert_eq!(desk.clinics.value(ORG, "SELECT status FROM messages"), status, "{attendance}");
        assert_eq!(desk.vendors.texts.requests(), 0, "{attendance}");
    }
}
