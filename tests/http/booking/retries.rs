//! A request that comes again has no second effect and is answered alike, however it comes.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::support::Fault;

/// One booking, one event, one text, and nothing else.
async fn is_done_once(desk: &Desk, start: &str) {
    assert_eq!(book(desk), [format!("{start} confirmed Ann Lee")]);
    assert_eq!(count(desk, "appointments"), 1);
    assert_eq!(count(desk, "messages"), 1);
    assert_eq!(desk.vendors.events.live(CALENDAR).len(), 1);
    comes_to_rest(desk).await;
    assert_eq!(desk.vendors.texts.taken().len(), 1);
}

// bug class 11, bug class 12
#[tokio::test]
async fn the_same_booking_again_is_the_same_booking() {
    // Half past eleven today, for which it soon is too late.
    let start = "2026-12-01T11:30";
    let ways: [(&str, (&str, &str), u64, bool); 8] = [
        ("under the same id", ("ann", "t1"), 0, false),
        ("under a new id", ("ann", "t2"), 0, false),
        ("in another isolate", ("ann", "t1"), 0, true),
        ("under a new id in another isolate", ("ann", "t2"), 0, true),
        ("in a new call", ("later", "t1"), 0, false),
        ("after what is remembered was forgotten", ("ann", "t2"), 16, false),
        ("when it is too late to book it", ("ann", "t1"), 45 * 60, false),
        ("when it is past", ("ann", "t2"), 2 * 3600, true),
    ];
    for (way, id, seconds, elsewhere) in ways {
        let mut desk = Desk::with_clinic().await;
        let said = ann_books(&desk, start).await;
        desk.clock.advance(Duration::from_secs(seconds));
        if elsewhere {
            desk.another_isolate(&[]);
        }
        desk.vendors.take();
        assert_eq!(desk.tool(BOOK, id, ANN, &order(start, "Ann Lee")).await, said, "{way}");
        assert!(!desk.vendors.take().iter().any(|request| request.starts_with("events.")), "{way}");
        is_done_once(&desk, start).await;
    }
}

/// What the clinic offers by now, or can show, has no say in what was booked.
// bug class 11
#[tokio::test]
async fn a_retry_is_answered_alike_whatever_the_clinic_offers_by_now() {
    for (status, changes) in [
        (200, ["PATCH", "/api/services/{id}", r#"{"name": "Whitening"}"#]),
        (204, ["DELETE", "/api/services/{id}?force=true", "null"]),
        (204, ["DELETE", "/api/integrations/google", "null"]),
    ] {
        let desk = Desk::with_clinic().await;
        let service = json!({"name": "Cleaning", "minutes": 30});
        let service = desk.admin("POST", "/api/services", &service).await.expect(201).json();
        let arguments = wanted(NINE_THIRTY, "Ann Lee", &[("service", "Cleaning")]);
        let said = desk.tool(BOOK, ("ann", "t1"), ANN, &arguments).await;
        says(&said, "is booked");
        let [method, path, body] = changes;
        let path = path.replace("{id}", service["id"].as_str().unwrap());
        desk.admin(method, &path, &serde_json::from_str(body).unwrap()).await.expect(status);
        assert_eq!(desk.tool(BOOK, ("ann", "t1"), ANN, &arguments).await, said, "{method} {path}");
        let other = wanted(TEN, "Ann Lee", &[("service", "Cleaning")]);
        says(&desk.tool(BOOK, ("ann", "t1"), ANN, &other).await, "came before with other details");
        let new = desk.tool(BOOK, ("ann", "t2"), ANN, &wanted(TEN, "Ann Lee", &[("service", "Cleaning")])).await;
        assert!(!new.contains("is booked"), "{new}");
        assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee"]);
    }
}

#[tokio::test]
async fn the_same_booking_said_otherwise_is_the_same_booking() {
    for arguments in [
        json!({"start_time": "December 3 at 9:30 AM", "patient_name": "ann lee"}),
        json!({"date": "thursday", "time": "9:30am", "name": "Ann Lee", "phone": "+1 555-0188", "notes": "null"}),
        json!({"start": "2026-12-03 09:30:00", "name": " Ann  Lee ", "phone": ANN}),
    ] {
        let desk = Desk::with_clinic().await;
        let said = ann_books(&desk, NINE_THIRTY).await;
        assert_eq!(desk.tool(BOOK, ("ann", "t2"), ANN, &arguments).await, said, "{arguments}");
        is_done_once(&desk, NINE_THIRTY).await;
    }
}

// bug class 11, bug class 13
#[tokio::test]
async fn a_retry_while_the_first_still_waits_for_google_is_answered_alike() {
    for id in ["t1", "t2"] {
        let desk = Desk::with_clinic().await;
        desk.check(&json!({"date": "2026-12-03"})).await;
        desk.vendors.events.fail("insert", Fault::Late);
        let retry = async {
            desk.vendors.events.until_late().await;
            let said = desk.tool(BOOK, ("ann", id), ANN, &order(NINE_THIRTY, "Ann Lee")).await;
            desk.vendors.events.release();
            said
        };
        let (first, second) = tokio::join!(ann_books(&desk, NINE_THIRTY), retry);
        assert_eq!(first, second, "{id}");
        is_done_once(&desk, NINE_THIRTY).await;
    }
}

// bug class 11
#[tokio::test]
async fn two_of_the_same_at_once_are_one() {
    for id in ["t1", "t2"] {
        for pauses in [[0, 0, 0, 0], [3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [0, 0, 0, 3]] {
            let desk = Desk::with_clinic().await;
            desk.check(&json!({"date": "2026-12-03"})).await;
            desk.network.pause(pauses);
            let order = order(NINE_THIRTY, "Ann Lee");
            let second = desk.tool(BOOK, ("ann", id), ANN, &order);
            let (first, second) = tokio::join!(ann_books(&desk, NINE_THIRTY), second);
            assert_eq!(first, second, "{id} {pauses:?}");
            is_done_once(&desk, NINE_THIRTY).await;
        }
    }
}

// bug class 16
#[tokio::test]
async fn an_id_that_was_used_for_something_else_is_refused() {
    let other = |name: &str, value: Value| {
        let mut order = order(NINE_THIRTY, "Ann Lee");
        order[name] = value;
        (BOOK, ANN, order)
    };
    for (tool, caller, arguments) in [
        other("start", json!(TEN)),
        other("name", json!("Bob Ray")),
        other("phone", json!(BOB)),
        other("notes", json!("Has a dog")),
        (BOOK, BOB, order(NINE_THIRTY, "Ann Lee")),
        (MOVE, ANN, json!({"new_start": TEN})),
        (CANCEL, ANN, json!({})),
    ] {
        let desk = Desk::with_clinic().await;
        ann_books(&desk, NINE_THIRTY).await;
        let said = desk.tool(tool, ("ann", "t1"), caller, &arguments).await;
        assert!(said.contains("came before with other details, so nothing was done now"), "{tool} {arguments}: {said}");
        is_done_once(&desk, NINE_THIRTY).await;
    }
}

// bug class 16
#[tokio::test]
async fn of_two_requests_under_one_id_at_once_one_is_refused() {
    let book = |start: &str| (BOOK, order(start, "Ann Lee"));
    let cancel = |start: &str| (CANCEL, json!({"date": start}));
    for [one, two] in [[book(NINE_THIRTY), book(TEN)], [cancel("2026-12-04T09:00"), cancel("2026-12-04T10:00")]] {
        for pauses in [[0; 4], [4, 0, 0, 0], [0, 4, 0, 0], [0, 0, 0, 4]] {
            let desk = Desk::with_clinic().await;
            ann_books(&desk, "2026-12-04T09:00").await;
            desk.tool(BOOK, ("ann", "t2"), ANN, &order("2026-12-04T10:00", "Ann Lee")).await;
            desk.network.pause(pauses);
            let ask = |(tool, arguments): &(&'static str, Value)| {
                let (desk, tool, arguments) = (&desk, *tool, arguments.clone());
                async move { desk.tool(tool, ("ann", "t3"), ANN, &arguments).await }
            };
            let (first, second) = tokio::join!(ask(&one), ask(&two));
            let refused = |said: &String| said.contains("came before with other details");
            assert!(refused(&first) != refused(&second), "{pauses:?}: {first} / {second}");
            assert_eq!((count(&desk, "receipts"), super::book(&desk).len() % 2), (3, 1));
            comes_to_rest(&desk).await;
        }
    }
}

// bug class 16
#[tokio::test]
async fn the_same_id_in_another_call_is_another_request() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, NINE_THIRTY).await;
    let said = desk.tool(BOOK, ("bob", "t1"), BOB, &order(TEN, "Bob Ray")).await;
    assert!(said.contains("is booked") && said.contains(TEN), "{said}");
    assert_eq!(book(&desk).len(), 2);
}

// bug class 14
#[tokio::test]
async fn a_time_that_was_given_up_can_be_booked_again() {
    for (tool, arguments, left) in
        [(CANCEL, json!({}), None), (MOVE, json!({"new_start": TEN}), Some("2026-12-03T10:00 confirmed Ann Lee"))]
    {
        let desk = Desk::with_clinic().await;
        ann_books(&desk, NINE_THIRTY).await;
        desk.tool(tool, ("ann", "t2"), ANN, &arguments).await;
        assert_eq!(book(&desk).first().map(String::as_str), left);
        let said = desk.tool(BOOK, ("ann", "t3"), ANN, &order(NINE_THIRTY, "Ann Lee")).await;
        assert!(said.contains("is booked") && said.contains(NINE_THIRTY), "{said}");
        assert_eq!(book(&desk)[0], "2026-12-03T09:30 confirmed Ann Lee");
        assert_eq!(count(&desk, "appointments"), 2);
        comes_to_rest(&desk).await;
    }
}

#[tokio::test]
async fn a_booking_that_is_delivered_again_after_it_was_cancelled_does_nothing() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, NINE_THIRTY).await;
    desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({})).await;
    desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await;
    assert_eq!((book(&desk).len(), count(&desk, "appointments")), (0, 1));
    comes_to_rest(&desk).await;
}

// bug class 14
#[tokio::test]
async fn an_appointment_is_booked_already_at_the_time_to_which_it_was_moved() {
    for by_caller in [true, false] {
        let desk = Desk::with_clinic().await;
        ann_books(&desk, NINE_THIRTY).await;
        if by_caller {
            desk.tool(MOVE, ("ann", "t2"), ANN, &json!({"new_start": TEN})).await;
        } else {
            let shift =
                ["starts_at", "ends_at", "blocked_from", "blocked_until"].map(|it| format!("{it} = {it} + 1800"));
            desk.clinics
                .execute(ORG, &format!("UPDATE appointments SET revision = revision + 1, {}", shift.join(", ")));
        }
        let said = desk.tool(BOOK, ("ann", "t3"), ANN, &order(TEN, "Ann Lee")).await;
        assert!(said.contains("is booked") && said.contains("(start 2026-12-03T10:00)"), "{said}");
        assert_eq!(said.contains("A text to confirm this is on its way"), by_caller, "{said}");
        assert!(!said.contains("could not be sent"), "{said}");
        assert_eq!(book(&desk), ["2026-12-03T10:00 confirmed Ann Lee"]);
    }
}

#[tokio::test]
async fn calls_without_ids_and_numbers_are_told_apart_by_what_they_say() {
    for (ids, caller) in [(("", ""), ANN), (("ann", ""), ANN), (("", "t1"), ""), (("ann", "t1"), "anonymous")] {
        let desk = Desk::with_clinic().await;
        let mut order = order(NINE_THIRTY, "Ann Lee");
        order["phone"] = json!(ANN);
        let said = desk.tool(BOOK, ids, caller, &order).await;
        assert!(said.contains("is booked"), "{said}");
        assert_eq!(desk.tool(BOOK, ids, caller, &order).await, said);
        is_done_once(&desk, NINE_THIRTY).await;
        order["phone"] = json!(BOB);
        let said = desk.tool(BOOK, (ids.0, "t9"), "", &order).await;
        assert!(said.contains("is not free"), "{said}");
    }
}
