//! What people do to our events.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ELEVEN, TEN, audit, later, texts, times};
use crate::support::{CALENDAR, Desk, ORG, Visit, outbox};

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
    desk.clinics.execute(ORG, "DELETE FROM outbox");
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
        ("", false),
    ] {
        let desk = Desk::with_clinic().await;
        let visit = Visit::shown(&desk, 1, TEN).await;
        if sql.is_empty() {
            // There is nobody to tell.
            desk.clinics.execute(ORG, "UPDATE appointments SET phone = NULL");
        } else {
            desk.sqlite.execute(&sql.replace("ORG", ORG));
        }
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
    desk.clinics.execute(ORG, "UPDATE appointments SET practitioner_id = '0198c0de-0000-7000-8000-00000000a001', practitioner_name = 'Dr. Chen'");
    desk.clinics
        .execute(ORG, &format!("UPDATE appointments SET calendar_id = 'lee@clinic.example' WHERE id = '{}'", other.id));
    desk.vendors.events.person("lee@clinic.example", &visit.event, &visit.google(&desk));
    desk.vendors.events.delete(CALENDAR, &visit.event);
    // Whichever of the two calendars is compared first.
    desk.clinics.execute(
        ORG,
        "UPDATE calendar_follow SET due_at = unixepoch() + 300 WHERE calendar_id <> 'lee@clinic.example'",
    );
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
