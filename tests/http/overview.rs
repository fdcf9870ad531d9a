//! A clinic's day at a glance.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use chrono::TimeDelta;
use frontdesk::calls::{CallEvent, CallStatus, ToolOutcome, ToolRun};
use serde_json::{Value, json};

use crate::{
    calls::{at, hear, report, run, status},
    support::{CALENDAR, Desk, ORG, OTHER},
};

const OVERVIEW: &str = "/api/overview";

async fn overview(desk: &Desk) -> Value {
    desk.get(OVERVIEW).await.expect(200).json()
}

/// An appointment at this time of the test's day, in UTC.
fn visit(desk: &Desk, number: u32, start: &str, status: &str, practitioner: Option<(&str, &str)>) {
    let [from, until] = [0, 30].map(|minutes| (at(start) + TimeDelta::minutes(minutes)).timestamp());
    let (id, name) =
        practitioner.map_or(("NULL".into(), "NULL".into()), |(id, name)| (format!("'{id}'"), format!("'{name}'")));
    let calendar = practitioner.map_or(CALENDAR, |(_, name)| name);
    let hold =
        if status == "held" { (at("15:00:00") + TimeDelta::minutes(5)).timestamp().to_string() } else { "NULL".into() };
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO appointments (id, calendar_id, practitioner_id, practitioner_name, status, starts_at, ends_at, blocked_from,
               blocked_until, patient_name, hold_expires_at)
             VALUES (printf('0198c0de-0000-7000-8000-%012d', {number}), '{calendar}', {id}, {name}, '{status}', {from}, {until}, {from},
               {until}, 'Patient {number}', {hold})"
        ),
    );
}

async fn practitioner(desk: &Desk, name: &str) -> String {
    let body = json!({"name": name, "calendar_id": format!("{name}@clinic.example").replace(' ', "")});
    desk.admin("POST", "/api/practitioners", &body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// Each column as its practitioner and its patients.
fn columns(overview: &Value) -> Vec<(Option<String>, Vec<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let patients = |column: &Value| {
        column["appointments"].as_array().unwrap().iter().filter_map(|one| text(&one["patient_name"])).collect()
    };
    overview["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| (text(&column["practitioner"]), patients(column)))
        .collect()
}

#[tokio::test]
async fn a_day_without_anything_says_what_day_it_is() {
    let desk = Desk::with_clinic().await;
    let shown = overview(&desk).await;
    assert_eq!(
        (&shown["date"], &shown["zone"], &shown["name"]),
        (&json!("2026-12-01"), &json!("America/New_York"), &json!("Downtown Dental Clinic"))
    );
    assert_eq!(
        (&shown["now"], &shown["now_local"]),
        (&json!("2026-12-01T15:00:00Z"), &json!("2026-12-01T10:00:00-05:00"))
    );
    assert_eq!(columns(&shown), [(None, vec![])]);
    assert_eq!(
        shown["counts"],
        json!({"appointments": 0, "attention": shown["attention"].as_array().unwrap().len(), "inbox": 0})
    );
    assert_eq!(shown["calls"], json!([]));
    let other = desk.send("GET", OVERVIEW, &desk.token(Some(OTHER), "viewer"), None).await.expect(200).json();
    assert_eq!(other["hours"], Value::Null);
}

#[tokio::test]
async fn everybody_has_a_column_in_order_and_what_counts_is_in_it() {
    let desk = Desk::with_clinic().await;
    let (kim, roe) = (practitioner(&desk, "Dr. Kim").await, practitioner(&desk, "Dr. Roe").await);
    visit(&desk, 1, "16:00:00", "confirmed", Some((&kim, "Dr. Kim")));
    visit(&desk, 2, "15:00:00", "confirmed", Some((&kim, "Dr. Kim")));
    visit(&desk, 3, "16:00:00", "cancelled", Some((&roe, "Dr. Roe")));
    visit(&desk, 4, "17:00:00", "held", None);
    let gone = "0198c0de-0000-7000-8000-0000000000ff";
    visit(&desk, 5, "18:00:00", "confirmed", Some((gone, "Dr. Gone")));
    let shown = overview(&desk).await;
    let name = |name: &str| Some(name.to_owned());
    let patients = |numbers: &[u32]| numbers.iter().map(|number| format!("Patient {number}")).collect::<Vec<_>>();
    assert_eq!(
        columns(&shown),
        [
            (None, patients(&[4])),
            (name("Dr. Kim"), patients(&[2, 1])),
            (name("Dr. Roe"), patients(&[])),
            (name("Dr. Gone"), patients(&[5])),
        ]
    );
    assert_eq!((&shown["counts"]["appointments"], &shown["has_more_appointments"]), (&json!(4), &json!(false)));
    desk.clock.advance(Duration::from_mins(6));
    assert_eq!(columns(&overview(&desk).await)[0].0, name("Dr. Kim"), "the hold is over");
}

/// A day is the clinic's, whatever day it is in UTC.
#[tokio::test]
async fn the_day_is_the_clinics() {
    let desk = Desk::with_clinic().await;
    visit(&desk, 1, "04:59:00", "confirmed", None);
    visit(&desk, 2, "05:30:00", "confirmed", None);
    // The last second of the day.
    desk.clinics.execute(
        ORG,
        "UPDATE appointments SET starts_at = starts_at + 84599, ends_at = ends_at + 84599, blocked_from = blocked_from + 84599,
           blocked_until = blocked_until + 84599 WHERE patient_name = 'Patient 2'",
    );
    visit(&desk, 3, "05:30:00", "confirmed", None);
    assert_eq!(columns(&overview(&desk).await)[0].1, ["Patient 3", "Patient 2"]);
    desk.clock.advance(Duration::from_hours(15));
    assert_eq!(overview(&desk).await["date"], "2026-12-02");
}

fn tool(id: &str, name: &str, time: &str, outcome: ToolOutcome) -> CallEvent {
    CallEvent::Tools(vec![ToolRun { tool: name.into(), ..run(id, time, outcome) }])
}

fn ended(reason: &str) -> CallEvent {
    CallEvent::Report {
        started_at: None,
        ended_at: Some(at("14:53:32")),
        ended_reason: Some(reason.into()),
        cost: None,
        summary: None,
        tool_times: Vec::new(),
    }
}

/// What comes of these tools in a call that ends for this reason.
type Case = (&'static str, &'static [(&'static str, ToolOutcome)], &'static str);

#[tokio::test]
async fn the_last_calls_say_in_a_word_what_came_of_them() {
    use ToolOutcome::{Declined, Done, Failed};
    let desk = Desk::with_clinic().await;
    let cases: [Case; 12] = [
        (
            "booked",
            &[("check_availability", Done), ("book_appointment", Declined), ("book_appointment", Done)],
            "customer-ended-call",
        ),
        (
            "moved",
            &[("book_appointment", Done), ("reschedule_appointment", Done), ("take_message", Done)],
            "customer-ended-call",
        ),
        ("cancelled", &[("cancel_appointment", Done), ("check_availability", Failed)], "customer-ended-call"),
        ("handed_over", &[("transfer_call", Done), ("take_message", Done)], "assistant-forwarded-call"),
        ("message", &[("transfer_call", Done), ("take_message", Done)], "customer-ended-call"),
        ("failed", &[("check_availability", Done), ("book_appointment", Failed)], "customer-ended-call"),
        ("failed", &[], "pipeline-error-openai-llm-failed"),
        ("informed", &[("check_availability", Done), ("book_appointment", Declined)], "silence-timed-out"),
        ("informed", &[("answer_question", Done)], "customer-ended-call"),
        ("gave_up", &[("reserve_slot", Done)], "customer-ended-call"),
        ("gave_up", &[("check_availability", Declined), ("transfer_call", Done)], "customer-ended-call"),
        ("gave_up", &[], "customer-ended-call"),
    ];
    for (number, (_, tools, reason)) in cases.iter().enumerate() {
        let id = format!("0c0e0000-0000-4000-8000-0000000000{number:02}");
        for (place, (name, outcome)) in tools.iter().enumerate() {
            hear(&desk, &id, at("14:50:00"), tool(&format!("t{place}"), name, &format!("14:50:{place:02}"), *outcome))
                .await;
        }
        hear(&desk, &id, at("14:53:32"), ended(reason)).await;
        let call = desk.get(&format!("/api/calls/{id}")).await.expect(200).json();
        assert_eq!(call["outcome"], cases[number].0, "{number}: {tools:?} {reason}");
    }
    let going_on = "0c0e0000-0000-4000-8000-000000000099";
    hear(&desk, going_on, at("14:59:00"), status(CallStatus::InProgress, "14:59:00")).await;
    let shown = overview(&desk).await;
    assert_eq!(shown["calls"].as_array().unwrap().len(), 10);
    assert_eq!((&shown["calls"][0]["id"], &shown["calls"][0]["outcome"]), (&json!(going_on), &Value::Null));
}

#[tokio::test]
async fn today_stands_beside_the_same_weekday_of_the_week_before() {
    let desk = Desk::with_clinic().await;
    hear(&desk, "c1", at("14:50:00"), report()).await;
    desk.clinics.execute(
        ORG,
        "INSERT INTO calls (call_id, status, first_seen, last_seen)
         SELECT 'old-' || value, 'ended', unixepoch() - 7 * 86400 + value, 0 FROM json_each('[-60, -120, 60]')",
    );
    let shown = overview(&desk).await;
    assert_eq!((&shown["today"]["calls"], &shown["week_before"]["calls"]), (&json!(1), &json!(2)));
    assert_eq!(shown["today"]["cost_usd"], 0.1234);
}

#[tokio::test]
async fn it_takes_one_hop_and_two_looks_at_d1() {
    let desk = Desk::with_clinic().await;
    overview(&desk).await;
    let before = (desk.clinics.hops.load(SeqCst), desk.sqlite.batches.load(SeqCst));
    overview(&desk).await;
    // D1 is asked where the object is, and what the clinic has set.
    assert_eq!((desk.clinics.hops.load(SeqCst), desk.sqlite.batches.load(SeqCst)), (before.0 + 1, before.1 + 2));
}

#[tokio::test]
async fn another_clinic_has_a_day_of_its_own() {
    let desk = Desk::with_clinic().await;
    visit(&desk, 1, "16:00:00", "confirmed", None);
    let other = desk.send("GET", OVERVIEW, &desk.token(Some(OTHER), "viewer"), None).await.expect(200);
    assert!(!other.text.contains("Patient 1"), "{}", other.text);
    desk.send("GET", OVERVIEW, &desk.token(None, "platform"), None).await.problem(403, "forbidden", None);
}
