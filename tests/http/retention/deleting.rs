//! What is deleted when, how it is noticed, and what is left.

use std::collections::BTreeSet;

use serde_json::json;

use super::{DAY, KEPT, RETENTION, look, set, wait};
use crate::{
    calls::{CALL, CALLS, at, hear, keep, report},
    export::full_clinic,
    support::{Desk, ORG, OTHER, Row, id},
};

/// Tables of an object whose rows stay, and why.
const STAY: [(&str, &str); 10] = [
    ("opt_outs", "a wish that does not end"),
    ("calendar_follow", "one row for each calendar"),
    ("follow_round", "when calendars are compared"),
    ("webhook_endpoints", "one row for each webhook that D1 has"),
    ("webhook_subscriptions", "a few rows for each of those"),
    ("seen_settings", "one row for each setting that is compared"),
    ("changed_days", "days of which D1 was not told"),
    ("schema_steps", "of the schema itself"),
    ("due", "what the object has to do"),
    ("written_summary", "one row: what D1 was last told"),
];

#[tokio::test]
async fn each_kind_goes_when_its_time_is_over_and_not_before() {
    let desk = Desk::with_clinic().await;
    for kind in &KEPT {
        for org in [ORG, OTHER] {
            kind.put(&desk, org, kind.days * DAY - 1);
            kind.put(&desk, org, kind.days * DAY + 1);
        }
    }
    look(&desk, ORG).await;
    look(&desk, OTHER).await;
    for kind in &KEPT {
        assert_eq!([ORG, OTHER].map(|org| kind.count(&desk, org)), [1, 1], "{}", kind.table);
    }
    // From then on the object's own alarm does it, within an hour.
    wait(&desk, 3600).await;
    for kind in &KEPT {
        assert_eq!([ORG, OTHER].map(|org| kind.count(&desk, org)), [0, 0], "{}", kind.table);
    }
}

#[tokio::test]
async fn a_clinic_that_keeps_something_for_a_shorter_time_has_that_and_nothing_else_deleted_at_once() {
    for kind in &KEPT {
        let desk = Desk::with_clinic().await;
        for other in &KEPT {
            other.put(&desk, ORG, other.days * DAY - 60);
            other.put(&desk, OTHER, other.days * DAY - 60);
        }
        set(&desk, &json!({kind.field: kind.days - 1})).await;
        for other in &KEPT {
            let left = u32::from(other.field != kind.field);
            assert_eq!([ORG, OTHER].map(|org| other.count(&desk, org)), [left, 1], "{} by {}", other.table, kind.field);
        }
    }
}

#[tokio::test]
async fn a_longer_time_is_heeded_too_and_sql_is_as_good_as_the_api() {
    let desk = Desk::with_clinic().await;
    let [appointments, .., receipts, _] = &KEPT;
    appointments.put(&desk, ORG, 1000 * DAY);
    receipts.put(&desk, ORG, 20 * DAY);
    desk.sqlite.execute(&format!(
        r#"INSERT INTO retention (org_id, document) VALUES ('{ORG}', '{{"appointments_days": 1001, "receipts_days": 19}}')"#
    ));
    desk.cron().await;
    assert_eq!((appointments.count(&desk, ORG), receipts.count(&desk, ORG)), (1, 0));
    desk.sqlite.execute(r#"UPDATE retention SET document = '{"appointments_days": 999}'"#);
    desk.cron().await;
    assert_eq!(appointments.count(&desk, ORG), 0);
    receipts.put(&desk, ORG, 40 * DAY);
    desk.sqlite.execute("DELETE FROM retention");
    desk.cron().await;
    assert_eq!(receipts.count(&desk, ORG), 0);
}

/// What is deleted does not come back, so a mistake in SQL costs no more than the shortest time that is allowed.
#[tokio::test]
async fn what_sql_sets_beyond_the_limits_is_taken_as_the_nearest_limit() {
    let desk = Desk::with_clinic().await;
    for kind in &KEPT {
        kind.put(&desk, ORG, DAY);
    }
    desk.sqlite.execute(&format!(
        r#"INSERT INTO retention (org_id, document)
           VALUES ('{ORG}', '{{"appointments_days": 0, "texts_days": 0, "audit_days": 0, "inbox_days": 0, "receipts_days": 0}}')"#
    ));
    desk.cron().await;
    for kind in &KEPT {
        assert_eq!(kind.count(&desk, ORG), 1, "{}", kind.table);
    }
    assert_eq!(desk.get(RETENTION).await.expect(200).json()["receipts_days"], 2);
}

/// The tables are read from the object, so one that is added tomorrow is missed here.
#[tokio::test]
async fn every_table_of_an_object_is_emptied_in_time_or_is_known_to_stay() {
    let desk = full_clinic().await;
    desk.clinics.execute(ORG, "UPDATE outbox SET dead_at = unixepoch()");
    let tables = "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: BTreeSet<String> = desk.clinics.value(ORG, tables).split(',').map(str::to_owned).collect();
    let count = |table: &String| desk.clinics.value(ORG, &format!("SELECT count(*) FROM {table}"));
    // Comparing calendars would go on writing.
    desk.clinics.execute(ORG, "DELETE FROM calendar_follow");
    for _ in 0..3 {
        wait(&desk, 11 * 365 * DAY).await;
    }
    for table in tables.iter().filter(|table| STAY.iter().all(|(stays, _)| stays != table)) {
        assert_eq!(count(table), "0", "{table}: delete it in src/store/clinic/expiry.rs");
    }
    assert_eq!(count(&"opt_outs".to_owned()), "1");
    assert_eq!(
        desk.clinics.value(ORG, "SELECT count(*) FROM due WHERE work = 'retention'"),
        "0",
        "nothing is left to delete"
    );
}

#[tokio::test]
async fn a_backlog_goes_in_small_steps_one_right_after_the_other() {
    let desk = Desk::with_clinic().await;
    for kind in &KEPT {
        kind.put_many(&desk, 450);
    }
    desk.sqlite.execute(&format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 650)
         INSERT INTO audit (id, org_id, at, actor, action)
         SELECT printf('0198c0de-0000-7000-8000-%012x', n), '{ORG}', 0, 'admin', 'x' FROM n"
    ));
    desk.cron().await;
    set(&desk, &json!({"texts_days": 400})).await;
    let of_d1 = || desk.sqlite.value("SELECT count(*) FROM audit WHERE at = 0");
    for (left, left_in_d1) in [(250, 450), (50, 250), (0, 50), (0, 0)] {
        for kind in &KEPT {
            assert_eq!(kind.count(&desk, ORG), left, "{}", kind.table);
        }
        assert_eq!(of_d1(), left_in_d1.to_string());
        let now = desk.clock.seconds();
        assert_eq!(
            desk.clinics.alarm(ORG).is_some_and(|at| at.timestamp() <= now),
            left_in_d1 > 0,
            "{left_in_d1} are left"
        );
        wait(&desk, 0).await;
    }
}

#[tokio::test]
async fn lines_about_settings_are_kept_as_long_as_those_about_appointments() {
    let desk = Desk::with_clinic().await;
    set(&desk, &json!({"audit_days": 365})).await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("PUT", RETENTION, &other, Some(&json!({}))).await.expect(200);
    let [appointments, ..] = &KEPT;
    appointments.put(&desk, ORG, 0);
    desk.ring(ORG).await;
    let lines = || desk.sqlite.value("SELECT group_concat(org_id) FROM (SELECT org_id FROM audit ORDER BY org_id)");
    wait(&desk, 364 * DAY).await;
    assert_eq!(lines(), format!("{OTHER},{ORG}"));
    // Nothing of the object itself is over for another year.
    wait(&desk, DAY + 3600).await;
    assert_eq!((lines(), appointments.count(&desk, ORG)), (OTHER.into(), 1));
}

/// Holds go after a day. The clinic keeps no calls, so no call has its object look.
#[tokio::test]
async fn whatever_is_written_first_has_the_object_look_and_what_is_written_later_does_not_wait_for_it() {
    let desk = Desk::with_clinic().await;
    keep(&desk, ORG, &json!({"retention_days": 0}));
    desk.cron().await;
    let visit = json!({"start": "2026-12-03T09:00", "patient_name": "Ann Lee"});
    desk.admin("POST", "/api/appointments", &visit).await.expect(201);
    wait(&desk, DAY).await;
    let now = desk.clock.seconds();
    desk.insert(&Row::new(7, now + 30 * DAY).held(now + 300));
    let held = || desk.clinics.value(ORG, "SELECT count(*) FROM appointments WHERE status = 'held'");
    for expected in ["1", "0"] {
        assert_eq!(held(), expected);
        wait(&desk, DAY + 3600).await;
    }
}

#[tokio::test]
async fn a_text_of_a_patient_alone_has_the_object_look_too() {
    let desk = Desk::with_clinic().await;
    let [.., heeded] = &KEPT;
    heeded.put(&desk, ORG, 0);
    assert_eq!(desk.clinics.value(ORG, "SELECT at - unixepoch() FROM due WHERE work = 'retention'"), DAY.to_string());
}

#[tokio::test]
async fn what_spoke_of_an_appointment_can_be_read_without_it() {
    let desk = Desk::with_clinic().await;
    let (appointment, start) = (id(1), desk.clock.seconds() - 731 * DAY);
    desk.insert(&Row::new(1, start).with("call_id", CALL));
    hear(&desk, CALL, at("15:00:00"), report()).await;
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status)
               VALUES ('{appointment}', 'confirmation', '{appointment}:o', '+15550188', 'x', 'gsm7', 1, 'sent');
             INSERT INTO audit (id, at, actor, action, appointment_id)
               VALUES ('{appointment}', unixepoch(), 'caller', 'appointment.booked', '{appointment}');
             INSERT INTO call_tools (call_id, tool_call_id, tool, outcome, asked_ms, millis, last_asked_ms, appointment_id)
               VALUES ('{CALL}', 't1', 'book_appointment', 'done', 0, 1, 0, '{appointment}');
             INSERT INTO outbox (id, kind, subject, attempts, due_at, dead_at)
               VALUES (99, 'event.sync', '{appointment}', 12, 0, unixepoch())"
        ),
    );
    let call = async || desk.get(&format!("{CALLS}/{CALL}")).await.expect(200).json();
    assert_eq!(call().await["appointments"][0]["id"], appointment);
    look(&desk, ORG).await;
    desk.get(&format!("/api/appointments/{appointment}")).await.problem(404, "not_found", None);
    let call = call().await;
    assert_eq!((&call["appointments"], &call["tools"][0]["appointment_id"]), (&json!([]), &json!(appointment)));
    for list in ["/api/messages", "/api/audit"] {
        let page = desk.get(&format!("{list}?appointment_id={appointment}")).await.expect(200).json();
        assert_eq!(page["items"][0]["appointment_id"], appointment, "{list}");
    }
    // Work that was given up may still be asked for: there is nothing left to do.
    desk.admin("POST", "/api/outbox/99/retry", &json!({})).await.expect(200);
    desk.sweep().await;
    assert_eq!(desk.get("/api/outbox").await.expect(200).json()["items"], json!([]));
}
