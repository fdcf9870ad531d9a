//! What is free: hours, our own appointments, Google, and a Google that fails or lies.

use std::time::Duration;

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use crate::support::{CALENDAR, Desk, NUMBER, ORG, OTHER, Reply, schedule, vapi};

/// What the seed's callers get: the starts that the agent can send back, at most five, and how many there are.
async fn content(desk: &Desk, arguments: &Value) -> (Vec<String>, u64) {
    let mut body = json!({"toolCall": {"arguments": arguments}});
    body["toolCall"]["arguments"]["inboundPhoneNumber"] = json!(NUMBER);
    let answer = desk.webhook(&body).await.expect(200).json();
    let content: Value = serde_json::from_str(answer["toolResult"]["content"].as_str().unwrap()).unwrap();
    let slots = content["availableSlots"].as_array().unwrap().iter();
    (slots.map(|slot| slot.as_str().unwrap().to_owned()).collect(), content["totalSlots"].as_u64().unwrap())
}

async fn starts(desk: &Desk, arguments: &Value) -> Vec<String> {
    content(desk, arguments).await.0
}

async fn total(desk: &Desk, arguments: &Value) -> u64 {
    content(desk, arguments).await.1
}

fn book(desk: &Desk, org: &str, status: &str, from: &str, until: &str, hold: Option<i64>) {
    let (from, until) = (seconds(from), seconds(until));
    let hold = hold.map_or("NULL".into(), |at| at.to_string());
    desk.clinics.execute(org, &format!(
        "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, hold_expires_at)
         VALUES (lower(hex(randomblob(18))), '{CALENDAR}', '{status}', {from}, {until}, {from}, {until}, {hold})"
    ));
}

fn seconds(time: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(time).unwrap().timestamp()
}

#[tokio::test]
async fn googles_busy_times_and_our_appointments_both_count() {
    let desk = Desk::with_clinic().await;
    desk.vendors.set_busy("2026-12-03T10:00:00-05:00", "2026-12-03T16:00:00-05:00");
    book(&desk, ORG, "confirmed", "2026-12-03T14:00:00Z", "2026-12-03T14:30:00Z", None);
    book(&desk, ORG, "held", "2026-12-03T21:00:00Z", "2026-12-03T21:30:00Z", Some(desk.clock.seconds() + 300));
    let free = starts(&desk, &json!({"date": "2026-12-03"})).await;
    assert_eq!(free, ["2026-12-03T09:30", "2026-12-03T16:30"]);
}

#[tokio::test]
async fn cancelled_appointments_expired_holds_and_other_orgs_do_not_count() {
    let desk = Desk::with_clinic().await;
    book(&desk, ORG, "cancelled", "2026-12-03T14:00:00Z", "2026-12-03T22:00:00Z", None);
    book(&desk, OTHER, "confirmed", "2026-12-03T14:00:00Z", "2026-12-03T22:00:00Z", None);
    book(&desk, ORG, "held", "2026-12-03T14:00:00Z", "2026-12-03T22:00:00Z", Some(desk.clock.seconds() + 10));
    assert_eq!(starts(&desk, &json!({"date": "2026-12-03"})).await, [""; 0], "while the hold lives");
    desk.clock.advance(Duration::from_secs(10));
    assert_eq!(total(&desk, &json!({"date": "2026-12-03"})).await, 16, "also when it was remembered");
}

#[tokio::test]
async fn an_appointment_of_another_isolate_is_seen_within_seconds() {
    let desk = Desk::with_clinic().await;
    assert_eq!(total(&desk, &json!({"date": "2026-12-03"})).await, 16);
    book(&desk, ORG, "confirmed", "2026-12-03T14:00:00Z", "2026-12-03T15:00:00Z", None);
    desk.clock.advance(Duration::from_secs(15));
    assert_eq!(total(&desk, &json!({"date": "2026-12-03"})).await, 14);
}

#[tokio::test]
async fn the_agent_hears_at_most_five_the_total_and_todays_date() {
    let desk = Desk::with_clinic().await;
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert_eq!(heard.matches("(start 2026-12-03T").count(), 5, "{heard}");
    assert!(
        heard.contains("more than nine openings") && heard.contains("T09:00") && heard.contains("T16:30"),
        "{heard}"
    );
    assert!(heard.contains("Today is Tuesday, December 1, 2026, New York time."), "{heard}");
}

#[tokio::test]
async fn days_can_be_asked_for_in_many_ways() {
    let desk = Desk::with_clinic().await;
    for (arguments, first, count) in [
        (json!({"date": "tomorrow"}), "2026-12-02T09:00", 16),
        (json!({"date": "thursday"}), "2026-12-03T09:00", 16),
        (json!({"date": "2026-12-03", "part_of_day": "afternoon"}), "2026-12-03T12:00", 10),
        (json!({"date": "thursday morning"}), "2026-12-03T09:00", 6),
        (json!({"from": "2026-12-03", "to": "2026-12-04"}), "2026-12-03T09:00", 32),
        (json!({"from": "2026-12-05"}), "2026-12-07T09:00", 80),
        // The search ends with the day on which the tenth is found.
        (json!({"earliest": true}), "2026-12-01T11:00", 12),
        (json!({"earliest": "true", "part_of_day": "morning"}), "2026-12-01T11:00", 2 + 6 + 6),
        (json!({"date": "today"}), "2026-12-01T11:00", 12),
    ] {
        let (free, total) = content(&desk, &arguments).await;
        assert_eq!((free.first().map(String::as_str), total), (Some(first), count), "{arguments}");
    }
}

#[tokio::test]
async fn what_cannot_be_meant_is_answered_with_what_to_do() {
    let desk = Desk::with_clinic().await;
    for (arguments, words) in [
        (json!({}), "which day"),
        (json!({"date": "2026-11-30"}), "in the past"),
        (json!({"date": "3/4/2027"}), "Thursday, March 4, 2027 is too far ahead"),
        (json!({"date": "{{date}}"}), "not filled in"),
        (json!({"date": 5}), "could not read \"5\" as a date"),
        (json!({"date": true}), "has to be a string"),
        (json!({"date": "x".repeat(201)}), "too long"),
        (json!({"date": "february 30"}), "no February 30"),
        (json!({"date": "2027-12-03"}), "too far ahead"),
        (json!({"from": "2026-12-04", "to": "2026-12-03"}), "ends before it begins"),
        (json!({"from": "2026-12-02", "to": "2026-12-30"}), "at most 14 days"),
        (json!({"date": "2026-12-03", "part_of_day": "brunch"}), "morning, afternoon or evening"),
        (json!({"date": "2026-12-03", "earliest": "maybe"}), "true or false"),
        (json!({"date": "saturday"}), "closed on Saturday, December 5"),
    ] {
        let heard = desk.check(&arguments).await;
        assert!(heard.contains(words), "{arguments} should say {words:?}: {heard}");
        assert!(heard.contains("Tuesday, December 1"), "today is missing: {heard}");
    }
}

#[tokio::test]
async fn a_full_or_closed_day_comes_with_the_next_openings() {
    let desk = Desk::with_clinic().await;
    desk.vendors.set_busy("2026-12-03T00:00:00-05:00", "2026-12-07T12:00:00-05:00");
    for date in ["2026-12-03", "saturday"] {
        let heard = desk.check(&json!({ "date": date })).await;
        assert!(heard.contains("2026-12-07T12:00"), "{heard}");
    }
}

#[tokio::test]
async fn rules_come_from_the_orgs_schedule() {
    let desk = Desk::with_clinic().await;
    let mut rules = schedule();
    rules["buffer_before_minutes"] = json!(15);
    rules["slot_minutes"] = json!(60);
    rules["overrides"] = json!([{"date": "2026-12-03", "hours": [{"open": "20:00", "close": "23:00"}]}]);
    desk.admin("PUT", "/api/schedule", &rules).await.expect(200);
    desk.vendors.set_busy("2026-12-03T19:30:00-05:00", "2026-12-03T19:50:00-05:00");
    assert_eq!(starts(&desk, &json!({"date": "2026-12-03"})).await, ["2026-12-03T21:00", "2026-12-03T22:00"]);
}

/// Google failing or lying, and how often it is asked. None of it is "free", none is "full".
#[tokio::test]
async fn a_calendar_that_cannot_be_read_is_neither_free_nor_full() {
    let reason = |status, reason: &str| Reply::Json(status, json!({"error": {"errors": [{"reason": reason}]}}));
    let twice = |reply: Reply| vec![reply.clone(), reply];
    let calendar = |body: Value| vec![Reply::Json(200, json!({"calendars": {CALENDAR: body}}))];
    for (replies, requests) in [
        (twice(reason(401, "authError")), 4),
        (vec![reason(403, "insufficientPermissions")], 2),
        (twice(reason(429, "rateLimitExceeded")), 3),
        (vec![reason(403, "userRateLimitExceeded")], 2),
        (vec![reason(404, "notFound")], 2),
        (twice(Reply::Raw(500, "oops")), 3),
        (vec![Reply::Fails(TransportError::Timeout)], 2),
        (twice(Reply::Fails(TransportError::Connection)), 3),
        (vec![Reply::Fails(TransportError::TooLarge)], 2),
        (vec![Reply::Raw(200, "{\"calendars\":")], 2),
        (vec![Reply::Raw(200, "{\"calendars\":{}}")], 2),
        (calendar(json!({"errors": [{"domain": "global", "reason": "notFound"}], "busy": []})), 2),
        (calendar(json!({"errors": [{"domain": "global", "reason": "internalError"}]})), 2),
        (calendar(json!({"busy": [{"start": "soon", "end": "later"}]})), 2),
        (calendar(json!({"busy": null})), 2),
        (vec![Reply::Json(301, json!({}))], 2),
    ] {
        let desk = Desk::with_clinic().await;
        desk.vendors.take();
        desk.vendors.calendar(replies.clone());
        let answer = desk.webhook(&vapi(NUMBER, &json!({"date": "2026-12-03"}))).await.expect(200);
        let heard = answer.spoken();
        assert!(heard.contains("can't check the calendar right now"), "{replies:?}: {heard}");
        assert!(answer.json()["results"][0]["error"].is_string(), "{replies:?}");
        for word in ["opening", "free", "available", "full", "booked"] {
            assert!(!heard.contains(word), "{replies:?}: {heard}");
        }
        assert_eq!(desk.vendors.take().len(), requests, "{replies:?}");
    }
}

#[tokio::test]
async fn what_passes_by_itself_is_tried_once_more() {
    for reply in [Reply::Raw(503, ""), Reply::Raw(429, ""), Reply::Fails(TransportError::Connection)] {
        let desk = Desk::with_clinic().await;
        desk.vendors.calendar([reply]);
        assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings"));
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let desk = Desk::with_clinic().await;
    desk.check(&json!({"date": "2026-12-03"})).await;
    desk.vendors.take();
    desk.vendors.calendar([Reply::Raw(401, "{}")]);
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings"));
    assert_eq!(desk.vendors.take(), ["freeBusy", "token", "freeBusy"]);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM access_tokens"), "1");
}

/// A dead connection is recorded for the admin, and Google is left alone until somebody connects again.
#[tokio::test]
async fn a_dead_connection_is_recorded_and_not_asked_again() {
    let reason = json!({"error": {"errors": [{"reason": "insufficientPermissions"}]}});
    for (tokens, calendar) in [
        (vec![Reply::Json(400, json!({"error": "invalid_grant", "error_description": "canary"}))], vec![]),
        (vec![], vec![Reply::Raw(401, "{}"), Reply::Raw(401, "{}")]),
        (vec![], vec![Reply::Json(403, reason)]),
    ] {
        let desk = Desk::with_clinic().await;
        desk.vendors.token(tokens);
        desk.vendors.calendar(calendar);
        assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("can't check"));
        let state = desk.get("/api/integrations/google").await.json();
        assert_eq!(state["status"], "needs_reconnect", "{state}");
        assert!(state["status_detail"].is_string() && !state.to_string().contains("canary"), "{state}");
        assert!(desk.log.text().contains("google.needs_reconnect"));
        desk.vendors.take();
        assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("can't check"));
        assert_eq!(desk.vendors.take(), [""; 0]);
        desk.admin("PUT", "/api/integrations/google", &crate::support::google()).await.expect(200);
        assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings"));
    }
}

/// What passes by itself never kills a connection.
#[tokio::test]
async fn a_passing_failure_leaves_the_connection_alone() {
    for reply in
        [Reply::Raw(500, ""), Reply::Raw(429, ""), Reply::Fails(TransportError::Timeout), Reply::Raw(401, "{}")]
    {
        let desk = Desk::with_clinic().await;
        desk.vendors.token([reply]);
        assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("can't check"));
        assert_eq!(desk.get("/api/integrations/google").await.json()["status"], "connected");
        assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings"));
    }
}

#[tokio::test]
async fn that_a_day_is_closed_is_known_without_google() {
    let desk = Desk::with_clinic().await;
    desk.vendors.calendar([Reply::Raw(404, "{}")]);
    let heard = desk.check(&json!({"date": "saturday"})).await;
    assert!(heard.contains("closed on Saturday"), "{heard}");
}

/// The first opening is looked for in four weeks that were read, and never beyond them.
#[tokio::test]
async fn days_that_were_not_read_are_not_offered() {
    let desk = Desk::with_clinic().await;
    desk.vendors.set_busy("2026-12-01T00:00:00Z", "2026-12-29T06:00:00Z");
    let heard = desk.check(&json!({"earliest": true})).await;
    assert!(heard.contains("nothing free in the next four weeks") && !heard.contains("(start"), "{heard}");
}

/// Another isolate's copy of a token that Google refuses is not taken for a second refusal.
#[tokio::test]
async fn a_refused_token_that_comes_back_from_d1_kills_no_connection() {
    let mut desk = Desk::with_clinic().await;
    desk.check(&json!({"date": "2026-12-03"})).await;
    desk.another_isolate(&[]);
    desk.vendors.take();
    desk.vendors.calendar([Reply::Raw(401, "{}")]);
    assert!(desk.check(&json!({"date": "2026-12-03"})).await.contains("more than nine openings"));
    assert_eq!(desk.vendors.take(), ["freeBusy", "token", "freeBusy"], "the token from D1, then a new one");
    assert_eq!(desk.get("/api/integrations/google").await.json()["status"], "connected");
}

/// What the seed's callers get and what the sentence says are the same starts.
#[tokio::test]
async fn the_listed_starts_are_those_that_are_spoken() {
    let desk = Desk::with_clinic().await;
    for wish in
        [json!({"earliest": true}), json!({"date": "2026-12-03"}), json!({"from": "2026-12-03", "to": "2026-12-08"})]
    {
        let (listed, heard) = (starts(&desk, &wish).await, desk.check(&wish).await);
        assert_eq!(listed.len(), 5, "{wish}");
        assert!(listed.iter().all(|start| heard.contains(&format!("(start {start})"))), "{wish}: {listed:?} {heard}");
    }
}
