//! The audit trail: written with the change or not at all, and read by the org alone.

use chrono::DateTime;
use frontdesk::store::{
    audit::{Action, Actor, AuditEntry},
    clinic::audit::record,
};
use serde_json::json;

use crate::support::{Desk, ORG, OTHER, Row, id, schedule, sign};

const START: i64 = 1_796_137_200;

fn entry(desk: &Desk, id: &'static str, action: Action) -> AuditEntry<'static> {
    let at = DateTime::from_timestamp(desk.clock.seconds(), 0).unwrap();
    AuditEntry {
        id,
        at,
        actor: Actor::Caller,
        principal: None,
        action,
        detail: json!({"starts_at": "2026-12-03T09:00:00-05:00"}),
    }
}

#[tokio::test]
async fn lines_are_listed_newest_first_with_what_was_recorded() {
    let desk = Desk::with_clinic().await;
    let lines = [
        record(&entry(&desk, "0198c0de-0000-7000-8000-0000000000a1", Action::BOOKED), Some(&id(1))),
        record(&entry(&desk, "0198c0de-0000-7000-8000-0000000000a2", Action::OPTED_OUT), None),
    ];
    for line in lines {
        desk.clinics.query(ORG, &line);
    }
    let expected = json!({"items": [
        {"id": "0198c0de-0000-7000-8000-0000000000a2", "at": "2026-12-01T15:00:00Z", "actor": "caller", "actor_id": null,
            "actor_name": null,            "action": "text.opted_out", "appointment_id": null, "detail": {"starts_at": "2026-12-03T09:00:00-05:00"}},
        {"id": "0198c0de-0000-7000-8000-0000000000a1", "at": "2026-12-01T15:00:00Z", "actor": "caller", "actor_id": null,
            "actor_name": null,            "action": "appointment.booked", "appointment_id": id(1), "detail": {"starts_at": "2026-12-03T09:00:00-05:00"}},
    ], "next_cursor": null});
    assert_eq!(desk.get("/api/audit").await.expect(200).json(), expected);
    let of_one = desk.get(&format!("/api/audit?appointment_id={}", id(1).to_uppercase())).await.expect(200).json();
    assert_eq!(of_one["items"], json!([expected["items"][1]]));
    let unknown = desk.get(&format!("/api/audit?appointment_id={}", id(2))).await.expect(200).json();
    assert_eq!(unknown, json!({"items": [], "next_cursor": null}));
}

/// Of two cancellations at once the second changes nothing, although the appointment is then as it wanted.
#[tokio::test]
async fn a_change_that_did_not_come_about_leaves_no_line() {
    let desk = Desk::with_clinic().await;
    desk.insert(&Row::new(1, START + 86_400));
    let path = format!("/api/appointments/{}", id(1));
    desk.network.pause([0, 2, 0, 1, 1, 0]);
    let cancel = || desk.admin("DELETE", &path, &json!(null));
    let (first, second) = tokio::join!(cancel(), cancel());
    assert_eq!([first.status, second.status], [200, 200]);
    let lines = desk.get("/api/audit").await.expect(200).json();
    assert_eq!(lines["items"].as_array().unwrap().len(), 1, "{lines}");
    assert_eq!(lines["items"][0]["action"], "appointment.cancelled");
}

#[tokio::test]
async fn another_org_sees_nothing_of_it() {
    let desk = Desk::with_clinic().await;
    let line = record(&entry(&desk, "0198c0de-0000-7000-8000-0000000000a1", Action::BOOKED), Some(&id(1)));
    desk.clinics.query(ORG, &line);
    let other = desk.token(Some(OTHER), "admin");
    for path in ["/api/audit".to_owned(), format!("/api/audit?appointment_id={}", id(1))] {
        let seen = desk.send("GET", &path, &other, None).await.expect(200).json();
        assert_eq!(seen, json!({"items": [], "next_cursor": null}), "{path}");
        let viewer = desk.token(Some(ORG), "viewer");
        let seen = desk.send("GET", &path, &viewer, None).await.expect(200).json();
        assert_eq!(seen["items"].as_array().unwrap().len(), 1, "{path}");
    }
    desk.send("GET", "/api/audit", "", None).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn bad_questions_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("cursor=MTI", "cursor"),
        ("appointment_id=", "appointment_id"),
        ("appointment_id=17", "appointment_id"),
        ("actor=nobody", "actor"),
        ("action=", "action"),
        ("action=Appointment", "action"),
        ("from=2026-13-01", "from"),
        ("from=2026-12-02&to=2026-12-01", "to"),
        ("subject=x", "subject"),
    ] {
        desk.get(&format!("/api/audit?{query}")).await.problem(422, "invalid", Some(field));
    }
}

/// Lines about what the clinic has set are in D1, those about what happens there are in its object: one list shows both.
#[tokio::test]
async fn a_walk_meets_every_line_of_both_places_once_while_others_are_written() {
    let desk = Desk::with_clinic().await;
    let insert = |number: u32, org: &str| {
        let line = id(number);
        // Some runs of one place, some of the other, some in turn.
        if number.is_multiple_of(3) || (100..200).contains(&number) {
            desk.sqlite.execute(&format!(
                "INSERT INTO audit (id, org_id, at, actor, action) VALUES ('{line}', '{org}', 0, 'admin', 'schedule.replaced')"
            ));
        } else {
            desk.clinics.execute(
                org,
                &format!(
                    "INSERT INTO audit (id, at, actor, action, appointment_id)
                     VALUES ('{line}', 0, 'system', 'appointment.held', '{}')",
                    id(number % 2)
                ),
            );
        }
    };
    (1..=250).for_each(|number| insert(2 * number, ORG));
    (1..=250).for_each(|number| insert(2 * number + 1, OTHER));
    let mut next = 1000;
    let seen = desk
        .walk("/api/audit", 7, |_| {
            next += 2;
            insert(next, ORG);
        })
        .await;
    let ids: Vec<&str> = seen.iter().map(|line| line["id"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=250).rev().map(|number| id(2 * number)).collect();
    assert_eq!(ids, expected);
    let of_one = desk.walk(&format!("/api/audit?appointment_id={}", id(0)), 100, |_| {}).await;
    assert!(of_one.iter().all(|line| line["action"] == "appointment.held"));
    let in_object = desk.clinics.value(ORG, "SELECT count(*) FROM audit");
    assert_eq!(of_one.len().to_string(), in_object);
}

/// Nothing that happened is missing where only one of the two places answers: the list says so instead.
#[tokio::test]
async fn a_list_without_its_object_is_refused() {
    let desk = Desk::with_clinic().await;
    desk.clinics.down.store(true, std::sync::atomic::Ordering::SeqCst);
    desk.get("/api/audit").await.problem(503, "unavailable", None);
}

/// The filters mean the same in both places, and a page of both is found by them.
#[tokio::test]
async fn lines_are_found_by_who_what_and_when_in_both_places() {
    let desk = Desk::with_clinic().await;
    let at = |minutes: i64| desk.clock.seconds() + 60 * minutes;
    for (number, minutes, actor, action) in [
        (1, 0, "admin", "schedule.replaced"),
        (2, 10, "caller", "appointment.booked"),
        (3, 20, "admin", "appointment.cancelled"),
        (4, 30, "admin", "appointments.x"),
        (5, 40, "system", "schedule.replaced"),
    ] {
        let line = frontdesk::domain::id::uuid_v7(DateTime::from_timestamp(at(minutes), 0).unwrap(), [number; 10]);
        let (columns, values) = ("id, at, actor, action", format!("'{line}', {}, '{actor}', '{action}'", at(minutes)));
        if action.starts_with("schedule") {
            desk.sqlite.execute(&format!("INSERT INTO audit (org_id, {columns}) VALUES ('{ORG}', {values})"));
        } else {
            desk.clinics.execute(ORG, &format!("INSERT INTO audit ({columns}) VALUES ({values})"));
        }
    }
    for (query, minutes) in [
        ("", vec![40, 30, 20, 10, 0]),
        ("?actor=admin", vec![30, 20, 0]),
        ("?action=schedule", vec![40, 0]),
        ("?action=schedule.replaced&actor=system", vec![40]),
        ("?action=appointment", vec![20, 10]),
        ("?action=appointment.cancelled", vec![20]),
        ("?action=appointment.", vec![]),
        ("?from=2026-12-01T15:10:00Z&to=2026-12-01T15:40:00Z", vec![30, 20, 10]),
        ("?from=2026-12-02", vec![]),
        ("?to=2026-12-01&limit=2", vec![40, 30]),
    ] {
        let page = desk.get(&format!("/api/audit{query}")).await.expect(200).json();
        let times: Vec<_> = page["items"].as_array().unwrap().iter().map(|line| line["at"].as_str().unwrap()).collect();
        let expected: Vec<_> = minutes.iter().map(|minute| format!("2026-12-01T15:{minute:02}:00Z")).collect();
        assert_eq!(times, expected, "{query}");
    }
}

/// In D1 by what an org has set, in its object by what happens there.
#[tokio::test]
async fn whoever_changes_something_stands_there_by_name() {
    let desk = Desk::with_clinic().await;
    let token = |name: &serde_json::Value| {
        sign(&json!({"sub": "u-17", "name": name, "email": "ana@clinic.example", "org_id": ORG, "role": "admin",
            "exp": desk.clock.seconds() + 3600}))
    };
    let (named, nameless) = (token(&json!("Ana Ruiz")), token(&json!(null)));
    let patient = json!({"start": "2026-12-03T09:00", "patient_name": "Walk In", "phone": "+15550188"});
    desk.send("POST", "/api/appointments", &named, Some(&patient)).await.expect(201);
    desk.send("PUT", "/api/schedule", &nameless, Some(&schedule())).await.expect(200);
    let lines = desk.get("/api/audit").await.expect(200).json();
    let told = |number: usize| {
        let line = &lines["items"][number];
        json!([line["action"], line["actor_id"], line["actor_name"]])
    };
    assert_eq!(told(0), json!(["schedule.replaced", "u-17", "ana@clinic.example"]));
    assert_eq!(told(1), json!(["appointment.booked", "u-17", "Ana Ruiz"]));
}
