//! Tokens that are taken back before they end.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::{Value, json};

use crate::{
    sessions::Browser,
    support::{Desk, LOOKUP, ORG, SECRET, sign},
};

const REVOCATIONS: &str = "/api/admin/revocations";

fn token(desk: &Desk, sub: &str, jti: &str) -> String {
    sign(&json!({"sub": sub, "jti": jti, "org_id": ORG, "role": "admin", "exp": desk.clock.seconds() + 3600}))
}

async fn revoke(desk: &Desk, body: &Value) -> String {
    desk.operator("POST", REVOCATIONS, body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn status(desk: &Desk, path: &str, token: &str) -> u16 {
    desk.send("GET", path, token, None).await.status.as_u16()
}

/// As somebody does it through another isolate.
fn revoke_elsewhere(desk: &Desk, claim: &str, value: &str) {
    desk.sqlite.execute(&format!(
        "INSERT INTO token_revocations (id, provider, claim, value, revoked_at)
         VALUES ('0198c0de-0000-7000-8000-0000000000cc', 'token', '{claim}', '{value}', 0)"
    ));
}

#[tokio::test]
async fn one_token_is_taken_back_by_its_jti_and_no_other() {
    let desk = Desk::with_clinic().await;
    let [stolen, other, nameless] =
        [token(&desk, "ana", "one"), token(&desk, "ana", "two"), desk.token(Some(ORG), "admin")];
    for path in ["/api/org", LOOKUP, "/api/appointments"] {
        assert_eq!(status(&desk, path, &stolen).await, 200, "{path}");
    }
    revoke(&desk, &json!({"jti": "one"})).await;
    for path in ["/api/org", LOOKUP, "/api/appointments"] {
        let answer = desk.send("GET", path, &stolen, None).await;
        assert!(answer.text.contains("taken back"), "{}", answer.text);
        answer.problem(401, "unauthorized", None);
        assert_eq!((status(&desk, path, &other).await, status(&desk, path, &nameless).await), (200, 200));
    }
    let log = desk.log.text();
    assert!(log.contains("token.revoked") && log.contains(r#""actor_id":"test""#), "{log}");
}

#[tokio::test]
async fn a_bearer_is_out_by_their_sub_with_every_token_and_session() {
    let desk = Desk::with_clinic().await;
    let tokens = [token(&desk, "ana", "one"), token(&desk, "ana", "two")];
    let bob = token(&desk, "bob", "three");
    let (mut anas, mut bobs) = (Browser::signed_in(&desk, &tokens[0]).await, Browser::signed_in(&desk, &bob).await);
    revoke(&desk, &json!({"sub": "ana", "reason": "Her laptop was stolen."})).await;
    for token in &tokens {
        assert_eq!(status(&desk, "/api/org", token).await, 401);
        anas.sign_in(&desk, token, &json!({})).await.expect(401);
    }
    anas.send(&desk, "GET", "/api/org", None).await.expect(401);
    bobs.send(&desk, "GET", "/api/org", None).await.expect(200);
    assert_eq!(status(&desk, "/api/org", &bob).await, 200);
}

/// An isolate that does not know yet lets somebody in, and the session is none.
#[tokio::test]
async fn a_session_that_begins_after_its_bearer_was_taken_back_is_none() {
    let desk = Desk::with_clinic().await;
    let stolen = token(&desk, "ana", "one");
    assert_eq!(status(&desk, "/api/org", &stolen).await, 200);
    revoke_elsewhere(&desk, "sub", "ana");
    let mut thief = Browser::signed_in(&desk, &stolen).await;
    thief.send(&desk, "GET", "/api/org", None).await.expect(401);
}

#[tokio::test]
async fn whoever_asks_often_waits_for_no_look() {
    let desk = Desk::with_clinic().await;
    let known = token(&desk, "ana", "one");
    assert_eq!(status(&desk, LOOKUP, &known).await, 200);
    for _ in 0..3 {
        desk.clock.advance(Duration::from_secs(6));
        desk.tasks.hold(true);
        desk.sqlite.batches.store(0, SeqCst);
        assert_eq!((status(&desk, LOOKUP, &known).await, desk.sqlite.batches.load(SeqCst)), (200, 0));
        desk.tasks.hold(false);
        desk.tasks.run().await;
        assert!(desk.sqlite.batches.load(SeqCst) > 0, "it is looked behind the answer");
    }
    revoke_elsewhere(&desk, "sub", "ana");
    desk.clock.advance(Duration::from_secs(6));
    assert_eq!((status(&desk, LOOKUP, &known).await, status(&desk, LOOKUP, &known).await), (200, 401));
}

/// The bound that docs/security.md publishes, also where the answer comes from memory alone.
#[tokio::test]
async fn what_is_taken_back_elsewhere_is_so_here_within_ten_seconds() {
    for (claim, value) in [("jti", "one"), ("sub", "ana")] {
        let desk = Desk::with_clinic().await;
        let stolen = token(&desk, "ana", "one");
        assert_eq!(status(&desk, LOOKUP, &stolen).await, 200);
        revoke_elsewhere(&desk, claim, value);
        desk.clock.advance(Duration::from_secs(9));
        assert_eq!(status(&desk, LOOKUP, &stolen).await, 200, "this much is remembered");
        desk.clock.advance(Duration::from_secs(1));
        assert_eq!(status(&desk, LOOKUP, &stolen).await, 401, "{claim}");
        assert_eq!(status(&desk, "/api/org", &stolen).await, 401, "{claim}");
    }
}

#[tokio::test]
async fn whether_a_token_is_taken_back_is_asked_once_in_ten_seconds() {
    let desk = Desk::with_clinic().await;
    let tokens = [token(&desk, "ana", "one"), token(&desk, "ana", "two")];
    revoke(&desk, &json!({"jti": "two"})).await;
    assert_eq!(status(&desk, LOOKUP, &desk.token(Some(ORG), "viewer")).await, 200, "the number is known");
    let asked = async || {
        let before = desk.sqlite.batches.load(SeqCst);
        for _ in 0..50 {
            assert_eq!(status(&desk, LOOKUP, &tokens[0]).await, 200);
            assert_eq!(status(&desk, LOOKUP, &tokens[1]).await, 401);
        }
        desk.sqlite.batches.load(SeqCst) - before
    };
    // A refusal is remembered too.
    assert_eq!(asked().await, 2);
    assert_eq!(asked().await, 0);
    desk.clock.advance(Duration::from_secs(10));
    assert_eq!(asked().await, 2);
}

#[tokio::test]
async fn what_is_given_back_counts_again_and_stays_in_the_list() {
    let desk = Desk::with_clinic().await;
    let stolen = token(&desk, "ana", "one");
    let id = revoke(&desk, &json!({"jti": "one", "reason": "lost"})).await;
    desk.operator("POST", REVOCATIONS, &json!({"jti": "one"})).await.problem(409, "already_revoked", None);
    assert_eq!(status(&desk, "/api/org", &stolen).await, 401);
    let path = format!("{REVOCATIONS}/{id}");
    desk.operator("DELETE", &path, &Value::Null).await.expect(204);
    desk.operator("DELETE", &path, &Value::Null).await.problem(404, "not_found", None);
    assert_eq!(status(&desk, "/api/org", &stolen).await, 200);
    let listed = desk.operator("GET", REVOCATIONS, &Value::Null).await.expect(200).json();
    let entry = &listed["items"][0];
    assert_eq!(
        (&entry["claim"], &entry["value"], &entry["provider"], &entry["reason"]),
        (&json!("jti"), &json!("one"), &json!("token"), &json!("lost"))
    );
    assert_eq!((&entry["revoked_by"], &entry["lifted_by"]), (&json!("test"), &json!("test")));
    assert!(entry["revoked_at"].is_string() && entry["lifted_at"].is_string(), "{entry}");
    // And can be taken back again.
    revoke(&desk, &json!({"jti": "one"})).await;
    assert_eq!(status(&desk, "/api/org", &stolen).await, 401);
    let page = desk.operator("GET", &format!("{REVOCATIONS}?limit=1"), &Value::Null).await.expect(200).json();
    assert!(page["next_cursor"].is_string());
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_said_by_field() {
    let desk = Desk::new();
    let long = "x".repeat(301);
    for (body, field) in [
        (json!({}), "jti"),
        (json!({"jti": "one", "sub": "ana"}), "jti"),
        (json!({"jti": ""}), "jti"),
        (json!({"sub": &long[..256]}), "sub"),
        (json!({"sub": "ana", "provider": "google"}), "provider"),
        (json!({"sub": "ana", "reason": long}), "reason"),
        (json!({"sub": "ana", "org_id": ORG}), "org_id"),
    ] {
        desk.operator("POST", REVOCATIONS, &body).await.problem(422, "invalid", Some(field));
    }
    let nowhere = format!("{REVOCATIONS}/0198c0de-0000-7000-8000-000000000001");
    desk.operator("DELETE", &nowhere, &Value::Null).await.problem(404, "not_found", None);
}

/// A look-up is answered from what memory and KV know, whosever token asks. One that is known to be taken back stays so.
#[tokio::test]
async fn while_the_database_is_down_only_tokens_that_are_known_to_be_taken_back_are_refused() {
    let desk = Desk::with_clinic().await;
    let (known, new) = (token(&desk, "ana", "one"), token(&desk, "ana", "two"));
    let taken_back = token(&desk, "eve", "three");
    revoke(&desk, &json!({"sub": "eve"})).await;
    assert_eq!((status(&desk, LOOKUP, &known).await, status(&desk, LOOKUP, &taken_back).await), (200, 401));
    desk.sqlite.down.store(true, SeqCst);
    desk.clock.advance(Duration::from_secs(15));
    assert_eq!(status(&desk, LOOKUP, &known).await, 200);
    assert_eq!((status(&desk, LOOKUP, &new).await, status(&desk, LOOKUP, &taken_back).await), (200, 401));
    assert_eq!(status(&desk, "/api/services", &new).await, 503);
    desk.sqlite.down.store(false, SeqCst);
    revoke(&desk.beside(), &json!({"sub": "ana"})).await;
    desk.clock.advance(Duration::from_secs(10));
    assert_eq!(status(&desk, LOOKUP, &new).await, 401, "it is asked again soon");
    assert!(desk.log.text().contains("token.standing_unknown"));
}

/// Every token of the old secret is good until the old secret goes.
#[tokio::test]
async fn a_secret_is_changed_without_ending_a_token() {
    let mut desk = Desk::with_clinic().await;
    let old = token(&desk, "ana", "one");
    let both = format!("the-new-secret-of-thirty-two-bytes-or-more {SECRET}");
    for (secrets, status_then) in [(both.as_str(), 200), ("the-new-secret-of-thirty-two-bytes-or-more", 401)] {
        desk.another_isolate(&[("JWT_SECRET", secrets)]);
        assert_eq!(status(&desk, "/api/org", &old).await, status_then, "{secrets}");
    }
}

#[tokio::test]
async fn a_token_of_a_longer_life_than_the_deployment_takes_is_refused_with_what_to_do() {
    let mut desk = Desk::with_clinic().await;
    desk.another_isolate(&[("JWT_MAX_LIFETIME_SECONDS", "3600")]);
    let now = desk.clock.seconds();
    let of = |life: i64| sign(&json!({"sub": "ana", "org_id": ORG, "role": "admin", "iat": now, "exp": now + life}));
    assert_eq!(status(&desk, "/api/org", &of(3_600)).await, 200);
    let answer = desk.send("GET", "/api/org", &of(3_601), None).await;
    assert!(answer.text.contains("exp is at most 3600 seconds after its iat"), "{}", answer.text);
    answer.problem(401, "unauthorized", None);
}
