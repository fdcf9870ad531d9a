//! A calendar that cannot be read or written: only who has it is out, and the org learns which one it is.

use serde_json::{Value, json};

use crate::support::{CALENDAR, Desk, ORG, Reply};

const GOOGLE: &str = "/api/integrations/google";
const LEE: &str = "lee@clinic.example";
const ROSE: &str = "rose@clinic.example";

/// A clinic with two practitioners who have calendars of their own.
async fn practice() -> Desk {
    let desk = Desk::with_clinic().await;
    for (name, calendar) in [("Dr. Lee", LEE), ("Dr. Rose", ROSE)] {
        let body = json!({"name": name, "calendar_id": calendar});
        desk.admin("POST", "/api/practitioners", &body).await.expect(201);
    }
    desk.vendors.take();
    desk
}

async fn unreadable(desk: &Desk) -> Value {
    desk.get(GOOGLE).await.expect(200).json()["unreadable_calendars"].clone()
}

async fn book(desk: &Desk, id: &str, practitioner: Option<&str>) -> String {
    let mut arguments = json!({"start": "2026-12-03T10:00", "name": "Ada Canary"});
    if let Some(name) = practitioner {
        arguments["practitioner"] = json!(name);
    }
    desk.tool("calendar/book", ("call-1", id), "+15550188", &arguments).await
}

#[tokio::test]
async fn one_calendar_that_cannot_be_read_leaves_only_its_practitioner_out() {
    let desk = practice().await;
    *desk.vendors.unreadable.lock().unwrap() = vec![LEE.into()];
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("openings"), "{heard}");
    let log = desk.log.text();
    assert!(log.contains("calendar.left_out") && log.contains("l***@"), "the log tells calendars apart: {log}");
    assert!(!log.contains(LEE), "an address is nobody's to read in a log: {log}");
    let named = unreadable(&desk).await;
    assert_eq!((named[0]["calendar_id"].as_str(), named[1].is_null()), (Some(LEE), true), "{named}");
    assert!(named[0]["detail"].as_str().unwrap().contains("Check the calendar id"), "{named}");
    let heard = book(&desk, "1", Some("Dr. Lee")).await;
    assert!(heard.contains("can't check the calendar"), "fails closed: {heard}");
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "0");
    book(&desk, "2", None).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT practitioner_name FROM appointments"), "Dr. Rose");
}

#[tokio::test]
async fn nobody_is_free_where_no_calendar_can_be_read() {
    let desk = practice().await;
    *desk.vendors.unreadable.lock().unwrap() = vec![LEE.into(), ROSE.into()];
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(heard.contains("can't check the calendar"), "{heard}");
    assert_eq!(unreadable(&desk).await.as_array().map(Vec::len), Some(2));
}

/// Whichever isolate reads it again, and nobody writes a thing while nothing changes.
#[tokio::test]
async fn a_calendar_that_can_be_read_again_is_no_longer_named() {
    for is_other_isolate in [false, true] {
        let mut desk = practice().await;
        *desk.vendors.unreadable.lock().unwrap() = vec![LEE.into()];
        desk.check(&json!({"date": "2026-12-03"})).await;
        let since = unreadable(&desk).await;
        desk.clock.advance(std::time::Duration::from_secs(5));
        desk.check(&json!({"date": "2026-12-03"})).await;
        assert_eq!(unreadable(&desk).await, since);
        desk.vendors.unreadable.lock().unwrap().clear();
        if is_other_isolate {
            desk.another_isolate(&[]);
        }
        desk.check(&json!({"date": "2026-12-03"})).await;
        assert_eq!(unreadable(&desk).await, Value::Null, "another isolate: {is_other_isolate}");
    }
}

/// What is known against credentials that were replaced says nothing of the new ones.
#[tokio::test]
async fn new_credentials_begin_without_faults() {
    let desk = practice().await;
    *desk.vendors.unreadable.lock().unwrap() = vec![LEE.into()];
    desk.check(&json!({"date": "2026-12-03"})).await;
    desk.admin("PUT", GOOGLE, &crate::support::google()).await.expect(200);
    assert_eq!(unreadable(&desk).await, Value::Null);
}

#[tokio::test]
async fn a_test_reads_and_writes_every_calendar_in_use() {
    let desk = practice().await;
    let outcome = desk.admin("POST", &format!("{GOOGLE}/test"), &Value::Null).await.expect(200).json();
    assert_eq!((outcome["ok"].as_bool(), outcome["calendars"].as_array().map(Vec::len)), (Some(true), Some(3)));
    assert_eq!(
        outcome["calendars"][1],
        json!({"calendar_id": LEE, "used_by": ["Dr. Lee"], "ok": true,
        "detail": "It can be read and written."})
    );
    let asked = desk.vendors.take();
    let count = |name: &str| asked.iter().filter(|request| *request == name).count();
    assert_eq!((count("freeBusy"), count("events.insert"), count("events.delete")), (1, 3, 3), "{asked:?}");
    for calendar in [CALENDAR, LEE, ROSE] {
        assert_eq!(desk.vendors.events.live(calendar), [""; 0], "nothing stays");
    }
    for body in desk.vendors.events.bodies() {
        assert_eq!((&body["visibility"], &body["transparency"]), (&json!("private"), &json!("transparent")));
    }
}

#[tokio::test]
async fn a_test_says_of_each_calendar_what_is_wrong_and_what_to_do() {
    let desk = practice().await;
    *desk.vendors.unreadable.lock().unwrap() = vec![LEE.into()];
    *desk.vendors.events.read_only.lock().unwrap() = vec![ROSE.into()];
    let outcome = desk.admin("POST", &format!("{GOOGLE}/test"), &Value::Null).await.expect(200).json();
    let calendars = outcome["calendars"].as_array().unwrap();
    let of = |id: &str| calendars.iter().find(|calendar| calendar["calendar_id"] == id).unwrap();
    assert_eq!([outcome["ok"].as_bool(), of(CALENDAR)["ok"].as_bool()], [Some(false), Some(true)], "{outcome}");
    assert!(outcome["detail"].as_str().unwrap().starts_with("2 of 3 calendars cannot be used."), "{outcome}");
    for (id, advice) in [(LEE, "Check the calendar id"), (ROSE, "Share it with the right to make changes")] {
        assert!(of(id)["detail"].as_str().unwrap().contains(advice), "{outcome}");
    }
    assert_eq!(desk.get(GOOGLE).await.expect(200).json()["status"], "connected");
    assert_eq!(unreadable(&desk).await[0]["calendar_id"], LEE);
}

/// An insert that is answered with another event than ours proves nothing of ours.
#[tokio::test]
async fn an_insert_that_is_answered_with_another_id_is_not_taken_for_ours() {
    for body in [json!({"id": "somebodyelses"}), json!({})] {
        let desk = Desk::with_clinic().await;
        desk.vendors.events.fail("insert", crate::support::Fault::Instead(Reply::Json(200, body.clone())));
        book(&desk, "1", None).await;
        let columns = "SELECT status || ' ' || coalesce(event_written, 'never') FROM appointments";
        assert_eq!(desk.clinics.value(ORG, columns), "confirmed never", "{body}");
        desk.clock.advance(std::time::Duration::from_mins(1));
        desk.sweep().await;
        assert_eq!(desk.clinics.value(ORG, columns), "confirmed 1", "{body}");
        assert_eq!(desk.vendors.events.live(CALENDAR), [desk.clinics.value(ORG, "SELECT event_id FROM appointments")]);
    }
}
