//! Everybody who comes back to connect a calendar that is not theirs to connect: late, twice, elsewhere, as somebody else, for another clinic.

use std::time::Duration;

use axum::body::Body;
use frontdesk::ports::TransportError;
use http::Request;
use serde_json::{Value, json};

use super::{
    Traveller,
    connect::{CONNECT, desk, ends, list_of_waiting},
    location,
};
use crate::support::{Answer, Desk, ORG, OTHER, Reply};

#[track_caller]
fn at_the_door(answer: &Answer, problem: &str) {
    assert_eq!(location(answer), format!("/console#/sign-in?problem={problem}"));
}

fn nothing_waits(desk: &Desk) {
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM pending_connections"), "0");
}

#[tokio::test]
async fn of_two_that_come_back_at_once_one_connects() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    let mut twin = ana.clone();
    let nothing = json!({});
    let (first, second) = tokio::join!(ana.granted(&desk, &nothing, &nothing), twin.granted(&desk, &nothing, &nothing));
    let mut all = [location(&first), location(&second)].map(|end| end.rsplit('=').next().unwrap().to_owned());
    all.sort();
    assert_eq!(all, ["choose", "expired_or_used"]);
    assert_eq!(desk.vendors.forms.lock().unwrap().len(), 1, "no code is exchanged twice");
    // A reload says so where calendars are connected, and to whoever is signed out by now at the door.
    ends(&twin.return_with_code(&desk).await, "expired_or_used");
    twin.cookies.clear();
    at_the_door(&twin.return_with_code(&desk).await, "calendar_expired_or_used");
}

#[tokio::test]
async fn whoever_takes_too_long_begins_again() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    desk.clock.advance(Duration::from_mins(10));
    // Whoever else begins meanwhile does not make it forgotten what it was about.
    Traveller::begun(&desk).await;
    ends(&ana.return_with_code(&desk).await, "expired_or_used");
    assert_eq!(desk.vendors.take(), [""; 0]);
    assert!(
        ana.cookies.iter().any(|cookie| cookie.starts_with("__Host-fd-oauth=")),
        "another tab may be on another way"
    );
}

/// A link with a state and a code of somebody else's would connect that person's calendar to the clinic whose admin opens it.
#[tokio::test]
async fn only_the_browser_that_began_comes_back() {
    let desk = desk().await;
    let mallory = Traveller::connecting(&desk).await;
    let mut ana = Traveller::connecting(&desk).await;
    ana.parameters.clone_from(&mallory.parameters);
    ends(&ana.return_with_code(&desk).await, "another_browser");
    let mut elsewhere = Traveller { cookies: Vec::new(), parameters: Traveller::connecting(&desk).await.parameters };
    at_the_door(&elsewhere.return_with_code(&desk).await, "calendar_another_browser");
    assert_eq!(desk.vendors.take(), [""; 0], "no code is exchanged for them");
    nothing_waits(&desk);
}

/// Each tab begins for itself, and the browser knows the way of the last.
#[tokio::test]
async fn of_two_tabs_the_one_that_began_last_comes_back() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    let earlier = ana.parameters.clone();
    ana.leave(&desk).await;
    let later = std::mem::replace(&mut ana.parameters, earlier);
    ends(&ana.return_with_code(&desk).await, "another_browser");
    ana.parameters = later;
    ends(&ana.granted(&desk, &json!({}), &json!({})).await, "choose");
    assert_eq!(ana.cookies.len(), 1, "the way is at its end");
}

/// The same browser is not enough: it may be another person's by now, or the person may be no admin any longer.
#[tokio::test]
async fn only_the_session_that_began_comes_back_and_only_while_it_may() {
    let desk = desk().await;
    let member = json!({"email": "ana@clinic.example", "role": "admin"});
    let added = desk.admin("POST", "/api/members", &member).await.expect(201).json();
    let path = format!("/api/members/{}", added["id"].as_str().unwrap());
    desk.admin("POST", "/api/members", &json!({"email": "ben@clinic.example", "role": "admin"})).await.expect(201);
    for end in ["demoted", "disabled", "removed", "signed out", "another session", "another clinic"] {
        let mut ana = Traveller::begun(&desk).await;
        desk.vendors.token([ana.token(&desk, &json!({}))]);
        assert_eq!(location(&ana.return_with_code(&desk).await), "/console", "{end}");
        ana.leave(&desk).await;
        desk.vendors.take();
        match end {
            "demoted" => drop(desk.admin("PATCH", &path, &json!({"role": "viewer"})).await.expect(200)),
            "disabled" => drop(desk.admin("PATCH", &path, &json!({"disabled": true})).await.expect(200)),
            "removed" => desk.sqlite.execute("UPDATE sessions SET member_id = 'gone'"),
            "signed out" => drop(ana.send(&desk, "DELETE", "/auth/session", &Value::Null).await),
            "another session" => {
                let other = Traveller::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
                ana.cookies.retain(|cookie| !cookie.starts_with("__Host-fd="));
                ana.cookies.extend(other.cookies);
            }
            _ => desk
                .sqlite
                .execute(&format!("UPDATE sessions SET org_id = '{OTHER}', member_id = NULL, role = 'admin'")),
        }
        // Of a session that is over the browser may still have the cookie.
        let has_session = ana.cookies.iter().any(|cookie| cookie.starts_with("__Host-fd="));
        let answer = ana.return_with_code(&desk).await;
        if has_session && !["disabled", "removed"].contains(&end) {
            ends(&answer, "session_over");
        } else {
            at_the_door(&answer, "calendar_session_over");
        }
        assert_eq!(desk.vendors.take(), [""; 0], "{end}: no code is exchanged");
        nothing_waits(&desk);
        desk.sqlite.execute("DELETE FROM sessions");
        desk.sqlite.execute("UPDATE members SET role = 'admin', disabled_at = NULL");
    }
}

#[tokio::test]
async fn whatever_google_says_instead_is_told_in_a_word() {
    let desk = desk().await;
    let mut ana = Traveller::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    for (rest, end) in [
        ("&error=access_denied", "not_allowed"),
        ("&error=server_error", "unavailable"),
        ("&error=admin_policy_enforced", "admin_policy_enforced"),
        ("&error=org_internal", "org_internal"),
        ("&error=canary_of_no_name", "refused"),
        ("", "refused"),
        ("&code=x&iss=https%3A%2F%2Fevil.example", "refused"),
    ] {
        ana.leave(&desk).await;
        let query = format!("state={}{rest}", ana.sent("state"));
        ends(&ana.arrive(&desk, &query).await, end);
    }
    assert_eq!(desk.vendors.take(), [""; 0]);
    for (reply, end) in [
        (Reply::Json(400, json!({"error": "invalid_grant"})), "expired_or_used"),
        (Reply::Json(401, json!({"error": "invalid_client"})), "refused"),
        (Reply::Json(500, json!({})), "unavailable"),
        (Reply::Fails(TransportError::Timeout), "unavailable"),
        (Reply::Json(200, json!({"access_token": "canary-access", "refresh_token": "canary-refresh"})), "refused"),
    ] {
        ana.leave(&desk).await;
        desk.vendors.token([reply]);
        ends(&ana.return_with_code(&desk).await, end);
    }
    for claims in [json!({"nonce": "of another"}), json!({"aud": "another"}), json!({"exp": 1}), json!({"sub": ""})] {
        ana.leave(&desk).await;
        ends(&ana.granted(&desk, &claims, &json!({})).await, "refused");
    }
    nothing_waits(&desk);
    assert!(desk.log.text().contains("calendar.connect_failed") && desk.log.text().contains("admin_policy_enforced"));
    assert!(!desk.log.text().contains("canary"), "{}", desk.log.text());
}

/// What may be done in one clinic is done in that one, whichever others there are.
#[tokio::test]
async fn it_is_begun_by_an_admin_in_a_session_of_the_console() {
    let desk = desk().await;
    let begin = async |token: &str| desk.send("POST", CONNECT, token, Some(&json!({}))).await;
    begin("").await.expect(401);
    begin(&desk.token(Some(ORG), "viewer")).await.expect(403);
    assert_eq!(begin(&desk.token(Some(ORG), "admin")).await.expect(403).json()["code"], "session_needed");
    let mut viewer = Traveller::signed_in(&desk, &desk.token(Some(ORG), "viewer")).await;
    viewer.send(&desk, "POST", CONNECT, &json!({})).await.expect(403);
    // A page of another site cannot have it begun.
    let ana = Traveller::signed_in(&desk, &desk.token(Some(ORG), "admin")).await;
    let request = Request::builder().method("POST").uri(CONNECT).header("cookie", ana.cookies.join("; "));
    let request = request.header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    assert_eq!(desk.raw(request).await.expect(403).json()["code"], "cross_site");
    // The operator acts for a clinic that they have chosen.
    let mut operator = Traveller::signed_in(&desk, &desk.token(None, "platform")).await;
    operator.send(&desk, "POST", CONNECT, &json!({})).await.expect(403);
    let mut operator = Traveller::signed_in(&desk, &desk.token(Some(OTHER), "platform")).await;
    operator.leave(&desk).await;
    ends(&operator.granted(&desk, &json!({}), &json!({})).await, "choose");
    assert_eq!(desk.sqlite.value("SELECT group_concat(org_id) FROM pending_connections"), OTHER);
    let without = Desk::with_clinic().await;
    let mut ana = Traveller::signed_in(&without, &without.token(Some(ORG), "admin")).await;
    let problem = ana.send(&without, "POST", CONNECT, &json!({})).await.expect(409).json();
    assert_eq!(problem["code"], "google_not_configured");
}

/// Codes, states and tokens are in no log, and at rest only sealed.
#[tokio::test]
async fn nothing_of_the_way_is_kept_or_logged() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    let mut secrets = vec!["canary-code".to_owned(), "canary-refresh".to_owned(), "canary-access".to_owned()];
    secrets.extend(["state", "nonce"].map(|name| ana.sent(name).to_owned()));
    secrets.extend(ana.cookies.iter().map(|cookie| cookie.split_once('=').unwrap().1.to_owned()));
    ends(&ana.granted(&desk, &json!({}), &json!({})).await, "choose");
    let choice = list_of_waiting(&desk).await.expect(200);
    let everything = desk.dump() + &desk.log.text() + &desk.kv.contents() + &choice.text;
    assert_eq!(secrets.len(), 7);
    for secret in &secrets {
        assert!(!everything.contains(secret.as_str()), "{secret}");
    }
}

/// An operator who rotates keys can retire the old one: what waits under it is consented to again.
#[tokio::test]
async fn what_waits_under_an_older_key_is_forgotten_when_keys_are_rotated() {
    let mut desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    ends(&ana.granted(&desk, &json!({}), &json!({})).await, "choose");
    let older = json!({"key_id": "k1", "count": 2, "configured": true});
    let keys = desk.operator("POST", "/api/admin/rewrap", &Value::Null).await.json()["keys"].clone();
    assert_eq!(keys, json!([older]), "Twilio's credentials and what waits");
    let ring = "k2:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=,k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    desk.another_isolate(&[("VAULT_KEYS", ring)]);
    let report = desk.operator("POST", "/api/admin/rewrap", &Value::Null).await.json();
    assert_eq!(report["keys"][1]["count"], 0, "{report}");
    nothing_waits(&desk);
}
