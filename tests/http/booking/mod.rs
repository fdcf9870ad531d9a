//! Booking as the agent hears it, and what is true of it whatever happens.

mod caps;
mod changes;
mod deliveries;
mod exclusivity;
mod finding;
mod former_calendar;
mod holds;
mod listed;
mod losses;
mod names;
mod practitioners;
mod refusals;
mod restoring;
mod retries;
mod stale;
mod storms;
mod whose;
mod withheld;

use std::{collections::BTreeSet, time::Duration};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::{CALENDAR, Desk, ORG, Row, outbox, schedule};

/// Two people with a telephone each.
pub const ANN: &str = "+15550188";
pub const BOB: &str = "+15550177";

pub const BOOK: &str = "calendar/book";
pub const HOLD: &str = "calendar/reserve";
pub const MOVE: &str = "calendar/reschedule";
pub const CANCEL: &str = "calendar/cancel";
pub const FIND: &str = "appointments/find";

/// Half past nine on Thursday, which is free.
pub const NINE_THIRTY: &str = "2026-12-03T09:30";
pub const TEN: &str = "2026-12-03T10:00";

pub fn order(start: &str, name: &str) -> Value {
    json!({"start": start, "name": name})
}

/// Ann books a time in her first call.
pub async fn ann_books(desk: &Desk, start: &str) -> String {
    let said = desk.tool(BOOK, ("ann", "t1"), ANN, &order(start, "Ann Lee")).await;
    assert!(said.contains("is booked") && said.contains(start), "{said}");
    said
}

/// Bob asks for a time in a call of his own.
pub async fn bob_books(desk: &Desk, id: &str, start: &str) -> String {
    desk.tool(BOOK, ("bob", id), BOB, &order(start, "Bob Ray")).await
}

/// Insists on a sentence.
#[track_caller]
pub fn says(said: &str, words: &str) {
    assert!(said.contains(words), "{said:?} should say {words:?}");
}

/// Changes rules of the clinic's schedule.
pub async fn rules(desk: &Desk, changes: &[(&str, Value)]) {
    let mut rules = schedule();
    for (name, value) in changes {
        rules[*name] = value.clone();
    }
    desk.admin("PUT", "/api/schedule", &rules).await.expect(200);
}

/// An order with more arguments.
pub fn wanted(start: &str, name: &str, more: &[(&str, &str)]) -> Value {
    let mut order = order(start, name);
    for (argument, value) in more {
        order[*argument] = json!(value);
    }
    order
}

/// A question for a part of a day.
pub fn wanted_on(date: &str, part: &str) -> Value {
    json!({"date": date, "part_of_day": part})
}

/// What stands in the book: local day and time in New York, state and name of all that is not cancelled, in order of time.
pub fn book(desk: &Desk) -> Vec<String> {
    let list = desk.clinics.value(ORG,
        "SELECT json_group_array(line) FROM (
           SELECT strftime('%Y-%m-%dT%H:%M', starts_at - 18000, 'unixepoch') || ' ' || status || coalesce(' ' || patient_name, '') AS line
           FROM appointments WHERE status <> 'cancelled' AND (hold_expires_at IS NULL OR hold_expires_at > unixepoch())
           ORDER BY starts_at, patient_name)",
    );
    serde_json::from_str(&list).unwrap()
}

/// How many rows of the clinic's object are like this.
pub fn count(desk: &Desk, of: &str) -> u32 {
    desk.clinics.value(ORG, &format!("SELECT count(*) FROM {of}")).parse().unwrap()
}

/// Lets the outbox come to rest. Then Google's calendars say exactly what the appointments say, and none of these overlap.
pub async fn comes_to_rest(desk: &Desk) {
    for _ in 0..5 {
        desk.clock.advance(Duration::from_mins(10));
        desk.sweep().await;
    }
    assert_eq!(outbox(desk), "", "nothing is left to do");
    assert_eq!(shown(desk), confirmed(desk));
    let overlaps = count(
        desk,
        "appointments a JOIN appointments b ON a.id < b.id
           AND a.status = 'confirmed' AND b.status = 'confirmed'
           AND (a.calendar_id = b.calendar_id OR a.practitioner_id IS b.practitioner_id)
           AND a.blocked_from < b.blocked_until AND b.blocked_from < a.blocked_until",
    );
    assert_eq!(overlaps, 0);
}

/// Calendar, event and start of everything in Google's calendars that is ours.
fn shown(desk: &Desk) -> BTreeSet<(String, String, i64)> {
    let of_practitioners = desk.sqlite.value("SELECT json_group_array(calendar_id) FROM practitioners");
    let of_appointments = desk.clinics.value(ORG, "SELECT json_group_array(calendar_id) FROM appointments");
    let mut calendars = BTreeSet::from([CALENDAR.to_owned()]);
    for list in [of_practitioners, of_appointments] {
        calendars.extend(serde_json::from_str::<Vec<String>>(&list).unwrap());
    }
    let events = calendars
        .iter()
        .flat_map(|calendar| desk.vendors.events.live(calendar).into_iter().map(move |id| (calendar.clone(), id)));
    let ours = events.filter(|(_, id)| id.starts_with("fd"));
    ours.map(|(calendar, id)| {
        let start = desk.vendors.events.event(&calendar, &id)["start"]["dateTime"].as_str().unwrap().to_owned();
        let start: DateTime<Utc> = start.parse().unwrap();
        (calendar, id, start.timestamp())
    })
    .collect()
}

fn confirmed(desk: &Desk) -> BTreeSet<(String, String, i64)> {
    let list = desk.clinics.value(
        ORG,
        "SELECT json_group_array(json_array(calendar_id, event_id, starts_at)) FROM appointments WHERE status = 'confirmed'",
    );
    serde_json::from_str(&list).unwrap()
}

#[tokio::test]
async fn a_call_books_finds_moves_and_cancels() {
    let desk = Desk::with_clinic().await;
    let said = ann_books(&desk, NINE_THIRTY).await;
    assert!(said.contains("is booked: Thursday, December 3 at 9:30 AM (start 2026-12-03T09:30)"), "{said}");
    let events = desk.vendors.events.live(CALENDAR);
    assert_eq!(events.len(), 1);
    let found = desk.tool(FIND, ("ann", "t2"), ANN, &json!({})).await;
    assert!(found.contains("one appointment: Thursday, December 3 at 9:30 AM"), "{found}");
    let moved = desk.tool(MOVE, ("ann", "t3"), ANN, &json!({"new_start": "2026-12-04T10:00"})).await;
    assert!(moved.contains("to Friday, December 4 at 10 AM (start 2026-12-04T10:00)"), "{moved}");
    assert_eq!(desk.vendors.events.live(CALENDAR), events, "the same event moved along");
    let gone = desk.tool(CANCEL, ("ann", "t4"), ANN, &json!({})).await;
    assert!(gone.contains("is cancelled: Friday, December 4 at 10 AM"), "{gone}");
    assert!(desk.vendors.events.live(CALENDAR).is_empty());
    comes_to_rest(&desk).await;
}

/// Adds practitioners with a calendar each: kim@clinic.example for Dr. Kim.
pub async fn hire(desk: &Desk, names: &[&str]) {
    for name in names {
        let calendar = format!("{}@clinic.example", name.trim_start_matches("Dr. ").to_lowercase());
        desk.admin("POST", "/api/practitioners", &json!({"name": name, "calendar_id": calendar})).await.expect(201);
    }
}
