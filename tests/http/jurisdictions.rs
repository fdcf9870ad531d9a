//! Where a clinic's object is asked: in the org's jurisdiction from the first call to the deletion, whoever asks.

use std::sync::atomic::Ordering::SeqCst;

use frontdesk::domain::placement::{Jurisdiction, LocationHint, Placement};
use serde_json::{Value, json};

use crate::{
    calls::CALL,
    support::{Desk, NUMBER, ORG, google, mapping, schedule, twilio},
    texting,
};

/// The object that the clinic of these tests has.
const IN_EU: &str = "d5bc3d69-996a-445b-a234-494040dff620@eu";
const BOOK: &str = "calendar/book";
const WEBHOOK: &str = "/api/vapi/webhook";

async fn add(desk: &Desk, changes: &[(&str, Value)]) -> crate::support::Answer {
    let mut body = json!({"id": ORG, "name": "Downtown Dental Clinic", "zone": "America/New_York", "country": "US"});
    for (member, value) in changes {
        body[*member] = value.clone();
    }
    desk.send("POST", "/api/orgs", &desk.token(None, "platform"), Some(&body)).await
}

/// A desk with a clinic whose object is in the European Union.
async fn european() -> Desk {
    let desk = Desk::with(&[("PUBLIC_URL", texting::PUBLIC_URL)]);
    add(&desk, &[("jurisdiction", json!("eu"))]).await.expect(201);
    desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200);
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
    desk.admin("PUT", "/api/integrations/twilio", &twilio()).await.expect(200);
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(201);
    desk
}

async fn book(desk: &Desk) -> String {
    let order = json!({"start": "2026-12-03T09:30", "name": "Bob Ray"});
    desk.tool(BOOK, ("bob", "t1"), "+15550188", &order).await
}

#[tokio::test]
async fn an_org_is_added_with_a_jurisdiction_or_without_and_shows_it() {
    for (given, expected) in [(json!("eu"), "eu"), (json!("US"), "us"), (json!(null), "null")] {
        let desk = Desk::new();
        let org = add(&desk, &[("jurisdiction", given)]).await.expect(201).json();
        assert_eq!(org["jurisdiction"].as_str().unwrap_or("null"), expected);
        assert_eq!(desk.get("/api/org").await.expect(200).json(), org);
        let list = desk.send("GET", "/api/orgs", &desk.token(None, "platform"), None).await.expect(200).json();
        assert_eq!(list["items"], json!([org]));
    }
}

#[tokio::test]
async fn an_unknown_jurisdiction_is_refused_with_those_that_there_are() {
    let desk = Desk::new();
    for bad in [json!("de"), json!("fedramp"), json!(""), json!(5), json!(["eu"])] {
        let answer = add(&desk, &[("jurisdiction", bad.clone())]).await.problem(422, "invalid", Some("jurisdiction"));
        assert!(!bad.is_string() || answer.text.contains("eu or us"), "{}", answer.text);
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM orgs"), "0");
    let insert = format!("INSERT INTO orgs (id, name, zone, jurisdiction) VALUES ('{ORG}', 'x', 'UTC', 'de')");
    assert!(desk.sqlite.try_execute(&insert).is_err());
}

/// With another jurisdiction the clinic would have another object, without its appointments.
#[tokio::test]
async fn a_jurisdiction_stays_whoever_would_change_it() {
    let desk = european().await;
    for value in [json!("us"), json!("eu"), json!(null)] {
        let answer = desk.admin("PATCH", "/api/org", &json!({"name": "Renamed", "jurisdiction": value})).await;
        let answer = answer.problem(422, "invalid", Some("jurisdiction"));
        assert!(answer.text.contains("never changes") && answer.text.contains("Add another org"), "{}", answer.text);
    }
    for sql in
        ["UPDATE orgs SET jurisdiction = 'us'", "UPDATE orgs SET jurisdiction = NULL", "UPDATE orgs SET id = id || ''"]
    {
        let changed = desk.sqlite.try_execute(sql);
        // Setting what is there changes nothing.
        assert_eq!(changed.is_ok(), sql.contains("id || ''"), "{sql}");
    }
    let org = desk.get("/api/org").await.expect(200).json();
    assert_eq!((&org["name"], &org["jurisdiction"]), (&json!("Downtown Dental Clinic"), &json!("eu")));
}

/// Everybody who asks an object, in turn, asks the one in the jurisdiction, and nobody makes another.
#[tokio::test]
async fn whoever_asks_asks_in_the_jurisdiction() {
    let desk = european().await;
    // A call: its first message, its tools, what is kept of it.
    desk.webhook(&json!({"message": {"type": "assistant-request", "phoneNumber": {"number": NUMBER}}}))
        .await
        .expect(200);
    assert!(book(&desk).await.contains("is booked"));
    let call = json!({"id": CALL, "type": "inboundPhoneCall", "phoneNumber": {"number": NUMBER}});
    let report = json!({"type": "end-of-call-report", "endedReason": "customer-ended-call", "call": call, "phoneNumber": {"number": NUMBER}});
    desk.send("POST", WEBHOOK, "", Some(&json!({"message": report}))).await.expect(200);
    // An isolate that remembers nothing and finds the route in KV.
    let mut desk = desk;
    desk.another_isolate(&[]);
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("openings"), "{heard}");
    // Admins and the operator.
    assert_eq!(desk.get("/api/appointments").await.expect(200).json()["items"][0]["patient_name"], "Bob Ray");
    desk.get(&format!("/api/calls/{CALL}")).await.expect(200);
    let count = json!({"sql": "SELECT count(*) AS count FROM appointments"});
    let found = desk.operator("POST", "/api/admin/query", &count).await.expect(200).json();
    assert_eq!(found["rows"], json!([[1]]));
    let export = desk.get("/api/org/export").await.expect(200).text;
    assert!(export.contains("\"table\":\"appointments\""), "{export}");
    // What the database's triggers ask for, told by the request and by cron.
    desk.admin("PATCH", "/api/org", &json!({"zone": "America/Chicago"})).await.expect(200);
    desk.sqlite.execute("UPDATE orgs SET zone = 'America/New_York'");
    desk.sweep().await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM clinic_pokes"), "0");
    assert_eq!(desk.clinics.orgs(), [IN_EU]);
    assert_eq!(desk.clinics.placement(IN_EU), Some(Placement::Within(Jurisdiction::Eu)));
    // And its end, also when it was cut off.
    desk.clinics.down.store(true, SeqCst);
    let path = format!("/api/orgs/{ORG}?name=Downtown%20Dental%20Clinic");
    let operator = desk.token(None, "platform");
    desk.send("DELETE", &path, &operator, None).await.problem(503, "unavailable", None);
    desk.clinics.down.store(false, SeqCst);
    assert_ne!(desk.clinics.value(IN_EU, "SELECT count(*) FROM appointments"), "0");
    desk.send("DELETE", &path, &operator, None).await.expect(204);
    assert_eq!(desk.clinics.value(IN_EU, "SELECT count(*) FROM appointments"), "0");
    assert_eq!(desk.clinics.orgs(), [IN_EU]);
}

#[tokio::test]
async fn twilio_reports_to_the_object_in_the_jurisdiction() {
    let desk = european().await;
    let sid = format!("SM{}", "0".repeat(32));
    let fields = [("From", "+15550188"), ("To", "+15005550006"), ("Body", "STOP"), ("MessageSid", &sid)];
    texting::signed(&desk, &format!("/api/twilio/inbound?org={ORG}"), &fields).await.expect(200);
    assert_eq!(desk.clinics.value(IN_EU, "SELECT count(*) FROM opt_outs"), "1");
    assert_eq!(desk.clinics.orgs(), [IN_EU]);
}

#[tokio::test]
async fn a_clinic_without_a_jurisdiction_is_near_its_zone() {
    for (zone, expected) in [
        ("America/New_York", Placement::Near(LocationHint::EasternNorthAmerica)),
        ("Europe/Berlin", Placement::Near(LocationHint::WesternEurope)),
        ("UTC", Placement::Anywhere),
    ] {
        let desk = Desk::new();
        add(&desk, &[("zone", json!(zone))]).await.expect(201);
        desk.get("/api/calls").await.expect(200);
        assert_eq!(desk.clinics.placement(ORG), Some(expected), "{zone}");
    }
}

/// A token may outlive its org, and may name one that never was.
#[tokio::test]
async fn who_asks_for_an_org_that_is_not_there_makes_no_object() {
    let desk = Desk::with_clinic().await;
    let nobody = "0198c0de-0000-7000-8000-0000000000ff";
    let hops = desk.clinics.hops.load(SeqCst);
    for path in ["/api/appointments", "/api/calls", "/api/messages", "/api/outbox", "/api/audit", "/api/org/export"] {
        let answer = desk.send("GET", path, &desk.token(Some(nobody), "admin"), None).await;
        assert!(answer.problem(404, "not_found", None).text.contains("no such org"), "{path}");
    }
    let query = json!({"sql": "SELECT 1"});
    let operator = desk.token(Some(nobody), "platform");
    desk.send("POST", "/api/admin/query", &operator, Some(&query)).await.problem(404, "not_found", None);
    assert_eq!(desk.clinics.hops.load(SeqCst), hops);
    assert!(!desk.clinics.orgs().contains(&nobody.to_owned()));
}

/// A document of KV that does not say where the object is must not send a call to another.
#[tokio::test]
async fn a_document_without_a_jurisdiction_is_read_again_from_d1() {
    let mut desk = european().await;
    let key = format!("route:v2:{NUMBER}");
    let mut document: Value = serde_json::from_str(&desk.kv.value(&key).unwrap()).unwrap();
    assert_eq!(document["route"].as_object_mut().unwrap().remove("jurisdiction"), Some(json!("eu")));
    desk.kv.plant(&key, &document.to_string());
    desk.another_isolate(&[]);
    assert!(book(&desk).await.contains("is booked"));
    assert_eq!(desk.clinics.orgs(), [IN_EU]);
}

/// An isolate may remember a clinic that was deleted, and added again elsewhere under the same id.
#[tokio::test]
async fn nothing_is_booked_where_a_deleted_clinic_was() {
    let desk = european().await;
    let elsewhere = desk.beside();
    elsewhere.check(&json!({"date": "2026-12-03"})).await;
    let path = format!("/api/orgs/{ORG}?name=Downtown%20Dental%20Clinic");
    desk.send("DELETE", &path, &desk.token(None, "platform"), None).await.expect(204);
    add(&desk, &[("jurisdiction", json!("us"))]).await.expect(201);
    desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200);
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
    desk.admin("PUT", "/api/integrations/twilio", &twilio()).await.expect(200);
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(NUMBER)).await.expect(201);
    let said = book(&elsewhere).await;
    assert!(said.contains("is booked"), "{said}");
    let count =
        |jurisdiction| desk.clinics.value(&format!("{ORG}@{jurisdiction}"), "SELECT count(*) FROM appointments");
    assert_eq!([count("eu"), count("us")], ["0", "1"]);
}
