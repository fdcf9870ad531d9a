//! Which calendars are asked when, and what is made of their answers.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use frontdesk::ports::TransportError;
use serde_json::json;

use super::{ELEVEN, TEN, later, times};
use crate::support::{CALENDAR, Desk, Fault, ORG, Reply, Visit};

/// More changes than a run takes over are the next run's, also when they are on several pages.
#[tokio::test]
async fn many_changes_are_taken_over_by_several_sweeps() {
    for page in [250, 4] {
        let desk = Desk::with_clinic().await;
        desk.vendors.events.page.store(page, SeqCst);
        let mut visits = Vec::new();
        for day in 2..=21 {
            visits.push(Visit::shown(&desk, day, &format!("2026-12-{day:02}T15:00:00Z")).await);
            desk.clock.advance(Duration::from_secs(1));
        }
        for visit in &visits {
            desk.vendors.events.delete(CALENDAR, &visit.event);
            desk.clock.advance(Duration::from_secs(1));
        }
        later(&desk).await;
        for _ in 0..4 {
            desk.clinics.execute(ORG, "DELETE FROM outbox");
            desk.sweep().await;
        }
        let left = desk.clinics.value(ORG, "SELECT count(*) FROM appointments WHERE status = 'confirmed'");
        assert_eq!(left, "0", "pages of {page}");
    }
}

#[tokio::test]
async fn a_calendar_that_cannot_be_read_is_asked_again_later_and_misses_nothing() {
    for reply in [Reply::Fails(TransportError::Timeout), Reply::Raw(503, ""), Reply::Raw(200, "<html>")] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.delete(CALENDAR, &visit.event);
        for _ in 0..4 {
            desk.vendors.events.fail("list", Fault::Instead(reply.clone()));
        }
        for _ in 0..2 {
            later(&desk).await;
        }
        assert_eq!(visit.column(&desk, "status"), "confirmed", "{reply:?}");
        assert!(desk.log.text().contains("calendar.not_followed"));
        for _ in 0..4 {
            later(&desk).await;
        }
        assert_eq!(visit.column(&desk, "status"), "cancelled", "{reply:?}");
    }
}

/// After weeks without a connection Google no longer knows what changed: everything to come is compared.
#[tokio::test]
async fn a_moment_that_lies_too_far_back_is_no_dead_end() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
    let gone = json!({"error": {"errors": [{"reason": "updatedMinTooLongAgo"}]}});
    desk.vendors.events.fail("list", Fault::Instead(Reply::Json(410, gone)));
    later(&desk).await;
    assert_eq!(desk.vendors.take(), ["events.list", "events.list", "events.get"]);
    assert_eq!(times(&desk, &visit), "16:00 16:30 16:00 16:40");
}

#[tokio::test]
async fn a_dead_connection_is_not_asked_and_catches_up_when_it_is_renewed() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.vendors.events.delete(CALENDAR, &visit.event);
    desk.vendors.events.fail("list", Fault::Instead(Reply::Raw(401, "{}")));
    desk.vendors.events.fail("list", Fault::Instead(Reply::Raw(401, "{}")));
    later(&desk).await;
    assert_eq!(desk.get("/api/integrations/google").await.json()["status"], "needs_reconnect");
    desk.vendors.take();
    desk.clock.advance(Duration::from_mins(16));
    desk.sweep().await;
    assert_eq!((desk.vendors.take(), visit.column(&desk, "status")), (vec![], "confirmed".into()));
    desk.admin("PUT", "/api/integrations/google", &crate::support::google()).await.expect(200);
    desk.clock.advance(Duration::from_mins(16));
    desk.sweep().await;
    assert_eq!(visit.column(&desk, "status"), "cancelled");
}

/// Round trips of the sweep: a calendar without appointments costs none, one with appointments one request to Google.
#[tokio::test]
async fn only_calendars_with_appointments_are_followed() {
    let desk = Desk::with_clinic().await;
    later(&desk).await;
    assert_eq!(desk.vendors.take(), [""; 0]);
    let visit = Visit::shown(&desk, 1, TEN).await;
    later(&desk).await;
    assert_eq!(desk.vendors.take(), ["events.list"]);
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), [""; 0], "not before it is due");
    visit.change(&desk, "status = 'cancelled', cancelled_by = 'caller', updated_at = unixepoch()");
    desk.clock.advance(Duration::from_mins(61));
    desk.sweep().await;
    desk.clock.advance(Duration::from_mins(61));
    desk.sweep().await;
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM calendar_follow"), "0");
}

/// Rows written are what following costs. Only when calendars are compared next is written, once for all of them.
#[tokio::test]
async fn a_comparison_that_comes_to_nothing_writes_nothing_of_the_calendar() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    for _ in 0..2 {
        later(&desk).await;
    }
    desk.clinics.execute(
        ORG,
        "CREATE TRIGGER written BEFORE UPDATE ON calendar_follow BEGIN SELECT RAISE(ABORT, 'written for nothing'); END",
    );
    desk.vendors.take();
    for _ in 0..20 {
        later(&desk).await;
        assert!(desk.vendors.take().contains(&"events.list".into()));
    }
    assert!(!desk.log.text().contains("calendar.not_noted"), "{}", desk.log.text());
    desk.clinics.execute(ORG, "DROP TRIGGER written");
    desk.vendors.events.delete(CALENDAR, &visit.event);
    later(&desk).await;
    assert_eq!(visit.column(&desk, "status"), "cancelled", "a cursor that stays misses nothing");
}

/// A round that one alarm does not finish goes on where it was, and begins anew for all of them.
#[tokio::test]
async fn many_calendars_are_compared_one_after_another_and_each_once_in_a_round() {
    let desk = Desk::with_clinic().await;
    for number in 0..20 {
        let visit = Visit::booked(&desk, number + 1, &format!("2026-12-{:02}T15:00:00Z", number + 2));
        visit.change(&desk, &format!("calendar_id = 'dr{number:02}@clinic.example'"));
    }
    let as_if_shown = "UPDATE appointments SET event_written = revision; DELETE FROM outbox;
        DELETE FROM calendar_follow WHERE calendar_id NOT IN (SELECT calendar_id FROM appointments)";
    desk.clinics.execute(ORG, as_if_shown);
    desk.clock.advance(Duration::from_mins(2));
    let mut rounds = Vec::new();
    for _ in 0..4 {
        desk.vendors.take();
        for _ in 0..4 {
            desk.sweep().await;
        }
        rounds.push(desk.vendors.take().iter().filter(|request| *request == "events.list").count());
        desk.clock.advance(Duration::from_mins(3));
    }
    assert_eq!(rounds, [20; 4]);
}

#[tokio::test]
async fn holds_and_receipts_that_nobody_needs_are_deleted() {
    let desk = Desk::with_clinic().await;
    let row = |id: u32, status: &str, expires: &str| {
        desk.clinics.execute(ORG, &format!(
            "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, hold_expires_at)
             SELECT '0198c0de-0000-7000-8000-{id:012}', 'c', '{status}', at, at + 1, at, at + 1, {expires} FROM (SELECT unixepoch() + {id} AS at)"
        ));
    };
    row(1, "held", "unixepoch() - 86401");
    row(2, "held", "unixepoch() - 86399");
    row(3, "cancelled", "NULL");
    for (key, age) in [("old", 30 * 86_400 + 1), ("recent", 30 * 86_400 - 1)] {
        desk.clinics.execute(
            ORG,
            &format!(
                "INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome, created_at)
             VALUES ('{key}', 'book', '{}', 'x', '{{}}', unixepoch() - {age})",
                "0".repeat(64)
            ),
        );
    }
    // They are looked for a day after the first of them, or when the time of the next is over.
    assert_eq!(desk.clinics.value(ORG, "SELECT at - unixepoch() FROM due"), "86400");
    desk.clinics.execute(ORG, "UPDATE due SET at = unixepoch()");
    desk.sweep().await;
    assert_eq!(desk.clinics.value(ORG, "SELECT group_concat(starts_at - unixepoch()) FROM appointments"), "2,3");
    assert_eq!(desk.clinics.value(ORG, "SELECT group_concat(key) FROM receipts"), "recent");
}

/// Two years of appointments, one of texts, six of the audit trail; each to the second.
#[tokio::test]
async fn what_happened_is_kept_for_its_time_and_no_longer() {
    let desk = Desk::with_clinic().await;
    let year = 365 * 86_400;
    for (number, more) in [(1, 1), (2, -1)] {
        let (appointments, texts, audit) = (2 * year + more, year + more, 6 * year + more);
        desk.clinics.execute(
            ORG,
            &format!(
                "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until)
                 SELECT printf('%036d', {number}), 'c', 'cancelled', at, at + 1, at, at + 1
                 FROM (SELECT unixepoch() - {appointments} AS at);
                 INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, created_at)
                 VALUES (printf('%036d', {number}), 'reminder', printf('%036d:o', {number}), '+15550188', 'x', 'gsm7', 1, 'sent', unixepoch() - {texts});
                 INSERT INTO audit (id, at, actor, action)
                 VALUES (printf('%036d', {number}), unixepoch() - {audit}, 'caller', 'appointment.booked')"
            ),
        );
    }
    let left = || {
        ["appointments", "messages", "audit"]
            .map(|table| desk.clinics.value(ORG, &format!("SELECT coalesce(group_concat(id + 0), '') FROM {table}")))
    };
    desk.clinics.execute(ORG, "UPDATE due SET at = unixepoch()");
    desk.ring(ORG).await;
    assert_eq!(left(), ["2", "2", "2"]);
    // What ends one after another goes together, an hour later.
    assert_eq!(desk.clinics.alarm(ORG).map(|at| at.timestamp() - desk.clock.seconds()), Some(3600));
    desk.clock.advance(Duration::from_hours(1));
    desk.clinics.ring_due().await;
    assert_eq!(left(), ["", "", ""]);
    assert_eq!(desk.clinics.alarm(ORG), None);
}
