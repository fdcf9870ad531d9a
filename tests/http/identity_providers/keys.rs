//! A provider's keys: kept, changed, withdrawn, not to be had, and asked for by strangers who make them up.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use frontdesk::ports::TransportError;
use serde_json::json;

use super::{KEYS, claims, publish, token, with_provider};
use crate::support::{Desk, Reply, SigningKey};

const KEPT: &str = "jwks:v1:supabase";

fn signed_with(desk: &Desk, key: &SigningKey, kid: &str, number: u32) -> String {
    let algorithm = if key.public("")["kty"] == "RSA" { "RS256" } else { "ES256" };
    key.sign(&json!({"alg": algorithm, "kid": kid}), &claims(desk, &json!({"session": number})))
}

async fn status(desk: &Desk, token: &str) -> u16 {
    desk.send("GET", "/api/org", token, None).await.status.as_u16()
}

/// How often the provider was asked since the last time.
fn asked(desk: &Desk) -> usize {
    desk.vendors.take().into_iter().filter(|name| name == "keys").count()
}

fn answers(desk: &Desk, reply: Reply) {
    desk.vendors.key_sets.lock().unwrap().insert(KEYS.into(), reply);
}

#[tokio::test]
async fn keys_are_asked_for_once_and_another_isolate_finds_them_in_kv() {
    let mut desk = with_provider(&json!({})).await;
    for number in 0..3 {
        assert_eq!(status(&desk, &token(&desk, &json!({"session": number}))).await, 200);
    }
    assert_eq!(asked(&desk), 1);
    let text = json!([super::provider(&json!({}))]).to_string();
    desk.another_isolate(&[("IDENTITY_PROVIDERS", &text)]);
    assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
    assert_eq!(asked(&desk), 0);
    assert!(desk.kv.value(KEPT).unwrap().contains("fetched_at"));
    // What is ten minutes old is asked for again.
    desk.clock.advance(Duration::from_mins(10));
    assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
    assert_eq!(asked(&desk), 1);
}

#[tokio::test]
async fn a_new_key_is_found_when_a_token_names_it_and_an_old_one_is_gone_with_it() {
    let desk = with_provider(&json!({})).await;
    let (old, new) = (SigningKey::p256(), SigningKey::rsa());
    let before = signed_with(&desk, &old, "a", 1);
    assert_eq!(status(&desk, &before).await, 200);
    desk.clock.advance(Duration::from_secs(31));
    publish(&desk, &[old.public("a"), new.public("b")]);
    assert_eq!(status(&desk, &signed_with(&desk, &new, "b", 2)).await, 200);
    assert_eq!(status(&desk, &before).await, 200);
    // Withdrawn: noticed when anybody has the keys looked for again, and what was verified before does not outlive it.
    publish(&desk, &[new.public("b")]);
    desk.clock.advance(Duration::from_secs(31));
    assert_eq!(status(&desk, &signed_with(&desk, &old, "c", 3)).await, 401);
    assert_eq!(status(&desk, &before).await, 401);
    assert_eq!(status(&desk, &signed_with(&desk, &new, "b", 4)).await, 200);
}

/// The same id for another key: what was signed before is not authentic any more.
#[tokio::test]
async fn a_key_that_was_replaced_under_its_id_is_replaced() {
    let desk = with_provider(&json!({})).await;
    let (old, new) = (SigningKey::rsa(), SigningKey::other_rsa());
    publish(&desk, &[old.public("a")]);
    assert_eq!(status(&desk, &signed_with(&desk, &old, "a", 1)).await, 200);
    publish(&desk, &[new.public("a")]);
    desk.clock.advance(Duration::from_mins(10));
    assert_eq!(status(&desk, &signed_with(&desk, &new, "a", 2)).await, 200);
    assert_eq!(status(&desk, &signed_with(&desk, &old, "a", 1)).await, 401);
}

/// A key that is withdrawn is believed for fifteen minutes at most: ten for the keys, and five for a verdict.
#[tokio::test]
async fn a_withdrawn_key_is_believed_for_fifteen_minutes_at_most() {
    let desk = with_provider(&json!({})).await;
    let known = token(&desk, &json!({}));
    assert_eq!(status(&desk, &known).await, 200);
    publish(&desk, &[]);
    desk.clock.advance(Duration::from_mins(9));
    assert_eq!(status(&desk, &known).await, 200);
    desk.clock.advance(Duration::from_mins(5));
    assert_eq!(status(&desk, &known).await, 401);
}

#[tokio::test]
async fn a_storm_of_keys_that_nobody_has_asks_twice_a_minute() {
    let desk = with_provider(&json!({})).await;
    assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
    assert_eq!(asked(&desk), 1);
    let reads = desk.kv.reads.load(SeqCst);
    let key = SigningKey::rsa();
    for number in 0..100 {
        assert_eq!(status(&desk, &signed_with(&desk, &key, &format!("made up {number}"), number)).await, 401);
    }
    assert_eq!(asked(&desk), 1);
    assert!(desk.kv.reads.load(SeqCst) - reads <= 1);
    desk.clock.advance(Duration::from_secs(30));
    for number in 0..100 {
        assert_eq!(status(&desk, &signed_with(&desk, &key, &format!("made up {number}"), number)).await, 401);
    }
    assert_eq!(asked(&desk), 1);
    // Whoever has a key is let in meanwhile.
    assert_eq!(status(&desk, &token(&desk, &json!({"session": 7}))).await, 200);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_done_without_for_a_day() {
    let desk = with_provider(&json!({})).await;
    assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
    for reply in [
        Reply::Json(500, json!({})),
        Reply::Json(302, json!({})),
        Reply::Raw(200, "<html>"),
        Reply::Json(200, json!({"keys": vec![json!({}); 33]})),
        Reply::Fails(TransportError::Timeout),
    ] {
        answers(&desk, reply);
        desk.clock.advance(Duration::from_mins(11));
        assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
    }
    assert_eq!(asked(&desk), 6);
    desk.clock.advance(Duration::from_hours(24));
    desk.send("GET", "/api/org", &token(&desk, &json!({})), None).await.problem(503, "unavailable", None);
    assert!(desk.log.text().contains("identity.keys_unavailable"));
}

/// Without any keys nobody can be let in, so the provider is asked more often, and still not by everybody.
#[tokio::test]
async fn a_provider_that_never_answered_is_asked_a_few_times() {
    let desk = with_provider(&json!({})).await;
    answers(&desk, Reply::Fails(TransportError::Connection));
    for number in 0..50 {
        assert_eq!(status(&desk, &token(&desk, &json!({"session": number}))).await, 503);
    }
    assert_eq!(asked(&desk), 5);
    publish(&desk, &[SigningKey::p256().public("a")]);
    desk.clock.advance(Duration::from_secs(5));
    assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
}

#[tokio::test]
async fn without_kv_the_provider_is_asked() {
    let desk = with_provider(&json!({})).await;
    desk.kv.down.store(true, SeqCst);
    assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
    desk.kv.down.store(false, SeqCst);
    desk.kv.plant(KEPT, "nonsense");
    desk.clock.advance(Duration::from_mins(11));
    assert_eq!(status(&desk, &token(&desk, &json!({}))).await, 200);
}
