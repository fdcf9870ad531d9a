//! Who asks too often, what they hear, and who does not suffer from it.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::json;

use crate::{
    support::{Answer, Desk, LOOKUP, NUMBER, ORG, mapping, sign, vapi},
    vapi_auth::{OWN, SHARED, THEIRS, VAPI, asked, heard, post},
};

const ON: (&str, &str) = ("RATE_LIMITS", "on");
const ADDRESS: &str = "203.0.113.7";
const ELSEWHERE: &str = "198.51.100.9";
const SERVICES: &str = "/api/services";

fn next_minute(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(1));
}

#[track_caller]
fn too_many(answer: Answer) {
    let answer = answer.problem(429, "too_many_requests", None);
    assert_eq!(answer.headers["retry-after"], "60");
}

#[tokio::test]
async fn a_bearer_who_asks_too_often_waits_and_others_do_not() {
    let desk = Desk::with_clinic_and(&[ON]).await;
    next_minute(&desk);
    for _ in 0..600 {
        desk.get(SERVICES).await.expect(200);
    }
    too_many(desk.get(SERVICES).await);
    // Another token of theirs is theirs.
    let later = json!({"sub": "test", "org_id": ORG, "role": "viewer", "exp": desk.clock.seconds() + 60});
    too_many(desk.send("GET", SERVICES, &sign(&later), None).await);
    let other = json!({"sub": "somebody else", "org_id": ORG, "role": "viewer", "exp": desk.clock.seconds() + 60});
    desk.send("GET", SERVICES, &sign(&other), None).await.expect(200);
    assert_eq!(desk.log.text().matches("rate_limit.reached").count(), 1);
    next_minute(&desk);
    desk.get(SERVICES).await.expect(200);
}

/// What an object answers is counted where it arrives, and not again there.
#[tokio::test]
async fn what_is_forwarded_to_an_object_is_counted_once() {
    let desk = Desk::with_clinic_and(&[ON]).await;
    next_minute(&desk);
    for _ in 0..600 {
        desk.get("/api/appointments").await.expect(200);
    }
    too_many(desk.get("/api/appointments").await);
}

#[tokio::test]
async fn a_look_up_that_memory_answers_is_not_counted() {
    let desk = Desk::with_clinic_and(&[ON]).await;
    next_minute(&desk);
    for _ in 0..700 {
        desk.get(LOOKUP).await.expect(200);
    }
    desk.get(SERVICES).await.expect(200);
}

#[tokio::test]
async fn signing_in_is_tried_ten_times_a_minute_from_an_address_and_with_an_e_mail_address() {
    let desk = Desk::with_clinic_and(&[ON]).await;
    let sign_in = async |address: &str, email: &str| {
        let token = sign(
            &json!({"sub": email, "email": email, "org_id": ORG, "role": "admin", "exp": desk.clock.seconds() + 3600}),
        );
        let headers = [("cf-connecting-ip", address), ("sec-fetch-site", "same-origin")];
        desk.send_with(&headers, "POST", "/auth/session", &token, Some(&json!({}))).await
    };
    for count in 0..10 {
        sign_in(ADDRESS, &format!("staff{count}@clinic.example")).await.expect(201);
    }
    too_many(sign_in(ADDRESS, "eleventh@clinic.example").await);
    sign_in(ELSEWHERE, "eleventh@clinic.example").await.expect(201);
    next_minute(&desk);
    for count in 0..10 {
        sign_in(&format!("198.51.100.{count}"), "one@clinic.example").await.expect(201);
    }
    too_many(sign_in(ADDRESS, "one@clinic.example").await);
    sign_in(ADDRESS, "another@clinic.example").await.expect(201);
}

#[tokio::test]
async fn beginning_to_sign_in_with_google_makes_ten_rows_a_minute_for_one_address() {
    let desk = Desk::with_clinic_and(&[ON, ("PUBLIC_URL", "https://frontdesk.example.com")]).await;
    let begin = async |address: &str| {
        let answer = desk.send_with(&[("cf-connecting-ip", address)], "GET", "/auth/google/start", "", None).await;
        answer.expect(303).headers["location"].to_str().unwrap().to_owned()
    };
    for _ in 0..10 {
        assert!(begin(ADDRESS).await.starts_with("https://accounts.google.com/"));
    }
    assert!(begin(ADDRESS).await.contains("problem=busy"));
    assert!(begin(ELSEWHERE).await.starts_with("https://accounts.google.com/"));
}

#[tokio::test]
async fn made_up_cookies_cost_no_reads_once_there_were_too_many() {
    let desk = Desk::with_clinic_and(&[ON]).await;
    let peek = async |count: u32, address: &str| {
        // 32 bytes in base64url.
        let cookie = format!("__Host-fd={}{count:03}", "A".repeat(40));
        desk.send_with(&[("cf-connecting-ip", address), ("cookie", &cookie)], "GET", SERVICES, "", None).await
    };
    for count in 0..61 {
        peek(count, ADDRESS).await.problem(401, "unauthorized", None);
    }
    let batches = desk.sqlite.batches.load(SeqCst);
    too_many(peek(62, ADDRESS).await);
    assert_eq!(desk.sqlite.batches.load(SeqCst), batches);
    peek(63, ELSEWHERE).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn a_sender_that_proves_nothing_is_barred_and_whoever_proves_themselves_from_there_is_not() {
    let mut desk = Desk::with_clinic_and(&[ON, SHARED[0], SHARED[1]]).await;
    desk.admin("PUT", VAPI, &json!({"webhook_secrets": [OWN]})).await.expect(200);
    desk.sweep().await;
    let send = async |desk: &Desk, secret: &str, address: &str| {
        post(desk, &[("x-vapi-secret", secret), ("cf-connecting-ip", address)], asked(NUMBER)).await
    };
    for _ in 0..61 {
        send(&desk, "a-secret-that-is-nobodys", ADDRESS).await.problem(401, "unauthorized", None);
    }
    too_many(send(&desk, "a-secret-that-is-nobodys", ADDRESS).await);
    too_many(post(&desk, &[("cf-connecting-ip", ADDRESS)], asked(NUMBER)).await);
    // A platform calls for many clinics from one address.
    heard(send(&desk, "canary-shared-secret", ADDRESS).await);
    heard(send(&desk, OWN, ADDRESS).await);
    // What neither memory nor KV can say is not looked up for that address, and for others it is.
    desk.another_isolate(&[ON, SHARED[0], SHARED[1]]);
    desk.kv.down.store(true, SeqCst);
    post(&desk, &[("x-vapi-secret", "nobodys"), ("cf-connecting-ip", ADDRESS)], asked(THEIRS)).await;
    too_many(send(&desk, OWN, ADDRESS).await);
    heard(send(&desk, OWN, ELSEWHERE).await);
    next_minute(&desk);
    send(&desk, "a-secret-that-is-nobodys", ADDRESS).await.problem(401, "unauthorized", None);
}

#[tokio::test]
async fn a_caller_whose_assistant_goes_round_in_circles_hears_a_sentence_and_others_are_served() {
    let desk = Desk::with_clinic_and(&[ON]).await;
    let check = json!({"date": "2026-12-03"});
    let ask = async |call: &str, caller: &str| desk.tool("calendar/check", (call, "t1"), caller, &check).await;
    next_minute(&desk);
    for count in 0..20 {
        assert!(ask(&format!("call-{count}"), "+12125550188").await.contains("openings"));
    }
    let said = ask("another-call", "+12125550188").await;
    assert!(said.contains("too often"), "{said}");
    assert!(ask("another-call", "+12125550189").await.contains("openings"));
    // Whoever speaks of an emergency hears what to do all the same.
    let emergency = json!({"date": "2026-12-03", "service": "he has severe chest pain"});
    let said = desk.tool("calendar/check", ("another-call", "t2"), "+12125550188", &emergency).await;
    assert!(said.contains("911"), "{said}");
    next_minute(&desk);
    assert!(ask("another-call", "+12125550188").await.contains("openings"));
}

#[tokio::test]
async fn a_clinic_at_full_tilt_is_slowed_down_and_the_other_is_not() {
    let desk = Desk::with_clinic_and(&[ON]).await;
    let token = desk.open_uptown().await;
    desk.send("POST", "/api/inbound/phone-mappings", &token, Some(&mapping(THEIRS))).await.expect(201);
    next_minute(&desk);
    let ask = async |number: &str, call: u32| {
        let mut body = vapi(number, &json!({"date": "2026-12-03"}));
        body["message"]["call"]["id"] = json!(format!("call-{call}"));
        body["message"]["customer"] = json!({"number": format!("+1212555{call:04}")});
        desk.webhook(&body).await.expect(200).spoken()
    };
    let mut refused = 0;
    for call in 0..620 {
        refused += usize::from(ask(NUMBER, call).await.contains("too often"));
    }
    assert_eq!(refused, 20);
    assert!(!ask(THEIRS, 1).await.contains("too often"));
}

#[tokio::test]
async fn where_limits_are_off_nothing_is_counted() {
    let desk = Desk::with_clinic().await;
    for _ in 0..25 {
        let said = desk.tool("calendar/check", ("c1", "t1"), "+12125550188", &json!({"date": "2026-12-03"})).await;
        assert!(said.contains("openings"), "{said}");
    }
}
