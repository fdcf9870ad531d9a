//! What people do in Google's calendar happens to the appointments too, and what we did ourselves is not taken for it.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use crate::support::{CALENDAR, Desk, Fault, ORG, Reply, Visit, outbox};

const TEN: &str = "2026-12-03T15:00:00Z";
const ELEVEN: &str = "2026-12-03T16:00:00Z";

/// Lets the calendar become due, and compares it.
async fn later(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(4));
    desk.sweep().await;
}

/// The audit lines, oldest first.
fn audit(desk: &Desk) -> Vec<Value> {
    let text = desk.sqlite.value(
        "SELECT json_group_array(json_object('actor', actor, 'action', action, 'detail', json(detail)) ORDER BY id) FROM audit
         WHERE action LIKE 'appointment.%'",
    );
    serde_json::from_str(&text).unwrap()
}

/// Start, end, and what is blocked, as `HH:MM` in UTC.
fn times(desk: &Desk, visit: &Visit) -> String {
    let columns = ["starts_at", "ends_at", "blocked_from", "blocked_until"];
    columns.map(|column| visit.column(desk, &format!("strftime('%H:%M', {column}, 'unixepoch')"))).join(" ")
}

fn texts(desk: &Desk) -> String {
    desk.sqlite.value("SELECT coalesce(group_concat(kind || ' ' || status || ' ' || body, '; '), '') FROM messages")
}

#[tokio::test]
async fn an_event_that_a_person_moves_moves_its_appointment() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.vendors.events.move_to(CALENDAR, &visit.event, "2026-12-03T13:00:00-05:00", "2026-12-03T13:45:00-05:00");
    later(&desk).await;
    assert_eq!(times(&desk, &visit), "18:00 18:45 18:00 18:55", "the buffer stays as long as it was");
    assert_eq!([visit.column(&desk, "revision"), visit.column(&desk, "event_written")], ["2", "2"]);
    let detail = json!({"from": {"starts_at": "2026-12-03T15:00:00+00:00", "ends_at": "2026-12-03T15:30:00+00:00"},
        "to": {"starts_at": "2026-12-03T18:00:00+00:00", "ends_at": "2026-12-03T18:45:00+00:00"}});
    let line = json!({"actor": "calendar", "action": "appointment.moved", "detail": detail});
    assert_eq!(audit(&desk), [line]);
    let told = texts(&desk);
    assert!(
        told.starts_with("change queued Downtown Dental Clinic: ") && told.contains("December 3 at 1 PM"),
        "{told}"
    );
    // A second time, and nothing was written back in between.
    desk.vendors.events.move_to(CALENDAR, &visit.event, "2026-12-04T13:00:00-05:00", "2026-12-04T13:45:00-05:00");
    later(&desk).await;
    assert_eq!([visit.column(&desk, "revision"), visit.column(&desk, "event_written")], ["3", "3"]);
    assert_eq!(desk.vendors.events.bodies(), [Value::Null; 0]);
    // What the caller then says goes on from there.
    visit.reschedule(&desk, 60);
    desk.sweep().await;
    assert_eq!(visit.google(&desk)["start"]["dateTime"], "2026-12-04T14:00:00-05:00");
}

#[tokio::test]
async fn an_event_that_a_person_deletes_cancels_its_appointment() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.vendors.events.delete(CALENDAR, &visit.event);
    later(&desk).await;
    assert_eq!([visit.column(&desk, "status"), visit.column(&desk, "cancelled_by")], ["cancelled", "calendar"]);
    let detail = json!({"starts_at": "2026-12-03T15:00:00+00:00", "ends_at": "2026-12-03T15:30:00+00:00"});
    assert_eq!(audit(&desk), [json!({"actor": "calendar", "action": "appointment.cancelled", "detail": detail})]);
    assert!(texts(&desk).starts_with("cancellation queued"), "{}", texts(&desk));
    desk.sqlite.execute("DELETE FROM outbox");
    later(&desk).await;
    assert_eq!((audit(&desk).len(), outbox(&desk)), (1, String::new()), "once");
    assert_eq!(desk.vendors.events.bodies(), [Value::Null; 0]);
}

#[tokio::test]
async fn patients_are_told_only_if_the_clinic_wants_it() {
    for (sql, told) in [
        ("SELECT 1", true),
        ("INSERT INTO messaging (org_id, document) VALUES ('ORG', '{\"follow_calendar\": false}')", false),
        ("INSERT INTO messaging (org_id, document) VALUES ('ORG', '{\"change\": {\"enabled\": false}}')", false),
        ("DELETE FROM integration_settings WHERE service_type = 'twilio'", false),
        ("UPDATE appointments SET phone = NULL", false),
    ] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.sqlite.execute(&sql.replace("ORG", ORG));
        desk.vendors.events.move_to(CALENDAR, &visit.event, "2026-12-03T13:00:00-05:00", "2026-12-03T13:30:00-05:00");
        later(&desk).await;
        assert_eq!((!texts(&desk).is_empty(), outbox(&desk).contains("sms.send")), (told, told), "{sql}");
        assert_eq!(times(&desk, &visit), "18:00 18:30 18:00 18:40", "{sql}");
    }
}

/// Invariant: the calendar cannot make two appointments overlap either.
#[tokio::test]
async fn a_move_onto_another_appointment_is_refused_and_said_once() {
    let desk = Desk::with_clinic().await;
    let (first, second) = (Visit::shown(&desk, 1, TEN).await, Visit::shown(&desk, 2, ELEVEN).await);
    desk.vendors.events.move_to(CALENDAR, &first.event, "2026-12-03T10:55:00-05:00", "2026-12-03T11:25:00-05:00");
    for _ in 0..3 {
        desk.clock.advance(Duration::from_mins(4));
        // Something else makes Google show it again.
        desk.vendors.events.person(CALENDAR, &first.event, &json!({"colorId": "3"}));
        desk.sweep().await;
    }
    assert_eq!(
        (times(&desk, &first).as_str(), first.column(&desk, "revision").as_str()),
        ("15:00 15:30 15:00 15:40", "1")
    );
    assert_eq!(times(&desk, &second), "16:00 16:30 16:00 16:40");
    let lines = audit(&desk);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(
        (&lines[0]["action"], &lines[0]["detail"]["reason"]),
        (&json!("appointment.move_refused"), &json!("not_free"))
    );
    assert_eq!(first.google(&desk)["start"]["dateTime"], "2026-12-03T10:55:00-05:00", "it is the clinic's to mend");
    assert_eq!((texts(&desk), outbox(&desk)), (String::new(), String::new()));
}

/// A person changes two round, or shifts a whole morning: what counts is how it ends.
#[tokio::test]
async fn appointments_that_change_places_all_move() {
    let desk = Desk::with_clinic().await;
    let (first, second) = (Visit::shown(&desk, 1, TEN).await, Visit::shown(&desk, 2, ELEVEN).await);
    let third = Visit::shown(&desk, 3, "2026-12-03T17:00:00Z").await;
    desk.vendors.events.move_to(CALENDAR, &first.event, ELEVEN, "2026-12-03T16:30:00Z");
    desk.vendors.events.move_to(CALENDAR, &second.event, TEN, "2026-12-03T15:30:00Z");
    later(&desk).await;
    assert_eq!([times(&desk, &first), times(&desk, &second)], ["16:00 16:30 16:00 16:40", "15:00 15:30 15:00 15:40"]);
    // The third moves into the way of nobody who stays; the first would, and stays itself.
    desk.vendors.events.move_to(CALENDAR, &third.event, "2026-12-03T19:00:00Z", "2026-12-03T19:30:00Z");
    desk.vendors.events.move_to(CALENDAR, &first.event, TEN, "2026-12-03T15:30:00Z");
    later(&desk).await;
    assert_eq!([times(&desk, &first), times(&desk, &third)], ["16:00 16:30 16:00 16:40", "19:00 19:30 19:00 19:40"]);
    let refused = audit(&desk).iter().filter(|line| line["action"] == "appointment.move_refused").count();
    assert_eq!((audit(&desk).len(), refused), (4, 1));
}

#[tokio::test]
async fn what_cannot_be_an_appointment_is_refused() {
    for (change, reason) in [
        (
            json!({"start": {"date": "2026-12-03", "dateTime": null}, "end": {"date": "2026-12-04", "dateTime": null}}),
            "all_day",
        ),
        (json!({"end": {"dateTime": TEN}}), "no_length"),
        (json!({"end": {"dateTime": "2026-12-07T15:00:00Z"}}), "not_free"),
    ] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.person(CALENDAR, &visit.event, &change);
        later(&desk).await;
        later(&desk).await;
        assert_eq!(times(&desk, &visit), "15:00 15:30 15:00 15:40");
        let lines = audit(&desk);
        assert_eq!((lines.len(), &lines[0]["detail"]["reason"]), (1, &json!(reason)), "{change}");
    }
}

/// A clinic with two practitioners hands a patient over: Google deletes the event here and has it, with its id, there.
#[tokio::test]
async fn an_event_that_moves_to_another_practitioners_calendar_takes_its_appointment_along() {
    let desk = Desk::with_clinic().await;
    let practitioner = |n: u32, name: &str, calendar: &str| {
        desk.sqlite.execute(&format!(
            "INSERT INTO practitioners (id, org_id, name, calendar_id)
             VALUES ('0198c0de-0000-7000-8000-00000000a00{n}', '{ORG}', '{name}', '{calendar}')"
        ));
    };
    practitioner(1, "Dr. Chen", CALENDAR);
    practitioner(2, "Dr. Lee", "lee@clinic.example");
    let (visit, other) = (Visit::shown(&desk, 1, TEN).await, Visit::shown(&desk, 2, ELEVEN).await);
    desk.sqlite.execute("UPDATE appointments SET practitioner_id = '0198c0de-0000-7000-8000-00000000a001', practitioner_name = 'Dr. Chen'");
    desk.sqlite
        .execute(&format!("UPDATE appointments SET calendar_id = 'lee@clinic.example' WHERE id = '{}'", other.id));
    desk.vendors.events.person("lee@clinic.example", &visit.event, &visit.google(&desk));
    desk.vendors.events.delete(CALENDAR, &visit.event);
    // Whichever of the two calendars is compared first.
    desk.sqlite
        .execute("UPDATE calendar_follow SET due_at = unixepoch() + 300 WHERE calendar_id <> 'lee@clinic.example'");
    later(&desk).await;
    assert_eq!(visit.column(&desk, "revision"), "1");
    later(&desk).await;
    assert_eq!(
        [visit.column(&desk, "status"), visit.column(&desk, "calendar_id")],
        ["confirmed", "lee@clinic.example"]
    );
    assert_eq!(visit.column(&desk, "practitioner_name"), "Dr. Lee");
    assert!(audit(&desk)[0]["detail"]["to"]["practitioner"] == "Dr. Lee" && texts(&desk).contains("with Dr. Lee"));
    for _ in 0..2 {
        later(&desk).await;
    }
    assert_eq!(desk.vendors.events.live("lee@clinic.example"), [visit.event.as_str()], "it is no leftover");
    assert_eq!((visit.column(&desk, "revision"), audit(&desk).len()), ("2".into(), 1));
}

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
    assert_eq!(desk.sqlite.value(starts), "15:00");
    let event = desk.vendors.events.live(CALENDAR).remove(0);
    desk.vendors.events.move_to(CALENDAR, &event, "2026-12-03T19:00:00Z", "2026-12-03T19:30:00Z");
    later(&desk).await;
    assert_eq!(desk.sqlite.value(starts), "19:00");
}

/// Whoever tidies up last week's calendar cancels nothing; whoever moves a visit that was missed moves it.
#[tokio::test]
async fn the_past_stays_as_it_was() {
    let desk = Desk::with_clinic().await;
    let (first, second) = (Visit::shown(&desk, 1, TEN).await, Visit::shown(&desk, 2, ELEVEN).await);
    Visit::shown(&desk, 3, "2026-12-14T15:00:00Z").await;
    desk.clock.advance(Duration::from_hours(72));
    desk.sweep().await;
    desk.vendors.events.delete(CALENDAR, &first.event);
    desk.vendors.events.move_to(CALENDAR, &second.event, "2026-12-07T15:00:00Z", "2026-12-07T15:30:00Z");
    later(&desk).await;
    assert_eq!(first.column(&desk, "status"), "confirmed");
    assert_eq!(second.column(&desk, "date(starts_at, 'unixepoch')"), "2026-12-07");
}

/// bug class 18: an insert that Google did after the delete.
#[tokio::test]
async fn an_event_that_turns_up_after_its_cancellation_is_deleted() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, TEN);
    desk.vendors.events.fail("insert", Fault::Late);
    let insert = desk.sweep();
    let cancel = async {
        while desk.vendors.events.late() == 0 {
            tokio::task::yield_now().await;
        }
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
    desk.sqlite
        .execute("UPDATE appointments SET event_id = replace(event_id, 'r1', 'r2'), revision = 2, event_written = 2");
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
    desk.sqlite.execute(&format!(
        "UPDATE appointments SET org_id = '{}' WHERE id = '{}'",
        crate::support::OTHER,
        theirs.id
    ));
    desk.vendors.events.delete(CALENDAR, &theirs.event);
    later(&desk).await;
    assert_eq!([theirs.column(&desk, "status"), visit.column(&desk, "status")], ["confirmed", "confirmed"]);
}

/// A change of ours that Google does not show yet is not a person's.
#[tokio::test]
async fn our_own_pending_write_is_not_taken_for_a_persons_change() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.reschedule(&desk, 60);
    desk.vendors.events.fail("patch", Fault::Instead(Reply::Fails(TransportError::Timeout)));
    desk.sqlite.execute("UPDATE calendar_follow SET due_at = unixepoch()");
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
    desk.sqlite.execute("UPDATE outbox SET due_at = due_at + 1000 WHERE kind = 'event.sync'");
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
    let pending =
        format!("INSERT INTO outbox (org_id, kind, subject) SELECT '{ORG}', 'event.sync', id FROM appointments");
    for sql in [
        "UPDATE appointments SET revision = revision + 1, event_written = revision + 1",
        "UPDATE appointments SET event_written = NULL",
        "UPDATE appointments SET status = 'cancelled', revision = revision + 1, event_written = revision + 1",
        &pending,
    ] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
        desk.clock.advance(Duration::from_mins(4));
        desk.vendors.events.fail("get", Fault::Late);
        let meanwhile = async {
            while desk.vendors.events.late() == 0 {
                tokio::task::yield_now().await;
            }
            desk.sqlite.execute(sql);
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
        while desk.vendors.events.late() == 0 {
            tokio::task::yield_now().await;
        }
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
        while desk.vendors.events.late() == 0 {
            tokio::task::yield_now().await;
        }
        // The first one's lease ends while it still works.
        desk.clock.advance(Duration::from_secs(61));
        desk.sweep().await;
        desk.vendors.events.release();
    };
    futures_util::future::join(desk.sweep(), second).await;
    assert_eq!((audit(&desk).len(), texts(&desk).matches("queued").count()), (2, 2), "{:?}", audit(&desk));
    assert_eq!([visit.column(&desk, "revision"), other.column(&desk, "revision")], ["2", "2"]);
}

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
            desk.sqlite.execute("DELETE FROM outbox");
            desk.sweep().await;
        }
        let left = desk.sqlite.value("SELECT count(*) FROM appointments WHERE status = 'confirmed'");
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
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM calendar_follow"), "0");
}

#[tokio::test]
async fn holds_and_receipts_that_nobody_needs_are_deleted() {
    let desk = Desk::with_clinic().await;
    let row = |id: u32, status: &str, expires: &str| {
        desk.sqlite.execute(&format!(
            "INSERT INTO appointments (id, org_id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, hold_expires_at)
             VALUES ('0198c0de-0000-7000-8000-{id:012}', '{ORG}', 'c', '{status}', {id}, {id} + 1, {id}, {id} + 1, {expires})"
        ));
    };
    row(1, "held", "unixepoch() - 86401");
    row(2, "held", "unixepoch() - 86399");
    row(3, "cancelled", "NULL");
    for (key, age) in [("old", 30 * 86_400 + 1), ("recent", 30 * 86_400 - 1)] {
        desk.sqlite.execute(&format!(
            "INSERT INTO receipts (org_id, key, operation, request_hash, appointment_id, outcome, created_at)
             VALUES ('{ORG}', '{key}', 'book', '{}', 'x', '{{}}', unixepoch() - {age})",
            "0".repeat(64)
        ));
    }
    desk.sweep().await;
    assert_eq!(desk.sqlite.value("SELECT group_concat(starts_at) FROM appointments"), "2,3");
    assert_eq!(desk.sqlite.value("SELECT group_concat(key) FROM receipts"), "recent");
}
