use serde_json::json;

use super::{CALL, CALLER, CHILD, ERASE, book, book_for_child, erase, report, traces, value, with_patient};
use crate::support::{CALENDAR, Desk, ORG, OTHER, Visit};

/// With what becomes of what is to come.
async fn erased(desk: &Desk) {
    erase(desk, json!({"cancel_upcoming": true})).await.expect(200);
}

#[tokio::test]
async fn nothing_of_the_patient_is_left_here_or_in_the_calendar() {
    let desk = with_patient().await;
    assert_eq!(traces(&desk.clinics.dump()).len(), super::TRACES.len(), "there was something to erase");
    desk.vendors.texts.change(|texts| texts.iter_mut().for_each(|text| text.status = "delivered".into()));
    let report = erase(&desk, json!({"cancel_upcoming": true})).await.expect(200).json();
    assert_eq!(
        (&report["appointments"], &report["texts"], &report["calls"], &report["messages"]),
        (&json!(1), &json!(1), &json!(1), &json!(1))
    );
    desk.sweep().await;
    assert_eq!(traces(&desk.clinics.dump()), [""; 0]);
    assert_eq!(traces(&desk.dump()), [""; 0], "D1");
    assert_eq!(desk.vendors.events.live(CALENDAR), [""; 0], "its event is deleted");
    assert_eq!(crate::support::outbox(&desk), "", "and nothing is left to be done");
    let line = value(&desk, "SELECT detail FROM audit WHERE action = 'patient.erased'");
    assert!(line.contains("Request no. 17") && line.contains(r#""appointments":1"#), "{line}");
    assert_eq!(
        value(&desk, "SELECT status || starts_at FROM appointments"),
        "cancelled1796308200",
        "when it was stays"
    );
    let again = erase(&desk, json!({})).await.expect(200).json();
    assert_eq!((&again["appointments"], &again["calls"]), (&json!(0), &json!(0)));
}

/// A past appointment stands, and its event says nothing of the patient any more.
#[tokio::test]
async fn the_event_of_a_past_appointment_is_rewritten_without_the_patient() {
    let desk = with_patient().await;
    desk.clock.advance(std::time::Duration::from_hours(72));
    erase(&desk, json!({})).await.expect(200);
    desk.sweep().await;
    let event = desk.vendors.events.live(CALENDAR).remove(0);
    let event = desk.vendors.events.event(CALENDAR, &event);
    assert_eq!(event["summary"], "Appointment");
    assert_eq!(traces(&event.to_string()), [""; 0]);
    assert_eq!(value(&desk, "SELECT status || ' ' || (event_written = revision) FROM appointments"), "confirmed 1");
}

#[tokio::test]
async fn late_messages_and_repeated_requests_bring_nothing_back() {
    let desk = with_patient().await;
    erased(&desk).await;
    report(&desk).await;
    let heard = book(&desk).await;
    assert!(!heard.contains("is booked"), "{heard}");
    let message = json!({"message": "canary-about: asks whether her crown is ready.", "name": "Ada Canary", "best_time": "evenings"});
    desk.tool("messages/take", (CALL, "t2"), CALLER, &message).await;
    assert_eq!(traces(&desk.clinics.dump()), [""; 0]);
    assert_eq!(value(&desk, "SELECT count(*) FROM appointments"), "1");
}

#[tokio::test]
async fn what_is_to_come_and_what_may_be_anothers_is_asked_about_and_a_dry_run_changes_nothing() {
    let desk = with_patient().await;
    book_for_child(&desk);
    let before = desk.clinics.dump();
    let dry = erase(&desk, json!({"dry_run": true})).await.expect(200).json();
    assert_eq!(
        (dry["upcoming"].as_array().unwrap().len(), &dry["shared"]),
        (1, &json!(["0198c0de-0000-7000-8000-0000000000c1"]))
    );
    erase(&desk, json!({"shared": "erase"})).await.problem(409, "upcoming_appointments", Some("cancel_upcoming"));
    erase(&desk, json!({"cancel_upcoming": true})).await.problem(409, "shared_with_another", Some("shared"));
    assert_eq!(desk.clinics.dump(), before);
    erase(&desk, json!({"cancel_upcoming": true, "shared": "keep", "several_people": true})).await.expect(200);
    let child = "SELECT patient_name || ' ' || coalesce(caller_number, '-') || ' ' || phone FROM appointments WHERE patient_name = 'Tim'";
    assert_eq!(value(&desk, child), format!("Tim - {CHILD}"));
    assert!(!desk.clinics.dump().contains(&CALLER[1..]));
}

#[tokio::test]
async fn shared_appointments_are_erased_with_the_texts_to_the_other_number_if_that_is_asked_for() {
    let desk = with_patient().await;
    book_for_child(&desk);
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO messages (id, occasion, kind, to_number, body, encoding, segments, status)
             VALUES ('0198c0de-0000-7000-8000-0000000000d1', '0198c0de-0000-7000-8000-0000000000c1:reminder', 'reminder', '{CHILD}',
               'Tim, see you', 'gsm7', 1, 'delivered')"
        ),
    );
    erase(&desk, json!({"cancel_upcoming": true, "shared": "erase", "several_people": true})).await.expect(200);
    let left = desk.clinics.dump();
    assert!(!left.contains("Tim") && !left.contains(CHILD), "{left}");
}

#[tokio::test]
async fn a_text_that_is_on_its_way_is_waited_for_and_a_wish_not_to_be_texted_outlives_it_all() {
    let desk = with_patient().await;
    desk.clinics.execute(ORG, &format!("INSERT INTO opt_outs (number, source) VALUES ('{CALLER}', 'inbound')"));
    desk.clinics.execute(ORG, "UPDATE messages SET status = 'unknown', attempted_at = unixepoch() - 5");
    erase(&desk, json!({"cancel_upcoming": true})).await.problem(409, "text_under_way", Some("phone"));
    desk.clock.advance(std::time::Duration::from_mins(11));
    let report = erase(&desk, json!({"cancel_upcoming": true})).await.expect(200).json();
    assert_eq!(report["stays"][0]["what"], "opt_out");
    assert_eq!(value(&desk, "SELECT number FROM opt_outs"), CALLER);
}

#[tokio::test]
async fn another_clinics_patients_stay_and_bad_input_has_a_clear_answer() {
    let desk = with_patient().await;
    let body = json!({"phone": CALLER, "reason": "x", "dry_run": false});
    let report = desk.send("POST", ERASE, &desk.token(Some(OTHER), "admin"), Some(&body)).await.expect(200).json();
    assert_eq!(report["appointments"], 0);
    assert_eq!(traces(&desk.clinics.dump()).len(), super::TRACES.len());
    desk.send("POST", ERASE, &desk.token(Some(ORG), "viewer"), Some(&body)).await.expect(403);
    for (member, value, field) in [
        ("phone", json!(""), "phone"),
        ("reason", json!(""), "reason"),
        ("reason", json!("x".repeat(301)), "reason"),
        ("shared", json!("perhaps"), "shared"),
        ("dry_run", json!("no"), "dry_run"),
        ("everything", json!(true), "everything"),
    ] {
        let mut body = body.clone();
        body[member] = value;
        let answer = desk.admin("POST", ERASE, &body).await;
        assert!(answer.status == 422 && answer.text.contains(field), "{member}: {} {}", answer.status, answer.text);
    }
}

/// Google shows a guest to everybody who is invited, and keeps what stood below our last line.
#[tokio::test]
async fn whoever_was_invited_is_taken_out_of_the_event_and_nobody_is_mailed() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", "https://frontdesk.example.com")]).await;
    let visit = Visit::shown(&desk, 1, "2026-12-03T15:00:00Z").await;
    let event = value(&desk, "SELECT event_id FROM appointments");
    desk.vendors.events.person(CALENDAR, &event, &json!({"description": "Phone: +15550188\nAda was here"}));
    desk.clock.advance(std::time::Duration::from_hours(72));
    let body = json!({"phone": "+15550188", "reason": "x", "dry_run": false});
    desk.admin("POST", ERASE, &body).await.expect(200);
    desk.sweep().await;
    let shown = visit.google(&desk).to_string();
    for trace in ["Ada", "5550188", "ada@example.com", "dog"] {
        assert!(!shown.contains(trace), "{trace}: {shown}");
    }
}

#[tokio::test]
async fn a_family_on_one_number_and_a_call_that_goes_on_are_asked_about() {
    let desk = with_patient().await;
    desk.clinics.execute(ORG, &format!("UPDATE appointments SET status = 'cancelled', phone = '{CALLER}'"));
    book_for_child(&desk);
    desk.clinics.execute(ORG, &format!("UPDATE appointments SET phone = '{CALLER}' WHERE patient_name = 'Tim'"));
    let dry = erase(&desk, json!({"dry_run": true})).await.expect(200).json();
    assert_eq!(dry["names"], json!(["Tim", "Ada Canary"]));
    erase(&desk, json!({})).await.problem(409, "several_people", Some("several_people"));
    desk.clinics.execute(ORG, "UPDATE calls SET status = 'in_progress', last_seen = unixepoch()");
    erase(&desk, json!({"several_people": true})).await.problem(409, "call_under_way", Some("phone"));
    desk.clock.advance(std::time::Duration::from_hours(3));
    erase(&desk, json!({"several_people": true})).await.expect(200);
}

/// Calls are kept for a shorter time than appointments, and a withheld number stands in no call.
#[tokio::test]
async fn the_calls_of_appointments_are_found_whatever_number_they_came_from() {
    let desk = with_patient().await;
    desk.clinics.execute(ORG, "UPDATE calls SET caller_number = NULL");
    let dry = erase(&desk, json!({"dry_run": true})).await.expect(200).json();
    assert_eq!(dry["calls"], 1);
    desk.clinics.execute(ORG, "DELETE FROM calls");
    let dry = erase(&desk, json!({"dry_run": true})).await.expect(200).json();
    assert_eq!((&dry["calls"], &dry["calls_elsewhere"]), (&json!(0), &json!([{"platform": null, "id": CALL}])));
    erased(&desk).await;
    desk.sweep().await;
    let left = value(&desk, "SELECT last_error FROM outbox WHERE kind = 'call.erase' AND dead_at IS NOT NULL");
    assert_eq!(left, format!("The call {CALL} cannot be deleted at its platform from here. Delete it there."));
}

#[tokio::test]
async fn texts_that_tell_somebody_of_the_staff_of_others_are_not_theirs() {
    let desk = with_patient().await;
    desk.clinics.execute(
        ORG,
        "INSERT INTO messages (id, occasion, kind, to_number, body, encoding, segments, status)
         VALUES ('0198c0de-0000-7000-8000-0000000000d2', '0198c0de-0000-7000-8000-0000000000e1:staff', 'staff', '+12025550199',
           'Bo called', 'gsm7', 1, 'delivered')",
    );
    let body = json!({"phone": "+12025550199", "reason": "x", "dry_run": false});
    assert_eq!(desk.admin("POST", ERASE, &body).await.expect(200).json()["texts"], 0);
    assert_eq!(value(&desk, "SELECT body FROM messages WHERE kind = 'staff'"), "Bo called");
}
