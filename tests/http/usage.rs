//! What a clinic has used, by day and hour of its own clock.

use frontdesk::calls::{CallEvent, ToolOutcome, ToolRun};
use serde_json::Value;

use crate::{
    booking::{TEN, ann_books},
    calls::{CALL, at, hear, report, run},
    support::{Desk, ORG},
};

const USAGE: &str = "/api/usage";

async fn usage(desk: &Desk, query: &str) -> Value {
    desk.get(&format!("{USAGE}{query}")).await.expect(200).json()
}

fn day<'a>(usage: &'a Value, date: &str) -> &'a Value {
    usage["days"].as_array().unwrap().iter().find(|day| day["date"] == date).unwrap()
}

#[tokio::test]
async fn a_day_has_its_calls_texts_cost_and_how_long_tools_took() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    hear(&desk, CALL, at("15:00:00"), report()).await;
    let times = [100, 200, 300, 4000];
    let runs = times.iter().enumerate().map(|(number, millis)| ToolRun {
        millis: *millis,
        tool: "find_appointments".into(),
        ..run(&format!("t{number}"), "14:51:00", ToolOutcome::Done)
    });
    desk.clinics
        .execute(ORG, "DELETE FROM call_tools WHERE tool <> 'book_appointment'; UPDATE call_tools SET millis = 250");
    hear(&desk, CALL, at("15:00:00"), CallEvent::Tools(runs.collect())).await;
    let usage = usage(&desk, "").await;
    let today = day(&usage, "2026-12-01");
    // Ann's call and the one that was reported; a hundred, 200, 250, 300 and 4,000 ms.
    assert_eq!(
        (&today["calls"], &today["booked"], &today["texts"], &today["segments"]),
        (&2.into(), &1.into(), &1.into(), &1.into())
    );
    assert_eq!(
        (&today["cost_usd"], &today["tool_ms_p50"], &today["tool_ms_p95"]),
        (&0.1234.into(), &250.into(), &4000.into())
    );
    assert_eq!(
        (&usage["from"], &usage["to"], &usage["month"]["month"]),
        (&"2026-12-01".into(), &"2026-12-01".into(), &"2026-12".into())
    );
    assert_eq!(
        (&usage["total"]["calls"], &usage["month"]["calls"], &usage["month"]["cost_usd"]),
        (&2.into(), &2.into(), &0.1234.into())
    );
    // It is ten in New York, and one call began before.
    let hours: Vec<_> = usage["hours"].as_array().unwrap().iter().map(|hour| hour["calls"].as_i64().unwrap()).collect();
    assert_eq!((hours.len(), hours[9], hours[10]), (24, 1, 1));
}

/// At three in the night of UTC it is still the day before in New York, and no day is left out.
#[tokio::test]
async fn days_are_those_of_the_clinics_own_clock() {
    let desk = Desk::with_clinic().await;
    for (id, time) in [("a", "2026-11-30T03:00:00Z"), ("b", "2026-11-30T06:00:00Z"), ("c", "2026-12-01T04:59:59Z")] {
        desk.clinics.execute(ORG, &format!("INSERT INTO calls (call_id, status, first_seen, last_seen) VALUES ('{id}', 'ended', unixepoch('{time}'), 0)"));
    }
    let usage = usage(&desk, "?from=2026-11-28&to=2026-12-01").await;
    let calls: Vec<_> = usage["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| (day["date"].as_str().unwrap(), day["calls"].as_i64().unwrap()))
        .collect();
    assert_eq!(calls, [("2026-11-28", 0), ("2026-11-29", 1), ("2026-11-30", 2), ("2026-12-01", 0)]);
    assert_eq!((&usage["total"]["gave_up"], &usage["month"]["calls"]), (&3.into(), &0.into()));
    assert_eq!(day(&usage, "2026-11-28")["tool_ms_p50"], Value::Null);
}

#[tokio::test]
async fn a_period_that_makes_no_sense_is_refused() {
    let desk = Desk::with_clinic().await;
    for (query, field) in [
        ("?from=2026-12-02&to=2026-12-01", "to"),
        ("?from=2026-01-01&to=2026-12-01", "to"),
        ("?from=today", "from"),
        ("?to=2026-12-1", "to"),
        ("?since=2026-12-01", "since"),
    ] {
        desk.get(&format!("{USAGE}{query}")).await.problem(422, "invalid", Some(field));
    }
    assert_eq!(usage(&desk, "?from=2026-09-01&to=2026-12-01").await["days"].as_array().unwrap().len(), 92);
}
