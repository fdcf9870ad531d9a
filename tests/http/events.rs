//! Events in Google's calendar say what the appointments say, whatever fails in between.

use std::time::Duration;

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use crate::support::{CALENDAR, Desk, Fault, ORG, Reply, Visit, google, outbox};

const TEN: &str = "2026-12-03T15:00:00Z";

/// Sweeps until Google has been asked again, whatever the delay.
async fn later(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(10));
    desk.sweep().await;
}

#[tokio::test]
async fn an_appointment_is_written_once_with_all_that_the_clinic_needs() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, TEN);
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), ["token", "events.insert"]);
    let body = desk.vendors.events.bodies().remove(0);
    assert_eq!(body["start"], json!({"dateTime": "2026-12-03T10:00:00-05:00", "timeZone": "America/New_York"}));
    assert_eq!(body["end"], json!({"dateTime": "2026-12-03T10:30:00-05:00", "timeZone": "America/New_York"}));
    assert_eq!(body["summary"], "Ada Canary - Cleaning");
    assert_eq!(body["description"], "Phone: +15550188\nNotes: Has a dog\nBooked by Frontdesk.");
    assert_eq!(body["attendees"], json!([{"email": "ada@example.com"}]));
    let private = json!({"frontdeskAppointment": visit.id, "frontdeskRevision": "1"});
    assert_eq!(body["extendedProperties"]["private"], private);
    assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("1".into(), String::new()));
    visit.needs(&desk, "event.sync");
    desk.sweep().await;
    assert_eq!((desk.vendors.take(), outbox(&desk)), (vec![], String::new()), "Google shows this revision already");
    assert!(!desk.log.text().contains("Canary") && !desk.log.text().contains("5550188"));
}

/// Google shows a description as HTML, and takes our last line for the end of what is ours.
#[tokio::test]
async fn a_callers_words_are_neither_html_nor_our_last_line() {
    let desk = Desk::with_clinic().await;
    let notes = "<a href='https://evil.example'>pay here</a> & Booked by Frontdesk. Room 5";
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee", "notes": notes});
    let said = desk.tool("calendar/book", ("c", "t1"), "+15550188", &order).await;
    assert!(said.contains("is booked"), "{said}");
    let body = desk.vendors.events.bodies().remove(0);
    let ours = "Phone: +15550188\nNotes: &lt;a href='https://evil.example'&gt;pay here&lt;/a&gt; &amp; Booked\u{a0}by\u{a0}Frontdesk. Room 5\nBooked by Frontdesk.";
    assert_eq!(body["description"], ours);
    let (id, event) = (
        desk.clinics.value(ORG, "SELECT id FROM appointments"),
        desk.clinics.value(ORG, "SELECT event_id FROM appointments"),
    );
    desk.vendors.events.person(CALENDAR, &event, &json!({"description": format!("{ours}<br>Seen by <b>Kim</b>")}));
    desk.admin("PATCH", &format!("/api/appointments/{id}"), &json!({"notes": "Booked by Frontdesk."}))
        .await
        .expect(200);
    let kept = desk.vendors.events.event(CALENDAR, &event)["description"].clone();
    assert_eq!(
        kept,
        "Phone: +15550188\nNotes: Booked\u{a0}by\u{a0}Frontdesk.\nBooked by Frontdesk.<br>Seen by <b>Kim</b>"
    );
}

#[tokio::test]
async fn a_change_is_patched_and_a_cancellation_deletes() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.reschedule(&desk, 60);
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), ["events.get", "events.patch"]);
    assert_eq!(visit.google(&desk)["start"]["dateTime"], "2026-12-03T11:00:00-05:00");
    assert_eq!(visit.google(&desk)["extendedProperties"]["private"]["frontdeskRevision"], "2");
    visit.change(&desk, "status = 'cancelled', cancelled_by = 'caller'");
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), ["events.delete"]);
    assert_eq!(desk.vendors.events.live(CALENDAR), [""; 0]);
    assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("3".into(), String::new()));
}

/// bug class 13: the work was done, and the answer lost.
#[tokio::test]
async fn an_insert_whose_answer_is_lost_makes_one_event() {
    for reply in [Reply::Fails(TransportError::Timeout), Reply::Fails(TransportError::Connection), Reply::Raw(503, "")]
    {
        let desk = Desk::with_clinic().await;
        let visit = Visit::booked(&desk, 1, TEN);
        desk.vendors.events.fail("insert", Fault::AfterWork(reply.clone()));
        desk.sweep().await;
        later(&desk).await;
        assert_eq!(desk.vendors.events.live(CALENDAR), [visit.event.as_str()], "{reply:?}");
        assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("1".into(), String::new()), "{reply:?}");
    }
}

/// A patch whose answer is lost is not taken for somebody else's change.
#[tokio::test]
async fn a_patch_whose_answer_is_lost_is_done() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.reschedule(&desk, 60);
    desk.vendors.events.fail("patch", Fault::AfterWork(Reply::Fails(TransportError::Connection)));
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), ["events.get", "events.patch", "events.patch", "events.get"]);
    assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("2".into(), String::new()));
}

/// After a timeout Google may still be at it, so that a second request would only wait behind the first.
#[tokio::test]
async fn a_write_is_repeated_at_once_but_not_after_a_timeout() {
    for (reply, requests) in [
        (Reply::Fails(TransportError::Timeout), 1),
        (Reply::Fails(TransportError::Connection), 2),
        (Reply::Raw(500, ""), 2),
        (Reply::Raw(429, ""), 2),
        (Reply::Raw(400, "{}"), 1),
    ] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::booked(&desk, 1, TEN);
        desk.vendors.events.fail("insert", Fault::Instead(reply.clone()));
        desk.vendors.events.fail("insert", Fault::Instead(reply.clone()));
        desk.sweep().await;
        assert_eq!(desk.vendors.take().len(), 1 + requests, "{reply:?}");
        assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("null".into(), "event.sync 1".into()));
        later(&desk).await;
        later(&desk).await;
        assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("1".into(), String::new()), "{reply:?}");
    }
}

#[tokio::test]
async fn an_id_that_is_taken_is_looked_at() {
    let theirs = json!({"extendedProperties": {"private": {"frontdeskAppointment": "another"}}});
    let ours = |visit: &Visit, revision: &str| json!({"extendedProperties": {"private": {"frontdeskAppointment": visit.id, "frontdeskRevision": revision}}});
    let desk = Desk::with_clinic().await;
    let visits = [1, 2, 3].map(|n| Visit::booked(&desk, n, &format!("2026-12-0{n}T18:00:00Z")));
    let [foreign, newer, older] = &visits;
    desk.vendors.events.person(CALENDAR, &foreign.event, &theirs);
    desk.vendors.events.person(CALENDAR, &newer.event, &ours(newer, "7"));
    desk.vendors.events.person(CALENDAR, &older.event, &ours(older, "0"));
    desk.sweep().await;
    assert_eq!(foreign.google(&desk)["summary"], Value::Null, "not ours, not touched");
    assert_eq!(newer.google(&desk)["summary"], Value::Null, "a later revision is never overwritten");
    assert_eq!(older.google(&desk)["summary"], "Ada Canary - Cleaning");
    let left = outbox(&desk);
    assert!(left.starts_with("event.sync 1 dead: The calendar has an event of somebody else") && !left.contains(';'));
}

/// A tombstone keeps its id, with or without what it said.
#[tokio::test]
async fn a_deleted_event_is_revived_when_its_appointment_changes() {
    for bare in [false, true] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.delete(CALENDAR, &visit.event);
        if bare {
            desk.vendors.events.person(CALENDAR, &visit.event, &json!({"extendedProperties": null, "start": null}));
        }
        visit.reschedule(&desk, 60);
        desk.sweep().await;
        assert_eq!(visit.google(&desk)["status"], "confirmed", "bare: {bare}");
        assert_eq!(visit.google(&desk)["start"]["dateTime"], "2026-12-03T11:00:00-05:00");
        assert_eq!(outbox(&desk), "");
    }
}

/// The calendar was emptied, or moved to another account.
#[tokio::test]
async fn a_patch_of_an_event_that_google_never_heard_of_inserts_it() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, TEN);
    visit.change(&desk, "event_written = 1");
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), ["token", "events.get", "events.insert"]);
    assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("2".into(), String::new()));
}

#[tokio::test]
async fn deleting_what_is_not_there_succeeds() {
    let desk = Desk::with_clinic().await;
    let never = Visit::booked(&desk, 1, TEN);
    never.change(&desk, "status = 'cancelled'");
    desk.sweep().await;
    // That the calendar can be read is asked after a 404 alone.
    assert_eq!((desk.vendors.take(), outbox(&desk)), (asked(&["token", "events.delete", "freeBusy"]), String::new()));
    let gone = Visit::shown(&desk, 2, TEN).await;
    desk.vendors.events.delete(CALENDAR, &gone.event);
    desk.clinics.execute(ORG, "UPDATE appointments SET event_id = NULL");
    gone.needs_deletion(&desk);
    desk.sweep().await;
    assert_eq!((desk.vendors.take(), outbox(&desk)), (asked(&["events.delete"]), String::new()));
}

fn asked(requests: &[&str]) -> Vec<String> {
    requests.iter().map(|request| (*request).to_owned()).collect()
}

/// Google says the same of a calendar that is not shared with the account: the event is in it.
#[tokio::test]
async fn a_deletion_in_a_calendar_out_of_sight_is_given_up_for_a_person_to_mend() {
    for is_left_behind in [false, true] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        desk.vendors.events.hidden.lock().unwrap().push(CALENDAR.into());
        if is_left_behind {
            desk.clinics.execute(ORG, "UPDATE appointments SET event_id = NULL");
            visit.needs_deletion(&desk);
        } else {
            visit.change(&desk, "status = 'cancelled'");
        }
        desk.sweep().await;
        assert_eq!(desk.vendors.take(), ["events.delete", "freeBusy"]);
        let kind = if is_left_behind { "event.delete" } else { "event.sync" };
        let given_up = format!("{kind} 1 dead: Google knows no such calendar for this account.");
        assert!(outbox(&desk).starts_with(&given_up), "{}", outbox(&desk));
        assert_eq!(visit.column(&desk, "event_written"), "1");
        let work: i64 = desk.clinics.value(ORG, "SELECT id FROM outbox").parse().unwrap();
        desk.vendors.events.hidden.lock().unwrap().clear();
        desk.admin("POST", &format!("/api/outbox/{work}/retry"), &json!({})).await.expect(200);
        desk.sweep().await;
        assert_eq!((desk.vendors.events.live(CALENDAR), outbox(&desk)), (vec![], String::new()));
    }
}

/// Whether the calendar is there may not be known just now.
#[tokio::test]
async fn a_deletion_of_which_google_says_nothing_sure_is_tried_again() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.change(&desk, "status = 'cancelled'");
    desk.vendors.events.hidden.lock().unwrap().push(CALENDAR.into());
    desk.vendors.calendar([Reply::Json(503, json!({})), Reply::Json(503, json!({}))]);
    desk.sweep().await;
    assert_eq!(outbox(&desk), "event.sync 1");
    desk.vendors.events.hidden.lock().unwrap().clear();
    later(&desk).await;
    assert_eq!((desk.vendors.events.live(CALENDAR), outbox(&desk)), (vec![], String::new()));
}

#[tokio::test]
async fn an_event_that_was_left_behind_is_deleted() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.needs_deletion(&desk);
    desk.sweep().await;
    assert_eq!(desk.vendors.events.live(CALENDAR), [visit.event.as_str()], "an appointment has it");
    desk.clinics.execute(ORG, "UPDATE appointments SET event_id = event_id || '2', event_written = NULL");
    visit.needs_deletion(&desk);
    desk.sweep().await;
    assert_eq!((desk.vendors.events.live(CALENDAR), outbox(&desk)), (vec![], String::new()));
}

#[tokio::test]
async fn a_service_account_invites_nobody() {
    let desk = Desk::with_clinic().await;
    let key = "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n";
    let file = json!({"type": "service_account", "client_email": "robot@example.com", "private_key": key});
    let account = json!({"calendar_id": CALENDAR, "service_account": file});
    desk.admin("PUT", "/api/integrations/google", &account).await.expect(200);
    desk.vendors.events.is_plain_service_account.store(true, std::sync::atomic::Ordering::SeqCst);
    let visit = Visit::booked(&desk, 1, TEN);
    desk.sweep().await;
    assert_eq!(desk.vendors.events.bodies()[0]["attendees"], Value::Null);
    assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("1".into(), String::new()));
}

/// A stale write is refused by the version that it was read with: Google never goes back to what the caller gave up.
#[tokio::test]
async fn a_write_that_comes_late_does_not_undo_a_later_one() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::shown(&desk, 1, TEN).await;
    visit.reschedule(&desk, 60);
    desk.vendors.events.fail("patch", Fault::Late);
    let first = desk.sweep();
    let second = async {
        desk.vendors.events.until_late().await;
        visit.reschedule(&desk, 60);
        // The first sweep's lease ends, as it does when an isolate dies.
        desk.clock.advance(Duration::from_secs(31));
        desk.sweep().await;
        assert_eq!(visit.google(&desk)["start"]["dateTime"], "2026-12-03T12:00:00-05:00");
        desk.vendors.events.release();
    };
    futures_util::future::join(first, second).await;
    later(&desk).await;
    assert_eq!(visit.google(&desk)["start"]["dateTime"], "2026-12-03T12:00:00-05:00");
    assert_eq!((visit.column(&desk, "event_written"), outbox(&desk)), ("3".into(), String::new()));
}

#[tokio::test]
async fn what_only_a_person_can_mend_is_given_up_and_the_rest_is_tried_again() {
    let reason = |reason: &str| json!({"error": {"errors": [{"reason": reason}]}});
    for (status, body, dead) in [
        (403, reason("rateLimitExceeded"), false),
        (403, reason("requiredAccessLevel"), true),
        (403, reason("accessNotConfigured"), true),
        (404, reason("notFound"), true),
        (429, reason("rateLimitExceeded"), false),
        (503, json!("<html>"), false),
    ] {
        let desk = Desk::with_clinic().await;
        Visit::booked(&desk, 1, TEN);
        for _ in 0..2 {
            desk.vendors.events.fail("insert", Fault::Instead(Reply::Json(status, body.clone())));
        }
        desk.sweep().await;
        assert_eq!(outbox(&desk).contains(" dead: "), dead, "{status} {body}: {}", outbox(&desk));
        assert!(outbox(&desk).starts_with("event.sync 1"), "{status} {body}");
        assert_eq!(desk.get("/api/integrations/google").await.json()["status"], "connected");
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let desk = Desk::with_clinic().await;
    let visit = Visit::booked(&desk, 1, TEN);
    desk.vendors.events.fail("insert", Fault::Instead(Reply::Raw(401, "{}")));
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), ["token", "events.insert", "token", "events.insert"]);
    assert_eq!(visit.column(&desk, "event_written"), "1");
}

#[tokio::test]
async fn a_token_that_another_isolate_left_is_used() {
    let mut desk = Desk::with_clinic().await;
    Visit::shown(&desk, 1, TEN).await;
    desk.another_isolate(&[]);
    Visit::booked(&desk, 2, "2026-12-03T17:00:00Z");
    desk.sweep().await;
    assert_eq!(desk.vendors.take(), ["events.insert"]);
}

#[tokio::test]
async fn a_dead_connection_is_recorded_and_nobody_is_asked_again() {
    let desk = Desk::with_clinic().await;
    let visits = [1, 2].map(|n| Visit::booked(&desk, n, &format!("2026-12-0{n}T18:00:00Z")));
    desk.vendors.token([Reply::Json(400, json!({"error": "invalid_grant"}))]);
    desk.sweep().await;
    assert_eq!(desk.get("/api/integrations/google").await.json()["status"], "needs_reconnect");
    assert!(outbox(&desk).contains("event.sync 1 dead: Google no longer accepts"), "{}", outbox(&desk));
    desk.vendors.take();
    later(&desk).await;
    assert_eq!(desk.vendors.take(), [""; 0]);
    // Connected again, what was given up is asked for again.
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
    desk.clinics.execute(ORG, "UPDATE outbox SET dead_at = NULL");
    desk.sweep().await;
    assert!(visits.iter().all(|visit| visit.column(&desk, "event_written") == "1"), "{}", outbox(&desk));
}

#[tokio::test]
async fn an_org_without_a_calendar_has_dead_letters_and_no_events() {
    let desk = Desk::with_clinic().await;
    let left = Visit::booked(&desk, 1, TEN);
    desk.clinics.execute(ORG, "DELETE FROM outbox; DELETE FROM appointments");
    left.needs_deletion(&desk);
    Visit::booked(&desk, 2, TEN);
    desk.admin("DELETE", "/api/integrations/google", &json!(null)).await.expect(204);
    desk.sweep().await;
    assert_eq!(outbox(&desk).matches("dead: No calendar is connected.").count(), 2, "{}", outbox(&desk));
    assert_eq!(desk.vendors.take(), [""; 0]);
}

/// Whether guests hear of an appointment is the org's choice; by default nobody is mailed.
#[tokio::test]
async fn guests_are_mailed_as_the_org_chose() {
    for (chosen, expected) in [(None, "none"), (Some("external_only"), "externalOnly"), (Some("all"), "all")] {
        let desk = Desk::with_clinic().await;
        let mut account = crate::support::google();
        if let Some(chosen) = chosen {
            account["guest_updates"] = json!(chosen);
        }
        let view = desk.admin("PUT", "/api/integrations/google", &account).await.expect(200).json();
        assert_eq!(view["settings"]["guest_updates"], chosen.unwrap_or("none"));
        let body = json!({"start": "2026-12-03T10:00", "patient_name": "Ada Canary", "email": "ada@example.com"});
        let made = desk.admin("POST", "/api/appointments", &body).await.expect(201).json();
        let path = format!("/api/appointments/{}", made["id"].as_str().unwrap());
        desk.admin("PATCH", &path, &json!({"start": "2026-12-03T11:00"})).await.expect(200);
        desk.admin("DELETE", &path, &Value::Null).await.expect(200);
        let updates = desk.vendors.events.send_updates();
        assert_eq!(
            updates,
            [("insert", expected), ("patch", expected), ("delete", expected)]
                .map(|(operation, value)| { format!("{operation} {value}") })
        );
    }
}

/// It would never mail anybody, so a choice for it is a mistake.
#[tokio::test]
async fn a_service_account_mails_nobody() {
    let desk = Desk::with_clinic().await;
    let pem = "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5LXByaXZhdGUta2V5\n-----END PRIVATE KEY-----\n";
    let body = json!({"calendar_id": "a@b.example", "guest_updates": "all",
        "service_account": {"client_email": "front@project.iam.example", "private_key": pem}});
    desk.admin("PUT", "/api/integrations/google", &body).await.problem(422, "invalid", Some("guest_updates"));
}
