//! What is told of what happens at the clinic, and what is not.

use frontdesk::domain::call::CallStatus;
use serde_json::{Value, json};

use super::{added, webhook};
use crate::{
    calls,
    support::{CALENDAR, Desk, Fault, ORG, Received, Reply},
};

const EVERYTHING: [&str; 7] = [
    "appointment.booked",
    "appointment.rescheduled",
    "appointment.cancelled",
    "appointment.changed",
    "call.ended",
    "message.failed",
    "integration.needs_reconnect",
];
const CALL: &str = "0c0e0000-0000-4000-8000-000000000001";

/// A clinic with a webhook that is told of everything.
pub async fn told() -> (Desk, Value) {
    let desk = Desk::with_clinic().await;
    let webhook = added(&desk, &webhook(&EVERYTHING)).await;
    (desk, webhook)
}

/// What is due is told, and what came.
pub async fn heard(desk: &Desk) -> Vec<Received> {
    desk.ring(ORG).await;
    desk.vendors.receiver.take()
}

/// The types of what came.
pub fn types(heard: &[Received]) -> Vec<String> {
    heard.iter().map(|one| one.body()["type"].as_str().unwrap().to_owned()).collect()
}

pub fn patient(start: &str) -> Value {
    json!({"start": start, "patient_name": "Ann Canary", "phone": "+15550188", "notes": "canary-notes"})
}

pub async fn book(desk: &Desk, start: &str) -> Value {
    desk.admin("POST", "/api/appointments", &patient(start)).await.expect(201).json()
}

#[tokio::test]
async fn every_change_of_an_appointment_is_told_once_without_anything_of_the_patient() {
    let (desk, _) = told().await;
    let made = book(&desk, "2026-12-03T09:00").await;
    let path = format!("/api/appointments/{}", made["id"].as_str().unwrap());
    let booked = heard(&desk).await;
    assert_eq!(types(&booked), ["appointment.booked"]);
    let org = json!({"type": "appointment.booked", "timestamp": "2026-12-01T15:00:00Z", "data": {
        "org_id": ORG, "appointment_id": made["id"], "revision": 1, "status": "confirmed", "starts_at": "2026-12-03T14:00:00Z",
        "ends_at": "2026-12-03T14:30:00Z", "zone": "America/New_York", "practitioner": null, "service": null,
        "source": "admin", "cancelled_by": null}});
    assert_eq!(booked[0].body(), org);
    let mut all = booked;
    for (method, body, expected) in [
        ("PATCH", json!({"notes": "canary-others"}), "appointment.changed"),
        ("PATCH", json!({"start": "2026-12-03T10:00"}), "appointment.rescheduled"),
        ("DELETE", Value::Null, "appointment.cancelled"),
    ] {
        desk.admin(method, &path, &body).await;
        let now = heard(&desk).await;
        assert_eq!(types(&now), [expected]);
        all.extend(now);
    }
    let data = |position: usize, name: &str| all[position].body()["data"][name].clone();
    assert_eq!(data(2, "previous_starts_at"), "2026-12-03T14:00:00Z");
    assert_eq!((data(3, "cancelled_by"), data(3, "revision")), (json!("admin"), json!(4)));
    let text: String = all.iter().map(|one| String::from_utf8(one.raw.clone()).unwrap().to_lowercase()).collect();
    assert!(!text.contains("canary") && !text.contains("15550188"), "{text}");
    let mut ids: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn whoever_is_to_have_patients_data_gets_it_as_it_is_then_and_nothing_of_it_is_kept_beside() {
    let desk = Desk::with_clinic().await;
    let mut body = webhook(&["appointment.booked"]);
    body["full"] = json!(true);
    body["patients_data_goes_to"] = json!("crm.example.com");
    added(&desk, &body).await;
    let made = book(&desk, "2026-12-03T09:00").await;
    let kept = desk.clinics.value(ORG, "SELECT group_concat(data) FROM webhook_deliveries").to_lowercase();
    assert!(!kept.contains("canary") && !kept.contains("15550188"), "{kept}");
    let heard = heard(&desk).await;
    let patient = json!({"name": "Ann Canary", "phone": "+15550188", "notes": "canary-notes"});
    assert_eq!(heard[0].body()["data"]["patient"], patient);
    desk.clinics.execute(ORG, "DELETE FROM appointments");
    desk.clinics.execute(ORG, "UPDATE webhook_deliveries SET state = 'waiting'");
    desk.clinics
        .execute(ORG, "INSERT INTO outbox (kind, subject) SELECT 'webhook.deliver', id FROM webhook_deliveries");
    let again = self::heard(&desk).await;
    assert_eq!(
        (&again[0].body()["data"]["appointment_id"], &again[0].body()["data"]["patient"]),
        (&made["id"], &Value::Null)
    );
}

#[tokio::test]
async fn a_hold_is_nobodys_affair_and_its_booking_is_told() {
    let (desk, _) = told().await;
    let slot = json!({"start": "2026-12-03T09:30", "name": "Ann Lee"});
    desk.tool("calendar/reserve", ("ann", "t1"), "+15550188", &slot).await;
    assert_eq!(types(&heard(&desk).await), [""; 0]);
    desk.tool("calendar/book", ("ann", "t2"), "+15550188", &slot).await;
    let booked = heard(&desk).await;
    assert_eq!(types(&booked), ["appointment.booked"]);
    assert_eq!(booked[0].body()["data"]["source"], "voice");
}

/// The requester heard that it is not booked, so nobody else hears that it is.
#[tokio::test]
async fn a_booking_that_the_calendar_refuses_is_told_to_nobody() {
    let (desk, _) = told().await;
    desk.vendors.events.fail(
        "insert",
        Fault::Instead(Reply::Json(403, json!({"error": {"code": 403, "errors": [{"reason": "forbidden"}]}}))),
    );
    let answer = desk.admin("POST", "/api/appointments", &patient("2026-12-03T09:00")).await;
    assert!(!answer.status.is_success(), "{}", answer.text);
    assert_eq!(desk.clinics.value(ORG, "SELECT status FROM appointments"), "cancelled");
    assert_eq!(types(&heard(&desk).await), [""; 0]);
    desk.clock.advance(std::time::Duration::from_mins(1));
    assert_eq!(types(&heard(&desk).await), [""; 0]);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM outbox WHERE kind = 'webhook.deliver'"), "0");
}

#[tokio::test]
async fn what_people_do_in_the_calendar_is_told() {
    let (desk, _) = told().await;
    book(&desk, "2026-12-03T09:00").await;
    assert_eq!(types(&heard(&desk).await), ["appointment.booked"]);
    let event = desk.clinics.value(ORG, "SELECT event_id FROM appointments");
    desk.sweep().await;
    desk.vendors.events.move_to(CALENDAR, &event, "2026-12-03T15:00:00Z", "2026-12-03T15:30:00Z");
    desk.clock.advance(std::time::Duration::from_mins(10));
    desk.ring(ORG).await;
    assert_eq!(types(&heard(&desk).await), ["appointment.rescheduled"]);
    desk.vendors.events.delete(CALENDAR, &event);
    desk.clock.advance(std::time::Duration::from_mins(10));
    desk.ring(ORG).await;
    let cancelled = heard(&desk).await;
    assert_eq!(types(&cancelled), ["appointment.cancelled"]);
    assert_eq!(cancelled[0].body()["data"]["cancelled_by"], "calendar");
}

#[tokio::test]
async fn the_end_of_a_call_is_told_once_however_often_it_is_heard() {
    let (desk, _) = told().await;
    let at = calls::at("15:00:00");
    calls::hear(&desk, CALL, at, calls::status(CallStatus::InProgress, "15:00:00")).await;
    assert_eq!(types(&heard(&desk).await), [""; 0]);
    calls::hear(&desk, CALL, at, calls::status(CallStatus::Ended, "15:00:00")).await;
    calls::hear(&desk, CALL, at, calls::report()).await;
    calls::hear(&desk, CALL, at, calls::report()).await;
    let ended = heard(&desk).await;
    assert_eq!(types(&ended), ["call.ended"]);
    assert_eq!(ended[0].body()["data"]["call_id"], CALL);
    // A report alone, and a call of which nothing is kept.
    calls::hear(&desk, "another", at, calls::report()).await;
    assert_eq!(types(&heard(&desk).await), ["call.ended"]);
    calls::keep(&desk, ORG, &json!({"retention_days": 0}));
    calls::hear(&desk, "third", at, calls::report()).await;
    assert_eq!(types(&heard(&desk).await), [""; 0]);
}

#[tokio::test]
async fn a_text_that_did_not_arrive_is_told_once() {
    let (desk, _) = told().await;
    book(&desk, "2026-12-03T09:00").await;
    heard(&desk).await;
    let text = desk.clinics.value(ORG, "SELECT id FROM messages");
    for status in ["sent", "undelivered", "queued", "failed"] {
        desk.clinics.execute(ORG, &format!("UPDATE messages SET status = '{status}', error_code = 30003"));
    }
    let failed = heard(&desk).await;
    assert_eq!(types(&failed), ["message.failed"]);
    let data = &failed[0].body()["data"];
    assert_eq!(
        (&data["message_id"], &data["status"], &data["error_code"]),
        (&json!(text), &json!("undelivered"), &json!(30003))
    );
}

#[tokio::test]
async fn an_account_that_is_refused_is_told_once_each_time() {
    let (desk, _) = told().await;
    let set = |status: &str| {
        desk.sqlite.execute(&format!(
            "UPDATE integration_settings SET status = '{status}', updated_at = updated_at + 1 WHERE service_type = 'twilio'"
        ));
    };
    for _ in 0..2 {
        set("needs_reconnect");
        desk.cron().await;
        let told = heard(&desk).await;
        assert_eq!(types(&told), ["integration.needs_reconnect"]);
        assert_eq!(told[0].body()["data"], json!({"org_id": ORG, "purpose": "texts", "service": "twilio"}));
        desk.admin("PUT", "/api/messaging", &json!({"daily_cap": 17})).await.expect(200);
        desk.cron().await;
        assert_eq!(types(&heard(&desk).await), [""; 0]);
        set("connected");
        desk.cron().await;
        desk.admin("PUT", "/api/messaging", &json!({})).await.expect(200);
    }
}

/// Only what an endpoint has asked for, and only while it is there.
#[tokio::test]
async fn each_webhook_is_told_what_it_asked_for_and_a_clinics_own_alone() {
    let desk = Desk::with_clinic().await;
    added(&desk, &webhook(&["appointment.booked"])).await;
    let second = added(
        &desk,
        &json!({"url": "https://crm.example.com/second", "events": ["appointment.booked", "appointment.cancelled"]}),
    )
    .await;
    let made = book(&desk, "2026-12-03T09:00").await;
    let booked = heard(&desk).await;
    let mut urls: Vec<&str> = booked.iter().map(|one| one.url.as_str()).collect();
    urls.sort_unstable();
    assert_eq!(urls, [super::URL, "https://crm.example.com/second"]);
    assert_eq!(booked[0].id, booked[1].id, "it is one event");
    desk.admin("DELETE", &format!("/api/appointments/{}", made["id"].as_str().unwrap()), &Value::Null).await;
    assert_eq!(
        heard(&desk).await.iter().map(|one| one.url.as_str()).collect::<Vec<_>>(),
        ["https://crm.example.com/second"]
    );
    desk.admin("PATCH", &super::path(&second, ""), &json!({"disabled": true})).await.expect(200);
    let made = book(&desk, "2026-12-03T11:00").await;
    desk.admin("DELETE", &format!("/api/appointments/{}", made["id"].as_str().unwrap()), &Value::Null).await;
    assert_eq!(types(&heard(&desk).await), ["appointment.booked"]);
}
