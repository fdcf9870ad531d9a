//! What Vapi says of a call comes in any order and more than once.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use chrono::{DateTime, Utc};
use frontdesk::calls::{CallEvent, CallStatus, ToolOutcome, ToolRun};
use proptest::prelude::*;
use serde_json::json;

use super::{CALL, CALLS, at, hear, keep, report, route_of, run, say, status, stored};
use crate::support::{Desk, ORG, id};

const CASES: u32 = 60;

/// Everything that is heard of one call, and when.
fn messages() -> Vec<(DateTime<Utc>, CallEvent)> {
    let book = |attempt: ToolRun| CallEvent::Tools(vec![attempt, run("t2", "14:52:00", ToolOutcome::Done)]);
    let first = ToolRun { millis: 900, ..run("t1", "14:52:00", ToolOutcome::Failed) };
    let second = ToolRun {
        appointment_id: Some(id(7)),
        notes: vec!["start.two_fields".into()],
        ..run("t1", "14:52:20", ToolOutcome::Done)
    };
    let other_report = CallEvent::Report {
        started_at: Some(at("14:50:03")),
        ended_at: None,
        ended_reason: None,
        cost: Some(0.12),
        summary: None,
        tool_times: Vec::new(),
    };
    vec![
        (at("14:50:00"), status(CallStatus::Ringing, "14:50:00")),
        (at("14:50:03"), status(CallStatus::InProgress, "14:50:02")),
        (at("14:51:00"), CallEvent::Hang { at: Some(at("14:51:00")) }),
        (at("14:51:30"), CallEvent::Hang { at: Some(at("14:51:30")) }),
        (at("14:52:01"), book(first)),
        (at("14:52:21"), book(second)),
        (at("14:53:31"), status(CallStatus::Ended, "14:53:30")),
        (at("14:53:40"), report()),
        (at("14:53:50"), other_report),
    ]
}

/// What is stored once all of these were heard, in this order.
fn outcome(messages: &[(DateTime<Utc>, CallEvent)]) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let desk = Desk::new();
        desk.add_org(ORG, "Downtown Dental Clinic").await;
        keep(&desk, ORG, &json!({"keep_summaries": true}));
        for (now, what) in messages {
            hear(&desk, CALL, *now, what.clone()).await;
        }
        stored(&desk)
    })
}

/// Any order; what Vapi delivers again changes nothing, but for tools, whose deliveries are counted and are always two here.
fn orders() -> impl Strategy<Value = Vec<usize>> {
    let again: Vec<usize> =
        (0..messages().len()).filter(|index| !matches!(messages()[*index].1, CallEvent::Tools(_))).collect();
    let again = proptest::collection::vec(proptest::sample::select(again), 0..6);
    again.prop_flat_map(|again| Just((0..messages().len()).chain(again).collect::<Vec<_>>()).prop_shuffle())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_repetition_leaves_the_same_rows(order in orders()) {
        let messages = messages();
        let heard: Vec<_> = order.iter().map(|index| messages[*index].clone()).collect();
        prop_assert_eq!(outcome(&heard), outcome(&messages), "seed: the order above");
    }
}

/// Rows written are what a call costs, and naming a column writes its indices, changed or not.
#[tokio::test]
async fn a_message_that_says_nothing_new_of_the_beginning_leaves_the_indices_alone() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("14:50:00"), status(CallStatus::Ringing, "14:50:00")).await;
    desk.clinics.execute(
        ORG,
        "CREATE TRIGGER named BEFORE UPDATE OF caller_number, first_seen, started_at, summary ON calls
         BEGIN SELECT RAISE(ABORT, 'an index was written'); END",
    );
    hear(&desk, CALL, at("14:50:03"), status(CallStatus::InProgress, "14:50:02")).await;
    hear(&desk, CALL, at("14:53:31"), status(CallStatus::Ended, "14:53:30")).await;
    assert_eq!(
        desk.clinics.value(ORG, "SELECT status || ' ' || last_seen FROM calls"),
        format!("ended {}", at("14:53:31").timestamp())
    );
}

/// Nine messages of ten are of tools, whose own rows say when they were run.
#[tokio::test]
async fn a_tool_writes_its_own_row_alone_and_is_the_last_that_was_heard() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at("14:50:03"), status(CallStatus::InProgress, "14:50:03")).await;
    desk.clinics.execute(
        ORG,
        "CREATE TRIGGER named BEFORE UPDATE ON calls BEGIN SELECT RAISE(ABORT, 'the call was written'); END",
    );
    let booked = ToolRun { millis: 1500, ..run("t1", "14:52:00", ToolOutcome::Done) };
    hear(&desk, CALL, at("14:52:02"), CallEvent::Tools(vec![booked])).await;
    let call = desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json();
    assert_eq!(
        (&call["tools"][0]["tool_call_id"], &call["last_seen_at"]),
        (&json!("t1"), &json!("2026-12-01T14:52:01Z"))
    );
}

/// Those that took no time are told apart by their place in the message.
#[tokio::test]
async fn the_tools_of_one_moment_are_in_the_order_of_their_message() {
    let desk = Desk::with_clinic().await;
    let runs = ["t9", "t1", "t5"].map(|id| run(id, "14:52:00", ToolOutcome::Declined));
    hear(&desk, CALL, at("14:52:02"), CallEvent::Tools(runs.to_vec())).await;
    let call = desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json();
    let ids: Vec<_> = call["tools"].as_array().unwrap().iter().map(|tool| tool["tool_call_id"].clone()).collect();
    assert_eq!(ids, ["t9", "t1", "t5"]);
}

#[tokio::test]
async fn the_report_is_believed_before_a_status_and_each_fills_what_the_other_lacks() {
    let desk = Desk::with_clinic().await;
    let shown = async || {
        let call = desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json();
        ["status", "started_at", "ended_at", "ended_reason", "duration_seconds"].map(|field| call[field].clone())
    };
    hear(&desk, CALL, at("14:53:31"), status(CallStatus::Ended, "14:53:30")).await;
    hear(&desk, CALL, at("14:50:03"), status(CallStatus::InProgress, "14:50:02")).await;
    let expected = [
        json!("ended"),
        json!("2026-12-01T14:50:02Z"),
        json!("2026-12-01T14:53:30Z"),
        json!("customer-hung-up"),
        json!(208),
    ];
    assert_eq!(shown().await, expected);
    let bare = CallEvent::Report {
        started_at: None,
        ended_at: None,
        ended_reason: None,
        cost: None,
        summary: None,
        tool_times: Vec::new(),
    };
    hear(&desk, CALL, at("14:53:40"), bare).await;
    assert_eq!(shown().await, expected, "a report that lacks it takes nothing away");
    hear(&desk, CALL, at("14:53:41"), report()).await;
    let expected = [
        json!("ended"),
        json!("2026-12-01T14:50:02Z"),
        json!("2026-12-01T14:53:32Z"),
        json!("customer-ended-call"),
        json!(210),
    ];
    assert_eq!(shown().await, expected);
    hear(&desk, CALL, at("14:55:00"), status(CallStatus::Ended, "14:54:00")).await;
    assert_eq!(shown().await, expected, "a status that comes after it changes nothing");
}

#[tokio::test]
async fn a_repeated_delivery_counts_and_its_answer_is_what_the_agent_heard() {
    let desk = Desk::with_clinic().await;
    let deliver = async |run: ToolRun| hear(&desk, CALL, run.asked_at, CallEvent::Tools(vec![run.clone()])).await;
    deliver(ToolRun { millis: 900, ..run("t1", "14:52:00", ToolOutcome::Failed) }).await;
    deliver(ToolRun { millis: 80, ..run("t1", "14:52:20", ToolOutcome::Done) }).await;
    // Two tool calls without an id are two, and so are those of two calls with one id.
    deliver(run("", "14:52:30", ToolOutcome::Declined)).await;
    deliver(run("", "14:52:40", ToolOutcome::Declined)).await;
    hear(&desk, "another-call", at("14:52:50"), CallEvent::Tools(vec![run("t1", "14:52:50", ToolOutcome::Done)])).await;
    let call = desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json();
    let tools: Vec<_> = call["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| json!([run["outcome"], run["millis"], run["attempts"]]))
        .collect();
    assert_eq!(tools, [json!(["done", 900, 2]), json!(["declined", 420, 1]), json!(["declined", 420, 1])]);
    assert_eq!(call["tools"][0]["asked_at"], "2026-12-01T14:52:00Z");
}

#[tokio::test]
async fn a_stall_is_counted_once_by_the_time_of_its_message_and_up_to_fifty() {
    let desk = Desk::with_clinic().await;
    let hangs = async || desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json()["hangs"].clone();
    for time in ["14:51:00", "14:51:05", "14:51:00", "14:51:05.500"] {
        hear(&desk, CALL, at("15:00:00"), CallEvent::Hang { at: Some(at(time)) }).await;
    }
    assert_eq!(hangs().await, 3);
    hear(&desk, CALL, at("15:00:00"), CallEvent::Hang { at: None }).await;
    assert_eq!(hangs().await, 4);
    for second in 0..59 {
        hear(&desk, CALL, at("15:00:00"), CallEvent::Hang { at: Some(at(&format!("14:52:{second:02}"))) }).await;
    }
    assert_eq!(hangs().await, 50);
}

#[tokio::test]
async fn nothing_is_written_before_the_answer_and_then_one_batch() {
    let desk = Desk::with_clinic().await;
    desk.clinics.hops.store(0, SeqCst);
    let runs = (0..16).map(|n| run(&format!("t{n}"), "14:52:00", ToolOutcome::Done)).collect();
    say(&desk, &route_of(ORG, &json!({})), CALL, at("14:52:01"), CallEvent::Tools(runs));
    assert_eq!(desk.clinics.hops.load(SeqCst), 0);
    desk.tasks.run().await;
    assert_eq!(desk.clinics.hops.load(SeqCst), 1);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM call_tools"), "16");
}

#[tokio::test]
async fn a_log_that_cannot_be_written_is_logged_without_what_it_was_to_hold() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(Duration::from_secs(1));
    desk.clinics.down.store(true, SeqCst);
    hear(&desk, CALL, at("14:53:40"), report()).await;
    desk.clinics.down.store(false, SeqCst);
    let log = desk.log.text();
    assert!(log.contains("call.not_recorded") && log.contains(ORG), "{log}");
    for secret in [super::CALLER, "canary", "customer-ended-call"] {
        assert!(!log.contains(secret), "{log}");
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM calls"), "0");
}

#[tokio::test]
async fn words_from_outside_are_short_and_on_one_line() {
    let desk = Desk::with_clinic().await;
    keep(&desk, ORG, &json!({"keep_summaries": true}));
    let long = |what: &str| Some(format!("{what}\n\u{0}\u{1b}[31m {}", "é".repeat(5000)));
    let what = CallEvent::Report {
        started_at: None,
        ended_at: None,
        ended_reason: long("r"),
        cost: Some(-1.0),
        summary: long("s"),
        tool_times: Vec::new(),
    };
    hear(&desk, CALL, at("14:53:40"), what).await;
    let what = CallEvent::Status { status: CallStatus::Ended, ended_reason: long("q"), at: Some(at("14:53:40")) };
    hear(&desk, CALL, at("14:53:40"), what).await;
    let odd = ToolRun {
        tool: long("t").unwrap(),
        tool_call_id: long("i").unwrap(),
        notes: vec!["start.joined".into(), "Ann Lee".into(), "x".repeat(61), String::new()],
        millis: -5,
        appointment_id: Some("made up".into()),
        ..run("", "14:52:00", ToolOutcome::Done)
    };
    hear(&desk, CALL, at("14:53:40"), CallEvent::Tools(vec![odd])).await;
    let call = desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json();
    for (field, most) in [("ended_reason", 200), ("summary", 2000)] {
        let text = call[field].as_str().unwrap();
        assert!(text.chars().count() <= most && !text.chars().any(char::is_control), "{text:?}");
    }
    let run = &call["tools"][0];
    assert_eq!(run["notes"], json!(["start.joined"]));
    assert_eq!((&run["millis"], &run["appointment_id"], &call["cost_usd"]), (&json!(0), &json!(null), &json!(null)));
}

/// A report that says it began in 1970, or next week.
#[tokio::test]
async fn times_that_cannot_be_are_not_believed() {
    let desk = Desk::with_clinic().await;
    for (call, time) in [("past", "1970-01-21T00:00:00Z"), ("future", "2026-12-08T00:00:00Z")] {
        let time = Some(time.parse().unwrap());
        let what = CallEvent::Report {
            started_at: time,
            ended_at: time,
            ended_reason: None,
            cost: None,
            summary: None,
            tool_times: Vec::new(),
        };
        hear(&desk, call, at("14:53:40"), what).await;
        hear(&desk, call, at("14:53:40"), CallEvent::Hang { at: time }).await;
        let shown = desk.get(&format!("{CALLS}/{call}")).await.expect(200).json();
        assert_eq!(
            (&shown["started_at"], &shown["ended_at"]),
            (&json!("2026-12-01T14:53:40Z"), &json!(null)),
            "{call}"
        );
    }
}
