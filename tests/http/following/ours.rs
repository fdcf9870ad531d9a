//! What we wrote ourselves, what is not ours, and what comes at the same time.

use std::time::Duration;

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use super::{ELEVEN, TEN, audit, later, texts, times};
use crate::support::{CALENDAR, Desk, Fault, ORG, OTHER, Reply, Row, Visit, outbox};

/// Google refused to move it, so the appointment is where it was, as Google shows it: it is followed on.
#[tokio::test]
async fn an_appointment_whose_move_was_undone_is_still_followed() {
    let desk = Desk::with_clinic().await;
    let order = json!({"start": "2026-12-03T10:00", "name": "Ada Canary"});
    desk.tool("calendar/book", ("c1", "t1"), "+15550188", &order).await;
    let reason = json!({"error": {"errors": [{"reason": "requiredAccessLevel"}]}});
    desk.vendors.events.fail("patch", Fault::Instead(Reply::Json(403, reason)));
    let to = json!({"new_start": "2026-12-03T11:00"});
    desk.tool("calendar/reschedule", ("c1", "t2"), "+15550188", &to).await;
    let starts = "SELECT strftime('%H:%M', starts_at, 'unixepoch') FROM appointments";
    assert_eq!(desk.clinics.value(ORG, starts), "15:00");
    let event = desk.vendors.events.live(CALENDAR).remove(0);
    desk.vendors.events.move_to(CALENDAR, &event, "2026-12-03T19:00:00Z", "2026-12-03T19:30:00Z");
    later(&desk).await;
    assert_eq!(desk.clinics.value(ORG, starts), "19:00");
}

/// bug class 18: an insert that Google did after the delete.
#[tokio::test]
async fn an_event_that_turns_up_after_its_cancellation_is_deleted() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, TEN);
    desk.vendors.events.fail("insert", Fault::Late);
    let insert = desk.sweep();
    let cancel = async {
        desk.vendors.events.until_late().await;
        visit.change(&desk, "status = 'cancelled', cancelled_by = 'caller', updated_at = unixepoch()");
        desk.clock.advance(Duration::from_secs(31));
        desk.sweep().await;
        assert_eq!(visit.column(&desk, "event_written"), "2", "Google had nothing to delete");
        desk.vendors.events.release();
    };
    futures_util::future::join(insert, cancel).await;
    assert_eq!(desk.vendors.events.live(CALENDAR), [visit.event.as_str()], "a ghost blocks the time");
    later(&desk).await;
    desk.sweep().await;
    assert_eq!((desk.vendors.events.live(CALENDAR), outbox(&desk)), (vec![], String::new()));
    assert_eq!(audit(&desk), [Value::Null; 0]);
}

/// An appointment has another event now: what was left of the old one goes.
#[tokio::test]
async fn an_event_that_no_appointment_has_any_more_is_deleted() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.clinics.execute(
        ORG,
        "UPDATE appointments SET event_id = replace(event_id, 'r1', 'r2'), revision = 2, event_written = 2",
    );
    desk.vendors.events.person(CALENDAR, &visit.event, &json!({"colorId": "3"}));
    later(&desk).await;
    desk.sweep().await;
    assert_eq!((desk.vendors.events.live(CALENDAR), visit.column(&desk, "status")), (vec![], "confirmed".into()));
}

/// Events of the clinic's own, and of other installations, are none of our business.
#[tokio::test]
async fn other_events_are_left_alone() {
    let desk = Desk::with_clinic().await;
    Visit::shown(&desk, 1, TEN).await;
    let foreign = ["lunch0001", "fd0198c0de000070008000000000000077r1"];
    for id in foreign {
        desk.vendors.events.move_to(CALENDAR, id, TEN, ELEVEN);
    }
    later(&desk).await;
    desk.sweep().await;
    let live = desk.vendors.events.live(CALENDAR);
    assert!(foreign.iter().all(|id| live.contains(&(*id).to_owned())), "{live:?}");
}

/// Another org's appointment is not found under this org's calendar.
#[tokio::test]
async fn events_of_another_org_change_nothing_here() {
    let desk = Desk::with_clinic().await;
    let (visit, theirs) = (Visit::shown(&desk, 1, TEN).await, Visit::shown(&desk, 2, ELEVEN).await);
    desk.clinics.execute(ORG, &format!("DELETE FROM appointments WHERE id = '{}'", theirs.id));
    let starts = ELEVEN.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp();
    let row = Row { id: theirs.id.clone(), org: OTHER, ..Row::new(2, starts) };
    desk.insert(&row.with("event_id", &theirs.event).with("event_written", "1"));
    desk.vendors.events.delete(CALENDAR, &theirs.event);
    later(&desk).await;
    let status = desk.clinics.value(OTHER, "SELECT status FROM appointments");
    assert_eq!([status, visit.column(&desk, "status")], ["confirmed", "confirmed"]);
}

/// A change of ours that Google does not show yet is not a person's.
#[tokio::test]
async fn our_own_pending_write_is_not_taken_for_a_persons_change() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.reschedule(&desk, 60);
    desk.vendors.events.fail("patch", Fault::Instead(Reply::Fails(TransportError::Timeout)));
    desk.clinics.execute(ORG, "UPDATE calendar_follow SET due_at = unixepoch()");
    desk.vendors.events.person(CALENDAR, &visit.event, &json!({"colorId": "3"}));
    desk.sweep().await;
    assert!(desk.vendors.take().contains(&"events.list".into()));
    assert_eq!((times(&desk, &visit).as_str(), audit(&desk).len()), ("16:00 16:30 16:00 16:40", 0));
    later(&desk).await;
    assert_eq!(visit.google(&desk)["start"]["dateTime"], "2026-12-03T11:00:00-05:00");
    assert_eq!((times(&desk, &visit).as_str(), audit(&desk).len()), ("16:00 16:30 16:00 16:40", 0));
}

/// A person's change that comes while work is pending is seen once the work is done, if the work did not overwrite it.
#[tokio::test]
async fn a_change_beside_pending_work_is_not_forgotten() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.needs(&desk, "event.sync");
    desk.clinics.execute(ORG, "UPDATE outbox SET due_at = due_at + 1000 WHERE kind = 'event.sync'");
    desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
    for _ in 0..3 {
        later(&desk).await;
        assert_eq!(times(&desk, &visit), "15:00 15:30 15:00 15:40");
    }
    for _ in 0..2 {
        later(&desk).await;
    }
    assert_eq!(times(&desk, &visit), "16:00 16:30 16:00 16:40");
}

/// Between reading the appointment and changing it a caller moves it: the caller's word counts.
#[tokio::test]
async fn a_change_that_comes_first_is_not_overwritten() {
    for sql in [
        "UPDATE appointments SET revision = revision + 1, event_written = revision + 1",
        "UPDATE appointments SET event_written = NULL",
        "UPDATE appointments SET status = 'cancelled', revision = revision + 1, event_written = revision + 1",
        "INSERT INTO outbox (kind, subject) SELECT 'event.sync', id FROM appointments",
    ] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
        desk.clock.advance(Duration::from_mins(4));
        desk.vendors.events.fail("get", Fault::Late);
        let meanwhile = async {
            desk.vendors.events.until_late().await;
            desk.clinics.execute(ORG, sql);
            desk.vendors.events.release();
        };
        futures_util::future::join(desk.sweep(), meanwhile).await;
        assert_eq!(
            (times(&desk, &visit).as_str(), audit(&desk).len(), texts(&desk).as_str()),
            ("15:00 15:30 15:00 15:40", 0, ""),
            "{sql}"
        );
    }
}

/// What Google listed is old by the time that the appointment is read: in between the caller moved it, and all of that was written.
#[tokio::test]
async fn a_listing_that_is_out_of_date_moves_nothing_back() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.clock.advance(Duration::from_mins(4));
    desk.vendors.events.person(CALENDAR, &visit.event, &json!({"colorId": "3"}));
    desk.vendors.events.fail("list", Fault::Stale);
    let meanwhile = async {
        desk.vendors.events.until_late().await;
        visit.reschedule(&desk, 60);
        desk.sweep().await;
        assert_eq!(visit.column(&desk, "event_written"), "2");
        desk.vendors.events.release();
    };
    futures_util::future::join(desk.sweep(), meanwhile).await;
    assert_eq!((times(&desk, &visit).as_str(), audit(&desk).len()), ("16:00 16:30 16:00 16:40", 0));
}

#[tokio::test]
async fn two_sweeps_at_once_take_a_change_over_once() {
    let desk = Desk::with_clinic().await;
    let (visit, other) = (Visit::shown(&desk, 1, TEN).await, Visit::shown(&desk, 2, ELEVEN).await);
    desk.vendors.events.move_to(CALENDAR, &visit.event, "2026-12-03T19:00:00Z", "2026-12-03T19:30:00Z");
    desk.vendors.events.delete(CALENDAR, &other.event);
    desk.clock.advance(Duration::from_mins(4));
    desk.vendors.events.fail("get", Fault::Late);
    let second = async {
        desk.vendors.events.until_late().await;
        // The first one's lease ends while it still works.
        desk.clock.advance(Duration::from_secs(61));
        desk.sweep().await;
        desk.vendors.events.release();
    };
    futures_util::future::join(desk.sweep(), second).await;
    assert_eq!((audit(&desk).len(), texts(&desk).matches("queued").count()), (2, 2), "{:?}", audit(&desk));
    assert_eq!([visit.column(&desk, "revision"), other.column(&desk, "revision")], ["2", "2"]);
}
