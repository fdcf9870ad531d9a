//! What Google did not say clearly is found out later, and stops nothing else.

use std::time::Duration;

use serde_json::json;

use super::{ELEVEN, TEN, audit, later, texts, times};
use crate::support::{CALENDAR, Desk, Fault, ORG, OTHER, Reply, Visit};

/// Lets a comparison that was put off become due.
async fn much_later(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(10));
    later(desk).await;
}

fn refusal(status: u16, reason: &str) -> Reply {
    Reply::Json(status, json!({"error": {"errors": [{"reason": reason}]}}))
}

/// Practitioners with calendars of their own, who have had nothing to do.
fn colleagues(desk: &Desk, count: u32) {
    for number in 1..=count {
        desk.sqlite.execute(&format!(
            "INSERT INTO practitioners (id, org_id, name, calendar_id)
             VALUES ('0198c0de-0000-7000-8000-00000000a{number:03}', '{ORG}', 'Dr. {number}', 'dr{number}@clinic.example')"
        ));
    }
}

/// What is wrong with one clinic is no other clinic's trouble, and a row that is wrong is no other row's.
#[tokio::test]
async fn a_calendar_whose_row_or_route_cannot_be_read_stops_no_other() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.sqlite.execute(&format!("UPDATE orgs SET zone = 'Nowhere/Nothing' WHERE id = '{OTHER}'"));
    for (org, calendar, seen_until) in [(OTHER, "route", "0"), (ORG, "row", "9000000000000000000")] {
        desk.clinics.execute(
            org,
            &format!(
                "INSERT INTO calendar_follow (calendar_id, seen_until, due_at) VALUES ('{calendar}', {seen_until}, 0)"
            ),
        );
    }
    desk.vendors.events.delete(CALENDAR, &visit.event);
    later(&desk).await;
    assert_eq!(visit.column(&desk, "status"), "cancelled");
    let log = desk.log.text();
    assert!(log.contains("calendar.not_followed") && log.contains("calendar.row_unreadable"), "{log}");
}

/// A colleague's calendar that is not shared may be where the event went: nobody is told of a cancellation before that is known.
#[tokio::test]
async fn a_deletion_beside_a_calendar_that_cannot_be_read_is_left_for_later() {
    let gone = json!({"calendars": {"dr1@clinic.example": {"errors": [{"reason": "notFound"}]}}});
    for is_refused in [true, false] {
        let desk = Desk::with_clinic().await;
        colleagues(&desk, 1);
        let (deleted, moved) = (Visit::shown(&desk, 1, TEN).await, Visit::shown(&desk, 2, ELEVEN).await);
        desk.vendors.events.delete(CALENDAR, &deleted.event);
        desk.clock.advance(Duration::from_secs(1));
        desk.vendors.events.move_to(CALENDAR, &moved.event, "2026-12-03T19:00:00Z", "2026-12-03T19:30:00Z");
        if is_refused {
            // The event itself, and then the colleague's calendar.
            let tombstone = desk.vendors.events.event(CALENDAR, &deleted.event);
            desk.vendors.events.fail("get", Fault::Instead(Reply::Json(200, tombstone)));
            desk.vendors.events.fail("get", Fault::Instead(refusal(403, "forbidden")));
        } else {
            desk.vendors.calendar([Reply::Json(200, gone.clone())]);
        }
        later(&desk).await;
        assert_eq!(deleted.column(&desk, "status"), "confirmed", "refused: {is_refused}");
        assert!(!texts(&desk).contains("cancellation"));
        assert_eq!(times(&desk, &moved), "19:00 19:30 19:00 19:40", "the others are taken over");
        much_later(&desk).await;
        assert_eq!(deleted.column(&desk, "status"), "cancelled", "refused: {is_refused}");
    }
}

#[tokio::test]
async fn an_event_that_is_listed_and_then_not_found_is_not_deleted() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
    desk.vendors.events.fail("get", Fault::Instead(refusal(404, "notFound")));
    later(&desk).await;
    assert_eq!((visit.column(&desk, "status"), audit(&desk).len()), ("confirmed".into(), 0));
    much_later(&desk).await;
    assert_eq!(times(&desk, &visit), "16:00 16:30 16:00 16:40");
}

/// A deletion needs eleven requests here: what a sweep may ask is one budget, and what is left over is the next one's.
#[tokio::test]
async fn looking_for_deleted_events_elsewhere_stays_within_a_budget() {
    let desk = Desk::with_clinic().await;
    colleagues(&desk, 9);
    let mut visits = Vec::new();
    for day in 2..=4 {
        visits.push(Visit::shown(&desk, day, &format!("2026-12-{day:02}T15:00:00Z")).await);
    }
    for visit in &visits {
        desk.clock.advance(Duration::from_secs(1));
        desk.vendors.events.delete(CALENDAR, &visit.event);
    }
    desk.clock.advance(Duration::from_mins(4));
    for left in ["2", "1", "0"] {
        desk.clinics.execute(ORG, "DELETE FROM outbox");
        desk.vendors.take();
        desk.sweep().await;
        assert!(desk.vendors.take().len() <= 1 + 16);
        assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments WHERE status = 'confirmed'"), left);
    }
}

/// A clinic with more calendars than one sweep may ask is asked in several sweeps, and what they found is not asked again.
#[tokio::test]
async fn a_deletion_is_followed_however_many_calendars_there_are() {
    for moved_to in [None, Some("dr3@clinic.example"), Some("dr40@clinic.example")] {
        let desk = Desk::with_clinic().await;
        colleagues(&desk, 40);
        let visit = Visit::shown(&desk, 1, TEN).await;
        let event = visit.google(&desk);
        desk.vendors.events.delete(CALENDAR, &visit.event);
        if let Some(calendar) = moved_to {
            desk.vendors.events.person(calendar, &visit.event, &event);
        }
        desk.clock.advance(Duration::from_mins(4));
        let mut asked = Vec::new();
        for _ in 0..4 {
            desk.vendors.take();
            desk.sweep().await;
            let requests = desk.vendors.take();
            assert!(requests.len() <= 1 + 16, "{requests:?}");
            asked.extend(requests.into_iter().filter(|request| request == "events.get"));
            desk.clock.advance(Duration::from_mins(1));
        }
        let practitioner = visit.column(&desk, "coalesce(practitioner_name, 'nobody')");
        let status = visit.column(&desk, "status");
        match moved_to {
            None => assert_eq!((status.as_str(), texts(&desk).matches("cancellation").count()), ("cancelled", 1)),
            Some("dr3@clinic.example") => assert_eq!((status, practitioner), ("confirmed".into(), "Dr. 3".into())),
            Some(_) => assert_eq!((status, practitioner), ("confirmed".into(), "Dr. 40".into())),
        }
        assert!(asked.len() <= 40 + 4, "each calendar once, and the event itself each time: {}", asked.len());
    }
}

/// A change of ours came first. The event is compared again with what came of that, even if nothing touches it any more.
#[tokio::test]
async fn a_change_that_is_overtaken_is_compared_again() {
    for is_deleted in [false, true] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
        if is_deleted {
            desk.vendors.events.delete(CALENDAR, &visit.event);
        }
        desk.clock.advance(Duration::from_mins(4));
        desk.vendors.events.fail("get", Fault::Late);
        let meanwhile = async {
            desk.vendors.events.until_late().await;
            desk.clinics.execute(ORG, "UPDATE appointments SET revision = 2, event_written = 2");
            desk.vendors.events.release();
        };
        futures_util::future::join(desk.sweep(), meanwhile).await;
        assert_eq!(audit(&desk).len(), 0);
        much_later(&desk).await;
        assert_eq!((audit(&desk).len(), visit.column(&desk, "revision").as_str()), (1, "3"), "deleted: {is_deleted}");
    }
}

/// Work that was given up does not keep an appointment from following.
#[tokio::test]
async fn a_dead_letter_of_what_google_shows_is_no_obstacle() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.needs(&desk, "event.sync");
    desk.clinics.execute(ORG, "UPDATE outbox SET dead_at = unixepoch()");
    desk.vendors.events.delete(CALENDAR, &visit.event);
    later(&desk).await;
    assert_eq!((visit.column(&desk, "status"), audit(&desk).len()), ("cancelled".into(), 1));
}

/// An event that a person takes back out of the trash is theirs: its patient was told that the appointment is off.
#[tokio::test]
async fn an_event_that_is_restored_after_its_deletion_was_followed_stays() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    desk.vendors.events.delete(CALENDAR, &visit.event);
    later(&desk).await;
    for color in ["3", "4"] {
        desk.vendors.events.person(CALENDAR, &visit.event, &json!({"status": "confirmed", "colorId": color}));
        later(&desk).await;
        desk.sweep().await;
    }
    assert_eq!(desk.vendors.events.live(CALENDAR), [visit.event.as_str()]);
    assert_eq!(visit.column(&desk, "status"), "cancelled");
    let actions: Vec<_> = audit(&desk).iter().map(|line| line["action"].clone()).collect();
    assert_eq!(actions, ["appointment.cancelled", "appointment.restored_in_calendar"]);
}

/// New words for an appointment say nothing of its time: what a person did meanwhile is followed, not undone.
#[tokio::test]
async fn new_words_undo_nothing_that_a_person_did() {
    for is_deleted in [false, true] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
        if is_deleted {
            desk.vendors.events.delete(CALENDAR, &visit.event);
        }
        let path = format!("/api/appointments/{}", visit.id);
        desk.admin("PATCH", &path, &json!({"notes": "Has a cat"})).await.expect(200);
        assert_eq!([visit.column(&desk, "revision"), visit.column(&desk, "event_written")], ["2", "2"]);
        later(&desk).await;
        if is_deleted {
            assert_eq!([visit.column(&desk, "status"), visit.column(&desk, "cancelled_by")], ["cancelled", "calendar"]);
        } else {
            assert_eq!(times(&desk, &visit), "16:00 16:30 16:00 16:40");
            assert!(visit.google(&desk)["description"].to_string().contains("Has a cat"));
        }
    }
}

/// The same when Google takes the words only later, from the outbox.
#[tokio::test]
async fn new_words_that_come_late_undo_nothing_that_a_person_did() {
    for is_deleted in [false, true] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        for _ in 0..2 {
            desk.vendors.events.fail("get", Fault::Instead(Reply::Raw(503, "")));
        }
        let path = format!("/api/appointments/{}", visit.id);
        desk.admin("PATCH", &path, &json!({"notes": "Has a cat"})).await.expect(200);
        assert_eq!([visit.column(&desk, "revision"), visit.column(&desk, "event_written")], ["2", "1"]);
        desk.vendors.events.move_to(CALENDAR, &visit.event, ELEVEN, "2026-12-03T16:30:00Z");
        if is_deleted {
            desk.vendors.events.delete(CALENDAR, &visit.event);
        }
        for _ in 0..3 {
            later(&desk).await;
        }
        if is_deleted {
            assert_eq!([visit.column(&desk, "status"), visit.column(&desk, "cancelled_by")], ["cancelled", "calendar"]);
        } else {
            assert_eq!(times(&desk, &visit), "16:00 16:30 16:00 16:40");
            assert!(visit.google(&desk)["description"].to_string().contains("Has a cat"));
        }
    }
}

/// What the clinic writes into an event stays when the appointment changes.
#[tokio::test]
async fn what_the_clinic_wrote_into_an_event_stays() {
    for (written, kept) in [
        (
            "Notes: Shy\nBooked by Frontdesk.\nBring the X-rays.",
            "Notes: Has a cat\nBooked by Frontdesk.\nBring the X-rays.",
        ),
        (
            "Notes: Shy<br>Booked by Frontdesk.<br><b>Bring</b> the X-rays &amp; the card.",
            "Notes: Has a cat\nBooked by Frontdesk.<br><b>Bring</b> the X-rays &amp; the card.",
        ),
        ("Bring the X-rays.", "Notes: Has a cat\nBooked by Frontdesk.\nBring the X-rays."),
        ("", "Notes: Has a cat\nBooked by Frontdesk."),
    ] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.person(CALENDAR, &visit.event, &json!({"description": written}));
        let path = format!("/api/appointments/{}", visit.id);
        desk.admin("PATCH", &path, &json!({"notes": "Has a cat", "phone": null})).await.expect(200);
        assert_eq!(visit.google(&desk)["description"], kept);
        desk.admin("PATCH", &path, &json!({"start": "2026-12-03T13:00"})).await.expect(200);
        assert_eq!(visit.google(&desk)["description"], kept, "also after a move");
    }
}

/// Google has not heard of the new time yet, so that new words must bring it along.
#[tokio::test]
async fn new_words_after_a_move_that_was_not_written_bring_the_time_along() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.reschedule(&desk, 60);
    let path = format!("/api/appointments/{}", visit.id);
    desk.admin("PATCH", &path, &json!({"notes": "Has a cat"})).await.expect(200);
    assert_eq!(visit.google(&desk)["start"]["dateTime"], "2026-12-03T11:00:00-05:00");
    later(&desk).await;
    assert_eq!(times(&desk, &visit), "16:00 16:30 16:00 16:40");
}

/// The insert was done and its answer lost; before it is repeated, a person deletes the event.
#[tokio::test]
async fn an_event_that_is_deleted_before_its_insert_is_known_is_not_revived() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, TEN);
    let lost = Reply::Fails(frontdesk::ports::TransportError::Timeout);
    desk.vendors.events.fail("insert", Fault::AfterWork(lost));
    desk.sweep().await;
    desk.vendors.events.delete(CALENDAR, &visit.event);
    for _ in 0..3 {
        later(&desk).await;
    }
    assert_eq!(desk.vendors.events.live(CALENDAR), [""; 0]);
    assert_eq!([visit.column(&desk, "status"), visit.column(&desk, "cancelled_by")], ["cancelled", "calendar"]);
}
