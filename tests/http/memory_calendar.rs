//! A clinic whose calendars are kept by a vendor that the product does not know: what holds of Google holds of it.

use std::{
    sync::{Arc, atomic::Ordering::SeqCst},
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{Desk, MemoryCalendars, ORG, outbox};

const CALLER: &str = "+15550188";
const FRONT: &str = "shelf/front";
const DRAWER: &str = "shelf/drawer";

/// A clinic with its calendars in memory, and nothing at Google.
async fn clinic() -> (Desk, Arc<MemoryCalendars>) {
    let calendars = Arc::new(MemoryCalendars::default());
    let desk = Desk::with_memory_calendars(&calendars).await;
    let account = json!({"calendar_id": FRONT, "password": "canary-password"});
    desk.admin("PUT", "/api/integrations/memory", &account).await.expect(200);
    (desk, calendars)
}

async fn book(desk: &Desk, id: &str, start: &str) -> String {
    let arguments = json!({"start": start, "name": "Ada Canary"});
    desk.tool("calendar/book", ("call-1", id), CALLER, &arguments).await
}

async fn sweep_later(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(4));
    desk.sweep().await;
}

fn appointment(desk: &Desk, columns: &str) -> String {
    desk.clinics.value(ORG, &format!("SELECT {columns} FROM appointments ORDER BY id DESC LIMIT 1"))
}

#[tokio::test]
async fn a_check_hears_of_other_events_and_a_booking_becomes_an_event() {
    let (desk, calendars) = clinic().await;
    calendars.add(FRONT, "2026-12-03T14:00:00Z", "2026-12-03T15:00:00Z");
    let heard = desk.check(&json!({"date": "2026-12-03"})).await;
    assert!(!heard.contains("9 AM") && heard.contains("10 AM"), "{heard}");
    let heard = book(&desk, "1", "2026-12-03T09:30").await;
    assert!(heard.contains("is not free"), "{heard}");
    book(&desk, "2", "2026-12-03T10:00").await;
    assert_eq!(calendars.live(FRONT)[1], ("no. 1".into(), "Ada Canary".into()));
    assert_eq!(appointment(&desk, "event_id || ' ' || event_written || ' ' || status"), "no. 1 1 confirmed");
    assert!(desk.vendors.take().iter().all(|request| !request.starts_with("events") && request != "freeBusy"));
    assert!(!desk.dump().contains("canary-password"));
}

#[tokio::test]
async fn what_people_do_in_the_calendar_is_followed() {
    let (desk, calendars) = clinic().await;
    book(&desk, "1", "2026-12-03T10:00").await;
    sweep_later(&desk).await;
    calendars.move_to("no. 0", "2026-12-03T19:00:00Z", "2026-12-03T19:30:00Z");
    sweep_later(&desk).await;
    assert_eq!(appointment(&desk, "strftime('%H:%M', starts_at, 'unixepoch') || ' ' || event_id"), "19:00 no. 0");
    assert_eq!(desk.clinics.value(ORG, "SELECT cursor FROM calendar_follow"), "change 2", "the vendor's own");
    calendars.delete("no. 0");
    sweep_later(&desk).await;
    assert_eq!(appointment(&desk, "status || ' ' || cancelled_by"), "cancelled calendar");
    let texts = desk.clinics.value(ORG, "SELECT group_concat(kind, ' ') FROM (SELECT kind FROM messages ORDER BY id)");
    assert_eq!(texts, "confirmation change cancellation");
}

/// There the event has another id, by which it is known from then on.
#[tokio::test]
async fn an_event_that_a_person_moves_to_a_colleague_is_followed_there() {
    let (desk, calendars) = clinic().await;
    let doctor = json!({"name": "Dr. Drawer", "calendar_id": DRAWER});
    desk.admin("POST", "/api/practitioners", &doctor).await.expect(201);
    let other = json!({"name": "Dr. Front", "calendar_id": FRONT});
    desk.admin("POST", "/api/practitioners", &other).await.expect(201);
    let arguments = json!({"start": "2026-12-03T10:00", "name": "Ada Canary", "practitioner": "Dr. Front"});
    desk.tool("calendar/book", ("call-1", "1"), CALLER, &arguments).await;
    assert_eq!(appointment(&desk, "practitioner_name"), "Dr. Front");
    calendars.move_into("no. 0", DRAWER);
    sweep_later(&desk).await;
    assert_eq!(
        appointment(&desk, "status || ' ' || practitioner_name || ' ' || event_id"),
        "confirmed Dr. Drawer no. 1"
    );
    let cancelled = desk.tool("calendar/cancel", ("call-2", "1"), CALLER, &json!({})).await;
    assert!(cancelled.contains("cancelled"), "{cancelled}");
    assert_eq!((calendars.live(DRAWER), calendars.live(FRONT)), (vec![], vec![]));
}

/// The event was written, its answer was lost, and a person touched it before it had an id here.
#[tokio::test]
async fn an_event_whose_id_was_never_heard_is_found_again() {
    for cancels in [false, true] {
        let (desk, calendars) = clinic().await;
        calendars.loses_answer.store(true, SeqCst);
        book(&desk, "1", "2026-12-03T10:00").await;
        assert!(appointment(&desk, "event_id").starts_with("for "), "not heard yet");
        if cancels {
            desk.tool("calendar/cancel", ("call-2", "1"), CALLER, &json!({})).await;
        }
        desk.clinics.execute(ORG, "UPDATE calendar_follow SET due_at = 0");
        for _ in 0..2 {
            sweep_later(&desk).await;
        }
        let live: Vec<_> = calendars.live(FRONT).into_iter().map(|(id, _)| id).collect();
        assert_eq!(live, if cancels { vec![] } else { vec!["no. 0".to_owned()] }, "one event, cancelled: {cancels}");
        if !cancels {
            assert_eq!(appointment(&desk, "event_id || ' ' || event_written"), "no. 0 1");
        }
        let waiting: Value = desk.get("/api/outbox").await.expect(200).json();
        assert_eq!(waiting["items"], json!([]), "{waiting}");
    }
}

#[tokio::test]
async fn a_caller_moves_and_cancels_what_they_booked() {
    let (desk, calendars) = clinic().await;
    book(&desk, "1", "2026-12-03T10:00").await;
    let to = json!({"new_start": "2026-12-03T14:00"});
    desk.tool("calendar/reschedule", ("call-2", "1"), CALLER, &to).await;
    assert_eq!(appointment(&desk, "strftime('%H:%M', starts_at, 'unixepoch') || ' ' || event_id"), "19:00 no. 0");
    for (part, openings) in [("before noon", "has 6 openings"), ("after 1 PM", "has 7 openings")] {
        let free = desk.check(&json!({"date": "2026-12-03", "part_of_day": part})).await;
        assert!(free.contains(openings), "the old time among them: {free}");
    }
    desk.tool("calendar/cancel", ("call-3", "1"), CALLER, &json!({})).await;
    assert_eq!(calendars.live(FRONT), []);
    assert_eq!(appointment(&desk, "status"), "cancelled");
}

/// A calendar that is not shown to the account any more has no such event, as far as anybody says.
#[tokio::test]
async fn an_event_out_of_sight_is_not_taken_for_deleted() {
    let (desk, calendars) = clinic().await;
    book(&desk, "1", "2026-12-03T10:00").await;
    calendars.hidden.lock().unwrap().push(FRONT.into());
    desk.tool("calendar/cancel", ("call-2", "1"), CALLER, &json!({})).await;
    assert_eq!(calendars.live(FRONT).len(), 1);
    assert_eq!(outbox(&desk), "event.sync 1 dead: Memory shows no such calendar.");
    calendars.hidden.lock().unwrap().clear();
    let account = json!({"calendar_id": DRAWER, "password": "canary-password"});
    desk.admin("PUT", "/api/integrations/memory", &account).await.expect(200);
    sweep_later(&desk).await;
    assert_eq!((calendars.live(FRONT), outbox(&desk)), (vec![], String::new()));
}
