//! Booking through Retell: retries and changes of mind, without any id of the tool's call.

use super::*;
use crate::{
    booking::{book, comes_to_rest, count},
    support::CALENDAR,
};

const BOOK: &str = "/api/retell/tools/calendar/book";
const MOVE: &str = "/api/retell/tools/calendar/reschedule";
const MONDAY: &str = "2026-12-07T09:30";
const TUESDAY: &str = "2026-12-08T09:30";

async fn say(desk: &Desk, path: &str, name: &str, arguments: &Value) -> String {
    post(desk, path, &tool(name, arguments)).await.expect(200).spoken()
}

#[tokio::test]
async fn a_retry_is_one_appointment_and_the_same_sentence() {
    let desk = open().await;
    let order = json!({"start": MONDAY, "name": "Ann Lee"});
    let said = say(&desk, BOOK, "book_appointment", &order).await;
    assert!(said.contains("is booked") && said.contains(MONDAY), "{said}");
    for path in [BOOK, TOOLS] {
        assert_eq!(say(&desk, path, "book_appointment", &order).await, said);
    }
    let mut args_only = order.clone();
    args_only["called_number"] = json!("+15550100");
    args_only["caller_number"] = json!("+15550188");
    args_only["call_id"] = json!(CALL);
    assert_eq!(post(&desk, BOOK, &args_only).await.expect(200).spoken(), said);
    assert_eq!(book(&desk), [format!("{MONDAY} confirmed Ann Lee")]);
    assert_eq!((count(&desk, "appointments"), desk.vendors.events.live(CALENDAR).len()), (1, 1));
    comes_to_rest(&desk).await;
    assert_eq!(desk.vendors.texts.taken().len(), 1);
}

/// Each is a wish of its own, though the third asks for what the first did.
#[tokio::test]
async fn a_mind_is_changed_and_changed_back_within_one_call() {
    let desk = open().await;
    say(&desk, BOOK, "book_appointment", &json!({"start": MONDAY, "name": "Ann Lee"})).await;
    for start in [TUESDAY, MONDAY, TUESDAY] {
        let said = say(&desk, MOVE, "reschedule_appointment", &json!({"new_start": start})).await;
        assert!(said.contains(start), "{said}");
        assert_eq!(book(&desk), [format!("{start} confirmed Ann Lee")], "{said}");
        // The same wish once more, as a retry is.
        assert_eq!(say(&desk, MOVE, "reschedule_appointment", &json!({"new_start": start})).await, said);
        assert_eq!(book(&desk), [format!("{start} confirmed Ann Lee")]);
    }
    comes_to_rest(&desk).await;
    assert_eq!(desk.vendors.events.live(CALENDAR).len(), 1);
}

/// With an id, a retry is known by it, and the same id with something else is refused.
#[tokio::test]
async fn an_id_from_the_transcript_is_a_receipt() {
    let desk = open().await;
    let invoked = |start: &str| {
        let asks = json!({"start": start, "name": "Ann Lee"});
        let mut body = tool("book_appointment", &asks);
        body["call"]["transcript_with_tool_calls"] = json!([{"role": "tool_call_invocation", "name": "book_appointment",
            "tool_call_id": "t1", "arguments": asks.to_string()}]);
        body
    };
    let said = post(&desk, BOOK, &invoked(MONDAY)).await.expect(200).spoken();
    assert_eq!(post(&desk, BOOK, &invoked(MONDAY)).await.expect(200).spoken(), said);
    let other = post(&desk, BOOK, &invoked(TUESDAY)).await.expect(200).spoken();
    assert!(other.contains("came before with other details"), "{other}");
    assert_eq!(book(&desk), [format!("{MONDAY} confirmed Ann Lee")]);
}

/// A model that books for two people at once: the transcript shows both, and each is its own wish.
#[tokio::test]
async fn two_bookings_at_once_are_two() {
    let desk = open().await;
    let asks = |start: &str, name: &str| json!({"start": start, "name": name, "another_person": true});
    let (ann, ben) = (asks(MONDAY, "Ann Lee"), asks(TUESDAY, "Ben Ray"));
    let invoked = |id: &str, asks: &Value| json!({"role": "tool_call_invocation", "name": "book_appointment", "tool_call_id": id, "arguments": asks.to_string()});
    for asks in [&ann, &ben] {
        let mut body = tool("book_appointment", asks);
        body["call"]["transcript_with_tool_calls"] = json!([invoked("t1", &ann), invoked("t2", &ben)]);
        let said = post(&desk, BOOK, &body).await.expect(200).spoken();
        assert!(said.contains("is booked"), "{said}");
    }
    assert_eq!(book(&desk).len(), 2);
}

/// The model names another clinic, and is not heard.
#[tokio::test]
async fn a_withheld_caller_reaches_what_was_booked_in_the_same_call() {
    let desk = open().await;
    let by_nobody = |name: &str, arguments: &Value, call: &str| {
        let mut body = tool(name, arguments);
        body["call"]["from_number"] = json!("anonymous");
        body["call"]["call_id"] = json!(call);
        body
    };
    let order = json!({"start": MONDAY, "name": "Ann Lee", "phone": "+15550188"});
    let said = post(&desk, TOOLS, &by_nobody("book_appointment", &order, CALL)).await.expect(200).spoken();
    assert!(said.contains("is booked"), "{said}");
    let find = |call: &'static str| by_nobody("find_appointments", &json!({}), call);
    assert!(post(&desk, TOOLS, &find(CALL)).await.expect(200).spoken().contains("9:30"));
    assert!(!post(&desk, TOOLS, &find("call_b2")).await.expect(200).spoken().contains("9:30"));
}
