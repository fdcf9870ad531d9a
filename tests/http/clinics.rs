//! A clinic's object: whose it is, when it wakes up, and what happens when something fails.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use chrono::TimeDelta;
use frontdesk::{
    calls::CallStatus,
    ports::Clinics as _,
    store::{self, clinic::due},
};
use serde_json::{Value, json};

use crate::{
    calls::{CALL, CALLS, at, hear, keep, report, status},
    support::{Clinics, Desk, Fault, ORG, OTHER, Reply},
};

const NOW: &str = "15:00:00";

pub fn calls_of(clinics: &Clinics, org: &str) -> String {
    clinics.value(org, "SELECT count(*) FROM calls")
}

#[tokio::test]
async fn an_object_without_work_has_no_alarm_and_one_with_calls_has_one() {
    let desk = Desk::with_clinic().await;
    assert_eq!(desk.clinics.alarm(ORG), None);
    hear(&desk, CALL, at(NOW), status(CallStatus::InProgress, NOW)).await;
    assert_eq!(desk.clinics.alarm(ORG), Some(at("16:00:00")));
    // What is there already is not set again: an alarm costs a write.
    desk.clock.advance(Duration::from_mins(1));
    hear(&desk, CALL, at(NOW), report()).await;
    assert_eq!(desk.clinics.alarm(ORG), Some(at("16:00:00")));
    // From then on it sleeps until the call's time is over, and then has nothing left to do.
    desk.clock.advance(Duration::from_hours(1));
    desk.sweep().await;
    let over = at("14:50:02") + TimeDelta::days(90) + TimeDelta::seconds(1);
    assert_eq!(desk.clinics.alarm(ORG), Some(over));
    desk.clock.advance(Duration::from_hours(90 * 24));
    desk.sweep().await;
    assert_eq!((calls_of(&desk.clinics, ORG), desk.clinics.alarm(ORG)), ("0".into(), None));
}

/// When something is next due in the tables of an org's object.
fn earliest(desk: &Desk, org: &str) -> Option<i64> {
    let earliest = "SELECT min(at) FROM (SELECT at FROM due UNION ALL SELECT due_at FROM calendar_follow
        UNION ALL SELECT due_at FROM follow_round WHERE EXISTS (SELECT 1 FROM calendar_follow WHERE due_at IS NULL)
        UNION ALL SELECT max(due_at, coalesce(leased_until, 0)) FROM outbox WHERE dead_at IS NULL)";
    desk.clinics.value(org, earliest).parse().ok()
}

/// Whatever a request leaves to be done, the object wakes up for it; nobody else looks.
#[tokio::test]
async fn an_alarm_is_set_for_what_is_due_next_whatever_was_done() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", "/api/messaging", &json!({"reminder_hours": 24})).await.expect(200);
    let book = |id: &'static str, start: &str| {
        let order = json!({"start": start, "name": "Ann Lee"});
        let desk = &desk;
        async move { desk.tool("calendar/book", ("c1", id), "+15550188", &order).await }
    };
    let is_armed = |what: &str| {
        let alarm = desk.clinics.alarm(ORG).map(|at| at.timestamp());
        assert_eq!(alarm, earliest(&desk, ORG), "{what}");
        assert!(alarm.is_some(), "{what}");
    };
    for _ in 0..2 {
        desk.vendors.events.fail("insert", Fault::Instead(Reply::Raw(503, "")));
    }
    assert!(book("t1", "2026-12-03T09:30").await.contains("is booked"));
    is_armed("a booking that the calendar did not take");
    assert!(book("t2", "2026-12-10T09:30").await.contains("is booked"));
    is_armed("a booking");
    let to = json!({"date": "2026-12-10", "new_start": "2026-12-10T11:00"});
    desk.tool("calendar/reschedule", ("c1", "t3"), "+15550188", &to).await;
    is_armed("a move");
    desk.tool("calendar/cancel", ("c1", "t4"), "+15550188", &json!({"date": "2026-12-10"})).await;
    is_armed("a cancellation");
    desk.tool("calendar/reserve", ("c1", "t5"), "+15550188", &json!({"start": "2026-12-03T14:00"})).await;
    is_armed("a hold");
    desk.admin("PUT", "/api/messaging", &json!({"reminder_hours": 2})).await.expect(200);
    is_armed("another moment of reminders");
    let minutes = async |count: u32| {
        for _ in 0..count {
            desk.clock.advance(Duration::from_mins(1));
            desk.clinics.ring_due().await;
            desk.tasks.run().await;
            is_armed("an alarm");
        }
    };
    minutes(3).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT min(event_written) FROM appointments"), "1", "the calendar has it now");
    desk.clinics.restart();
    let texts = desk.vendors.texts.taken().len();
    desk.clock.advance(Duration::from_secs((at_start() - 2 * 3600 - desk.clock.seconds()).try_into().unwrap()));
    // Clinics are spread over five minutes.
    minutes(6).await;
    let taken = desk.vendors.texts.taken();
    assert_eq!(taken.len(), texts + 1, "the reminder, two hours before");
    assert!(taken[texts].field("Body").contains("9:30 AM"));
}

/// Half past nine on Thursday, in New York.
fn at_start() -> i64 {
    "2026-12-03T14:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp()
}

#[tokio::test]
async fn an_alarm_that_cannot_work_is_put_off_and_never_lost() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at(NOW), report()).await;
    keep(&desk, ORG, &json!({"retention_days": 1}));
    desk.clock.advance(Duration::from_hours(48));
    desk.sqlite.down.store(true, SeqCst);
    for _ in 0..20 {
        desk.clinics.ring_due().await;
        assert_eq!(desk.clinics.alarm(ORG).map(|at| at.timestamp()), Some(desk.clock.seconds() + 60));
        desk.clock.advance(Duration::from_mins(1));
    }
    assert!(desk.log.text().contains("clinic.alarm_failed"));
    desk.sqlite.down.store(false, SeqCst);
    assert_eq!(calls_of(&desk.clinics, ORG), "1");
    desk.clinics.ring_due().await;
    assert_eq!(calls_of(&desk.clinics, ORG), "0");
}

#[tokio::test]
async fn a_question_that_gets_no_answer_is_a_503_and_nothing_is_lost() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at(NOW), report()).await;
    desk.clinics.down.store(true, SeqCst);
    desk.get(CALLS).await.problem(503, "unavailable", None);
    desk.get(&format!("{CALLS}/{CALL}")).await.problem(503, "unavailable", None);
    desk.admin("DELETE", &format!("{CALLS}/{CALL}"), &json!({})).await.problem(503, "unavailable", None);
    desk.clinics.down.store(false, SeqCst);
    assert_eq!(desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json()["id"], CALL);
    assert_eq!(desk.get("/api/audit").await.expect(200).json()["items"], json!([]));
}

#[tokio::test]
async fn a_schema_that_is_newer_is_served_if_it_can_be_and_left_alone_otherwise() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at(NOW), report()).await;
    desk.clinics.execute(ORG, "INSERT INTO schema_steps (number, is_compatible, hash, at) VALUES (99, 1, '', 0)");
    desk.clinics.restart();
    assert_eq!(desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json()["id"], CALL);
    desk.clinics.execute(ORG, "INSERT INTO schema_steps (number, is_compatible, hash, at) VALUES (100, 0, '', 0)");
    desk.clinics.restart();
    desk.get(&format!("{CALLS}/{CALL}")).await.problem(503, "unavailable", None);
    hear(&desk, "later", at(NOW), report()).await;
    assert!(desk.log.text().contains("newer"), "{}", desk.log.text());
    // Whoever cannot work with it leaves the alarm to whoever can.
    desk.clock.advance(Duration::from_hours(2));
    desk.clinics.ring_due().await;
    assert_eq!(desk.clinics.alarm(ORG).map(|at| at.timestamp()), Some(desk.clock.seconds() + 60));
    desk.clinics.execute(ORG, "DELETE FROM schema_steps WHERE number > 90");
    desk.clinics.restart();
    assert_eq!(calls_of(&desk.clinics, ORG), "1");
}

/// What a released step says never changes, so an object with another one is of code that nobody released.
#[tokio::test]
async fn an_object_that_took_another_step_of_the_same_number_is_left_alone() {
    let desk = Desk::with_clinic().await;
    hear(&desk, CALL, at(NOW), report()).await;
    desk.clinics.execute(ORG, "UPDATE schema_steps SET hash = 'another' WHERE number = 1");
    desk.clinics.restart();
    desk.get(&format!("{CALLS}/{CALL}")).await.problem(500, "internal", None);
    assert!(desk.log.text().contains("step 1 of the object's schema was never released"), "{}", desk.log.text());
}

#[tokio::test]
async fn what_an_object_cannot_read_or_is_not_an_orgs_is_refused() {
    let desk = Desk::with_clinic().await;
    let database = desk.sqlite.as_ref();
    let address = store::orgs::clinic_address(database, OTHER.parse().unwrap()).await.unwrap().unwrap();
    let ask = async |question: &str| -> Value {
        serde_json::from_str(&desk.clinics.ask(address, question.into()).await.unwrap()).unwrap()
    };
    for question in ["", "{}", r#"{"version":3,"question":"poke"}"#, r#"{"version":2,"question":"dance"}"#] {
        assert!(ask(question).await["try_again"].is_string(), "{question}");
    }
    assert_eq!(ask(r#"{"version":2,"question":"poke"}"#).await, json!("done"));
}

/// Objects know no integers, so a column has to make a number whole, and a transaction that fails leaves neither rows nor an alarm.
#[test]
fn objects_of_the_tests_bind_numbers_as_objects_do() {
    let desk = Desk::new();
    let numbers = desk.clinics.within(ORG, |transaction| {
        let statement = |sql| frontdesk::ports::Statement { sql, params: vec![frontdesk::ports::Param::Int(5)] };
        transaction.run(statement("SELECT typeof(?1) AS bound, CAST(?1 AS INTEGER) AS whole"))
    });
    assert_eq!(numbers.unwrap().rows, [json!({"bound": "real", "whole": 5})]);
    let failed = desk.clinics.within(ORG, |transaction| {
        due::set(transaction, due::DueWork::Retention, Some(at(NOW))).unwrap();
        Err(frontdesk::ports::DatabaseError::Constraint("no".into()))
    });
    assert!(failed.is_err());
    assert_eq!((desk.clinics.value(ORG, "SELECT count(*) FROM due"), desk.clinics.alarm(ORG)), ("0".into(), None));
}
