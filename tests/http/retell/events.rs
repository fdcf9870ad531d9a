//! The call log out of Retell's events.

use super::*;

const STORED: &str = "SELECT group_concat(json_array(call_id, platform, kind, caller_number, called_number, status, first_seen, began_at,
    started_at, ended_at, ended_reason, cost_micros, summary), char(10)) FROM (SELECT * FROM calls ORDER BY call_id)";

async fn tell(desk: &Desk, name: &str) {
    let answer = post(desk, EVENTS, &fixture(name)).await.expect(204);
    assert_eq!(answer.text, "", "{name}");
}

fn stored(desk: &Desk) -> String {
    desk.clinics.value(ORG, STORED)
}

#[tokio::test]
async fn every_event_is_taken_and_no_word_is_kept() {
    let desk = open().await;
    for name in [
        "call-started",
        "transcript-updated",
        "transfer-started",
        "transfer-cancelled",
        "transfer-bridged",
        "transfer-ended",
        "call-ended",
        "call-analyzed",
    ] {
        tell(&desk, name).await;
    }
    let call = desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json();
    let said = [&call["platform"], &call["kind"], &call["status"], &call["ended_reason"], &call["caller"]];
    assert_eq!(
        said,
        ["retell", "inboundPhoneCall", "ended", "user_hangup", "+15550188"].map(|text| json!(text)).each_ref()
    );
    assert_eq!(desk.clinics.value(ORG, "SELECT cost_micros FROM calls"), "123400");
    let dump = desk.dump();
    assert!(!dump.contains("CANARY"), "{dump}");
}

#[tokio::test]
async fn repeated_and_out_of_order_they_give_the_same_record() {
    let order = ["call-started", "transfer-started", "transfer-bridged", "call-ended", "call-analyzed"];
    let mut records = Vec::new();
    let turned: Vec<&str> = order.iter().rev().copied().collect();
    let twice: Vec<&str> = ["call-ended", "call-ended"].into_iter().chain(order).chain(["call-ended"]).collect();
    for events in [order.to_vec(), turned, twice] {
        let desk = open().await;
        for name in &events {
            tell(&desk, name).await;
        }
        records.push(stored(&desk));
    }
    assert!(records[0].contains("user_hangup") && records.iter().all(|record| *record == records[0]), "{records:#?}");
}

#[tokio::test]
async fn a_call_that_was_never_answered_has_an_end_and_no_beginning() {
    let desk = open().await;
    tell(&desk, "call-ended-not-connected").await;
    let call = desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json();
    assert_eq!(
        (&call["status"], &call["ended_reason"]),
        (&json!("ended"), &json!("concurrency_limit_reached")),
        "{call}"
    );
}

#[tokio::test]
async fn a_call_that_was_put_through_was_handed_over() {
    let desk = open().await;
    let mut body = fixture("call-ended");
    body["call"]["disconnection_reason"] = json!("call_transfer");
    post(&desk, EVENTS, &body).await.expect(204);
    assert_eq!(desk.get(&format!("/api/calls/{CALL}")).await.expect(200).json()["outcome"], "handed_over");
}

#[tokio::test]
async fn a_summary_is_kept_only_by_whoever_wants_it() {
    let desk = open().await;
    desk.admin("PUT", "/api/assistant", &json!({"call_log": {"keep_summaries": true}})).await.expect(200);
    tell(&desk, "call-analyzed").await;
    assert_eq!(desk.clinics.value(ORG, "SELECT summary FROM calls"), "CANARY-summary wants a filling.");
}

/// Nobody's calls, odd ones, and such of a browser.
#[tokio::test]
async fn what_is_nobodys_is_taken_and_forgotten() {
    let desk = open().await;
    let mut unknown = fixture("call-ended");
    unknown["call"]["to_number"] = json!("+15550199");
    for body in [unknown, json!({"event": "call_ended", "call": {}}), json!({"event": 5, "call": 5})] {
        post(&desk, EVENTS, &body).await.expect(204);
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM calls"), "0");
    let mut web = fixture("call-ended");
    web["call"]["call_type"] = json!("web_call");
    for name in ["from_number", "to_number", "direction"] {
        web["call"].as_object_mut().unwrap().remove(name);
    }
    post(&desk, &of_org(EVENTS, ORG), &web).await.expect(204);
    assert_eq!(desk.clinics.value(ORG, "SELECT kind FROM calls"), "webCall");
}
