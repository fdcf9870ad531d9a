//! Signing in with a token, and what somebody hears of themselves.

use axum::body::Body;
use http::header;
use serde_json::{Value, json};

use super::browser::{Browser, SESSION};
use crate::support::{Desk, ORG, OTHER, mapping, schedule, sign};

#[tokio::test]
async fn a_token_becomes_a_session_that_does_what_the_token_does() {
    let desk = Desk::with_clinic().await;
    let token = sign(&json!({"sub": "u-17", "name": "Ana Ruiz", "email": "Ana@clinic.example", "org_id": ORG,
        "role": "admin", "exp": desk.clock.seconds() + 60}));
    let mut browser = Browser::default();
    let view = browser.sign_in(&desk, &token, &json!({})).await.expect(201).json();
    let expected = json!({"subject": "u-17", "name": "Ana Ruiz", "email": "ana@clinic.example", "provider": "token",
        "role": "admin", "org": {"id": ORG, "name": "Downtown Dental Clinic", "zone": "America/New_York", "status": "active"},
        "orgs": [], "expires_at": "2026-12-02T03:00:00Z", "idle_minutes": 30});
    assert_eq!(view, expected);
    assert_eq!(browser.get(&desk, SESSION).await.expect(200).json(), expected);
    // In D1, and in the clinic's object.
    browser.send(&desk, "PUT", "/api/schedule", Some(&schedule())).await.expect(200);
    let patient = json!({"start": "2026-12-03T09:00", "patient_name": "Walk In", "phone": "+15550188"});
    browser.send(&desk, "POST", "/api/appointments", Some(&patient)).await.expect(201);
    let lines = browser.get(&desk, "/api/audit").await.expect(200).json();
    let told: Vec<Value> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!([line["action"], line["actor_id"], line["actor_name"]]))
        .collect();
    let line = |action: &str| json!([action, "u-17", "Ana Ruiz"]);
    assert_eq!(told, [line("appointment.booked"), line("schedule.replaced"), line("session.begun")]);
}

/// A viewer's session changes nothing, and no session reaches another org or the operator's.
#[tokio::test]
async fn a_session_may_do_what_its_role_may() {
    let desk = Desk::with_clinic().await;
    let mut viewer = Browser::signed_in(&desk, &desk.token(Some(ORG), "viewer")).await;
    viewer.get(&desk, "/api/services").await.expect(200);
    viewer.get(&desk, "/api/inbox").await.expect(200);
    let body = mapping("+15550107");
    viewer.send(&desk, "POST", "/api/inbound/phone-mappings", Some(&body)).await.problem(403, "forbidden", None);
    let mut admin = Browser::signed_in(&desk, &desk.token(Some(OTHER), "admin")).await;
    let seen = admin.get(&desk, "/api/inbound/phone-mappings").await.expect(200).json();
    assert_eq!(seen["items"], json!([]));
    admin.get(&desk, "/api/orgs").await.problem(403, "forbidden", None);
}

#[tokio::test]
async fn an_operator_goes_to_any_org_for_an_hour() {
    let desk = Desk::with_clinic().await;
    let mut operator = Browser::default();
    let view = operator.sign_in(&desk, &desk.token(None, "platform"), &json!({})).await.expect(201).json();
    assert_eq!((&view["org"], &view["role"]), (&json!(null), &json!("platform")));
    assert_eq!(view["expires_at"], "2026-12-01T16:00:00Z");
    operator.get(&desk, "/api/orgs").await.expect(200);
    operator.get(&desk, "/api/org").await.problem(403, "forbidden", None);
    desk.clock.advance(std::time::Duration::from_mins(10));
    let view = operator.sign_in(&desk, "", &json!({"org_id": OTHER})).await.expect(201).json();
    assert_eq!((&view["org"]["id"], &view["expires_at"]), (&json!(OTHER), &json!("2026-12-01T16:00:00Z")));
    assert_eq!(operator.get(&desk, "/api/org").await.expect(200).json()["id"], OTHER);
    let nobodys = json!({"org_id": "0198c0de-0000-7000-8000-0000000000ff"});
    operator.sign_in(&desk, "", &nobodys).await.problem(404, "not_found", None);
    let begun = format!("SELECT count(*) FROM audit WHERE org_id = '{OTHER}' AND action = 'session.begun'");
    assert_eq!(desk.sqlite.value(&begun), "1");
}

#[tokio::test]
async fn what_proves_nobody_opens_no_door() {
    let desk = Desk::with_clinic().await;
    let until = desk.clock.seconds() + 60;
    let nameless = sign(&json!({"org_id": ORG, "role": "admin", "exp": until}));
    let expired = sign(&json!({"sub": "u", "org_id": ORG, "role": "admin", "exp": until - 91}));
    let of_no_org = sign(&json!({"sub": "u", "org_id": crate::support::id(9), "role": "admin", "exp": until}));
    let good = desk.token(Some(ORG), "admin");
    let mut browser = Browser::default();
    for (token, body, status, code, field) in [
        ("", json!({}), 401, "unauthorized", None),
        ("nonsense", json!({}), 401, "unauthorized", None),
        (expired.as_str(), json!({}), 401, "unauthorized", None),
        (&nameless, json!({}), 403, "forbidden", None),
        (&of_no_org, json!({}), 404, "not_found", None),
        (&good, json!({"org_id": OTHER}), 403, "other_org", None),
        (&good, json!({"org_id": "downtown"}), 422, "invalid", Some("org_id")),
        (&good, json!({"role": "platform"}), 422, "invalid", Some("role")),
        (&good, json!([]), 422, "invalid", None),
    ] {
        let answer = browser.sign_in(&desk, token, &body).await.problem(status, code, field);
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{body}");
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM sessions"), "0");
}

/// Only the hash of what the browser shows is anywhere.
#[tokio::test]
async fn what_the_browser_shows_is_kept_nowhere() {
    let desk = Desk::with_clinic().await;
    let browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let shown = browser.cookie.strip_prefix("__Host-fd=").unwrap();
    assert_eq!(shown.len(), 43);
    let everything = desk.dump() + &desk.log.text() + &desk.kv.contents();
    assert!(everything.contains("session.begun") && !everything.contains(shown));
}

#[tokio::test]
async fn an_id_is_new_at_every_sign_in_and_the_old_one_is_over() {
    let desk = Desk::with_clinic().await;
    let token = desk.token(Some(ORG), "admin");
    let mut browser = Browser::signed_in(&desk, &token).await;
    let mut before = browser.clone();
    browser.sign_in(&desk, &token, &json!({})).await.expect(201);
    assert_ne!(before.cookie, browser.cookie);
    before.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
    browser.get(&desk, "/api/org").await.expect(200);
    let mut again = browser.clone();
    browser.sign_in(&desk, "", &json!({})).await.expect(201);
    again.get(&desk, "/api/org").await.problem(401, "unauthorized", None);
}

/// Also one that is not valid: whoever sends a token means it.
#[tokio::test]
async fn a_bearer_wins_over_a_cookie() {
    let desk = Desk::with_clinic().await;
    let browser = Browser::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let with = |token: &str| {
        let request = browser.request("GET", "/api/org", Some("same-origin"));
        request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).unwrap()
    };
    assert_eq!(desk.raw(with(&desk.token(Some(OTHER), "viewer"))).await.expect(200).json()["id"], OTHER);
    desk.raw(with("nonsense")).await.problem(401, "unauthorized", None);
}
