//! What is counted, and under which names.

use std::time::Duration;

use frontdesk::{calls::ToolOutcome, domain::metrics::BUCKETS};
use serde_json::json;

use super::{Samples, scrape, tell, text};
use crate::{
    booking::{NINE_THIRTY, TEN, ann_books, bob_books},
    calls::{CALL, CALLER, at, hear, report, run},
    support::{Desk, ORG, Reply},
};

fn value<'a>(samples: &'a Samples, name: &str) -> &'a str {
    samples.get(name).unwrap_or_else(|| panic!("{name} is not among {samples:#?}"))
}

#[tokio::test]
async fn calls_tools_texts_and_cost_are_counted_by_what_came_of_them() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    // The time is taken.
    bob_books(&desk, "t1", TEN).await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    tell(&desk).await;
    tell(&desk).await;
    tell(&desk).await;
    let samples = scrape(&desk, "").await;
    for (name, expected) in [
        (r#"frontdesk_tool_requests_total{tool="book_appointment",outcome="done",platform="vapi"}"#, "1"),
        (r#"frontdesk_tool_requests_total{tool="book_appointment",outcome="declined",platform="vapi"}"#, "1"),
        (r#"frontdesk_tool_duration_seconds_count{tool="book_appointment"}"#, "2"),
        (r#"frontdesk_calls_total{platform="vapi"}"#, "3"),
        (r#"frontdesk_calls_finished_total{platform="vapi",outcome="booked"}"#, "1"),
        (r#"frontdesk_calls_finished_total{platform="vapi",outcome="gave_up"}"#, "1"),
        (r#"frontdesk_call_cost_usd_total{platform="vapi"}"#, "0.123400"),
        (r#"frontdesk_texts_total{stage="written"}"#, "1"),
        (r#"frontdesk_texts_total{stage="left"}"#, "1"),
        ("frontdesk_text_segments_total", "1"),
        (r#"frontdesk_orgs{status="active"}"#, "2"),
        ("frontdesk_clinics_told", "1"),
        ("frontdesk_outbox_dead", "0"),
    ] {
        assert_eq!(value(&samples, name), expected, "{name}");
    }
}

/// A platform sees the way there and back as well, and says so in its report.
#[tokio::test]
async fn the_time_of_tools_is_counted_as_it_was_here_and_as_the_platform_saw_it() {
    let desk = Desk::with_clinic().await;
    let tools = frontdesk::calls::CallEvent::Tools(vec![run("t1", "14:51:00", ToolOutcome::Done)]);
    hear(&desk, CALL, at("14:51:00"), tools).await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    tell(&desk).await;
    let samples = scrape(&desk, "").await;
    let here = |le: &str| {
        value(&samples, &format!(r#"frontdesk_tool_duration_seconds_bucket{{tool="book_appointment",le="{le}"}}"#))
    };
    let there = |le: &str| {
        value(&samples, &format!(r#"frontdesk_tool_platform_duration_seconds_bucket{{platform="vapi",le="{le}"}}"#))
    };
    // 420 ms here; 900 and 1,500 there.
    let bounds = ["0.05", "0.1", "0.25", "0.5", "1", "2", "4", "+Inf"];
    assert_eq!(bounds.map(here), ["0", "0", "0", "1", "1", "1", "1", "1"]);
    assert_eq!(bounds.map(there), ["0", "0", "0", "0", "1", "2", "2", "2"]);
    assert_eq!(value(&samples, r#"frontdesk_tool_duration_seconds_sum{tool="book_appointment"}"#), "0.420");
    assert_eq!(value(&samples, r#"frontdesk_tool_platform_duration_seconds_sum{platform="vapi"}"#), "2.400");
}

/// The bounds stand in SQL and in the domain.
#[tokio::test]
async fn a_bucket_ends_where_its_name_says() {
    let desk = Desk::with_clinic().await;
    let moments = BUCKETS.iter().flat_map(|(_, bound)| [*bound, bound + 1]).enumerate();
    let runs = moments.map(|(number, millis)| frontdesk::calls::ToolRun {
        millis: millis.into(),
        ..run(&format!("t{number}"), "14:51:00", ToolOutcome::Done)
    });
    hear(&desk, CALL, at("14:51:00"), frontdesk::calls::CallEvent::Tools(runs.collect())).await;
    tell(&desk).await;
    let samples = scrape(&desk, "").await;
    for (below, (_, bound)) in BUCKETS.iter().enumerate() {
        let le = f64::from(*bound) / 1000.0;
        let name = format!(r#"frontdesk_tool_duration_seconds_bucket{{tool="book_appointment",le="{le}"}}"#);
        assert_eq!(value(&samples, &name), (2 * below + 1).to_string(), "{bound}");
    }
}

#[tokio::test]
async fn what_came_of_a_call_is_counted_when_it_is_over() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    tell(&desk).await;
    let finished = r#"frontdesk_calls_finished_total{platform="vapi",outcome="booked"}"#;
    assert!(!scrape(&desk, "").await.contains_key(finished), "the call goes on");
    // Its platform never says that it ended. After half an hour of silence it has.
    tell(&desk).await;
    assert_eq!(value(&scrape(&desk, "").await, finished), "1");
}

#[tokio::test]
async fn what_google_refuses_is_counted_by_what_can_be_done_about_it() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    desk.vendors.calendar([Reply::Json(503, json!({})), Reply::Json(503, json!({}))]);
    bob_books(&desk, "t1", NINE_THIRTY).await;
    tell(&desk).await;
    let samples = scrape(&desk, "").await;
    let errors = value(&samples, r#"frontdesk_calendar_errors_total{vendor="google",kind="unavailable"}"#);
    assert_ne!(errors, "0");
}

#[tokio::test]
async fn no_number_and_no_name_is_among_the_metrics() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    desk.check(&json!({"date": "2026-12-03"})).await;
    desk.clock.advance(Duration::from_hours(1));
    tell(&desk).await;
    for query in ["", "?by=org"] {
        let text = text(&desk, query).await;
        for secret in [CALLER, "15550", "Ann", "Downtown", "canary", CALL] {
            assert!(!text.contains(secret), "{secret} in {query}: {text}");
        }
        assert_eq!(text.contains(ORG), query == "?by=org");
    }
}
