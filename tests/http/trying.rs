//! What callers would hear: a tool is tried, or hours before they are saved, and nothing is left behind.

use std::sync::atomic::Ordering::SeqCst;

use serde_json::{Value, json};

use crate::{
    booking::{ANN, TEN, ann_books},
    support::{Desk, ORG, OTHER, TOOL_NAMES, schedule},
};

const TRY: &str = "/api/try";
const PREVIEW: &str = "/api/schedule/preview";

/// Sends it as a viewer, and proves that it has left nothing.
async fn rehearse(desk: &Desk, path: &str, body: &Value) -> Value {
    let state = || (desk.dump(), desk.kv.contents(), desk.kv.writes.load(SeqCst), desk.log.text());
    desk.tasks.run().await;
    let before = state();
    desk.vendors.take();
    let viewer = desk.token(Some(ORG), "viewer");
    let told = desk.send("POST", path, &viewer, Some(body)).await.expect(200).json();
    desk.tasks.run().await;
    for asked in desk.vendors.take() {
        assert!(["token", "freeBusy"].contains(&asked.as_str()), "{asked} was asked of a vendor");
    }
    assert_eq!(state(), before, "something was left behind");
    told
}

async fn tried(desk: &Desk, tool: &str, arguments: Value) -> Value {
    rehearse(desk, TRY, &json!({"tool": tool, "arguments": arguments, "caller": ANN})).await
}

#[tokio::test]
async fn a_tool_that_is_tried_says_what_a_call_hears() {
    let desk = Desk::with_clinic().await;
    let asked = json!({"date": "Thursday please"});
    let told = tried(&desk, "check_availability", asked.clone()).await;
    assert_eq!(told["says"], desk.tool("calendar/check", ("c", "t"), ANN, &asked).await);
    assert_eq!((&told["tool"], &told["outcome"]), (&json!("check_availability"), &json!("done")));
    assert_eq!(told["starts"][0], "2026-12-03T09:00");
    assert!(told["total_starts"].as_u64().unwrap() > 5, "{told}");
    assert_eq!((&told["is_understood"], &told["understood"]), (&json!(true), &json!(["days 2026-12-03"])));
    let words = json!([{"argument": "date", "used": ["Thursday"], "ignored": ["please"], "in_the_way": []}]);
    assert_eq!((&told["words"], &told["appointment"]), (&words, &Value::Null));
}

#[tokio::test]
async fn the_appointment_that_would_be_is_told_and_not_made() {
    let desk = Desk::with_clinic().await;
    let doctor = json!({"name": "Dr. Kim", "calendar_id": "kim@clinic.example"});
    desk.admin("POST", "/api/practitioners", &doctor).await.expect(201);
    let service = json!({"name": "Cleaning", "minutes": 40});
    desk.admin("POST", "/api/services", &service).await.expect(201);
    let order = json!({"start": "2026-12-03T10:20", "name": "Ann Lee", "service": "cleaning"});
    for tool in ["reserve_slot", "book_appointment"] {
        let told = tried(&desk, tool, order.clone()).await;
        let visit = json!({"start_local": "2026-12-03T10:20", "minutes": 40, "service": "Cleaning", "practitioner": "Dr. Kim",
            "patient_name": "Ann Lee"});
        assert_eq!((&told["outcome"], &told["appointment"]), (&json!("done"), &visit), "{tool}: {told}");
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "0");
}

#[tokio::test]
async fn what_a_caller_has_is_moved_and_cancelled_in_rehearsal_only() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    let moved = tried(&desk, "reschedule_appointment", json!({"new_start": "2026-12-04T11:00"})).await;
    assert_eq!(moved["appointment"]["start_local"], "2026-12-04T11:00", "{moved}");
    let cancelled = tried(&desk, "cancel_appointment", json!({})).await;
    assert_eq!((&cancelled["outcome"], &cancelled["appointment"]["start_local"]), (&json!("done"), &json!(TEN)));
    let of_nobody = rehearse(&desk, TRY, &json!({"tool": "find_appointments"})).await;
    assert_eq!(of_nobody["appointment"], Value::Null);
    assert!(!of_nobody["says"].as_str().unwrap().contains("10 AM"), "a withheld caller has none: {of_nobody}");
}

#[tokio::test]
async fn what_is_not_understood_says_what_is_in_the_way_and_what_to_ask() {
    let desk = Desk::with_clinic().await;
    let told = tried(&desk, "check_availability", json!({"date": "not available Thursday"})).await;
    assert_eq!((&told["is_understood"], &told["outcome"]), (&json!(false), &json!("declined")));
    assert_eq!(told["words"][0]["in_the_way"], json!(["not"]));
    assert!(!told["says"].as_str().unwrap().is_empty());
}

/// The sentence for emergencies comes first, as in a call.
#[tokio::test]
async fn every_tool_can_be_tried_and_says_something() {
    let desk = Desk::with_clinic().await;
    for tool in TOOL_NAMES.into_iter().chain(["bookClinicAppointment"]) {
        for arguments in [json!({}), json!({"date": "tomorrow", "about": "chest pain", "question": "Where do I park?"})]
        {
            let told = tried(&desk, tool, arguments).await;
            assert!(!told["says"].as_str().unwrap().is_empty(), "{tool}");
        }
    }
    let emergency = tried(&desk, "take_message", json!({"about": "chest pain"})).await;
    assert!(emergency["says"].as_str().unwrap().contains("911"), "{emergency}");
}

#[tokio::test]
async fn bad_trials_are_refused_by_field_and_clinics_try_themselves() {
    let desk = Desk::with_clinic().await;
    for (body, field) in [
        (json!({}), "tool"),
        (json!({"tool": "delete_everything"}), "tool"),
        (json!({"tool": ""}), "tool"),
        (json!({"tool": "send_sms", "arguments": []}), "arguments"),
        (json!({"tool": "send_sms", "caller": "anonymous"}), "caller"),
        (json!({"tool": "send_sms", "caller": 5}), "caller"),
        (json!({"tool": "send_sms", "org_id": OTHER}), "org_id"),
    ] {
        desk.admin("POST", TRY, &body).await.problem(422, "invalid", Some(field));
    }
    // The other clinic has no schedule.
    let other = desk.token(Some(OTHER), "viewer");
    let trial = json!({"tool": "check_availability", "arguments": {"date": "Thursday"}});
    let told = desk.send("POST", TRY, &other, Some(&trial)).await.expect(200).json();
    assert_eq!((&told["outcome"], &told["starts"]), (&json!("failed"), &json!([])));
    assert!(told["says"].as_str().unwrap().contains("Uptown"), "{told}");
    desk.sqlite.execute(&format!("UPDATE orgs SET status = 'suspended' WHERE id = '{OTHER}'"));
    desk.send("POST", TRY, &other, Some(&trial)).await.problem(409, "not_served", None);
    let gone = desk.token(Some("0198c0de-0000-7000-8000-0000000000aa"), "viewer");
    desk.send("POST", TRY, &gone, Some(&trial)).await.problem(404, "not_found", None);
    desk.send("POST", TRY, &desk.token(None, "platform"), Some(&trial)).await.problem(403, "forbidden", None);
}

#[tokio::test]
async fn hours_are_said_before_they_are_saved() {
    let desk = Desk::with_clinic().await;
    let wanted = json!({"weekly": {"wednesday": [{"open": "13:00", "close": "15:00"}]},
        "overrides": [{"date": "2026-12-09", "hours": [], "label": "Training"}]});
    let told = rehearse(&desk, PREVIEW, &wanted).await;
    assert_eq!((&told["is_open_now"], &told["today"]), (&json!(false), &json!("closed")));
    assert_eq!(told["opens_next"], "Wednesday, December 2 at 1 PM");
    let week = told["week"].as_str().unwrap();
    assert!(week.contains("Wednesday, 1 PM to 3 PM") && week.contains("Training"), "{week}");
    let first = told["first_openings"].as_str().unwrap();
    assert!(first.contains("Wednesday, December 2") && first.contains("1 PM"), "{first}");
    // What is saved stays, and the agent says it.
    assert_eq!(desk.get("/api/schedule").await.expect(200).json()["weekly"]["monday"], schedule()["weekly"]["monday"]);
    assert!(desk.check(&json!({"earliest": true})).await.contains("Tuesday, December 1"));
    let never = rehearse(&desk, PREVIEW, &json!({"weekly": {}})).await;
    assert_eq!(never["opens_next"], "");
}

#[tokio::test]
async fn a_clinic_without_hours_sees_what_its_first_ones_say() {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "viewer");
    let told = desk.send("POST", PREVIEW, &other, Some(&schedule())).await.expect(200).json();
    assert_eq!(told["is_open_now"], true);
    assert!(told["first_openings"].as_str().unwrap().contains("calendar"), "none is connected: {told}");
    desk.admin("POST", PREVIEW, &json!({"weekly": {}, "slot_minutes": 1})).await.problem(
        422,
        "invalid",
        Some("slot_minutes"),
    );
    desk.admin("POST", PREVIEW, &json!({"weekly": {"monday": [{"open": "9", "close": "10:00"}]}})).await.expect(422);
    desk.admin("POST", PREVIEW, &json!({})).await.problem(422, "invalid", Some("weekly"));
}
