//! How much one caller can book by phone.

use futures_util::future::join_all;

use super::*;

const ENOUGH_FOR_A_CALL: &str = "This call has booked as many appointments as";
const ENOUGH_FOR_A_CALLER: &str = "The caller has as many appointments to come as";

/// Different starts that are free, four on each working day from December 3 on.
fn starts(count: usize) -> Vec<String> {
    let days = (3..=31).filter(|day| day % 7 < 5);
    let all = days.flat_map(|day| [9, 11, 13, 15].map(|hour| format!("2026-12-{day:02}T{hour:02}:00")));
    all.take(count).collect()
}

/// Orders them all, one after the other, each with a tool call of its own in the call that `call` names.
async fn orders(desk: &Desk, caller: &str, starts: &[String], call: impl Fn(usize) -> String) -> Vec<String> {
    let mut heard = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let order = wanted(start, "Ann Lee", &[("phone", ANN)]);
        heard.push(desk.tool(BOOK, (&call(n), &format!("t{n}")), caller, &order).await);
    }
    heard
}

fn saying(heard: &[String], words: &str) -> usize {
    heard.iter().filter(|said| said.contains(words)).count()
}

#[tokio::test]
async fn one_call_books_five() {
    for caller in [ANN, "anonymous"] {
        let desk = Desk::with_clinic().await;
        let heard = orders(&desk, caller, &starts(48), |_| "call".to_owned()).await;
        assert_eq!((saying(&heard, "is booked"), saying(&heard, ENOUGH_FOR_A_CALL)), (5, 43), "{heard:?}");
        let last = heard.last().unwrap();
        says(last, "Offer to hand the call over with transfer_call, or to take a message (take_message).");
        assert_eq!(
            (book(&desk).len(), count(&desk, "messages"), count(&desk, "outbox WHERE kind = 'sms.send'")),
            (5, 5, 0)
        );
        comes_to_rest(&desk).await;
    }
}

#[tokio::test]
async fn one_number_has_eight_to_come_over_all_calls() {
    let desk = Desk::with_clinic().await;
    let all = starts(48);
    let heard = orders(&desk, ANN, &all, |n| format!("call{n}")).await;
    assert_eq!((saying(&heard, "is booked"), saying(&heard, ENOUGH_FOR_A_CALLER)), (8, 40), "{heard:?}");
    // Another one has room for all the same, and so has she once one of hers is cancelled, or over.
    says(&bob_books(&desk, "t1", &all[20]).await, "is booked");
    says(&desk.tool(CANCEL, ("more", "t1"), ANN, &json!({"date": &all[0]})).await, "is cancelled");
    says(&desk.tool(BOOK, ("more", "t2"), ANN, &order(&all[0], "Ann Lee")).await, "is booked");
    says(&desk.tool(BOOK, ("more", "t3"), ANN, &order(&all[30], "Ann Lee")).await, ENOUGH_FOR_A_CALLER);
    desk.clock.advance(Duration::from_hours(24 * 4));
    says(&desk.tool(BOOK, ("later", "t1"), ANN, &order(&all[30], "Ann Lee")).await, "is booked");
}

/// Whatever is delivered at once.
#[tokio::test]
async fn the_limits_hold_in_a_race() {
    let starts = starts(24);
    for (caller, one_call, most) in [(ANN, true, 5), ("anonymous", true, 5), (ANN, false, 8)] {
        let desk = Desk::with_clinic().await;
        let orders = starts.iter().enumerate().map(|(n, start)| {
            let call = if one_call { "call".to_owned() } else { format!("call{n}") };
            let (desk, order) = (&desk, wanted(start, "Ann Lee", &[("phone", ANN)]));
            async move { desk.tool(BOOK, (&call, &format!("t{n}")), caller, &order).await }
        });
        let heard = join_all(orders).await;
        let refused = saying(&heard, ENOUGH_FOR_A_CALL) + saying(&heard, ENOUGH_FOR_A_CALLER);
        assert_eq!((saying(&heard, "is booked"), refused, book(&desk).len()), (most, 24 - most, most), "{heard:?}");
        comes_to_rest(&desk).await;
    }
}

/// What a call books and cancels again was booked by it.
#[tokio::test]
async fn a_call_cannot_book_and_cancel_without_end() {
    let desk = Desk::with_clinic().await;
    let starts = starts(6);
    for (n, start) in starts.iter().enumerate().take(5) {
        says(&desk.tool(BOOK, ("call", &format!("b{n}")), ANN, &order(start, "Ann Lee")).await, "is booked");
        says(&desk.tool(CANCEL, ("call", &format!("c{n}")), ANN, &json!({})).await, "is cancelled");
    }
    says(&desk.tool(BOOK, ("call", "b5"), ANN, &order(&starts[5], "Ann Lee")).await, ENOUGH_FOR_A_CALL);
    says(&desk.tool(BOOK, ("next", "b5"), ANN, &order(&starts[5], "Ann Lee")).await, "is booked");
}

/// What could not be booked is not held either; the hold from before stays as it was.
#[tokio::test]
async fn who_has_enough_holds_nothing_more() {
    let desk = Desk::with_clinic().await;
    let starts = starts(8);
    rules(&desk, &[("limits", json!({"upcoming_per_caller": 2}))]).await;
    orders(&desk, ANN, &starts[..1], |_| "call".to_owned()).await;
    says(&desk.tool(HOLD, ("call", "h1"), ANN, &order(&starts[2], "Ann Lee")).await, "Held for the caller");
    // The clinic takes less from now on.
    rules(&desk, &[("limits", json!({"upcoming_per_caller": 1}))]).await;
    says(&desk.tool(HOLD, ("call", "h2"), ANN, &order(&starts[3], "Ann Lee")).await, ENOUGH_FOR_A_CALLER);
    says(&desk.tool(BOOK, ("call", "b2"), ANN, &order(&starts[2], "Ann Lee")).await, ENOUGH_FOR_A_CALLER);
    assert_eq!(count(&desk, "appointments WHERE status = 'held'"), 1);
    // Moving adds nothing.
    says(&desk.tool(MOVE, ("call", "m1"), ANN, &json!({"new_start": &starts[4]})).await, "has moved from");
}

/// Nobody holds more than one time: a new hold takes the place of the one before, whatever comes in at once.
#[tokio::test]
async fn a_caller_holds_one_time() {
    for (caller, one_call) in [(ANN, false), ("anonymous", true)] {
        let desk = Desk::with_clinic().await;
        let starts = starts(24);
        let holds = starts.iter().enumerate().map(|(n, start)| {
            let call = if one_call { "call".to_owned() } else { format!("call{n}") };
            let (desk, order) = (&desk, order(start, "Ann Lee"));
            async move { desk.tool(HOLD, (&call, &format!("t{n}")), caller, &order).await }
        });
        let heard = join_all(holds).await;
        assert_eq!(saying(&heard, "Held for the caller"), 24, "{heard:?}");
        assert_eq!(count(&desk, "appointments WHERE status = 'held'"), 1);
    }
}

/// A request that comes again is answered as before, also by a call that has booked all that it can.
#[tokio::test]
async fn what_was_booked_is_said_again_at_the_limit() {
    let desk = Desk::with_clinic().await;
    let starts = starts(5);
    let heard = orders(&desk, ANN, &starts, |_| "call".to_owned()).await;
    assert_eq!(orders(&desk, ANN, &starts, |_| "call".to_owned()).await, heard);
    let order = wanted(&starts[0], "Ann Lee", &[("phone", ANN)]);
    assert_eq!(desk.tool(BOOK, ("call", "anew"), ANN, &order).await, heard[0]);
    assert_eq!(book(&desk).len(), 5);
}

/// What the calendar refused for good was no booking.
#[tokio::test]
async fn a_booking_that_was_taken_back_does_not_count() {
    let desk = Desk::with_clinic().await;
    orders(&desk, ANN, &starts(5), |_| "call".to_owned()).await;
    desk.clinics.execute(ORG, "UPDATE appointments SET status = 'cancelled', cancelled_by = 'refused' WHERE id = (SELECT min(id) FROM appointments)");
    let start = starts(6).pop().unwrap();
    says(&desk.tool(BOOK, ("call", "b5"), ANN, &order(&start, "Ann Lee")).await, "is booked");
}

#[tokio::test]
async fn the_clinic_itself_is_not_limited() {
    let desk = Desk::with_clinic().await;
    rules(&desk, &[("limits", json!({"upcoming_per_caller": 1, "booked_per_call": 1}))]).await;
    for start in starts(12) {
        let body = json!({"start": start, "patient_name": "Ann Lee", "phone": ANN});
        desk.admin("POST", "/api/appointments", &body).await.expect(201);
    }
    // What the clinic books for somebody is none of their own bookings.
    let start = starts(13).pop().unwrap();
    says(&desk.tool(BOOK, ("call", "b1"), ANN, &order(&start, "Ann Lee")).await, "is booked");
}

#[tokio::test]
async fn limits_are_set_in_the_schedule() {
    let desk = Desk::with_clinic().await;
    let shown = desk.get("/api/schedule").await.expect(200).json();
    assert_eq!(shown["limits"], json!({"upcoming_per_caller": 8, "booked_per_call": 5}));
    for (name, value) in [("upcoming_per_caller", 0), ("booked_per_call", 0), ("booked_per_call", 1001)] {
        let mut body = schedule();
        body["limits"] = json!({name: value});
        let problem = desk.admin("PUT", "/api/schedule", &body).await.expect(422).json();
        assert_eq!(problem["field"], format!("limits.{name}"), "{problem}");
    }
    rules(&desk, &[("limits", json!({"upcoming_per_caller": 1000, "booked_per_call": 12}))]).await;
    let heard = orders(&desk, ANN, &starts(14), |_| "call".to_owned()).await;
    assert_eq!((saying(&heard, "is booked"), saying(&heard, ENOUGH_FOR_A_CALL)), (12, 2), "{heard:?}");
}

/// The operator reads of it in the log, without the number; the clinic among what the call asked for.
#[tokio::test]
async fn a_limit_that_was_reached_is_seen() {
    let desk = Desk::with_clinic().await;
    rules(&desk, &[("limits", json!({"booked_per_call": 1}))]).await;
    orders(&desk, ANN, &starts(2), |_| "call".to_owned()).await;
    let log = desk.log.text();
    says(&log, "booking.limit_reached");
    says(&log, "booked_per_call");
    assert!(!log.contains(ANN), "{log}");
    let call = desk.get("/api/calls/call").await.expect(200).json();
    let outcomes: Vec<_> = call["tools"].as_array().unwrap().iter().map(|tool| tool["outcome"].clone()).collect();
    assert_eq!(outcomes, ["done", "declined"]);
}
