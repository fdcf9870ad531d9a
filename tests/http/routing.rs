//! From a number to its clinic: tiers, staleness, and stores that are down.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG, OTHER, mapping, owner, vapi};

use crate::support::LOOKUP;

#[tokio::test]
async fn the_cheapest_tier_that_knows_answers() {
    let mut desk = Desk::with_clinic().await;
    desk.another_isolate(&[]);
    assert_eq!(desk.get(LOOKUP).await.expect(200).tiers(), [0, 1, 0], "KV, which the admin's own request had filled");
    assert_eq!(desk.get(LOOKUP).await.expect(200).tiers(), [1, 0, 0], "memory");
    desk.clock.advance(Duration::from_secs(30));
    assert_eq!(desk.get(LOOKUP).await.expect(200).tiers(), [0, 1, 0], "memory has forgotten");
    desk.sqlite.execute("DELETE FROM route_publications");
    desk.another_isolate(&[]);
    let unknown = desk.get("/api/inbound/phone-lookup/+15550199").await.expect(404);
    assert_eq!(unknown.tiers(), [0, 0, 1], "D1, where KV has nothing");
    assert_eq!(
        desk.get("/api/inbound/phone-lookup/+15550199").await.expect(404).tiers(),
        [1, 0, 0],
        "also that it is unknown"
    );
    desk.clock.advance(Duration::from_secs(5));
    assert_eq!(
        desk.get("/api/inbound/phone-lookup/+15550199").await.expect(404).tiers(),
        [0, 0, 1],
        "but not for long"
    );
}

#[tokio::test]
async fn the_admins_own_request_publishes_and_forgets_at_once() {
    let desk = Desk::with_clinic().await;
    assert_eq!(desk.kv.keys(), ["route:v2:+15550100"]);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "0");
    desk.get(LOOKUP).await.expect(200);
    let id = desk.get("/api/inbound/phone-mappings").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    desk.admin("DELETE", &format!("/api/inbound/phone-mappings/{id}"), &Value::Null).await.expect(204);
    desk.get(LOOKUP).await.expect(404);
    assert!(desk.kv.keys().is_empty());
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(201);
    desk.get(LOOKUP).await.expect(200);
}

/// Even a KV that never shows the change serves it once per isolate, since the answer is checked behind itself.
#[tokio::test]
async fn a_stale_document_serves_an_isolate_once() {
    let mut desk = Desk::with_clinic().await;
    desk.kv.freeze();
    desk.sqlite.execute(&format!("UPDATE phone_number_mapping SET org_id = '{OTHER}'"));
    desk.sweep().await;
    desk.another_isolate(&[]);
    assert_eq!(owner(&desk).await.as_deref(), Some(ORG), "stale, once");
    assert_eq!(owner(&desk).await.as_deref(), Some(OTHER));
}

/// Also where no calendar is read: who answers a call, the caller's appointments, a report.
#[tokio::test]
async fn whatever_a_stale_document_answers_it_answers_once() {
    for message in [
        json!({"type": "assistant-request"}),
        json!({"type": "status-update", "status": "in-progress", "call": {"id": "c1"}}),
        json!({"type": "tool-calls", "customer": {"number": "+15550188"}, "toolCallList": [{"id": "a", "function": {"name": "find_appointments"}}]}),
    ] {
        let mut desk = Desk::with_clinic().await;
        desk.kv.freeze();
        desk.sqlite.execute(&format!("UPDATE phone_number_mapping SET org_id = '{OTHER}'"));
        desk.sweep().await;
        desk.another_isolate(&[]);
        let mut body = json!({ "message": message });
        body["message"]["phoneNumber"] = json!({"number": NUMBER});
        desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200);
        assert_eq!(owner(&desk).await.as_deref(), Some(OTHER), "{message}");
    }
}

/// A tool call does not even do that: it reads D1 before it reads the calendar.
#[tokio::test]
async fn a_stale_document_never_opens_the_wrong_calendar() {
    let mut desk = Desk::with_clinic().await;
    desk.kv.freeze();
    desk.sqlite.execute(&format!("UPDATE phone_number_mapping SET org_id = '{OTHER}', clinic_name = 'Uptown'"));
    desk.another_isolate(&[]);
    desk.vendors.take();
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(!heard.contains("Downtown") && !heard.contains("openings"), "{heard}");
    assert_eq!(desk.vendors.take(), [""; 0], "no calendar was opened");
}

#[tokio::test]
async fn without_kv_d1_answers() {
    let mut desk = Desk::with_clinic().await;
    desk.kv.down.store(true, SeqCst);
    desk.another_isolate(&[]);
    assert_eq!(desk.get(LOOKUP).await.expect(200).tiers(), [0, 0, 1]);
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("more than nine openings"), "{heard}");
    desk.admin("PATCH", "/api/org", &json!({"name": "Renamed"})).await.expect(200);
    assert_eq!(desk.sqlite.value("SELECT attempts FROM route_publications"), "1", "kept for the sweep");
    desk.kv.down.store(false, SeqCst);
    desk.sweep().await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "1", "not before its delay");
    desk.clock.advance(Duration::from_secs(5));
    desk.sweep().await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM route_publications"), "0");
}

#[tokio::test]
async fn without_d1_kv_answers_what_it_knows() {
    let mut desk = Desk::with_clinic().await;
    desk.another_isolate(&[]);
    desk.sqlite.down.store(true, SeqCst);
    desk.get(LOOKUP).await.expect(200);
    desk.get("/api/inbound/phone-lookup/+15550199").await.problem(503, "unavailable", None);
    let heard = desk.webhook(&vapi("+15550199", &json!({"date": "2026-12-03"}))).await.expect(200).spoken();
    assert!(heard.contains("can't look that up"), "{heard}");
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("can't check the calendar"), "{heard}");
}

#[tokio::test]
async fn a_document_that_is_not_of_its_key_is_not_believed() {
    let mut desk = Desk::with_clinic().await;
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+15550111")).await.expect(201);
    for planted in ["", "{}", "not json", r#"{"route":{"org_id":"x"}}"#] {
        desk.kv.plant("route:v2:+15550100", planted);
        desk.another_isolate(&[]);
        assert_eq!(desk.get(LOOKUP).await.expect(200).tiers(), [0, 0, 1], "{planted:?}");
    }
    let of_another = desk.kv.contents();
    let start = of_another.split("\"route:v2:+15550111\": ").nth(1).unwrap();
    let text: String = serde_json::Deserializer::from_str(start).into_iter::<String>().next().unwrap().unwrap();
    desk.kv.plant("route:v2:+15550100", &text);
    desk.another_isolate(&[]);
    assert_eq!(desk.get(LOOKUP).await.expect(200).json()["inbound_phone_number"], NUMBER);
}

#[tokio::test]
async fn a_number_is_its_owners_whoever_claims_its_id_and_the_claim_is_recorded() {
    let desk = Desk::with_clinic().await;
    let mut theirs = mapping("+15550122");
    theirs["vapi_phone_number_id"] = json!("num-2");
    desk.send("POST", "/api/inbound/phone-mappings", &desk.token(Some(OTHER), "admin"), Some(&theirs))
        .await
        .expect(201);
    let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    body["message"]["phoneNumber"]["id"] = json!("num-2");
    let heard = desk.webhook(&body).await.expect(200).spoken();
    assert!(heard.contains("Downtown Dental Clinic has more than nine openings"), "{heard}");
    let line: Value = serde_json::from_str(
        desk.log.text().lines().find(|line| line.contains("route.claim_disputed")).expect("a line"),
    )
    .unwrap();
    assert_eq!((line["org_id"].as_str(), line["claimed_by"].as_str()), (Some(ORG), Some(OTHER)));
    assert!(!desk.log.text().contains(NUMBER), "{}", desk.log.text());
    // Who answers, and who is on the line, follows the number too.
    body["message"]["type"] = json!("assistant-request");
    desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200);
    assert!(!desk.log.text().contains("signals_disagree"), "{}", desk.log.text());
}

#[tokio::test]
async fn a_call_without_a_number_is_found_by_id_or_sip() {
    let desk = Desk::with_clinic().await;
    let mut own = mapping(NUMBER);
    own["vapi_phone_number_id"] = json!("NUM-1");
    own["sip_uri"] = json!("sip:clinic-a@sip.vapi.ai");
    desk.admin("POST", "/api/inbound/phone-mappings", &own).await.expect(200);
    for record in [
        json!({"id": "num-1"}),
        json!({"sipUri": "sip:Clinic-A@sip.vapi.ai"}),
        json!({"number": "anonymous", "id": "num-1"}),
    ] {
        let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
        body["message"]["phoneNumber"] = record.clone();
        let heard = desk.webhook(&body).await.expect(200).spoken();
        assert!(heard.contains("more than nine openings"), "{record}: {heard}");
    }
}

#[tokio::test]
async fn a_clinic_that_was_suspended_since_kv_was_written_is_not_served() {
    let mut desk = Desk::with_clinic().await;
    desk.sqlite.execute(&format!("UPDATE orgs SET status = 'suspended' WHERE id = '{ORG}'"));
    desk.another_isolate(&[]);
    desk.vendors.take();
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("paused"));
    assert_eq!(desk.vendors.take(), [""; 0]);
}

/// Answers that need no calendar are given only after SIP name and id were compared, too.
#[tokio::test]
async fn a_conflict_is_noticed_also_where_no_calendar_is_read() {
    let mut desk = Desk::with_clinic().await;
    let mut own = mapping(NUMBER);
    own["sip_uri"] = json!("sip:clinic-a@sip.vapi.ai");
    desk.admin("POST", "/api/inbound/phone-mappings", &own).await.expect(200);
    let mut theirs = mapping("+15550122");
    theirs["vapi_phone_number_id"] = json!("num-2");
    desk.send("POST", "/api/inbound/phone-mappings", &desk.token(Some(OTHER), "admin"), Some(&theirs))
        .await
        .expect(201);
    for date in ["2026-12-03", "2026-01-15", "2027-12-01"] {
        desk.another_isolate(&[]);
        let mut body = vapi(NUMBER, &json!({ "date": date }));
        body["message"]["phoneNumber"] = json!({"id": "num-2", "sipUri": "sip:clinic-a@sip.vapi.ai"});
        let heard = desk.webhook(&body).await.expect(200).spoken();
        assert!(heard.contains("not set up for bookings"), "{date}: {heard}");
    }
    assert_eq!(desk.log.text().matches("route.signals_disagree").count(), 3, "{}", desk.log.text());
}

/// A number that is called again and again never waits for a store, and follows a change in SQL even without KV.
#[tokio::test]
async fn a_number_in_use_is_read_again_behind_its_answers() {
    let desk = Desk::with_clinic().await;
    desk.get(LOOKUP).await.expect(200);
    desk.kv.down.store(true, SeqCst);
    for _ in 0..5 {
        desk.clock.advance(Duration::from_secs(20));
        assert_eq!(desk.get(LOOKUP).await.expect(200).tiers(), [1, 0, 0]);
    }
    desk.sqlite.execute("UPDATE phone_number_mapping SET is_active = 0");
    desk.clock.advance(Duration::from_secs(20));
    desk.get(LOOKUP).await.expect(200);
    desk.get(LOOKUP).await.expect(404);
}
