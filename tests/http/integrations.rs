//! Credentials: what is taken, what is shown, and what a test of them says.

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use crate::support::{Desk, ORG, Reply, google, twilio};

const GOOGLE: &str = "/api/integrations/google";
const TWILIO: &str = "/api/integrations/twilio";

fn key_file() -> Value {
    let pem = "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5LXByaXZhdGUta2V5\n-----END PRIVATE KEY-----\n";
    json!({"type": "service_account", "client_email": "front@project.iam.example", "private_key": pem,
        "private_key_id": "0123456789abcdef", "token_uri": "https://attacker.example/token"})
}

#[tokio::test]
async fn secrets_go_in_and_never_come_out() {
    let desk = Desk::with_clinic().await;
    let google = desk.get(GOOGLE).await.expect(200);
    assert_eq!(google.json()["settings"]["last_four"], "oken");
    let twilio = desk.get(TWILIO).await.expect(200);
    assert_eq!(twilio.json()["settings"]["from_number"], "+15005550006");
    desk.admin("PUT", GOOGLE, &json!({"calendar_id": "a@b.example", "service_account": key_file()})).await.expect(200);
    let account = desk.get(GOOGLE).await.expect(200);
    assert_eq!(account.json()["settings"]["identity"], "front@project.iam.example");
    for text in [google.text, twilio.text, account.text, desk.dump(), desk.kv.contents(), desk.log.text()] {
        assert!(!text.contains("canary") && !text.contains("Y2FuYXJ5"), "{text}");
    }
}

#[tokio::test]
async fn bad_credentials_are_refused_by_field_and_not_repeated() {
    let desk = Desk::with_clinic().await;
    let google_with = |name: &str, value: Value| {
        let mut body = google();
        body[name] = value;
        body
    };
    let twilio_with = |name: &str, value: Value| {
        let mut body = twilio();
        body[name] = value;
        body
    };
    let mut bad_key = key_file();
    bad_key["private_key"] = json!("-----BEGIN RSA PRIVATE KEY-----canary-----END RSA PRIVATE KEY-----");
    for (path, body, field) in [
        (GOOGLE, json!({"refresh_token": "canary-refresh"}), "calendar_id"),
        (GOOGLE, google_with("calendar_id", json!("primary")), "calendar_id"),
        (GOOGLE, google_with("refresh_token", json!("")), "refresh_token"),
        (GOOGLE, google_with("refresh_token", json!("canary with spaces")), "refresh_token"),
        (GOOGLE, google_with("refresh_token", json!({"canary": 1})), "refresh_token"),
        (GOOGLE, google_with("client_id", json!("canary-client")), "client_secret"),
        (GOOGLE, google_with("service_account", key_file()), "refresh_token"),
        (GOOGLE, google_with("token_uri", json!("https://attacker.example")), "token_uri"),
        (GOOGLE, json!({"calendar_id": "a@b"}), "refresh_token"),
        (GOOGLE, json!({"calendar_id": "a@b", "service_account": bad_key}), "service_account.private_key"),
        (TWILIO, twilio_with("account_sid", json!("canary")), "account_sid"),
        (TWILIO, twilio_with("auth_token", json!("canary!\n")), "auth_token"),
        (TWILIO, twilio_with("api_key_sid", json!(format!("SK{}", "0".repeat(32)))), "api_key_secret"),
        (TWILIO, twilio_with("from_number", json!("canary")), "from_number"),
        (TWILIO, twilio_with("shared_keys", json!(["canary-short"])), "shared_keys"),
        (TWILIO, twilio_with("shared_keys", json!(vec!["canary-twilio-shared-key"; 5])), "shared_keys"),
        (TWILIO, twilio_with("messaging_service_sid", json!(format!("MG{}", "0".repeat(32)))), "from_number"),
        (TWILIO, json!({"account_sid": format!("AC{}", "0".repeat(32))}), "auth_token"),
    ] {
        let answer = desk.admin("PUT", path, &body).await.problem(422, "invalid", Some(field));
        assert!(!answer.text.contains("canary"), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_org_may_need_to_bring_its_own_oauth_client() {
    let desk = Desk::with(&[("GOOGLE_CLIENT_ID", ""), ("GOOGLE_CLIENT_SECRET", "")]);
    desk.add_org(ORG, "Downtown Dental Clinic").await;
    desk.admin("PUT", GOOGLE, &google()).await.problem(422, "invalid", Some("client_id"));
    let mut own = google();
    own["client_id"] = json!("own-client");
    own["client_secret"] = json!("canary-own-secret");
    let view = desk.admin("PUT", GOOGLE, &own).await.expect(200).json();
    assert_eq!(view["settings"]["identity"], "own-client");
}

#[tokio::test]
async fn deleted_credentials_are_gone_with_their_tokens() {
    let desk = Desk::with_clinic().await;
    desk.check(&json!({"date": "2026-12-03"})).await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM access_tokens"), "1");
    desk.admin("DELETE", GOOGLE, &Value::Null).await.expect(204);
    desk.admin("DELETE", GOOGLE, &Value::Null).await.problem(404, "not_found", None);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM access_tokens"), "0");
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("not connected"), "{heard}");
}

/// What Google or Twilio does, whether the test says ok, and what the advice is about.
#[tokio::test]
async fn a_test_says_what_is_wrong_and_what_to_do() {
    let token = |error: &str| Reply::Json(400, json!({"error": error}));
    let reason = |status, reason: &str| Reply::Json(status, json!({"error": {"errors": [{"reason": reason}]}}));
    let down = || Reply::Raw(503, "<html>");
    for (tokens, calendar, advice) in [
        (vec![], vec![], "can be read"),
        (vec![token("invalid_grant")], vec![], "Connect the calendar again"),
        (vec![Reply::Json(401, json!({"error": "invalid_client"}))], vec![], "operator"),
        (vec![Reply::Raw(200, "not json")], vec![], "could not be understood"),
        (vec![Reply::Json(200, json!({"access_token": "", "expires_in": 10}))], vec![], "could not be understood"),
        (vec![Reply::Fails(TransportError::Timeout)], vec![], "in time"),
        (vec![], vec![reason(403, "insufficientPermissions")], "permission"),
        (vec![], vec![reason(403, "accessNotConfigured")], "not enabled"),
        (vec![], vec![reason(403, "rateLimitExceeded")], "rate"),
        (vec![], vec![reason(404, "notFound")], "Check the calendar id"),
        (vec![], vec![down(), down()], "not available"),
        (vec![], vec![Reply::Raw(200, "[]")], "could not be understood"),
    ] {
        let desk = Desk::with_clinic().await;
        desk.vendors.token(tokens);
        desk.vendors.calendar(calendar);
        let answer = desk.admin("POST", &format!("{GOOGLE}/test"), &Value::Null).await.expect(200).json();
        assert_eq!(answer["ok"], advice == "can be read", "{answer}");
        assert!(answer["detail"].as_str().unwrap().contains(advice), "{answer} should be about {advice:?}");
    }
    for (replies, advice) in [
        (vec![], "active"),
        (vec![Reply::Json(401, json!({"code": 20003, "message": "Authenticate"}))], "auth token"),
        (vec![Reply::Json(404, json!({"code": 20404}))], "no account"),
        (vec![Reply::Json(200, json!({"sid": format!("AC{}", "0".repeat(32)), "status": "suspended"}))], "suspended"),
        (vec![Reply::Json(200, json!({"sid": "ACother", "status": "active"}))], "could not be understood"),
        (vec![down(), down()], "not available"),
    ] {
        let desk = Desk::with_clinic().await;
        desk.vendors.twilio(replies);
        let answer = desk.admin("POST", &format!("{TWILIO}/test"), &Value::Null).await.expect(200).json();
        assert_eq!(answer["ok"], advice == "active", "{answer}");
        assert!(answer["detail"].as_str().unwrap().contains(advice), "{answer} should be about {advice:?}");
    }
}

// A sender that is not the account's was noticed only when the first patient was to be texted.
#[tokio::test]
async fn a_twilio_test_proves_that_the_sender_is_the_accounts_own() {
    let account = || Reply::Json(200, json!({"sid": format!("AC{}", "0".repeat(32)), "status": "active"}));
    let numbers = |numbers: Value| Reply::Json(200, json!({"incoming_phone_numbers": numbers}));
    let service = |account_sid: &str| Reply::Json(200, json!({"sid": "MG0", "account_sid": account_sid}));
    let with_service = {
        let mut body = twilio();
        body.as_object_mut().unwrap().remove("from_number");
        body["messaging_service_sid"] = json!(format!("MG{}", "1".repeat(32)));
        body
    };
    let longer = json!([{"phone_number": "+150055500061", "capabilities": {"sms": true}}]);
    let mute = json!([{"phone_number": "+15005550006", "capabilities": {"sms": false, "voice": true}}]);
    for (body, sender, advice) in [
        (twilio(), None, "its own"),
        (twilio(), Some(numbers(json!([]))), "from_number is not one of its numbers"),
        (twilio(), Some(numbers(longer)), "from_number is not one of its numbers"),
        (twilio(), Some(numbers(mute)), "cannot send texts"),
        (twilio(), Some(numbers(json!([{"phone_number": "+15005550006"}]))), "its own"),
        (twilio(), Some(Reply::Raw(200, "[]")), "could not be understood"),
        (with_service.clone(), None, "its own"),
        (with_service.clone(), Some(service("ACother")), "messaging_service_sid is not one"),
        (with_service, Some(Reply::Json(404, json!({"code": 20404}))), "messaging_service_sid is not one"),
    ] {
        let desk = Desk::with_clinic().await;
        desk.admin("PUT", TWILIO, &body).await.expect(200);
        desk.vendors.twilio(sender.map(|sender| vec![account(), sender]).unwrap_or_default());
        let answer = desk.admin("POST", &format!("{TWILIO}/test"), &Value::Null).await.expect(200).json();
        assert_eq!(answer["ok"], advice == "its own", "{answer}");
        assert!(answer["detail"].as_str().unwrap().contains(advice), "{answer} should be about {advice:?}");
        // The credentials work, so texts are not held back for others to be stored.
        assert_eq!(desk.get(TWILIO).await.expect(200).json()["status"], "connected", "{answer}");
    }
}

#[tokio::test]
async fn a_twilio_api_key_is_proved_besides_the_account() {
    let desk = Desk::with_clinic().await;
    let mut body = twilio();
    body["api_key_sid"] = json!(format!("SK{}", "0".repeat(32)));
    body["api_key_secret"] = json!("canary-api-key-secret");
    desk.admin("PUT", TWILIO, &body).await.expect(200);
    desk.vendors.take();
    let account = Reply::Json(200, json!({"sid": format!("AC{}", "0".repeat(32)), "status": "active"}));
    desk.vendors.twilio([account, Reply::Json(401, json!({"code": 20003}))]);
    let answer = desk.admin("POST", &format!("{TWILIO}/test"), &Value::Null).await.expect(200).json();
    assert!(answer["detail"].as_str().unwrap().contains("API key"), "{answer}");
    assert_eq!(desk.vendors.take(), ["twilio", "twilio"]);
}

#[tokio::test]
async fn a_dead_connection_is_marked_and_a_working_test_revives_it() {
    let desk = Desk::with_clinic().await;
    desk.vendors.token([Reply::Json(400, json!({"error": "invalid_grant"}))]);
    desk.admin("POST", &format!("{GOOGLE}/test"), &Value::Null).await.expect(200);
    let dead = desk.get(GOOGLE).await.expect(200).json();
    assert_eq!(dead["status"], "needs_reconnect");
    assert!(dead["status_detail"].as_str().unwrap().contains("Connect the calendar again"), "{dead}");
    desk.admin("POST", &format!("{GOOGLE}/test"), &Value::Null).await.expect(200);
    let alive = desk.get(GOOGLE).await.expect(200).json();
    assert_eq!((&alive["status"], &alive["status_detail"]), (&json!("connected"), &Value::Null));
}
