//! What the clinic reads of its calls.

use frontdesk::calls::{CallEvent, CallStatus, ToolOutcome, ToolRun};
use serde_json::json;

use super::{CALL, CALLER, CALLS, at, hear, keep, report, run, status};
use crate::support::{Desk, ORG, OTHER, Row, id};

const START: i64 = 1_796_137_200;

#[tokio::test]
async fn a_call_is_shown_with_its_tools_appointments_and_texts() {
    let desk = Desk::with_clinic().await;
    keep(&desk, ORG, &json!({"keep_summaries": true}));
    // One that was booked in the call, one that a tool was about, and others.
    desk.insert(&Row::new(1, START).with("call_id", CALL));
    desk.insert(&Row::new(2, START - 7200));
    desk.insert(&Row::new(3, START + 7200).with("call_id", "another"));
    desk.insert(&Row { org: OTHER, ..Row::new(4, START).with("call_id", CALL) });
    for number in [1, 3] {
        desk.clinics.execute(
            ORG,
            &format!(
                "INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status)
             VALUES ('{}', 'confirmation', '{}:o', '{CALLER}', 'x', 'gsm7', 1, 'sent')",
                id(100 + number),
                id(number)
            ),
        );
    }
    hear(&desk, CALL, at("14:50:03"), status(CallStatus::InProgress, "14:50:02")).await;
    let cancelled = ToolRun {
        tool: "cancel_appointment".into(),
        appointment_id: Some(id(2)),
        notes: vec!["date.guessed".into()],
        ..run("t2", "14:52:30", ToolOutcome::Done)
    };
    hear(&desk, CALL, at("14:52:31"), CallEvent::Tools(vec![cancelled])).await;
    hear(&desk, CALL, at("14:52:01"), CallEvent::Tools(vec![run("t1", "14:52:00", ToolOutcome::Declined)])).await;
    hear(&desk, CALL, at("14:53:40"), report()).await;
    let viewer = desk.token(Some(ORG), "viewer");
    let mut call = desk.send("GET", &format!("{CALLS}/{CALL}"), &viewer, None).await.expect(200).json();
    let appointments = call.as_object_mut().unwrap().remove("appointments").unwrap();
    let tools = call.as_object_mut().unwrap().remove("tools").unwrap();
    let expected = json!({
        "id": CALL, "platform": "vapi", "caller_verified": null, "kind": "inboundPhoneCall", "caller": CALLER, "called": "+15550100",
        "status": "ended", "outcome": "cancelled",
        "started_at": "2026-12-01T14:50:02Z", "started_at_local": "2026-12-01T09:50:02-05:00",
        "ended_at": "2026-12-01T14:53:32Z", "ended_reason": "customer-ended-call", "duration_seconds": 210,
        "cost_usd": 0.1234, "summary": "canary-summary: wants a filling.", "hangs": 0,
        "first_seen_at": "2026-12-01T14:50:02Z", "last_seen_at": "2026-12-01T14:53:40Z"});
    assert_eq!(call, expected);
    assert_eq!(desk.get(CALLS).await.expect(200).json(), json!({"items": [expected], "next_cursor": null}));
    let run = |id: &str, tool: &str, outcome: &str, asked: &str| {
        json!({"tool_call_id": id, "tool": tool, "outcome": outcome, "asked_at": asked, "millis": 420, "attempts": 1,
            "appointment_id": null, "copy_age_seconds": null, "notes": []})
    };
    let mut expected = [
        run("t1", "book_appointment", "declined", "2026-12-01T14:52:00Z"),
        run("t2", "cancel_appointment", "done", "2026-12-01T14:52:30Z"),
    ];
    expected[1]["appointment_id"] = json!(id(2));
    expected[1]["notes"] = json!(["date.guessed"]);
    assert_eq!(tools, json!(expected));
    let texts = |appointment: &serde_json::Value| appointment["messages"].as_array().unwrap().len();
    let linked: Vec<_> =
        appointments.as_array().unwrap().iter().map(|a| (a["id"].as_str().unwrap().to_owned(), texts(a))).collect();
    assert_eq!(linked, [(id(2), 0), (id(1), 1)]);
}

#[tokio::test]
async fn a_withheld_number_is_none_and_a_call_that_goes_on_has_no_end() {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(
        ORG,
        "INSERT INTO calls (call_id, status, first_seen, last_seen) VALUES ('c', 'ringing', 1796137200, 1796137200)",
    );
    let call = desk.get(&format!("{CALLS}/c")).await.expect(200).json();
    let empty = ["kind", "caller", "called", "ended_at", "ended_reason", "duration_seconds", "cost_usd", "summary"];
    assert!(empty.iter().all(|field| call[field].is_null()), "{call}");
}

/// Calls of one clinic, one every hour from midnight UTC on, from two numbers in turn.
async fn a_day() -> Desk {
    let desk = Desk::with_clinic().await;
    let midnight = at("00:00:00").timestamp();
    for (org, prefix) in [(ORG, "c"), (OTHER, "d")] {
        let insert = format!(
            "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 23)
             INSERT INTO calls (call_id, status, first_seen, last_seen, caller_number)
             SELECT printf('{prefix}%02d', n), 'ended', {midnight} + n * 3600, {midnight} + n * 3600, '+1555018' || (n % 2) FROM n"
        );
        desk.clinics.execute(org, &insert);
    }
    desk
}

#[tokio::test]
async fn calls_are_listed_latest_first_by_start_and_caller_in_pages() {
    let desk = a_day().await;
    let ids = async |query: &str, limit: usize| {
        let calls = desk.walk(&format!("{CALLS}?{query}"), limit, |_| {}).await;
        calls.iter().map(|call| call["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let hours = |hours: Vec<u32>| hours.into_iter().rev().map(|hour| format!("c{hour:02}")).collect::<Vec<_>>();
    for limit in [1, 5, 24, 100] {
        assert_eq!(ids("", limit).await, hours((0..24).collect()), "{limit}");
        assert_eq!(ids("caller=%2B15550181", limit).await, hours((1..24).step_by(2).collect()), "{limit}");
    }
    // The day of the clinic begins at five in the morning, UTC.
    assert_eq!(ids("from=2026-12-01", 7).await, hours((5..24).collect()));
    assert_eq!(ids("to=2026-11-30", 7).await, hours((0..5).collect()));
    let period = "from=2026-12-01T03:00:00Z&to=2026-12-01T09:00:00Z";
    assert_eq!(ids(period, 2).await, hours((3..9).collect()));
    assert_eq!(ids(&format!("{period}&caller=+1-555-0180"), 2).await, hours(vec![4, 6, 8]));
    assert_eq!(ids("caller=%2B15559999", 2).await, [""; 0]);
}

#[tokio::test]
async fn calls_are_found_by_kind_and_by_what_came_of_them() {
    let desk = Desk::with_clinic().await;
    for number in 0..9 {
        let (id, time) = (format!("c{number}"), format!("14:{number:02}:00"));
        hear(&desk, &id, at(&time), status(CallStatus::Ended, &time)).await;
        if number % 3 == 0 {
            let run = run("t1", &time, ToolOutcome::Done);
            hear(&desk, &id, at(&time), CallEvent::Tools(vec![run])).await;
        }
    }
    desk.clinics.execute(ORG, "UPDATE calls SET kind = 'webCall' WHERE call_id IN ('c3', 'c4')");
    for (query, ids) in [
        ("outcome=booked", vec!["c6", "c3", "c0"]),
        ("outcome=gave_up&kind=webCall", vec!["c4"]),
        ("outcome=booked&kind=inboundPhoneCall&from=2026-12-01T14:01:00Z", vec!["c6"]),
        ("outcome=booked&caller=%2B15550188&to=2026-12-01T14:06:00Z", vec!["c3", "c0"]),
        ("outcome=failed", vec![]),
    ] {
        let calls = desk.walk(&format!("{CALLS}?{query}"), 2, |_| {}).await;
        let found: Vec<_> = calls.iter().map(|call| call["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids, "{query}");
    }
}

#[tokio::test]
async fn calls_of_one_second_are_told_apart_across_pages() {
    let desk = Desk::with_clinic().await;
    let what = || status(CallStatus::Ringing, "14:50:00");
    for id in ["b", "a", "ab", "B", "zzz/~%20", "0"] {
        hear(&desk, id, at("14:50:00"), what()).await;
    }
    let calls = desk.walk(CALLS, 1, |_| {}).await;
    let ids: Vec<_> = calls.iter().map(|call| call["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["zzz/~%20", "b", "ab", "a", "B", "0"]);
}

#[tokio::test]
async fn bad_questions_are_refused_by_field() {
    let desk = a_day().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        // A cursor of another list: an id.
        ("cursor=MDE5OGMwZGUtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBi", "cursor"),
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-12-02&to=2026-12-01", "to"),
        ("caller=anonymous", "caller"),
        ("caller=", "caller"),
        ("status=ended", "status"),
        ("outcome=lost", "outcome"),
        ("outcome=", "outcome"),
        ("kind=", "kind"),
    ] {
        desk.get(&format!("{CALLS}?{query}")).await.problem(422, "invalid", Some(field));
    }
    for id in ["unknown", "%20", "a%3Ab", &"x".repeat(500), "%00"] {
        desk.get(&format!("{CALLS}/{id}")).await.problem(404, "not_found", None);
    }
    desk.get(&format!("{CALLS}/%FF")).await.problem(400, "malformed", None);
}
