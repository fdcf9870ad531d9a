//! What keeps a run from beginning.

use frontdesk::ports::TransportError;

use super::*;
use crate::support::Lost;

#[tokio::test]
async fn what_is_missing_is_named() {
    let desk = Desk::with_clinic().await;
    let body = json!({"dry_run": true, "assistant_id": ASSISTANT});
    desk.get(TOOLS).await.problem(409, "public_url_missing", None);
    desk.admin("POST", PROVISION, &body).await.problem(409, "public_url_missing", None);

    let desk = clinic().await;
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("POST", PROVISION, &viewer, Some(&body)).await.problem(403, "forbidden", None);
    let nobody = desk.token(Some("0198c0de-0000-7000-8000-0000000000ff"), "admin");
    desk.send("GET", TOOLS, &nobody, None).await.problem(404, "not_found", None);
    for (body, field) in [
        (json!({"assistant_id": ASSISTANT}), "dry_run"),
        (json!({"dry_run": "yes", "assistant_id": ASSISTANT}), "dry_run"),
        (json!({"dry_run": true}), "assistant_id"),
        (json!({"dry_run": true, "assistant_id": "../tool"}), "assistant_id"),
        (json!({"dry_run": true, "assistant_id": ASSISTANT, "phone_number_id": SECOND}), "phone_number_id"),
        (json!({"dry_run": true, "assistant_id": ASSISTANT, "url": "https://else.example"}), "url"),
    ] {
        desk.admin("POST", PROVISION, &body).await.problem(422, "invalid", Some(field));
    }
    desk.admin("PUT", VAPI, &json!({"api_key": "canary-vapi-api-key"})).await.expect(200);
    desk.vendors.vapi.take();
    desk.admin("POST", PROVISION, &body).await.problem(409, "webhook_secret_missing", None);
    assert_eq!(desk.vendors.vapi.take(), [""; 0]);
    desk.admin("PUT", VAPI, &json!({"webhook_secrets": [SECRET]})).await.expect(200);
    // Connecting an account looks for what it proves.
    desk.vendors.vapi.take();
    desk.admin("POST", PROVISION, &body).await.problem(409, "api_key_missing", None);
    assert_eq!(desk.vendors.vapi.take(), [""; 0]);
}

#[tokio::test]
async fn what_vapi_does_not_have_or_refuses_is_said_before_anything_is_changed() {
    let desk = clinic().await;
    let outcome = provision(&desk, &json!({"assistant_id": SECOND})).await.expect(200).json();
    assert!(outcome["detail"].as_str().unwrap().contains("no assistant with the id"), "{outcome}");
    edit(&desk, "/assistant", ASSISTANT, &json!({"model": null}));
    let outcome = provision(&desk, &json!({})).await.expect(200).json();
    assert!(outcome["detail"].as_str().unwrap().contains("no model"), "{outcome}");
    let mut wrong = credentials();
    wrong["api_key"] = json!("canary-wrong-key");
    desk.admin("PUT", VAPI, &wrong).await.expect(200);
    let outcome = provision(&desk, &json!({})).await.expect(200).json();
    assert!(outcome["detail"].as_str().unwrap().contains("refuses the API key"), "{outcome}");
    assert_eq!(writes(&desk), 1, "only the test itself has written");
}

#[tokio::test]
async fn a_test_of_the_credentials_asks_vapi() {
    let desk = clinic().await;
    let test = format!("{VAPI}/test");
    desk.vendors.vapi.take();
    let answer = desk.admin("POST", &test, &Value::Null).await.expect(200).json();
    assert_eq!((&answer["ok"], desk.vendors.vapi.take()), (&json!(true), vec!["GET /assistant".to_owned()]));
    desk.vendors.vapi.fault("GET /assistant", 0, Lost::Before(Reply::Fails(TransportError::Timeout)));
    let answer = desk.admin("POST", &test, &Value::Null).await.expect(200).json();
    assert!(answer["detail"].as_str().unwrap().contains("in time"), "{answer}");
    desk.admin("PUT", VAPI, &json!({"api_key": "canary-wrong-key"})).await.expect(200);
    let answer = desk.admin("POST", &test, &Value::Null).await.expect(200).json();
    assert!(answer["detail"].as_str().unwrap().contains("private key"), "{answer}");
    assert_eq!(desk.get(VAPI).await.json()["status"], "needs_reconnect");
    desk.admin("PUT", VAPI, &json!({"webhook_secrets": [SECRET]})).await.expect(200);
    desk.vendors.vapi.take();
    let answer = desk.admin("POST", &test, &Value::Null).await.expect(200).json();
    assert_eq!((&answer["ok"], desk.vendors.vapi.take()), (&json!(true), Vec::new()));
}
