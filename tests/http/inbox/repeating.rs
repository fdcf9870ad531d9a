//! Which requests are one message, and what comes of one that was done.

use std::time::Duration;

use serde_json::json;

use super::{CALLER, INBOX, STAFF, count, flat, items, take, texted, with_staff};
use crate::support::Desk;

const ABOUT: &str = "Please call me back";

/// Whoever says the same for somebody else has left a message of their own.
#[tokio::test]
async fn the_same_words_for_another_person_are_a_second_message() {
    let first = json!({"about": ABOUT, "for": "Dr. Okafor", "name": "Ann Lee", "callback_number": "202 555 0143"});
    for (second, is_other) in [
        (json!({"for": "Dr. Park", "name": "Tom Lee", "callback_number": "202 555 0144"}), true),
        (json!({"for": "Dr. Park"}), true),
        (json!({"name": "Tom Lee"}), true),
        (json!({"callback_number": "202 555 0144"}), true),
        (json!({}), false),
        (json!({"for": "dr okafor", "name": "ann lee", "callback_number": "(202) 555-0143"}), false),
        (json!({"name": "Ann M. Lee", "best_time": "tonight"}), false),
    ] {
        let desk = Desk::with_clinic().await;
        take(&desk, ("c1", "t1"), CALLER, &first).await;
        let mut second = second;
        second["about"] = json!(ABOUT);
        let said = take(&desk, ("c1", "t2"), CALLER, &second).await;
        assert!(said.contains("is taken down"), "{said}");
        let found = items(&desk, "").await;
        assert_eq!(found.len(), if is_other { 2 } else { 1 }, "{second}");
        let oldest = found.last().unwrap();
        assert_eq!(
            (&oldest["for"], &oldest["callback_number"]),
            (&json!("Dr. Okafor"), &json!("+12025550143")),
            "{second}"
        );
        // Each is known when it comes again.
        take(&desk, ("c1", "t3"), CALLER, &first).await;
        take(&desk, ("c1", "t4"), CALLER, &second).await;
        assert_eq!(items(&desk, "").await.len(), found.len(), "{second}");
    }
}

/// A first name that comes again alone does not make the name shorter.
#[tokio::test]
async fn what_was_left_out_is_filled_in_and_nothing_is_lost() {
    let desk = Desk::with_clinic().await;
    for (id, more) in [
        ("t1", json!({})),
        ("t2", json!({"name": "Ann Lee"})),
        ("t3", json!({"for": "Dr. Okafor", "name": "Ann"})),
        ("t4", json!({"callback_number": "202 555 0144"})),
    ] {
        let mut arguments = more;
        arguments["about"] = json!(ABOUT);
        take(&desk, ("c1", id), CALLER, &arguments).await;
    }
    let found = items(&desk, "").await;
    let fields = ["name", "for", "callback_number"].map(|field| found[0][field].clone());
    assert_eq!((found.len(), json!(fields)), (1, json!(["Ann Lee", "Dr. Okafor", "+12025550144"])));
}

async fn done(desk: &Desk) -> String {
    let id = items(desk, "").await[0]["id"].as_str().unwrap().to_owned();
    desk.admin("PATCH", &format!("{INBOX}/{id}"), &json!({"status": "done"})).await.expect(200);
    id
}

/// The staff has done with what it knew. What comes after that is a message, of which it is told.
#[tokio::test]
async fn what_is_added_to_a_message_that_is_done_is_a_message_again() {
    let desk = with_staff(json!([{"number": STAFF, "hours": "always"}])).await;
    take(&desk, ("c1", "t1"), CALLER, &json!({"about": ABOUT, "name": "Ann Lee"})).await;
    desk.sweep().await;
    let first = done(&desk).await;
    // The same again is the message that was done.
    take(&desk, ("c1", "t2"), CALLER, &json!({"about": ABOUT})).await;
    assert_eq!(count(&desk), "1");
    let more = json!({"about": ABOUT, "urgency": "emergency"});
    let said = take(&desk, ("c1", "t3"), CALLER, &more).await;
    assert!(said.contains("is taken down"), "{said}");
    desk.sweep().await;
    let found = items(&desk, "").await;
    let fields = ["urgency", "name", "status"].map(|field| found[0][field].clone());
    assert_eq!((found.len(), json!(fields)), (1, json!(["emergency", "Ann Lee", "open"])));
    assert_eq!(texted(&desk).iter().filter(|(_, body)| body.contains("(emergency)")).count(), 1);
    let before = desk.get(&format!("{INBOX}/{first}")).await.expect(200).json();
    assert_eq!(
        (&before["status"], &before["urgency"]),
        (&json!("done"), &json!("routine")),
        "what was done stays done"
    );
    // And so does the second when it comes again.
    take(&desk, ("c1", "t4"), CALLER, &more).await;
    assert_eq!(count(&desk), "2");
}

/// A body without the id of a call is known by its caller, or the number to call back, and its words.
#[tokio::test]
async fn a_request_without_a_call_is_the_same_for_some_minutes() {
    let desk = with_staff(json!([{"number": STAFF, "hours": "always"}])).await;
    for whose in [json!({"caller_number": CALLER}), json!({"callback_number": "202 555 0144"})] {
        let before: usize = count(&desk).parse().unwrap();
        let mut body = whose;
        body["about"] = json!(ABOUT);
        let said = flat(&desk, body.clone()).await;
        assert!(said.contains("is taken down"), "{said}");
        assert_eq!(flat(&desk, body.clone()).await, said);
        desk.sweep().await;
        assert_eq!((count(&desk), texted(&desk).len()), ((before + 1).to_string(), before + 1), "{body}");
    }
    flat(&desk, json!({"about": ABOUT, "caller_number": "+12025550177"})).await;
    flat(&desk, json!({"about": ABOUT, "callback_number": "202 555 0145"})).await;
    flat(&desk, json!({"about": "Is my crown ready?", "caller_number": CALLER})).await;
    assert_eq!(count(&desk), "5", "others, and other words, are others");
    desk.clock.advance(Duration::from_mins(11));
    flat(&desk, json!({"about": ABOUT, "caller_number": CALLER})).await;
    assert_eq!(count(&desk), "6", "later it is news");
}
