//! Signing in with Google: the way there, the way back, and everybody who tries to come back as somebody else.

use std::time::Duration;

use axum::body::Body;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use frontdesk::ports::TransportError;
use http::{Request, header};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{CLIENT, ORIGIN, Traveller, location};
use crate::support::{Answer, Desk, ORG, OTHER, Reply, sign};

#[track_caller]
fn problem(answer: &Answer, code: &str) {
    assert_eq!(location(answer), format!("/console#/sign-in?problem={code}"));
    let session =
        answer.headers.get_all(header::SET_COOKIE).iter().any(|cookie| cookie.as_bytes().starts_with(b"__Host-fd="));
    assert!(!session, "nobody is signed in");
}

/// A clinic that has invited somebody.
async fn desk() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("POST", "/api/members", &json!({"email": "ana@clinic.example", "role": "admin"})).await.expect(201);
    desk
}

#[tokio::test]
async fn a_member_goes_to_google_and_comes_back_signed_in() {
    let desk = desk().await;
    let mut ana = Traveller::begun(&desk).await;
    let sent = ["client_id", "redirect_uri", "response_type", "scope", "code_challenge_method", "prompt"]
        .map(|name| ana.sent(name));
    let expected =
        [CLIENT, "https://desk.example/auth/google/callback", "code", "openid email", "S256", "select_account"];
    assert_eq!(sent, expected);
    desk.vendors.token([ana.token(&desk, &json!({}))]);
    let answer = ana.return_with_code(&desk).await;
    assert_eq!(location(&answer), "/console");
    let view = ana.get(&desk, "/auth/session").await.expect(200).json();
    assert_eq!(
        json!([view["provider"], view["subject"], view["email"], view["role"], view["org"]["id"]]),
        json!(["google", "1054983746", "ana@clinic.example", "admin", ORG])
    );
    // The code was exchanged with the verifier of the challenge, by the client, for the same address.
    let form: Vec<(String, String)> = serde_urlencoded::from_str(&desk.vendors.forms.lock().unwrap()[0]).unwrap();
    let value = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!((value("grant_type"), value("code")), (Some("authorization_code"), Some("canary-code")));
    assert_eq!((value("client_id"), value("redirect_uri")), (Some(CLIENT), Some(ana.sent("redirect_uri"))));
    assert_eq!(BASE64.encode(Sha256::digest(value("code_verifier").unwrap())), ana.sent("code_challenge"));
    assert_eq!(ana.cookies.len(), 1, "the other cookie is gone: {:?}", ana.cookies);
    let line = &desk.get("/api/audit").await.json()["items"][0];
    assert_eq!((&line["action"], &line["actor_name"]), (&json!("session.begun"), &json!("ana@clinic.example")));
}

/// An e-mail address is counted by whichever door it is tried.
#[tokio::test]
async fn an_e_mail_address_that_was_tried_too_often_is_told_so_when_it_is_back() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN), ("RATE_LIMITS", "on")]).await;
    desk.admin("POST", "/api/members", &json!({"email": "ana@clinic.example", "role": "admin"})).await.expect(201);
    let mut ana = Traveller::begun(&desk).await;
    let claims = json!({"sub": "ana", "email": "ana@clinic.example", "org_id": ORG, "role": "admin",
        "exp": desk.clock.seconds() + 3600});
    for count in 0..10 {
        let address = format!("198.51.100.{count}");
        let headers = [("cf-connecting-ip", address.as_str())];
        desk.send_with(&headers, "POST", "/auth/session", &sign(&claims), Some(&json!({}))).await.expect(201);
    }
    desk.vendors.token([ana.token(&desk, &json!({}))]);
    problem(&ana.return_with_code(&desk).await, "busy");
}

/// Of two that come back with one state, one is signed in: also at once.
#[tokio::test]
async fn a_state_is_good_for_one_time() {
    let desk = desk().await;
    let mut ana = Traveller::begun(&desk).await;
    let cookies = ana.cookies.clone();
    desk.vendors.token([ana.token(&desk, &json!({})), ana.token(&desk, &json!({}))]);
    let mut twin = Traveller { cookies: cookies.clone(), parameters: ana.parameters.clone() };
    let (first, second) = tokio::join!(ana.return_with_code(&desk), twin.return_with_code(&desk));
    let mut ends = [location(&first), location(&second)];
    ends.sort_unstable();
    assert_eq!(ends, ["/console", "/console#/sign-in?problem=expired_or_used"]);
    let mut reloaded = Traveller { cookies, parameters: ana.parameters.clone() };
    problem(&reloaded.return_with_code(&desk).await, "expired_or_used");
    assert_eq!(desk.vendors.forms.lock().unwrap().len(), 1, "no code is exchanged twice");
}

#[tokio::test]
async fn a_state_is_over_after_ten_minutes_and_nobody_elses_is_one() {
    let desk = desk().await;
    let mut ana = Traveller::begun(&desk).await;
    desk.clock.advance(Duration::from_mins(10));
    problem(&ana.return_with_code(&desk).await, "expired_or_used");
    for query in
        ["", "code=x", "state=", "state=x&code=x", &format!("state={}&code=x", "a".repeat(43)), "state=%FF&state=a"]
    {
        problem(&ana.arrive(&desk, query).await, "expired_or_used");
    }
    assert_eq!(desk.vendors.take(), [""; 0]);
    desk.clock.advance(Duration::from_hours(24));
    Traveller::begun(&desk).await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM oauth_states"), "1", "what has long been over is deleted");
}

/// Whoever sends somebody a link with a state and code of their own would sign them in as themselves, or take their calendar.
#[tokio::test]
async fn only_the_browser_that_began_comes_back() {
    let desk = desk().await;
    let mallory = Traveller::begun(&desk).await;
    let mut ana = Traveller::begun(&desk).await;
    ana.parameters.clone_from(&mallory.parameters);
    problem(&ana.return_with_code(&desk).await, "another_browser");
    let mut stranger = Traveller { cookies: Vec::new(), parameters: Traveller::begun(&desk).await.parameters };
    problem(&stranger.return_with_code(&desk).await, "another_browser");
    assert_eq!(desk.vendors.take(), [""; 0], "no code is exchanged for them");
}

#[tokio::test]
async fn whatever_google_says_instead_is_told_in_a_word() {
    let desk = desk().await;
    let state = |traveller: &Traveller| format!("state={}", traveller.sent("state"));
    for (rest, code) in [
        ("&error=access_denied", "not_allowed"),
        ("&error=server_error", "unavailable"),
        ("&error=org_internal", "org_internal"),
        ("&error=else", "refused"),
        ("", "refused"),
        ("&code=", "refused"),
        ("&code=x&iss=https%3A%2F%2Fevil.example", "refused"),
        ("&error=access_denied&iss=https%3A%2F%2Fevil.example", "refused"),
    ] {
        let mut ana = Traveller::begun(&desk).await;
        let query = state(&ana) + rest;
        problem(&ana.arrive(&desk, &query).await, code);
    }
    assert_eq!(desk.vendors.take(), [""; 0]);
    for (reply, code) in [
        (Reply::Json(400, json!({"error": "invalid_grant"})), "expired_or_used"),
        (Reply::Json(401, json!({"error": "invalid_client"})), "refused"),
        (Reply::Json(500, json!({})), "unavailable"),
        (Reply::Fails(TransportError::Timeout), "unavailable"),
        (Reply::Json(200, json!({"access_token": "canary-access"})), "refused"),
        (Reply::Json(200, json!({"id_token": "a.b.c"})), "refused"),
    ] {
        let mut ana = Traveller::begun(&desk).await;
        desk.vendors.token([reply]);
        problem(&ana.return_with_code(&desk).await, code);
    }
}

#[tokio::test]
async fn googles_token_has_to_be_for_this_sign_in() {
    let desk = desk().await;
    let now = desk.clock.seconds();
    for (changes, end) in [
        (json!({"iss": "accounts.google.com"}), "/console"),
        (json!({"exp": now - 29}), "/console"),
        (json!({"iss": "https://evil.example"}), "refused"),
        (json!({"aud": "another-client"}), "refused"),
        (json!({"aud": [CLIENT]}), "refused"),
        (json!({"nonce": "of another"}), "refused"),
        (json!({"nonce": null}), "refused"),
        (json!({"exp": now - 30}), "refused"),
        (json!({"sub": ""}), "refused"),
        (json!({"email_verified": false}), "address_not_verified"),
        (json!({"email_verified": null}), "address_not_verified"),
        (json!({"email": null}), "address_not_verified"),
        (json!({"email": "ben@clinic.example"}), "not_a_member"),
        // The address was given to somebody else.
        (json!({"sub": "another"}), "address_of_another"),
    ] {
        let mut ana = Traveller::begun(&desk).await;
        desk.vendors.token([ana.token(&desk, &changes)]);
        let answer = ana.return_with_code(&desk).await;
        if end == "/console" {
            assert_eq!(location(&answer), end, "{changes}");
        } else {
            problem(&answer, end);
        }
    }
}

#[tokio::test]
async fn whoever_is_kept_out_stays_out_and_another_clinic_is_the_one_that_is_open() {
    let desk = desk().await;
    desk.admin("POST", "/api/members", &json!({"email": "ben@clinic.example", "role": "admin"})).await.expect(201);
    desk.sqlite.execute("UPDATE members SET disabled_at = 1 WHERE email = 'ana@clinic.example'");
    let mut ana = Traveller::begun(&desk).await;
    desk.vendors.token([ana.token(&desk, &json!({}))]);
    problem(&ana.return_with_code(&desk).await, "member_disabled");
    let other = desk.token(Some(OTHER), "admin");
    let body = json!({"email": "ana@clinic.example", "role": "viewer"});
    desk.send("POST", "/api/members", &other, Some(&body)).await.expect(201);
    let mut ana = Traveller::begun(&desk).await;
    desk.vendors.token([ana.token(&desk, &json!({}))]);
    assert_eq!(location(&ana.return_with_code(&desk).await), "/console");
    assert_eq!(ana.get(&desk, "/auth/session").await.json()["org"]["id"], OTHER);
}

/// Codes and states come in addresses, and verifiers in forms: none of them is kept.
#[tokio::test]
async fn nothing_of_the_way_is_kept_or_logged() {
    let desk = desk().await;
    let mut ana = Traveller::begun(&desk).await;
    let mut secrets = vec!["canary-code".to_owned(), ana.sent("state").to_owned(), ana.sent("nonce").to_owned()];
    secrets.extend(ana.cookies.iter().map(|cookie| cookie.split_once('=').unwrap().1.to_owned()));
    let everything = |desk: &Desk| desk.dump() + &desk.log.text() + &desk.kv.contents();
    let before = everything(&desk);
    desk.vendors.token([Reply::Json(500, json!({"error": "canary"}))]);
    problem(&ana.return_with_code(&desk).await, "unavailable");
    assert!(desk.log.text().contains("sign_in.google_failed"));
    let form = desk.vendors.forms.lock().unwrap()[0].clone();
    let form: Vec<(String, String)> = serde_urlencoded::from_str(&form).unwrap();
    secrets.extend(
        form.into_iter().filter(|(name, _)| name == "code_verifier" || name == "client_secret").map(|(_, value)| value),
    );
    assert_eq!(secrets.len(), 6);
    for text in [before, everything(&desk)] {
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{secret}");
        }
    }
}

#[tokio::test]
async fn a_deployment_says_how_people_sign_in() {
    let with = desk().await;
    let methods = with.send("GET", "/auth/methods", "", None).await.expect(200).json();
    assert_eq!(methods, json!({"google": true, "pasted_token": true}));
    let without = Desk::with_clinic().await;
    let methods = without.send("GET", "/auth/methods", "", None).await.expect(200).json();
    assert_eq!(methods["google"], false);
    for path in ["/auth/google/start", "/auth/google/callback?state=x&code=x"] {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        problem(&without.raw(request).await.expect(303), "not_configured");
    }
}

/// Anybody can begin, and each beginning is a row.
#[tokio::test]
async fn a_flood_of_beginnings_writes_no_more_than_it_may() {
    let desk = desk().await;
    let begin = || Request::builder().uri("/auth/google/start").body(Body::empty()).unwrap();
    for _ in 0..30 {
        desk.raw(begin()).await.expect(303);
    }
    problem(&desk.raw(begin()).await.expect(303), "busy");
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM oauth_states"), "30");
    desk.clock.advance(Duration::from_secs(1));
    assert!(location(&desk.raw(begin()).await.expect(303)).starts_with("https://accounts.google.com/"));
}
