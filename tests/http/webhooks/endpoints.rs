//! Which addresses are told: adding, changing, rotating and deleting them.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{URL, added, path, webhook};
use crate::support::{Desk, ORG, OTHER};

const ALL: &str = "/api/webhooks";

fn bytes(secret: &Value) -> Vec<u8> {
    STANDARD.decode(secret.as_str().unwrap().strip_prefix("whsec_").unwrap()).unwrap()
}

#[tokio::test]
async fn a_webhook_is_added_with_a_secret_that_is_shown_once_and_stored_sealed() {
    let desk = Desk::with_clinic().await;
    let body =
        json!({"url": URL, "events": ["call.ended", "appointment.booked", "call.ended"], "description": " Our CRM "});
    let answer = desk.admin("POST", ALL, &body).await.expect(201);
    let new = answer.json();
    assert_eq!(bytes(&new["secret"]).len(), 32);
    let shown = desk.get(&path(&new, "")).await.expect(200);
    assert_eq!(shown.headers["etag"], answer.headers["etag"], "what was created can be changed at once");
    let expected = json!({"id": new["id"], "url": URL, "events": ["appointment.booked", "call.ended"], "full": false,
        "description": "Our CRM", "disabled": false, "disabled_reason": null, "disabled_at": null,
        "previous_secret_until": null, "created_at": "2026-12-01T15:00:00Z", "updated_at": "2026-12-01T15:00:00Z"});
    assert_eq!(shown.json(), expected);
    assert_eq!(desk.get(ALL).await.expect(200).json(), json!({"items": [expected], "next_cursor": null}));
    let secret = new["secret"].as_str().unwrap();
    assert!(!desk.dump().contains(secret) && !desk.log.text().contains(secret));
    assert!(desk.sqlite.value("SELECT secrets_sealed FROM webhooks").starts_with("v2.k1."));
}

#[tokio::test]
async fn what_does_not_do_is_refused_by_field() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", "https://desk.example")]).await;
    let long = "x".repeat(201);
    for (change, field, says) in [
        (json!({"url": "http://crm.example.com"}), "url", "https://"),
        (json!({"url": "https://127.0.0.1/x"}), "url", "Numbers are not taken"),
        (json!({"url": "https://desk.example/api/x"}), "url", "Frontdesk's own"),
        (json!({"url": "https://me@crm.example.com"}), "url", "password"),
        (json!({"url": "http://127.0.0.1:8788/hooks"}), "url", "https://"),
        (json!({"events": []}), "events", "at least one"),
        (json!({"events": ["ping"]}), "events[0]", ""),
        (json!({"events": ["appointment.held"]}), "events[0]", ""),
        (json!({"description": ""}), "description", "1 to 200"),
        (json!({"description": long}), "description", "1 to 200"),
        (json!({"full": true}), "patients_data_goes_to", "crm.example.com"),
        (
            json!({"full": true, "patients_data_goes_to": "other.example.com"}),
            "patients_data_goes_to",
            "crm.example.com",
        ),
        (json!({"secret": "whsec_x"}), "secret", ""),
    ] {
        let mut body = webhook(&["call.ended"]);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let problem = desk.admin("POST", ALL, &body).await.problem(422, "invalid", Some(field));
        assert!(problem.text.contains(says), "{}", problem.text);
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM webhooks"), "0");
}

#[tokio::test]
async fn this_machine_is_a_target_where_that_is_switched_on() {
    let desk = Desk::with_clinic_and(&[("WEBHOOKS_LOCAL", "on")]).await;
    added(&desk, &json!({"url": "http://127.0.0.1:8788/hooks", "events": ["call.ended"]})).await;
}

#[tokio::test]
async fn that_patients_data_leaves_to_a_host_is_said_whenever_it_begins_to() {
    let desk = Desk::with_clinic().await;
    let new = added(
        &desk,
        &json!({"url": URL, "events": ["call.ended"], "full": true, "patients_data_goes_to": "CRM.example.com"}),
    )
    .await;
    let change = async |body: Value| desk.admin("PATCH", &path(&new, ""), &body).await;
    change(json!({"url": "https://crm.example.com/other", "description": null})).await.expect(200);
    let elsewhere = json!({"url": "https://crm2.example.com/"});
    change(elsewhere.clone()).await.problem(422, "invalid", Some("patients_data_goes_to"));
    change(json!({"full": false})).await.expect(200);
    change(elsewhere).await.expect(200);
    change(json!({"full": true})).await.problem(422, "invalid", Some("patients_data_goes_to"));
    let shown = change(json!({"full": true, "patients_data_goes_to": "crm2.example.com"})).await.expect(200).json();
    assert_eq!((&shown["full"], &shown["url"]), (&json!(true), &json!("https://crm2.example.com/")));
}

#[tokio::test]
async fn a_clinic_has_five_and_another_clinics_do_not_exist() {
    let desk = Desk::with_clinic().await;
    let new = added(&desk, &webhook(&["call.ended"])).await;
    for _ in 1..5 {
        added(&desk, &webhook(&["call.ended"])).await;
    }
    desk.admin("POST", ALL, &webhook(&["call.ended"])).await.problem(409, "too_many_webhooks", None);
    let other = desk.token(Some(OTHER), "admin");
    assert_eq!(desk.send("GET", ALL, &other, None).await.expect(200).json()["items"], json!([]));
    for (method, below, body) in [
        ("GET", "", Value::Null),
        ("PATCH", "", json!({"disabled": true})),
        ("POST", "/rotate", Value::Null),
        ("DELETE", "", Value::Null),
    ] {
        let body = Some(&body).filter(|body| !body.is_null());
        desk.send(method, &path(&new, below), &other, body).await.problem(404, "not_found", None);
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM webhooks WHERE disabled_at IS NULL"), "5");
    desk.admin("DELETE", &path(&new, ""), &Value::Null).await.expect(204);
    added(&desk, &webhook(&["call.ended"])).await;
}

#[tokio::test]
async fn it_is_turned_off_and_on_and_changed_by_whoever_has_seen_how_it_is() {
    let desk = Desk::with_clinic().await;
    let new = added(&desk, &webhook(&["call.ended"])).await;
    let token = desk.token(Some(ORG), "admin");
    let tag = desk.get(&path(&new, "")).await.headers["etag"].to_str().unwrap().to_owned();
    desk.clock.advance(Duration::from_mins(1));
    let off = desk.admin("PATCH", &path(&new, ""), &json!({"disabled": true})).await.expect(200).json();
    assert_eq!((&off["disabled_reason"], &off["disabled_at"]), (&json!("admin"), &json!("2026-12-01T15:01:00Z")));
    for (method, below, body) in
        [("PATCH", "", Some(json!({"disabled": false}))), ("POST", "/rotate", None), ("DELETE", "", None)]
    {
        let stale = desk.send_with(&[("if-match", &tag)], method, &path(&new, below), &token, body.as_ref()).await;
        stale.problem(412, "changed_meanwhile", None);
    }
    let on = desk.admin("PATCH", &path(&new, ""), &json!({"disabled": false})).await.expect(200).json();
    assert_eq!((&on["disabled"], &on["disabled_reason"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn a_secret_is_rotated_and_the_one_before_it_holds_for_a_day() {
    let desk = Desk::with_clinic().await;
    let new = added(&desk, &webhook(&["call.ended"])).await;
    let rotated = desk.admin("POST", &path(&new, "/rotate"), &Value::Null).await.expect(200).json();
    assert_eq!(
        (bytes(&rotated["secret"]).len(), &rotated["previous_secret_until"]),
        (32, &json!("2026-12-02T15:00:00Z"))
    );
    assert_ne!(rotated["secret"], new["secret"]);
    for secret in [&new["secret"], &rotated["secret"]] {
        assert!(!desk.dump().contains(secret.as_str().unwrap()));
    }
}

/// Each way in which somebody with SQL alone could send a clinic's data elsewhere.
#[tokio::test]
async fn secrets_open_beside_what_they_were_saved_with_alone() {
    for change in [
        "url = 'https://attacker.example/'",
        "is_full = 1",
        "save_id = '0198c0de-0000-7000-8000-0000000000aa'",
        "secrets_sealed = replace(secrets_sealed, 'v2.k1.', 'v2.k9.')",
    ] {
        let desk = Desk::with_clinic().await;
        let new = added(&desk, &webhook(&["call.ended"])).await;
        desk.sqlite.execute(&format!("UPDATE webhooks SET {change}"));
        desk.admin("POST", &path(&new, "/rotate"), &Value::Null).await.problem(409, "unreadable", None);
        desk.admin("PATCH", &path(&new, ""), &json!({"disabled": true})).await.problem(409, "unreadable", None);
        desk.admin("DELETE", &path(&new, ""), &Value::Null).await.expect(204);
    }
}
