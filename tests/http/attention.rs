//! What needs a person: at one clinic as it is now, and for the operator at all of them from what D1 has.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::{Value, json};

use crate::{
    booking::{TEN, ann_books},
    support::{Answer, Desk, ORG, OTHER, schedule},
};

const ATTENTION: &str = "/api/attention";
const CLINICS: &str = "/api/orgs/attention";

fn codes(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

async fn at_clinic(desk: &Desk) -> Value {
    desk.get(ATTENTION).await.expect(200).json()["items"].clone()
}

async fn as_operator(desk: &Desk, query: &str) -> Answer {
    desk.send("GET", &format!("{CLINICS}{query}"), &desk.token(None, "platform"), None).await
}

/// One of the clinics that the operator sees.
async fn of_clinic(desk: &Desk, org: &str) -> Value {
    let clinics = as_operator(desk, "?all=true").await.expect(200).json();
    let found = clinics["items"].as_array().unwrap().iter().find(|clinic| clinic["org_id"] == org).cloned();
    found.unwrap()
}

/// A clinic at which nothing is amiss.
async fn sound() -> Desk {
    let desk = Desk::with_clinic().await;
    let assistant =
        json!({"assistant_id": "a5000000-0000-4000-8000-000000000001", "transfer": {"number": "+15550177"}});
    desk.admin("PUT", "/api/assistant", &assistant).await.expect(200);
    let staff = json!({"staff": [{"number": "+15550166"}]});
    desk.admin("PUT", "/api/messaging", &staff).await.expect(200);
    desk.tasks.run().await;
    desk
}

fn inbox(desk: &Desk, number: u32, urgency: &str, status: &str) {
    let done = if status == "done" { "unixepoch()" } else { "NULL" };
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO inbox (id, callback_number, name, about, urgency, status, created_at, done_at)
             VALUES (printf('%036d', {number}), '+15550188', 'Ann Canary', 'canary', '{urgency}', '{status}', unixepoch(), {done})"
        ),
    );
}

/// A text of an appointment that starts so many seconds from now.
fn text(desk: &Desk, number: u32, status: &str, age: i64, starts_in: i64) {
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, starts_at, created_at, updated_at)
             VALUES (printf('%036d', {number}), 'reminder', printf('%036d:reminder', {number}), '+15550188', 'canary', 'gsm7', 1,
               '{status}', unixepoch() + {starts_in}, unixepoch() - {age}, unixepoch() - {age})"
        ),
    );
}

#[tokio::test]
async fn a_clinic_at_which_nothing_is_amiss_needs_nobody() {
    let desk = sound().await;
    assert_eq!(at_clinic(&desk).await, json!([]));
    let clinic = of_clinic(&desk, ORG).await;
    assert_eq!((&clinic["severity"], &clinic["attention"]), (&Value::Null, &json!([])));
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("GET", ATTENTION, &viewer, None).await.expect(200);
}

#[tokio::test]
async fn what_is_not_set_is_named_and_harms_nobody_before_there_is_a_number() {
    let desk = sound().await;
    let other = desk.token(Some(OTHER), "viewer");
    let missing = desk.send("GET", ATTENTION, &other, None).await.expect(200).json();
    let names = [
        "calendar_not_connected",
        "no_hours",
        "no_number",
        "texts_not_connected",
        "nobody_takes_over",
        "nobody_is_told_of_messages",
    ];
    assert_eq!(codes(&missing["items"]), names);
    let severities = |items: &Value| items.as_array().unwrap().iter().all(|item| item["severity"] == "notice");
    assert!(severities(&missing["items"]), "{missing}");
    let number = json!({"inbound_phone_number": "+15550144", "clinic_name": "Uptown"});
    desk.send("POST", "/api/inbound/phone-mappings", &desk.token(Some(OTHER), "admin"), Some(&number))
        .await
        .expect(201);
    let missing = desk.send("GET", ATTENTION, &other, None).await.expect(200).json();
    let now = ["calendar_not_connected", "no_hours", "number_without_assistant", "texts_not_connected"];
    assert_eq!(codes(&missing["items"])[..4], now);
    assert_eq!(missing["items"][0]["severity"], "critical");
    assert_eq!(missing["items"][0]["action"], "connect_calendar");
}

/// Each is put right, and is gone at once.
#[tokio::test]
async fn what_is_set_wrong_is_named_until_it_is_put_right() {
    let desk = sound().await;
    for (break_it, code, mend_it) in [
        ("UPDATE orgs SET status = 'suspended'", "suspended", "UPDATE orgs SET status = 'active'"),
        (
            "UPDATE integration_settings SET status = 'needs_reconnect', updated_at = 1796000000 WHERE service_type = 'google'",
            "calendar_needs_reconnect",
            "UPDATE integration_settings SET status = 'connected'",
        ),
        (
            "UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'twilio'",
            "texts_need_reconnect",
            "UPDATE integration_settings SET status = 'connected'",
        ),
        (
            "INSERT INTO calendar_faults SELECT org_id, 'a@x.example', credential_id, 'x', 1796000000 FROM integration_settings
             WHERE service_type = 'google'",
            "calendar_unreadable",
            // One that was found by another credential is of the past.
            "UPDATE calendar_faults SET credential_id = 'another'",
        ),
        (
            "INSERT INTO services (id, org_id, name, minutes) SELECT printf('%036d', 1), id, 'Cleaning', 30 FROM orgs WHERE name LIKE 'Down%';
             INSERT INTO practitioners (id, org_id, name, calendar_id, service_ids)
             SELECT printf('%036d', 2), id, 'Dr. Lee', 'lee@x.example', '[]' FROM orgs WHERE name LIKE 'Down%';
             INSERT INTO practitioners (id, org_id, name, calendar_id, service_ids)
             SELECT printf('%036d', 3), id, 'Dr. Roe', 'roe@x.example', json_array(printf('%036d', 1)) FROM orgs WHERE name LIKE 'Down%'",
            "practitioner_without_service",
            "UPDATE practitioners SET service_ids = json_array(printf('%036d', 1))",
        ),
        (
            "UPDATE practitioners SET is_active = 0 WHERE name = 'Dr. Roe'; UPDATE practitioners SET service_ids = json_array('x');
             DELETE FROM services WHERE name = 'none'",
            "service_without_practitioner",
            "UPDATE practitioners SET service_ids = NULL",
        ),
        (
            "UPDATE schedules SET document = json_set(document, '$.weekly', json('{\"monday\": []}'))",
            "never_open",
            // A practitioner's own hours open the clinic too.
            "UPDATE practitioners SET weekly = '{\"friday\": [{\"open\": \"09:00\", \"close\": \"12:00\"}]}'",
        ),
    ] {
        desk.sqlite.execute(break_it);
        let found = at_clinic(&desk).await;
        assert!(codes(&found).contains(&code), "{code} is not in {found}");
        assert!(of_clinic(&desk, ORG).await["attention"].to_string().contains(code), "{code}");
        desk.sqlite.execute(mend_it);
        assert_eq!(at_clinic(&desk).await, json!([]), "{code}");
    }
}

#[tokio::test]
async fn an_item_says_since_when_of_how_many_and_what_to_do() {
    let desk = sound().await;
    desk.sqlite.execute(
        "UPDATE integration_settings SET status = 'needs_reconnect', updated_at = 1796000000 WHERE service_type = 'google'",
    );
    let item = at_clinic(&desk).await[0].clone();
    assert!(item["detail"].as_str().unwrap().contains("Connect it again."));
    let shown = json!({
        "code": "calendar_needs_reconnect", "severity": "critical", "since": "2026-11-30T00:53:20Z",
        "since_local": "2026-11-29T19:53:20-05:00", "count": 1, "vendor": "google", "detail": item["detail"],
        "action": "reconnect"});
    assert_eq!(item, shown);
}

#[tokio::test]
async fn what_happened_at_the_clinic_is_counted_while_it_matters() {
    let desk = sound().await;
    inbox(&desk, 1, "emergency", "open");
    inbox(&desk, 2, "emergency", "done");
    inbox(&desk, 3, "soon", "open");
    desk.clinics.execute(
        ORG,
        "INSERT INTO outbox (kind, subject, dead_at) VALUES ('event.sync', 'a', unixepoch() - 60), ('sms.send', 'b', unixepoch());
         INSERT INTO outbox (kind, subject) VALUES ('sms.send', 'c')",
    );
    text(&desk, 1, "undelivered", 60, 7200);
    text(&desk, 2, "failed", 60, 3600);
    text(&desk, 3, "failed", 60, -60);
    text(&desk, 4, "delivered", 60, 7200);
    text(&desk, 5, "capped", 60, 7200);
    text(&desk, 6, "undelivered", 8 * 86400, 7200);
    let found = at_clinic(&desk).await;
    assert_eq!(codes(&found), ["urgent_messages", "work_given_up", "texts_undelivered", "texts_capped"]);
    let counts: Vec<_> = found.as_array().unwrap().iter().map(|item| item["count"].as_i64().unwrap()).collect();
    assert_eq!(counts, [1, 2, 2, 1]);
    assert_eq!(found[1]["since"], "2026-12-01T14:59:00Z");
    desk.clock.advance(Duration::from_hours(1));
    assert_eq!(at_clinic(&desk).await[2]["count"], 1, "one of the appointments has begun");
    desk.clock.advance(Duration::from_secs(3601));
    assert_eq!(codes(&at_clinic(&desk).await), ["urgent_messages", "work_given_up"]);
}

/// What an object finds is in D1 within minutes, and the operator's list asks no object.
#[tokio::test]
async fn an_object_tells_d1_what_happened_and_the_operator_asks_no_object() {
    let desk = sound().await;
    ann_books(&desk, TEN).await;
    inbox(&desk, 1, "emergency", "open");
    for _ in 0..6 {
        desk.clock.advance(Duration::from_mins(1));
        desk.clinics.ring_due().await;
        desk.tasks.run().await;
    }
    let hops = desk.clinics.hops.load(SeqCst);
    let clinic = of_clinic(&desk, ORG).await;
    assert_eq!(desk.clinics.hops.load(SeqCst), hops);
    assert_eq!(codes(&clinic["attention"]), ["urgent_messages"]);
    assert_eq!(
        (&clinic["severity"], &clinic["today"]["booked"], &clinic["month"]["booked"]),
        (&json!("critical"), &json!(1), &json!(1))
    );
    desk.clinics.execute(ORG, "UPDATE inbox SET status = 'done', done_at = unixepoch()");
    for _ in 0..10 {
        desk.clock.advance(Duration::from_mins(1));
        desk.clinics.ring_due().await;
        desk.tasks.run().await;
    }
    assert_eq!(of_clinic(&desk, ORG).await["attention"], json!([]));
}

/// An object that sleeps cannot take back what it told, so D1 knows until when it matters.
#[tokio::test]
async fn what_was_told_of_an_appointment_ends_with_it() {
    let desk = sound().await;
    desk.clock.advance(Duration::from_hours(1));
    text(&desk, 1, "undelivered", 60, 3600);
    ann_books(&desk, TEN).await;
    assert_eq!(codes(&of_clinic(&desk, ORG).await["attention"]), ["texts_undelivered"]);
    assert_eq!(as_operator(&desk, "").await.json()["items"][0]["org_id"], ORG);
    desk.clock.advance(Duration::from_secs(3601));
    desk.sqlite.execute("UPDATE clinic_summaries SET next_due = NULL");
    assert_eq!(of_clinic(&desk, ORG).await["attention"], json!([]));
    assert_eq!(as_operator(&desk, "").await.json()["items"], json!([]));
}

#[tokio::test]
async fn the_operator_also_sees_objects_that_do_not_work() {
    let desk = sound().await;
    ann_books(&desk, TEN).await;
    desk.sqlite
        .execute("UPDATE clinic_summaries SET last_error = 'no', last_alarm_at = 1796000000, next_due = 1796000000");
    let pressing = as_operator(&desk, "").await.expect(200).json();
    assert_eq!(codes(&pressing["items"][0]["attention"]), ["alarm_failed", "asleep"]);
    assert_eq!(at_clinic(&desk).await, json!([]), "it is not the clinic's affair");
}

#[tokio::test]
async fn the_operators_list_has_pages_and_leaves_out_mere_notices() {
    let desk = sound().await;
    for number in 1..=5 {
        let id = format!("0198c0de-0000-7000-9000-00000000000{number}");
        desk.add_org(&id, &format!("Clinic {number}")).await;
        let mapping = json!({"inbound_phone_number": format!("+1555013{number}"), "clinic_name": "x"});
        let admin = desk.token(Some(&id), "admin");
        desk.send("POST", "/api/inbound/phone-mappings", &admin, Some(&mapping)).await.expect(201);
        if number == 3 {
            desk.sqlite.execute(&format!("UPDATE orgs SET status = 'closed' WHERE id = '{id}'"));
        }
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = as_operator(&desk, &format!("?limit=2{cursor}")).await.expect(200).json();
        assert!(page["items"].as_array().unwrap().len() <= 2);
        seen.extend(page["items"].as_array().unwrap().iter().map(|clinic| clinic["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    // Neither the sound one, nor the one without a number, nor the one that has left.
    assert_eq!(seen, ["Clinic 1", "Clinic 2", "Clinic 4", "Clinic 5"]);
    assert_eq!(as_operator(&desk, "?all=true").await.json()["items"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn a_document_that_nobody_can_read_hides_no_other_clinic() {
    let desk = sound().await;
    desk.sqlite.execute(&format!("UPDATE orgs SET zone = 'Nowhere/Land' WHERE id = '{OTHER}'"));
    let clinics = as_operator(&desk, "?all=true").await.expect(200).json();
    assert_eq!(clinics["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn bad_requests_are_refused_and_clinics_see_only_themselves() {
    let desk = sound().await;
    inbox(&desk, 1, "emergency", "open");
    as_operator(&desk, "?all=yes").await.problem(422, "invalid", Some("all"));
    as_operator(&desk, "?limit=0").await.problem(422, "invalid", Some("limit"));
    as_operator(&desk, "?cursor=x").await.problem(422, "invalid", Some("cursor"));
    as_operator(&desk, "?org_id=x").await.problem(422, "invalid", Some("org_id"));
    for role in ["viewer", "admin"] {
        desk.send("GET", CLINICS, &desk.token(Some(ORG), role), None).await.problem(403, "forbidden", None);
    }
    desk.send("GET", ATTENTION, &desk.token(None, "platform"), None).await.problem(403, "forbidden", None);
    let other = desk.send("GET", ATTENTION, &desk.token(Some(OTHER), "admin"), None).await.expect(200);
    assert!(!other.text.contains("urgent_messages"), "{}", other.text);
    let gone = "0198c0de-0000-7000-8000-0000000000aa";
    desk.send("GET", ATTENTION, &desk.token(Some(gone), "viewer"), None).await.problem(404, "not_found", None);
    desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200);
}
