//! Moving and cancelling: there is never none of an appointment and never two.

use frontdesk::ports::TransportError;

use super::*;
use crate::support::{Fault, Reply};

const KIM: &str = "kim@clinic.example";
const ROE: &str = "roe@clinic.example";
const NINE: &str = "2026-12-03T09:00";

async fn moves(desk: &Desk, id: &str, arguments: &Value) -> String {
    desk.tool(MOVE, ("ann", id), ANN, arguments).await
}

async fn cancels(desk: &Desk, id: &str, arguments: &Value) -> String {
    desk.tool(CANCEL, ("ann", id), ANN, arguments).await
}

/// A desk where Ann has the appointment at half past nine.
async fn booked() -> Desk {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, NINE_THIRTY).await;
    desk
}

// bug class 19
#[tokio::test]
async fn an_appointment_is_not_in_its_own_way() {
    for (changes, start) in [
        (vec![("slot_minutes", json!(60)), ("step_minutes", json!(30))], TEN),
        (vec![("slot_minutes", json!(60)), ("step_minutes", json!(30))], NINE),
        (vec![("buffer_after_minutes", json!(30)), ("buffer_before_minutes", json!(30))], TEN),
        (vec![("daily_cap", json!(1))], "2026-12-03T14:00"),
    ] {
        let desk = Desk::with_clinic().await;
        rules(&desk, &changes).await;
        ann_books(&desk, if start == NINE { TEN } else { NINE }).await;
        says(&moves(&desk, "t2", &json!({"new_start": start})).await, "has moved from");
        assert_eq!(book(&desk), [format!("{start} confirmed Ann Lee")]);
        comes_to_rest(&desk).await;
    }
}

// bug class 17
#[tokio::test]
async fn a_move_that_cannot_be_made_leaves_the_appointment_where_it_is() {
    let desk = booked().await;
    says(&bob_books(&desk, "t1", TEN).await, "is booked");
    desk.vendors.set_busy("2026-12-03T11:00:00-05:00", "2026-12-03T11:30:00-05:00");
    for (start, words) in [
        (TEN, "10 AM on Thursday, December 3 is not free"),
        ("2026-12-03T11:00", "is not free"),
        ("2026-12-05T10:00", "is closed on Saturday"),
        ("2026-12-01T10:30", "It is too late to book"),
        ("2026-11-01T10:30", "is in the past"),
        (NINE_THIRTY, "is at that time already, so nothing was changed"),
    ] {
        says(&moves(&desk, "t2", &json!({"new_start": start})).await, words);
    }
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee", "2026-12-03T10:00 confirmed Bob Ray"]);
    comes_to_rest(&desk).await;
    assert_eq!(desk.vendors.texts.taken().len(), 2);
}

// bug class 17
#[tokio::test]
async fn with_another_practitioner_the_old_event_goes_and_a_new_one_comes() {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    ann_books(&desk, NINE_THIRTY).await;
    let said = moves(&desk, "t2", &json!({"new_start": TEN, "practitioner": "Dr. Roe"})).await;
    says(&said, "(start 2026-12-03T10:00) with Dr. Roe");
    assert_eq!([KIM, ROE].map(|calendar| desk.vendors.events.live(calendar).len()), [0, 1]);
    // Without a word about it the practitioner stays, and so does the time.
    says(&moves(&desk, "t3", &json!({"new_start": "2026-12-03T11:00"})).await, "with Dr. Roe");
    let said = moves(&desk, "t4", &json!({"new_start": "2026-12-03T11:00", "practitioner": "Dr. Kim"})).await;
    says(&said, "(start 2026-12-03T11:00) with Dr. Kim");
    comes_to_rest(&desk).await;
    assert_eq!([KIM, ROE].map(|calendar| desk.vendors.events.live(calendar).len()), [1, 0]);
}

/// Back and forth in one call: each time it is done, whatever was answered to the same words before.
// bug class 16
#[tokio::test]
async fn a_move_that_was_taken_back_can_be_made_again() {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    ann_books(&desk, NINE_THIRTY).await;
    for (id, start, who) in
        [("t2", TEN, "roe"), ("t3", TEN, "kim"), ("t4", TEN, "roe"), ("t5", NINE, "roe"), ("t6", TEN, "roe")]
    {
        let changed = if id == "t2" || start == NINE || id == "t6" { "has moved from" } else { "keeps its time" };
        says(&moves(&desk, id, &json!({"new_start": start, "practitioner": who})).await, changed);
        assert_eq!(book(&desk), [format!("{start} confirmed Ann Lee")], "{id}");
        assert!(desk.clinics.value(ORG, "SELECT lower(practitioner_name) FROM appointments").contains(who), "{id}");
    }
    comes_to_rest(&desk).await;
}

// bug class 20
#[tokio::test]
async fn what_is_cancelled_is_neither_moved_nor_cancelled_again() {
    let desk = booked().await;
    says(&moves(&desk, "t0", &json!({"new_start": TEN})).await, "has moved");
    says(&cancels(&desk, "t2", &json!({})).await, "is cancelled");
    let again = desk.tool(CANCEL, ("later", "t1"), ANN, &json!({})).await;
    says(&again, "no upcoming appointment under the caller's number to cancel");
    says(
        &moves(&desk, "t3", &json!({"new_start": TEN})).await,
        "no upcoming appointment under the caller's number to move",
    );
    let named = json!({"new_start": TEN, "date": "thursday", "name": "Ann"});
    says(&moves(&desk, "t4", &named).await, "No upcoming appointment under the caller's number matches that");
    assert_eq!((count(&desk, "appointments"), book(&desk).len()), (1, 0));
    comes_to_rest(&desk).await;
    assert_eq!(desk.vendors.texts.taken().len(), 3);
}

// bug class 11
#[tokio::test]
async fn a_change_that_is_asked_for_again_is_made_once() {
    for (tool, arguments) in
        [(MOVE, json!({"new_start": TEN})), (CANCEL, json!({})), (CANCEL, json!({"date": NINE_THIRTY}))]
    {
        for (id, elsewhere, seconds) in [("t2", false, 0), ("t3", false, 0), ("t2", true, 16), ("t3", true, 16)] {
            let mut desk = booked().await;
            let said = desk.tool(tool, ("ann", "t2"), ANN, &arguments).await;
            desk.clock.advance(Duration::from_secs(seconds));
            if elsewhere {
                desk.another_isolate(&[]);
            }
            assert_eq!(desk.tool(tool, ("ann", id), ANN, &arguments).await, said, "{tool} {id}");
            let tables = ["appointments", "receipts", "audit", "messages"];
            assert_eq!(tables.map(|table| count(&desk, table)), [1, 2, 2, 2]);
            comes_to_rest(&desk).await;
            assert_eq!(desk.vendors.texts.taken().len(), 2);
        }
    }
}

// bug class 11
#[tokio::test]
async fn a_change_that_is_asked_for_twice_at_once_is_made_once() {
    for (tool, arguments) in [(MOVE, json!({"new_start": TEN})), (CANCEL, json!({}))] {
        for id in ["t2", "t3"] {
            for pauses in [[0; 6], [0, 4, 0, 0, 0, 0], [0, 0, 0, 4, 0, 0], [1, 1, 1, 1, 1, 1], [0, 2, 0, 2, 2, 0]] {
                let desk = booked().await;
                desk.network.pause(pauses);
                let ask = |id| desk.tool(tool, ("ann", id), ANN, &arguments);
                let (first, second) = tokio::join!(ask("t2"), ask(id));
                assert_eq!(first, second, "{tool} {id} {pauses:?}");
                assert_eq!(count(&desk, "messages"), 2);
                comes_to_rest(&desk).await;
            }
        }
    }
}

/// The clinic changes it while the caller's move waits for Google.
#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_not_changed_again() {
    for (method, body, stands) in [
        ("PATCH", json!({"start": "2026-12-03T14:00"}), vec!["2026-12-03T14:00 confirmed Ann Lee"]),
        ("DELETE", Value::Null, vec![]),
    ] {
        let desk = booked().await;
        let path = format!("/api/appointments/{}", desk.clinics.value(ORG, "SELECT id FROM appointments"));
        let clinic = desk.beside();
        // The answer to the caller's first question is long on its way back.
        desk.network.pause([0, 200]);
        let arguments = json!({"new_start": TEN});
        let clinic = async { clinic.admin(method, &path, &body).await.expect(200) };
        let (said, _) = tokio::join!(moves(&desk, "t2", &arguments), clinic);
        says(&said, "has just been changed by someone else");
        assert_eq!(book(&desk), stands);
        comes_to_rest(&desk).await;
    }
}

// bug class 18
#[tokio::test]
async fn an_event_that_google_did_not_delete_is_deleted_by_the_sweep() {
    for reply in [Reply::Raw(503, ""), Reply::Fails(TransportError::Timeout), Reply::Fails(TransportError::Connection)]
    {
        let desk = booked().await;
        for _ in 0..2 {
            desk.vendors.events.fail("delete", Fault::Instead(reply.clone()));
        }
        says(&cancels(&desk, "t2", &json!({})).await, "is cancelled");
        assert_eq!(desk.vendors.events.live(CALENDAR).len(), 1, "{reply:?}");
        // Until then Google calls the time busy, and nobody is told otherwise.
        says(&bob_books(&desk, "t1", NINE_THIRTY).await, "is not free");
        comes_to_rest(&desk).await;
        assert!(desk.vendors.events.live(CALENDAR).is_empty());
        says(&bob_books(&desk, "t2", NINE_THIRTY).await, "is booked");
    }
}

// bug class 17, bug class 18
#[tokio::test]
async fn whatever_google_fails_at_one_event_is_left() {
    let replies = [Reply::Raw(503, ""), Reply::Fails(TransportError::Timeout)];
    let faults = replies.iter().flat_map(|reply| [Fault::Instead(reply.clone()), Fault::AfterWork(reply.clone())]);
    for fault in faults.collect::<Vec<_>>() {
        for (operation, who) in [("insert", "roe"), ("delete", "roe"), ("get", "kim"), ("patch", "kim")] {
            let desk = Desk::with_clinic().await;
            hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
            ann_books(&desk, NINE_THIRTY).await;
            for _ in 0..2 {
                desk.vendors.events.fail(operation, fault.clone());
            }
            says(&moves(&desk, "t2", &json!({"new_start": TEN, "practitioner": who})).await, "has moved from");
            comes_to_rest(&desk).await;
            assert_eq!(book(&desk), ["2026-12-03T10:00 confirmed Ann Lee"]);
        }
    }
}
