//! Round trips are the latency, so they are counted, work behind the answer included.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::json;

use crate::support::{Desk, NUMBER, vapi};

/// Each answer of a tool leaves its call in the log, behind the answer and in one batch.
const LOGGED: u32 = 1;

/// External requests, KV reads, D1 batches since the last time.
fn taken(desk: &Desk) -> (Vec<String>, u32, u32) {
    (desk.vendors.take(), desk.kv.reads.swap(0, SeqCst), desk.sqlite.batches.swap(0, SeqCst))
}

fn call(id: &str) -> serde_json::Value {
    let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    body["message"]["phoneNumber"]["id"] = json!(id);
    body
}

#[tokio::test]
async fn a_warm_check_is_one_external_request() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    taken(&desk);
    for date in ["2026-12-03", "tomorrow", "2026-12-24"] {
        desk.check(&json!({ "date": date })).await;
        assert_eq!(taken(&desk), (vec!["freeBusy".into()], 0, LOGGED), "{date}");
    }
}

#[tokio::test]
async fn the_log_of_a_call_is_written_behind_the_answer() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    taken(&desk);
    desk.tasks.hold(true);
    desk.webhook(&call("num-1")).await.expect(200);
    assert_eq!(taken(&desk), (vec!["freeBusy".into()], 0, 0));
    desk.tasks.hold(false);
    desk.tasks.run().await;
    assert_eq!(taken(&desk), (vec![], 0, LOGGED));
}

#[tokio::test]
async fn a_cold_check_adds_one_kv_read_and_one_batch() {
    let mut desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    desk.another_isolate(&[]);
    taken(&desk);
    // The id is not in the document: the batch checks it against D1 all the same.
    desk.webhook(&call("num-1")).await.expect(200);
    assert_eq!(taken(&desk), (vec!["freeBusy".into()], 1, 1 + LOGGED));
}

#[tokio::test]
async fn the_first_check_of_all_adds_the_token() {
    let desk = Desk::with_clinic().await;
    taken(&desk);
    desk.webhook(&call("num-1")).await.expect(200);
    let (external, kv, d1) = taken(&desk);
    assert_eq!((external, kv), (vec!["token".into(), "freeBusy".into()], 1));
    assert_eq!(d1, 2 + LOGGED, "one to read, one behind the answer to keep the token");
}

#[tokio::test]
async fn a_warm_look_up_is_nothing_at_all() {
    let desk = Desk::with_clinic().await;
    desk.get("/api/inbound/phone-lookup/+15550100").await.expect(200);
    taken(&desk);
    desk.get("/api/inbound/phone-lookup/+15550100").await.expect(200);
    assert_eq!(taken(&desk), (vec![], 0, 0));
}

#[tokio::test]
async fn what_needs_no_calendar_asks_for_none() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    taken(&desk);
    for arguments in [json!({"date": "2026-01-15"}), json!({}), json!({"date": "2027-06-01"}), json!({"date": "3/4"})] {
        desk.check(&arguments).await;
        assert_eq!(taken(&desk), (vec![], 0, LOGGED), "{arguments}");
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_behind_the_answer() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    desk.clock.advance(Duration::from_mins(55));
    desk.tasks.hold(true);
    taken(&desk);
    desk.webhook(&call("num-1")).await.expect(200);
    assert_eq!(taken(&desk).0, ["freeBusy"], "the caller does not wait for it");
    desk.tasks.hold(false);
    desk.tasks.run().await;
    assert_eq!(taken(&desk).0, ["token"]);
    desk.clock.advance(Duration::from_secs(299));
    desk.webhook(&call("num-1")).await.expect(200);
    assert_eq!(taken(&desk).0, ["freeBusy"], "the new token is in use");
}

#[tokio::test]
async fn a_hundred_calls_at_once_fetch_one_token() {
    let desk = Desk::with_clinic().await;
    taken(&desk);
    let body = call("num-1");
    let calls = (0..100).map(|_| desk.webhook(&body));
    for answer in futures_util::future::join_all(calls).await {
        assert!(answer.expect(200).spoken().contains("16 openings"));
    }
    let external = taken(&desk).0;
    assert_eq!(external.iter().filter(|name| *name == "token").count(), 1);
    assert_eq!(external.iter().filter(|name| *name == "freeBusy").count(), 100);
}

/// Vapi always sends an id; a mapping need not have one. Knowing that costs a batch once, not every few seconds.
#[tokio::test]
async fn an_unknown_id_beside_a_known_number_stays_warm() {
    let desk = Desk::with_clinic().await;
    desk.webhook(&call("num-1")).await.expect(200);
    desk.clock.advance(Duration::from_secs(12));
    taken(&desk);
    desk.webhook(&call("num-1")).await.expect(200);
    assert_eq!(taken(&desk), (vec!["freeBusy".into()], 0, LOGGED));
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
    assert_eq!(taken(&desk).0, ["token"]);
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
