//! For how long calls are kept, what is never kept, and what is deleted on request.

use std::time::Duration;

use frontdesk::calls::{CallEvent, CallStatus, ToolOutcome};
use serde_json::{Value, json};

use super::{CALL, CALLER, CALLS, at, hear, keep, report, route_of, run, say, status, stored};
use crate::support::{Desk, ORG, OTHER};

/// Minutes.
const DAY: u64 = 24 * HOUR;
const HOUR: u64 = 60;

fn count(desk: &Desk, what: &str) -> String {
    desk.clinics.value(ORG, &format!("SELECT count(*) FROM {what}"))
}

/// Time goes by, and the sweep runs.
async fn wait(desk: &Desk, minutes: u64) {
    desk.clock.advance(Duration::from_secs(60 * minutes));
    desk.sweep().await;
}

#[tokio::test]
async fn what_has_no_id_or_belongs_to_nobody_is_not_recorded() {
    let desk = Desk::with_clinic().await;
    for id in ["", " "] {
        hear(&desk, id, at("14:53:40"), report()).await;
    }
    let nobody = route_of("0198c0de-0000-7000-8000-0000000000ff", &json!({}));
    say(&desk, &nobody, CALL, at("14:53:40"), CallEvent::Tools(vec![run("t1", "14:52:00", ToolOutcome::Done)]));
    desk.tasks.run().await;
    assert_eq!((count(&desk, "calls"), count(&desk, "call_tools")), ("0".into(), "0".into()));
    assert_eq!(desk.log.text(), "");
}

#[tokio::test]
async fn an_id_that_cannot_be_kept_as_it_is_is_kept_in_another_form() {
    let desk = Desk::with_clinic().await;
    let long = "x".repeat(101);
    for id in ["v3:b", "naïve", &long] {
        hear(&desk, id, at("14:53:40"), report()).await;
        hear(&desk, id, at("14:53:41"), report()).await;
    }
    assert_eq!(count(&desk, "calls"), "3");
    desk.get(&format!("{CALLS}/v3.b")).await.expect(200);
}

#[tokio::test]
async fn an_org_that_keeps_calls_for_no_day_has_none_whatever_a_stale_route_says() {
    let desk = Desk::with_clinic().await;
    let tools = || CallEvent::Tools(vec![run("t1", "14:52:00", ToolOutcome::Done)]);
    say(&desk, &route_of(ORG, &json!({"retention_days": 0})), CALL, at("14:53:40"), tools());
    keep(&desk, ORG, &json!({"retention_days": 0}));
    say(&desk, &route_of(ORG, &json!({"retention_days": 90})), CALL, at("14:53:40"), tools());
    desk.tasks.run().await;
    assert_eq!((count(&desk, "calls"), count(&desk, "call_tools")), ("0".into(), "0".into()));
    keep(&desk, ORG, &json!({"retention_days": 1}));
    hear(&desk, CALL, at("14:53:40"), tools()).await;
    assert_eq!((count(&desk, "calls"), count(&desk, "call_tools")), ("1".into(), "1".into()));
}

#[tokio::test]
async fn a_summary_is_stored_only_for_an_org_that_wants_it_now() {
    let desk = Desk::with_clinic().await;
    let summary = async || desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json()["summary"].clone();
    // A stale route that still says yes does not count.
    say(&desk, &route_of(ORG, &json!({"keep_summaries": true})), CALL, at("14:53:40"), report());
    desk.tasks.run().await;
    assert_eq!(summary().await, Value::Null);
    assert!(!desk.clinics.dump().contains("canary-summary"));
    keep(&desk, ORG, &json!({"keep_summaries": true}));
    keep(&desk, OTHER, &json!({"keep_summaries": true}));
    hear(&desk, CALL, at("14:53:40"), report()).await;
    say(&desk, &route_of(OTHER, &json!({})), CALL, at("14:53:40"), report());
    desk.tasks.run().await;
    assert_eq!(summary().await, "canary-summary: wants a filling.");
    // It wants no more of them, and those that are there go with the next sweep; another org's stay.
    keep(&desk, ORG, &json!({}));
    wait(&desk, 1).await;
    wait(&desk, 0).await;
    assert_eq!(summary().await, Value::Null);
    wait(&desk, HOUR).await;
    let kept = |org| desk.clinics.value(org, "SELECT count(*) FROM calls WHERE summary IS NOT NULL");
    assert_eq!([kept(ORG), kept(OTHER)], ["0", "1"]);
}

#[tokio::test]
async fn calls_go_with_their_tools_when_their_orgs_time_is_over() {
    let desk = Desk::with_clinic().await;
    keep(&desk, OTHER, &json!({"retention_days": 2}));
    for org in [ORG, OTHER] {
        for (call, time) in [("one", "14:50:00"), ("two", "14:58:00")] {
            let what = CallEvent::Tools(vec![run("t1", time, ToolOutcome::Done)]);
            say(&desk, &route_of(org, &json!({})), call, at(time), what);
        }
    }
    desk.tasks.run().await;
    let left = || {
        [OTHER, ORG].map(|org| {
            let calls = "SELECT coalesce(group_concat(call_id || tool_call_id, ' '), '') FROM calls JOIN call_tools USING (call_id)";
            desk.clinics.value(org, calls)
        })
    };
    wait(&desk, 2 * DAY - 2 * HOUR).await;
    assert_eq!(left(), ["onet1 twot1", "onet1 twot1"]);
    // Each org is looked at once an hour.
    wait(&desk, 2 * HOUR - 5).await;
    assert_eq!(left(), ["twot1", "onet1 twot1"]);
    wait(&desk, HOUR).await;
    assert_eq!(left(), ["", "onet1 twot1"]);
    // Ninety days unless the org says otherwise, and less as soon as it says so.
    wait(&desk, 87 * DAY).await;
    assert_eq!(left(), ["", "onet1 twot1"]);
    keep(&desk, ORG, &json!({"retention_days": 89}));
    // Cron tells the object, and its alarm rings at once.
    wait(&desk, 1).await;
    wait(&desk, 0).await;
    assert_eq!(left(), ["", ""]);
}

#[tokio::test]
async fn a_sweep_deletes_so_many_and_the_next_goes_on() {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(
        ORG,
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1200)
         INSERT INTO calls (call_id, status, first_seen, last_seen) SELECT 'c' || n, 'ended', 1, 1 FROM n",
    );
    hear(&desk, CALL, at("14:53:40"), report()).await;
    for left in ["701", "201", "1"] {
        wait(&desk, if left == "701" { HOUR } else { 1 }).await;
        assert_eq!(count(&desk, "calls"), left);
    }
}

#[tokio::test]
async fn what_was_deleted_on_request_is_gone_and_does_not_come_back() {
    let desk = Desk::with_clinic().await;
    keep(&desk, ORG, &json!({"keep_summaries": true}));
    let everything = async || {
        hear(&desk, CALL, at("14:52:00"), status(CallStatus::InProgress, "14:50:00")).await;
        hear(&desk, CALL, at("14:52:00"), CallEvent::Hang { at: Some(at("14:51:00")) }).await;
        hear(&desk, CALL, at("14:52:00"), CallEvent::Tools(vec![run("t1", "14:52:00", ToolOutcome::Done)])).await;
        hear(&desk, CALL, at("14:53:31"), status(CallStatus::Ended, "14:53:30")).await;
        hear(&desk, CALL, at("14:53:40"), report()).await;
    };
    everything().await;
    desk.clock.advance(Duration::from_secs(60 * 10 * DAY));
    let path = format!("{CALLS}/{CALL}");
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("DELETE", &path, &viewer, None).await.problem(403, "forbidden", None);
    desk.admin("DELETE", &path, &json!({})).await.expect(204);
    let gone = async || {
        desk.get(&path).await.problem(404, "not_found", None);
        assert_eq!(desk.get(CALLS).await.expect(200).json()["items"], json!([]));
        assert_eq!(count(&desk, "call_tools"), "0");
        desk.admin("DELETE", &path, &json!({})).await.problem(404, "not_found", None);
        let dump = desk.dump();
        for word in [CALLER, "canary-summary", "customer-ended-call", "customer-hung-up", "inboundPhoneCall"] {
            assert!(!dump.contains(word), "{word}");
        }
    };
    gone().await;
    everything().await;
    gone().await;
    assert_eq!(desk.log.text(), "", "what is heard late is nothing that went wrong");
    // One line, and without the number.
    let lines = desk.get("/api/audit").await.expect(200).json();
    let lines: Vec<_> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!([line["actor"], line["action"], line["detail"]]))
        .collect();
    assert_eq!(lines, [json!(["admin", "call.deleted", {"call_id": CALL}])]);
    // What is left of it goes as a call of the day of its deletion would.
    wait(&desk, 90 * DAY - HOUR).await;
    assert_eq!(count(&desk, "calls"), "1");
    wait(&desk, 2 * HOUR).await;
    assert_eq!(count(&desk, "calls"), "0");
}

#[tokio::test]
async fn what_is_left_of_a_deleted_call_can_hold_nothing_whoever_writes_it() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("14:53:40"), report()).await;
    desk.admin("DELETE", &format!("{CALLS}/{CALL}"), &json!({})).await.expect(204);
    for column in ["caller_number = '+15550188'", "kind = 'x'", "summary = 'x'", "ended_reason = 'x'", "hangs = '[1]'"]
    {
        assert!(desk.clinics.try_execute(ORG, &format!("UPDATE calls SET {column}")).is_err(), "{column}");
    }
    for number in ["15550188", "+1 555 0188", "+0555018", "anonymous"] {
        let insert = format!(
            "INSERT INTO calls (call_id, status, first_seen, last_seen, caller_number) VALUES ('c', 'ended', 1, 1, '{number}')"
        );
        assert!(desk.clinics.try_execute(ORG, &insert).is_err(), "{number}");
    }
}

#[tokio::test]
async fn another_org_sees_and_deletes_nothing_of_it() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("14:52:00"), CallEvent::Tools(vec![run("t1", "14:52:00", ToolOutcome::Done)])).await;
    let before = stored(&desk);
    let other = desk.token(Some(OTHER), "admin");
    assert_eq!(desk.send("GET", CALLS, &other, None).await.expect(200).json()["items"], json!([]));
    for method in ["GET", "DELETE"] {
        desk.send(method, &format!("{CALLS}/{CALL}"), &other, None).await.problem(404, "not_found", None);
        desk.send(method, &format!("{CALLS}/{CALL}"), "", None).await.problem(401, "unauthorized", None);
    }
    assert_eq!(stored(&desk), before);
    // Both orgs may have a call of one id: they are two.
    say(&desk, &route_of(OTHER, &json!({})), CALL, at("14:53:40"), report());
    desk.tasks.run().await;
    desk.send("DELETE", &format!("{CALLS}/{CALL}"), &other, None).await.expect(204);
    assert_eq!(desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json()["tools"][0]["tool_call_id"], "t1");
    let lines = desk.get("/api/audit").await.expect(200).json();
    assert_eq!(lines["items"], json!([]), "what another org deletes is written into its own trail");
}
