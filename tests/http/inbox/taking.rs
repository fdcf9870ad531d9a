//! Taking a message: once for each request, with all that was said, and so many a day.

use std::time::Duration;

use serde_json::{Value, json};

use super::{CALLER, count, items, take};
use crate::support::{Desk, ORG};

const ABOUT: &str = "Is my crown ready?";

#[tokio::test]
async fn a_message_is_in_the_inbox_with_all_that_was_said() {
    let desk = Desk::with_clinic().await;
    let doctor = json!({"name": "Dr. Okafor", "calendar_id": "okafor@clinic.example"});
    let doctor = desk.admin("POST", "/api/practitioners", &doctor).await.expect(201).json();
    let arguments = json!({"about": "Is my\ncrown ready?", "name": "Ann Lee", "callback_number": "202 555 0144",
        "for": "doctor okafor", "urgency": "soon", "best_time": "after 5"});
    let said = take(&desk, ("c1", "t1"), CALLER, &arguments).await;
    assert!(said.starts_with("The message for Dr. Okafor is taken down."), "{said}");
    assert!(said.contains("at the number ending 0144, usually today while the clinic is open."), "{said}");
    let found = items(&desk, "").await;
    let id = found[0]["id"].clone();
    let expected = json!({"id": id, "status": "open", "urgency": "soon", "about": ABOUT, "name": "Ann Lee", "caller": CALLER,
        "callback_number": "+12025550144", "for": "doctor okafor",
        "practitioner": {"id": doctor["id"], "name": "Dr. Okafor"}, "best_time": "after 5", "call_id": "c1",
        "created_at": "2026-12-01T15:00:00Z", "created_at_local": "2026-12-01T10:00:00-05:00", "done_at": null,
        "done_by": null});
    assert_eq!(found, [expected]);
    assert_eq!(desk.clinics.value(ORG, "SELECT tool_call_id FROM inbox"), "t1");
}

#[tokio::test]
async fn outside_opening_hours_it_is_said_when_the_clinic_opens() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(Duration::from_hours(10));
    let said = take(&desk, ("c1", "t1"), CALLER, &json!({"about": ABOUT})).await;
    assert!(
        said.contains("the number ending 0188, usually when the clinic opens, Wednesday, December 2 at 9 AM."),
        "{said}"
    );
    desk.clock.advance(Duration::from_hours(24 * 3));
    let said = take(&desk, ("c2", "t1"), CALLER, &json!({"about": ABOUT})).await;
    assert!(said.contains("usually when the clinic opens, Monday, December 7 at 9 AM."), "{said}");
}

/// What cannot be understood as an admin would like it is kept as it was said.
#[tokio::test]
async fn nothing_is_refused_for_how_it_is_said() {
    let desk = Desk::with_clinic().await;
    let long = "crown ".repeat(200);
    for (number, (arguments, field, kept)) in [
        (json!({"about": long}), "about", None),
        (json!({"about": 42}), "about", Some("42")),
        (json!({"about": ["crown", "bill"]}), "about", Some("crown; bill")),
        (json!({"message": ABOUT}), "about", Some(ABOUT)),
        (json!({"about": "[urgent] please call me [asap]"}), "about", Some("[urgent] please call me [asap]")),
        (json!({"about": "price is ${100}"}), "about", Some("price is ${100}")),
        (json!({"about": "<b>call me</b>"}), "about", Some("<b>call me</b>")),
        (json!({"about": "my code is {{4}}, call me"}), "about", Some("my code is {{4}}, call me")),
        (json!({"about": ABOUT, "for": "the lady at the desk"}), "for", Some("the lady at the desk")),
        (json!({"about": ABOUT, "name": "Ann and Tom Lee"}), "name", Some("Ann and Tom Lee")),
        (json!({"about": ABOUT, "name": "{{name}}"}), "name", None),
        (json!({"about": ABOUT, "urgency": "purple"}), "urgency", Some("routine")),
        (json!({"about": ABOUT, "urgency": "asap"}), "urgency", Some("soon")),
        (
            json!({"about": ABOUT, "callback_number": "the number I'm calling from"}),
            "callback_number",
            Some("+12025550100"),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let caller = format!("+120255501{number:02}");
        let caller = if field == "callback_number" { "+12025550100" } else { &caller };
        let said = take(&desk, (&format!("c{number}"), "t1"), caller, &arguments).await;
        assert!(said.starts_with("The message is taken down."), "{arguments}: {said}");
        let found = items(&desk, "").await;
        let stored = found[0][field].as_str();
        if field == "about" && kept.is_none() {
            assert!(stored.unwrap().chars().count() <= 500 && stored.unwrap().ends_with('…'), "{stored:?}");
        } else {
            assert_eq!(stored, kept, "{arguments}");
        }
    }
}

#[tokio::test]
async fn without_a_subject_or_with_half_a_number_the_agent_is_told_what_to_ask() {
    let desk = Desk::with_clinic().await;
    for arguments in [
        json!({}),
        json!({"about": ""}),
        json!({"about": "{{message}}"}),
        json!({"about": "{{first}} {{second}}"}),
        json!({"about": "${message}"}),
        json!({"about": "<message>"}),
        json!({"about": "[message]"}),
        json!({"about": null}),
    ] {
        let said = take(&desk, ("c1", "t1"), CALLER, &arguments).await;
        assert!(said.starts_with("Ask the caller what the message is about"), "{arguments}: {said}");
    }
    let said = take(&desk, ("c1", "t1"), CALLER, &json!({"about": ABOUT, "callback_number": "555 01"})).await;
    assert!(said.contains("phone number is not complete"), "{said}");
    assert_eq!(count(&desk), "0");
}

#[tokio::test]
async fn the_same_request_again_takes_nothing_and_is_answered_alike() {
    let desk = Desk::with_clinic().await;
    let arguments = json!({"about": ABOUT, "name": "Ann Lee"});
    let said = take(&desk, ("c1", "t1"), CALLER, &arguments).await;
    assert_eq!(take(&desk, ("c1", "t1"), CALLER, &arguments).await, said);
    // A model that was interrupted asks again under a new id, and spells it in another way.
    assert_eq!(
        take(&desk, ("c1", "t2"), CALLER, &json!({"about": "is my crown READY", "name": "Ann Lee"})).await,
        said
    );
    assert_eq!(count(&desk), "1");
    let other = take(&desk, ("c1", "t1"), CALLER, &json!({"about": "Is my bill right?"})).await;
    assert!(other.starts_with("This request came before with other details"), "{other}");
    assert_eq!(count(&desk), "1");
    // In another call the same words are news.
    take(&desk, ("c2", "t1"), CALLER, &arguments).await;
    assert_eq!(count(&desk), "2");
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM audit WHERE action = 'inbox.taken'"), "2");
}

/// The number of the second request is the one to call, and nothing of the first is lost.
#[tokio::test]
async fn what_the_same_words_add_is_added_and_urgency_never_falls() {
    let desk = Desk::with_clinic().await;
    take(&desk, ("c1", "t1"), CALLER, &json!({"about": ABOUT, "name": "Ann Lee", "urgency": "soon"})).await;
    let more =
        json!({"about": ABOUT, "callback_number": "+1 202 555 0144", "best_time": "tonight", "urgency": "routine"});
    let said = take(&desk, ("c1", "t2"), CALLER, &more).await;
    assert!(said.contains("ending 0144"), "{said}");
    let found = items(&desk, "").await;
    let fields = ["name", "callback_number", "caller", "best_time", "urgency"].map(|field| found[0][field].clone());
    assert_eq!(json!(fields), json!(["Ann Lee", "+12025550144", CALLER, "tonight", "soon"]));
    assert_eq!(found.len(), 1);
    // Both requests are known when they come again.
    assert_eq!(take(&desk, ("c1", "t2"), CALLER, &more).await, said);
    let told = desk.clinics.value(ORG, "SELECT group_concat(action) FROM (SELECT action FROM audit ORDER BY id)");
    assert_eq!(told, "inbox.taken,inbox.amended");
}

#[tokio::test]
async fn a_withheld_caller_is_asked_where_to_call_back() {
    let desk = Desk::with_clinic().await;
    let said = take(&desk, ("c1", "t1"), "anonymous", &json!({"about": ABOUT})).await;
    assert!(said.starts_with("The message is not taken down yet") && said.contains("as callback_number"), "{said}");
    assert_eq!(count(&desk), "0");
    let with_number = json!({"about": ABOUT, "callback_number": "202-555-0144"});
    let said = take(&desk, ("c1", "t2"), "anonymous", &with_number).await;
    assert!(said.contains("ending 0144"), "{said}");
    let found = items(&desk, "").await;
    assert_eq!((&found[0]["caller"], &found[0]["callback_number"]), (&Value::Null, &json!("+12025550144")));
}

#[tokio::test]
async fn a_caller_leaves_five_messages_on_one_of_the_clinics_days() {
    let desk = Desk::with_clinic().await;
    let leave = async |number: u32, caller: &str, more: Value| {
        let mut arguments = json!({"about": format!("Question {number}")});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        take(&desk, (&format!("c{number}"), "t1"), caller, &arguments).await
    };
    for number in 0..5 {
        assert!(leave(number, CALLER, json!({})).await.contains("is taken down"), "{number}");
    }
    let said = leave(5, CALLER, json!({})).await;
    assert!(said.starts_with("This message was not taken down: the caller has left as many messages today"), "{said}");
    // What was asked before is answered as before.
    assert!(leave(4, CALLER, json!({})).await.contains("is taken down"));
    assert_eq!(count(&desk), "5");
    // Others are others, and withheld callers are told apart by where to call back.
    assert!(leave(7, "+12025550177", json!({})).await.contains("is taken down"));
    for number in 10..15 {
        assert!(leave(number, "anonymous", json!({"callback_number": CALLER})).await.contains("is taken down"));
    }
    assert!(leave(15, "anonymous", json!({"callback_number": CALLER})).await.contains("not taken down"));
    assert!(leave(16, "anonymous", json!({"callback_number": "+12025550145"})).await.contains("is taken down"));
    // The day ends at the clinic's midnight, which is five hours after that of UTC.
    desk.clock.advance(Duration::from_hours(13));
    assert!(leave(20, CALLER, json!({})).await.contains("not taken down"), "11 PM");
    desk.clock.advance(Duration::from_hours(2));
    assert!(leave(21, CALLER, json!({})).await.contains("is taken down"), "1 AM");
    assert!(!desk.log.text().contains("2025550188"), "numbers are not logged");
}

/// A nursing home calls from one number for all who live there.
#[tokio::test]
async fn an_emergency_is_taken_down_also_after_five_messages() {
    let desk = Desk::with_clinic().await;
    let leave = async |number: u32, about: &str| {
        take(&desk, (&format!("c{number}"), "t1"), CALLER, &json!({"about": format!("{about}, room {number}")})).await
    };
    for number in 0..5 {
        assert!(leave(number, "A question").await.contains("is taken down"), "{number}");
    }
    assert!(leave(5, "A question").await.contains("not taken down"));
    for number in 6..51 {
        assert!(leave(number, "Chest pain").await.contains("is taken down"), "{number}");
    }
    // So many are no emergencies any more. The words for one are said all the same.
    let said = leave(51, "Chest pain").await;
    assert!(said.starts_with("If this is a medical emergency") && said.contains("not taken down"), "{said}");
    assert_eq!(count(&desk), "50");
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM inbox WHERE urgency = 'emergency'"), "45");
}

/// One call is one caller, however many numbers it names.
#[tokio::test]
async fn a_withheld_call_leaves_five_messages_whatever_numbers_it_names() {
    let desk = Desk::with_clinic().await;
    for number in 0..6 {
        let arguments =
            json!({"about": format!("Question {number}"), "callback_number": format!("+1202555014{number}")});
        let said = take(&desk, ("c1", &format!("t{number}")), "anonymous", &arguments).await;
        assert_eq!(said.contains("is taken down"), number < 5, "{number}: {said}");
    }
}

#[tokio::test]
async fn another_clinics_number_gets_no_message_and_neither_does_the_log() {
    let desk = Desk::with_clinic().await;
    let arguments = json!({"about": "Has a canary in her chest", "name": "Ann Canary"});
    take(&desk, ("c1", "t1"), CALLER, &arguments).await;
    let log = desk.log.text().to_lowercase();
    assert!(!log.contains("canary") && !log.contains("2025550188"), "{log}");
    assert!(!desk.sqlite.dump().to_lowercase().contains("canary in her"), "D1 has nothing of it");
}

#[tokio::test]
async fn if_the_database_fails_the_agent_is_told_to_ask_again_and_it_is_taken_once() {
    let desk = Desk::with_clinic().await;
    desk.clinics.execute(ORG, "CREATE TRIGGER broken BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'broken'); END");
    let arguments = json!({"about": ABOUT});
    let said = take(&desk, ("c1", "t1"), CALLER, &arguments).await;
    assert!(said.starts_with("I can't confirm that the message was taken down."), "{said}");
    for table in ["inbox", "inbox_receipts", "outbox", "audit"] {
        assert_eq!(desk.clinics.value(ORG, &format!("SELECT count(*) FROM {table}")), "0", "{table}");
    }
    desk.clinics.execute(ORG, "DROP TRIGGER broken");
    assert!(take(&desk, ("c1", "t1"), CALLER, &arguments).await.contains("is taken down"));
    assert_eq!(count(&desk), "1");
}
