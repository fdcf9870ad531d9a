//! Round trips are the latency, so they are counted, work behind the answer included.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::json;

use crate::{
    knowledge::turn,
    mcp,
    support::{Desk, NUMBER, ORG, vapi},
};

/// What was asked of others.
#[derive(Debug, PartialEq, Eq)]
struct Trips {
    external: Vec<String>,
    kv: u32,
    d1: u32,
    /// Questions to a clinic's object.
    hops: u32,
}

/// All round trips since the last time.
fn taken(desk: &Desk) -> Trips {
    Trips {
        external: desk.vendors.take(),
        kv: desk.kv.reads.swap(0, SeqCst),
        d1: desk.sqlite.batches.swap(0, SeqCst),
        hops: desk.clinics.hops.swap(0, SeqCst),
    }
}

/// What a question costs that goes to a clinic's object.
fn one_hop(external: &[&str], kv: u32, d1: u32) -> Trips {
    Trips { external: external.iter().map(|&name| name.into()).collect(), kv, d1, hops: 1 }
}

fn call(id: &str) -> serde_json::Value {
    let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    body["message"]["phoneNumber"]["id"] = json!(id);
    body
}

/// What the caller waits for, and what is done behind the answer.
async fn before_and_behind(desk: &Desk, asked: impl Future<Output = String>) -> (Trips, Trips) {
    taken(desk);
    desk.tasks.hold(true);
    asked.await;
    let before = taken(desk);
    desk.tasks.hold(false);
    desk.tasks.run().await;
    (before, taken(desk))
}

/// What is asked of D1 behind an answer. The call log is in the object and needs nothing.
fn after_answer(d1: u32) -> Trips {
    Trips { hops: 0, ..one_hop(&[], 0, d1) }
}

#[tokio::test]
async fn a_warm_check_is_one_hop_and_one_external_request() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    for date in ["2026-12-03", "tomorrow", "2026-12-24"] {
        let trips = before_and_behind(&desk, desk.check(&json!({ "date": date }))).await;
        assert_eq!(trips, (one_hop(&["freeBusy"], 0, 0), after_answer(0)), "{date}");
    }
}

/// The same by MCP, whether a number was called or an org's address, with a secret of the org's.
#[tokio::test]
async fn a_warm_check_by_mcp_is_as_cheap() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", mcp::ACCOUNT, &json!({"webhook_secrets": [mcp::OWN]})).await.expect(200);
    let (secret, check) = (mcp::bearer(mcp::OWN), mcp::calls("check_availability", json!({"date": "2026-12-03"})));
    for (path, called) in [(mcp::MCP.to_owned(), NUMBER), (mcp::of(ORG), NUMBER), (mcp::of(ORG), "")] {
        let headers = [("authorization", secret.as_str()), ("x-called-number", called), ("x-call-id", "c1")];
        let asked = async || mcp::said(mcp::post(&desk, &path, &headers, &check).await);
        asked().await;
        assert_eq!(
            before_and_behind(&desk, asked()).await,
            (one_hop(&["freeBusy"], 0, 0), after_answer(0)),
            "{called}"
        );
    }
}

/// Which platform carries the call costs nothing, by the number and by the org in the address.
#[tokio::test]
async fn a_warm_check_costs_the_same_on_every_platform() {
    let desk =
        Desk::with_clinic_and(&[("RETELL_AUTH", "off"), ("DOGRAH_AUTH", "off"), ("SYNTHFLOW_AUTH", "off")]).await;
    let call = json!({"call_id": "c1", "call_type": "phone_call", "direction": "inbound", "from_number": "+15550188", "to_number": NUMBER});
    let retell = json!({"name": "check_availability", "args": {"date": "2026-12-03"}, "call": call});
    let flat = json!({"date": "2026-12-03", "called_number": NUMBER, "caller_number": "+15550188", "call_id": "c1"});
    for (platform, body) in [("retell", &retell), ("dograh", &flat), ("synthflow", &flat)] {
        for org in [String::new(), format!("{ORG}/")] {
            let path = format!("/api/{platform}/{org}tools/calendar/check");
            desk.send("POST", &path, "", Some(body)).await.expect(200);
            let asked = async { desk.send("POST", &path, "", Some(body)).await.expect(200).spoken() };
            let trips = before_and_behind(&desk, asked).await;
            assert_eq!(trips, (one_hop(&["freeBusy"], 0, 0), after_answer(0)), "{path}");
        }
    }
}

/// The staff is told behind the answer, which asks D1 who that is.
#[tokio::test]
async fn a_warm_message_is_one_hop_and_nothing_else() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    let message = json!({"about": "Is my crown ready?"});
    let trips = before_and_behind(&desk, desk.tool("messages/take", ("c1", "t1"), "+15550188", &message)).await;
    assert_eq!(trips, (one_hop(&[], 0, 0), after_answer(1)));
}

/// What a booking needs to know of the clinic is asked beside Google, so that nobody waits for it.
#[tokio::test]
async fn a_warm_booking_is_one_hop_one_free_busy_and_one_insert_with_a_batch_beside_them() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", "/api/messaging", &json!({"confirmation": {"enabled": false}})).await.expect(200);
    desk.webhook(&call("num-1")).await.expect(200);
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee"});
    let booking = desk.tool("calendar/book", ("c1", "t1"), "+15550188", &order);
    let trips = before_and_behind(&desk, booking).await;
    assert_eq!(trips, (one_hop(&["freeBusy", "events.insert"], 0, 1), after_answer(0)));
    assert_eq!(desk.clinics.value(ORG, "SELECT status FROM appointments"), "confirmed");
}

/// Whose account it is the booking has just confirmed, so nothing is read for it.
#[tokio::test]
async fn a_text_is_sent_behind_the_answer_and_adds_no_batch() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee"});
    let booking = desk.tool("calendar/book", ("c1", "t1"), "+15550188", &order);
    let (before, behind) = before_and_behind(&desk, booking).await;
    assert_eq!(before, one_hop(&["freeBusy", "events.insert"], 0, 1));
    assert_eq!(behind, Trips { external: vec!["texts.send".into()], ..after_answer(0) });
}

/// The Worker checks what it read from KV behind the answer; the object does so before.
#[tokio::test]
async fn a_cold_check_adds_one_kv_read_and_one_batch() {
    let mut desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    desk.another_isolate(&[]);
    // The id is not in the document: the batch checks it against D1 all the same.
    let body = call("num-1");
    let trips = before_and_behind(&desk, async { desk.webhook(&body).await.expect(200).spoken() }).await;
    assert_eq!(trips, (one_hop(&["freeBusy"], 1, 1), after_answer(1)));
}

/// One batch more keeps it.
#[tokio::test]
async fn the_first_check_of_all_adds_the_token() {
    let desk = Desk::with_clinic().await;
    let body = call("num-1");
    let trips = before_and_behind(&desk, async { desk.webhook(&body).await.expect(200).spoken() }).await;
    assert_eq!(trips, (one_hop(&["token", "freeBusy"], 1, 1), after_answer(2)));
}

#[tokio::test]
async fn a_warm_look_up_is_nothing_at_all() {
    let desk = Desk::with_clinic().await;
    desk.get("/api/inbound/phone-lookup/+15550100").await.expect(200);
    taken(&desk);
    desk.get("/api/inbound/phone-lookup/+15550100").await.expect(200);
    assert_eq!(taken(&desk), Trips { hops: 0, ..one_hop(&[], 0, 0) });
}

#[tokio::test]
async fn what_needs_no_calendar_asks_for_none() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    taken(&desk);
    for arguments in [json!({"date": "2026-01-15"}), json!({}), json!({"date": "2027-06-01"}), json!({"date": "3/4"})] {
        let trips = before_and_behind(&desk, desk.check(&arguments)).await;
        assert_eq!(trips, (one_hop(&[], 0, 0), after_answer(0)), "{arguments}");
    }
}

/// It is asked with every turn of a caller, who waits for it in silence.
#[tokio::test]
async fn a_warm_question_of_a_knowledge_base_is_nothing_at_all() {
    let mut desk = Desk::with_clinic().await;
    desk.admin("PUT", "/api/knowledge", &knowledge()).await.expect(200);
    let mut body = turn("where can I park");
    body["message"]["phoneNumber"]["id"] = json!("num-1");
    let ask = async |desk: &Desk| desk.webhook(&body).await.expect(200).text;
    ask(&desk).await;
    for _ in 0..3 {
        assert_eq!(before_and_behind(&desk, ask(&desk)).await, (after_answer(0), after_answer(0)));
    }
    desk.another_isolate(&[]);
    // The route, with a cross-check of the number's id, and the copy of what is written down.
    let kv_and_d1 = Trips { hops: 0, ..one_hop(&[], 2, 1) };
    assert_eq!(before_and_behind(&desk, ask(&desk)).await, (kv_and_d1, after_answer(0)));
}

#[tokio::test]
async fn a_question_of_the_tool_is_one_hop_and_nothing_else() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", "/api/knowledge", &knowledge()).await.expect(200);
    for question in ["where can I park", "do you sell gum"] {
        let question = json!({ "question": question });
        let ask = || desk.tool("knowledge/answer", ("c1", "t1"), "+15550188", &question);
        ask().await;
        let trips = before_and_behind(&desk, ask()).await;
        assert_eq!(trips, (one_hop(&[], 0, 0), after_answer(0)), "{question}");
    }
}

fn knowledge() -> serde_json::Value {
    json!({"facts": [{"topic": "parking", "ask": ["where can I park"], "say": "Behind the building."}]})
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_behind_the_answer() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    desk.clock.advance(Duration::from_mins(55));
    desk.tasks.hold(true);
    taken(&desk);
    desk.webhook(&call("num-1")).await.expect(200);
    assert_eq!(taken(&desk).external, ["freeBusy"], "the caller does not wait for it");
    desk.tasks.hold(false);
    desk.tasks.run().await;
    assert_eq!(taken(&desk).external, ["token"]);
    desk.clock.advance(Duration::from_secs(299));
    desk.webhook(&call("num-1")).await.expect(200);
    assert_eq!(taken(&desk).external, ["freeBusy"], "the new token is in use");
}

#[tokio::test]
async fn a_hundred_calls_at_once_fetch_one_token() {
    let desk = Desk::with_clinic().await;
    taken(&desk);
    let body = call("num-1");
    let calls = (0..100).map(|_| desk.webhook(&body));
    for answer in futures_util::future::join_all(calls).await {
        assert!(answer.expect(200).spoken().contains("more than nine openings"));
    }
    let external = taken(&desk).external;
    assert_eq!(external.iter().filter(|name| *name == "token").count(), 1);
    assert_eq!(external.iter().filter(|name| *name == "freeBusy").count(), 100);
}

/// Vapi always sends an id; a mapping need not have one. Knowing that costs a batch once, not every few seconds.
#[tokio::test]
async fn an_unknown_id_beside_a_known_number_stays_warm() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    desk.clock.advance(Duration::from_secs(12));
    let body = call("num-1");
    let trips = before_and_behind(&desk, async { desk.webhook(&body).await.expect(200).spoken() }).await;
    assert_eq!(trips, (one_hop(&["freeBusy"], 0, 0), after_answer(0)));
}

/// Those who wait for a renewal take its failure, instead of asking Google one after another.
#[tokio::test]
async fn a_hundred_calls_at_once_fail_once() {
    let desk = Desk::with_clinic().await;
    taken(&desk);
    let refused = json!({"error": "invalid_grant"});
    desk.vendors.token([crate::support::Reply::Json(400, refused)]);
    let body = call("num-1");
    desk.vendors.hold(true);
    let calls = futures_util::future::join_all((0..100).map(|_| desk.webhook(&body)));
    let release = async {
        while desk.vendors.held() == 0 {
            tokio::task::yield_now().await;
        }
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        desk.clock.advance(Duration::from_millis(500));
        desk.vendors.hold(false);
    };
    let (answers, ()) = futures_util::future::join(calls, release).await;
    for answer in answers {
        assert!(answer.expect(200).spoken().contains("can't check the calendar"));
    }
    assert_eq!(taken(&desk).external, ["token"]);
}

/// Whatever hangs, the agent hears a sentence within the deadline.
#[tokio::test]
async fn an_answer_leaves_at_the_deadline() {
    let desk = Desk::with_clinic().await;
    desk.vendors.hold(true);
    let body = call("num-1");
    let time = async {
        while desk.vendors.held() == 0 {
            tokio::task::yield_now().await;
        }
        desk.clock.advance(Duration::from_millis(7_600));
    };
    let (answer, ()) = futures_util::future::join(desk.webhook(&body), time).await;
    assert!(answer.expect(200).spoken().contains("can't check the calendar"));
    desk.vendors.hold(false);
}
