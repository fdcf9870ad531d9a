//! What each clinic's object tells D1 of itself: what it counts, how often it writes, and by when it promises to wake up.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use chrono::TimeDelta;
use frontdesk::{
    domain::clinic_summary::{Backlog, ClinicSummary, Usage},
    ports::Clock as _,
    store::clinic::summary,
};
use serde_json::json;

use crate::{
    booking::{ANN, CANCEL, HOLD, NINE_THIRTY, TEN, ann_books, bob_books, order},
    calls::{CALL, at, hear, report},
    support::{Desk, ORG, OTHER},
};

const NOW: &str = "15:00:00";

/// Some columns of the first clinic's row.
fn row(desk: &Desk, columns: &str) -> String {
    desk.sqlite.value(&format!("SELECT concat_ws(' ', {columns}) FROM clinic_summaries WHERE org_id = '{ORG}'"))
}

fn today(desk: &Desk) -> String {
    row(desk, "counted_on, calls_today, booked_today, texts_today, cost_micros_today")
}

fn month(desk: &Desk) -> String {
    row(desk, "calls_month, booked_month, texts_month, cost_micros_month")
}

/// From here on every write of a summary is counted.
fn count_writes(desk: &Desk) {
    desk.sqlite.execute(
        "CREATE TABLE writes (org_id TEXT);
         CREATE TRIGGER inserted AFTER INSERT ON clinic_summaries BEGIN INSERT INTO writes VALUES (NEW.org_id); END;
         CREATE TRIGGER updated AFTER UPDATE ON clinic_summaries BEGIN INSERT INTO writes VALUES (NEW.org_id); END",
    );
}

fn writes(desk: &Desk) -> String {
    desk.sqlite.value("SELECT count(*) FROM writes")
}

/// Lets time pass, in which alarms ring when they are due.
async fn minutes(desk: &Desk, count: u32) {
    for _ in 0..count {
        desk.clock.advance(Duration::from_mins(1));
        desk.clinics.ring_due().await;
        desk.tasks.run().await;
    }
}

#[tokio::test]
async fn a_clinics_row_counts_calls_bookings_texts_and_cost() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at(NOW), report()).await;
    ann_books(&desk, TEN).await;
    bob_books(&desk, "t1", NINE_THIRTY).await;
    // A hold that nobody confirms is no booking, and a booking that is cancelled was one.
    desk.tool(HOLD, ("ann", "t2"), ANN, &json!({"start": "2026-12-03T14:00"})).await;
    desk.tool(CANCEL, ("ann", "t3"), ANN, &json!({"date": "2026-12-03"})).await;
    minutes(&desk, 20).await;
    let calls = desk.clinics.value(ORG, "SELECT count(*) FROM calls");
    let texts = desk.vendors.texts.taken().len();
    assert_eq!(today(&desk), format!("2026-12-01 {calls} 2 {texts} 123400"));
    assert_eq!(month(&desk), format!("{calls} 2 {texts} 123400"));
    assert_eq!(desk.sqlite.value(&format!("SELECT count(*) FROM clinic_summaries WHERE org_id = '{OTHER}'")), "0");
}

#[tokio::test]
async fn a_row_is_written_at_most_once_a_minute_and_only_for_something_new() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(Duration::from_hours(1));
    count_writes(&desk);
    ann_books(&desk, TEN).await;
    assert_eq!(writes(&desk), "1", "behind the answer");
    bob_books(&desk, "t1", NINE_THIRTY).await;
    for start in ["2026-12-03T11:00", "2026-12-03T12:00", "2026-12-03T13:00"] {
        desk.tool("calendar/book", ("ann", start), ANN, &order(start, "Ann Lee")).await;
    }
    assert_eq!(writes(&desk), "1", "within the same minute");
    // The calendar is compared every three minutes, which is nothing new each time.
    minutes(&desk, 60).await;
    let written: u32 = writes(&desk).parse().unwrap();
    assert!((5..=9).contains(&written), "{written} in an hour");
    // A clinic at which nothing happens is not written at all.
    desk.clinics.execute(ORG, "DELETE FROM calendar_follow; DELETE FROM outbox; DELETE FROM due");
    minutes(&desk, 30).await;
    let before = writes(&desk);
    minutes(&desk, 24 * 60).await;
    desk.get("/api/appointments").await.expect(200);
    assert_eq!((writes(&desk), row(&desk, "next_due")), (before, String::new()));
    assert_eq!(desk.clinics.alarm(ORG), None);
}

/// While its alarm rings, an object has always woken up before anybody could think that it had not.
#[tokio::test]
async fn a_promise_is_kept_whatever_becomes_of_the_work() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    for minute in 0..3 * 60 {
        minutes(&desk, 1).await;
        let overdue = format!("SELECT count(*) FROM clinic_summaries WHERE next_due < {} - 299", desk.clock.seconds());
        assert_eq!(desk.sqlite.value(&overdue), "0", "{minute}");
        if minute == 60 {
            // What was promised is no longer there to be done.
            desk.clinics.execute(
                ORG,
                "DELETE FROM calendar_follow; DELETE FROM due; UPDATE outbox SET due_at = due_at + 90000",
            );
        }
        if minute == 90 {
            bob_books(&desk, "t1", NINE_THIRTY).await;
        }
    }
}

#[tokio::test]
async fn what_is_due_sooner_within_the_minute_is_left_to_the_alarm() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(Duration::from_hours(1));
    hear(&desk, CALL, at("16:00:00"), report()).await;
    let promised = row(&desk, "next_due");
    assert_eq!(promised, at("17:00:00").timestamp().to_string());
    ann_books(&desk, TEN).await;
    assert_eq!(row(&desk, "next_due"), promised);
    assert!(desk.clinics.alarm(ORG).unwrap() < at("16:05:00"), "{:?}", desk.clinics.alarm(ORG));
    minutes(&desk, 5).await;
    assert!(row(&desk, "next_due").parse::<i64>().unwrap() < at("16:15:00").timestamp());
}

/// Nothing is written at midnight: the row says of which day it is.
#[tokio::test]
async fn a_new_day_begins_at_the_clinics_midnight_and_a_new_month_with_its_first_day() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    minutes(&desk, 20).await;
    assert!(
        today(&desk).starts_with("2026-12-01 ") && row(&desk, "booked_today, booked_month") == "1 1",
        "{}",
        today(&desk)
    );
    // Ten minutes before midnight in New York.
    desk.clock.advance((at("23:50:00") + TimeDelta::hours(5) - desk.clock.now()).to_std().unwrap());
    bob_books(&desk, "t1", NINE_THIRTY).await;
    minutes(&desk, 10).await;
    desk.clinics.execute(ORG, "DELETE FROM calls");
    minutes(&desk, 20).await;
    assert_eq!(row(&desk, "counted_on, booked_today, booked_month"), "2026-12-02 0 2");
    // What was counted stays counted when the call log forgets it.
    assert_eq!(row(&desk, "calls_today, calls_month"), "0 2");
    desk.clock.advance(Duration::from_hours(31 * 24));
    minutes(&desk, 20).await;
    assert_eq!(row(&desk, "counted_on, booked_today, booked_month, calls_month"), "2027-01-02 0 0 0");
}

/// Two are written at once when an alarm rings behind an answer, and the one that was made first may be the last to be noted.
#[tokio::test]
async fn an_older_summary_takes_no_newer_ones_place() {
    let desk = Desk::with_clinic().await;
    let note = |calls, at| {
        let counted_on = "2026-12-01".parse().unwrap();
        let today = Usage { calls, ..Usage::default() };
        let (next_due, last_alarm_at, last_error, earlier) = (None, None, None, Usage::default());
        let troubles = Vec::new();
        let new = ClinicSummary {
            next_due,
            last_alarm_at,
            last_error,
            counted_on,
            today,
            earlier,
            troubles,
            backlog: Backlog::default(),
        };
        desk.clinics.transact(ORG, |transaction| summary::replace(transaction, &new, at)).unwrap();
        desk.clinics.transact(ORG, summary::last).unwrap().unwrap().summary.today.calls
    };
    let (earlier, later) = (at("15:00:00"), at("15:00:01"));
    assert_eq!([note(2, later), note(1, earlier), note(3, later)], [2, 2, 3]);
    // What no longer counts is in nobody's way.
    desk.clinics.transact(ORG, summary::forget).unwrap();
    assert_eq!(note(1, earlier), 1);
}

#[tokio::test]
async fn an_alarm_that_failed_is_in_the_row_until_one_did_not() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    minutes(&desk, 10).await;
    assert_eq!(row(&desk, "last_error IS NULL, last_alarm_at > 0"), "1 1");
    let document = |text: &str| {
        desk.sqlite.execute(&format!(
            "INSERT OR REPLACE INTO assistants (org_id, document) VALUES ('{ORG}', '{text}'); DELETE FROM clinic_pokes"
        ));
    };
    document(r#"{"from_a_later_version": 1}"#);
    desk.clinics.execute(ORG, "UPDATE due SET at = unixepoch()");
    desk.clinics.ring(ORG).await;
    assert_eq!(row(&desk, "last_error IS NULL"), "0", "{}", desk.log.text());
    document("{}");
    minutes(&desk, 10).await;
    assert_eq!(row(&desk, "last_error IS NULL"), "1");
}

#[tokio::test]
async fn a_summary_that_d1_does_not_take_is_written_later_and_holds_nothing_up() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(Duration::from_hours(1));
    desk.sqlite
        .execute("CREATE TRIGGER refused BEFORE INSERT ON clinic_summaries BEGIN SELECT RAISE(ABORT, 'not now'); END");
    ann_books(&desk, TEN).await;
    minutes(&desk, 5).await;
    assert!(desk.log.text().contains("clinic.summary_not_written"));
    assert_eq!(desk.vendors.texts.taken().len(), 1, "the work is done all the same");
    let alarm = desk.clinics.alarm(ORG).unwrap();
    assert!(alarm > desk.clock.now(), "it does not ring all the time");
    desk.sqlite.execute("DROP TRIGGER refused");
    minutes(&desk, 2).await;
    assert_eq!(row(&desk, "booked_today"), "1");
}

/// An object that is asked after its clinic is gone says nothing of it.
#[tokio::test]
async fn a_clinic_that_is_gone_has_no_row() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(Duration::from_hours(1));
    ann_books(&desk, TEN).await;
    assert_eq!(row(&desk, "booked_today"), "1");
    let path = format!("/api/orgs/{ORG}?name=Downtown%20Dental%20Clinic");
    desk.operator("DELETE", &path, &json!(null)).await.expect(204);
    hear(&desk, CALL, at(NOW), report()).await;
    desk.clinics.ring(ORG).await;
    minutes(&desk, 10).await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM clinic_summaries"), "0");
    assert!(desk.clinics.hops.load(SeqCst) > 0);
}
