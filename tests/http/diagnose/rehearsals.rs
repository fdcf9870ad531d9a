//! A rehearsal says what would be answered, and leaves nothing behind.

use std::{collections::BTreeSet, sync::atomic::Ordering::SeqCst};

use serde_json::{Value, json};

use super::{CALLER, WEBHOOK, codes, diagnose, sound};
use crate::support::{Desk, NUMBER, ORG, Row};

/// A message to the webhook in a call of its own.
fn asking(call: &str, name: &str, arguments: &Value) -> Value {
    let mut body = sound(name, arguments);
    body["message"]["call"]["id"] = json!(call);
    body
}

/// Rehearses a message, and proves that it has left nothing; its answer.
async fn rehearse(desk: &Desk, body: &Value) -> Value {
    let state = || (desk.dump(), desk.kv.contents(), desk.kv.writes.load(SeqCst), desk.log.text());
    let before = state();
    desk.vendors.take();
    let told = diagnose(desk, "", &body.to_string()).await;
    for asked in desk.vendors.take() {
        assert!(["token", "freeBusy"].contains(&asked.as_str()), "{asked} was asked of a vendor");
    }
    assert_eq!(state(), before, "something was left behind");
    assert_eq!(codes(&told), BTreeSet::default(), "{told}");
    told["answer"].clone()
}

async fn serve(desk: &Desk, body: &Value) -> Value {
    desk.send("POST", WEBHOOK, "", Some(body)).await.expect(200).json()
}

/// Every tool, in an order in which each has something to do; then all of it once more.
fn conversation() -> Vec<Value> {
    let at = |start: &str| json!({"start": start, "name": "Ann Lee"});
    vec![
        asking("c1", "check_availability", &json!({"date": "2026-12-03"})),
        asking("c2", "reserve_slot", &at("2026-12-03T09:30")),
        asking("c3", "book_appointment", &at("2026-12-03T09:30")),
        asking("c4", "book_appointment", &at("2026-12-03T09:30")),
        asking("c5", "find_appointments", &json!({})),
        asking("c6", "send_sms", &json!({})),
        asking("c7", "reschedule_appointment", &json!({"new_start": "2026-12-04T10:00"})),
        asking("c8", "book_appointment", &at("2026-12-05T09:30")),
        asking("c9", "book_appointment", &json!({"start": "2026-12-03T10:00"})),
        asking("c10", "cancel_appointment", &json!({})),
        asking("c11", "cancel_appointment", &json!({})),
        asking("c12", "take_message", &json!({"about": "Is my crown ready?"})),
        asking("c13", "take_message", &json!({"about": "chest pain", "urgency": "emergency"})),
    ]
}

#[tokio::test]
async fn what_is_rehearsed_is_what_is_answered_and_nothing_is_left_behind() {
    let desk = super::clinic().await;
    for body in conversation().into_iter().chain(conversation()) {
        let rehearsed = rehearse(&desk, &body).await;
        let again = rehearse(&desk, &body).await;
        let answered = serve(&desk, &body).await;
        assert_eq!((&rehearsed, &again), (&answered, &answered), "{body}");
    }
    assert_ne!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments WHERE status = 'cancelled'"), "0");
}

#[tokio::test]
async fn a_number_abroad_is_reported_when_it_is_refused_and_not_when_that_is_rehearsed() {
    let desk = super::clinic().await;
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee", "phone": "+447700900123"});
    let body = asking("c1", "book_appointment", &order);
    let rehearsed = rehearse(&desk, &body).await;
    assert_eq!(serve(&desk, &body).await, rehearsed);
    assert!(desk.log.text().contains("text.other_country"));
}

#[tokio::test]
async fn a_fresh_isolate_rehearses_without_keeping_its_token() {
    for body in conversation() {
        let mut desk = super::clinic().await;
        desk.another_isolate(&[]);
        rehearse(&desk, &body).await;
    }
}

#[tokio::test]
async fn what_only_our_own_table_knows_is_in_the_way_of_a_rehearsal() {
    let desk = super::clinic().await;
    // Memory knows the day as it was before.
    rehearse(&desk, &asking("c", "check_availability", &json!({"date": "2026-12-03"}))).await;
    let start = 1_796_308_200; // Thursday 3 December 2026, 9:30 in New York
    desk.insert(&Row::new(1, start));
    for (n, tool) in ["book_appointment", "reserve_slot"].into_iter().enumerate() {
        let body = asking(&format!("c{n}"), tool, &json!({"start": "2026-12-03T09:30", "name": "Ann Lee"}));
        let rehearsed = rehearse(&desk, &body).await;
        assert!(rehearsed["results"][0]["result"].as_str().unwrap().contains("is not free"), "{rehearsed}");
        assert_eq!(serve(&desk, &body).await, rehearsed);
    }
}

#[tokio::test]
async fn a_refused_number_rings_no_alarm() {
    let desk = super::clinic().await;
    let body = sound("check_availability", &json!({"date": "2026-12-03"})).to_string();
    diagnose(&desk, "", &body.replace(NUMBER, "+15550199")).await;
    diagnose(&desk, "", "{").await;
    assert_eq!(desk.log.text(), "");
    assert!(!desk.log.text().contains(CALLER));
}
