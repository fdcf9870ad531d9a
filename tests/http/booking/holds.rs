//! Times that are held for somebody who has not made up their mind.

use super::*;

async fn holds(desk: &Desk, id: (&str, &str), caller: &str, start: &str) -> String {
    desk.tool(HOLD, id, caller, &json!({ "start": start })).await
}

// bug class 3
#[tokio::test]
async fn a_held_time_is_its_holders() {
    for (caller, id, may) in [
        (ANN, ("ann", "t2"), true),
        (ANN, ("again", "t1"), true),
        ("", ("ann", "t2"), true),
        (BOB, ("bob", "t1"), false),
        ("", ("bob", "t1"), false),
    ] {
        let desk = Desk::with_clinic().await;
        says(&holds(&desk, ("ann", "t1"), ANN, NINE_THIRTY).await, "Held for the caller for 5 minutes");
        let said = desk.tool(BOOK, id, caller, &wanted(NINE_THIRTY, "Cy Day", &[("phone", BOB)])).await;
        says(&said, if may { "is booked" } else { "is not free" });
        let left = if may { "2026-12-03T09:30 confirmed Cy Day" } else { "2026-12-03T09:30 held" };
        assert_eq!(book(&desk), [left], "{caller} {id:?}");
    }
}

// bug class 3
#[tokio::test]
async fn a_held_time_cannot_be_held_or_moved_to_by_others() {
    let desk = Desk::with_clinic().await;
    says(&bob_books(&desk, "t1", TEN).await, "is booked");
    holds(&desk, ("ann", "t1"), ANN, NINE_THIRTY).await;
    says(&holds(&desk, ("bob", "t2"), BOB, NINE_THIRTY).await, "is not free");
    says(&desk.tool(MOVE, ("bob", "t3"), BOB, &json!({"new_start": NINE_THIRTY})).await, "is not free");
    assert_eq!(book(&desk), ["2026-12-03T09:30 held", "2026-12-03T10:00 confirmed Bob Ray"]);
    let early = wanted_on("2026-12-03", "between 09:00 and 10:00");
    let listed = |caller| desk.tool("calendar/check", ("c", "t"), caller, &early);
    says(&listed(ANN).await, "T09:30");
    assert!(!listed(BOB).await.contains("T09:30"));
}

// bug class 2
#[tokio::test]
async fn a_hold_ends_by_itself() {
    let desk = Desk::with_clinic().await;
    holds(&desk, ("ann", "t1"), ANN, NINE_THIRTY).await;
    desk.clock.advance(Duration::from_secs(299));
    says(&bob_books(&desk, "t1", NINE_THIRTY).await, "is not free");
    desk.clock.advance(Duration::from_secs(1));
    says(&bob_books(&desk, "t2", NINE_THIRTY).await, "is booked");
    // Who held it is too late.
    says(&desk.tool(BOOK, ("ann", "t2"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, "is not free");
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Bob Ray"]);
}

#[tokio::test]
async fn one_hold_takes_the_place_of_another_and_ends_with_a_booking() {
    let desk = Desk::with_clinic().await;
    holds(&desk, ("ann", "t1"), ANN, NINE_THIRTY).await;
    says(&holds(&desk, ("ann", "t2"), ANN, TEN).await, "Held for the caller");
    assert_eq!(book(&desk), ["2026-12-03T10:00 held"]);
    desk.clock.advance(Duration::from_secs(200));
    says(&holds(&desk, ("again", "t1"), ANN, TEN).await, "Held for the caller for 5 minutes");
    says(&desk.tool(BOOK, ("again", "t2"), ANN, &order("2026-12-03T11:00", "Ann Lee")).await, "is booked");
    assert_eq!(book(&desk), ["2026-12-03T11:00 confirmed Ann Lee"]);
}

/// A hold is given up for what is booked or held instead, not for what cannot be had.
#[tokio::test]
async fn a_hold_outlives_what_is_refused() {
    let desk = Desk::with_clinic().await;
    says(&bob_books(&desk, "t1", TEN).await, "is booked");
    holds(&desk, ("ann", "t1"), ANN, NINE_THIRTY).await;
    desk.tool(BOOK, ("ann", "t2"), ANN, &order(TEN, "Ann Lee")).await;
    holds(&desk, ("ann", "t3"), ANN, TEN).await;
    assert_eq!(book(&desk), ["2026-12-03T09:30 held", "2026-12-03T10:00 confirmed Bob Ray"]);
}

// bug class 9
#[tokio::test]
async fn holds_of_others_count_towards_the_cap_and_ones_own_do_not() {
    let desk = Desk::with_clinic().await;
    rules(&desk, &[("daily_cap", json!(1))]).await;
    holds(&desk, ("ann", "t1"), ANN, NINE_THIRTY).await;
    says(&bob_books(&desk, "t1", TEN).await, "takes no more appointments");
    says(&holds(&desk, ("ann", "t2"), ANN, "2026-12-03T14:00").await, "Held for the caller");
    says(&desk.tool(BOOK, ("ann", "t3"), ANN, &order("2026-12-03T15:00", "Ann Lee")).await, "is booked");
    assert_eq!(book(&desk), ["2026-12-03T15:00 confirmed Ann Lee"]);
}

/// Models cancel what was only held.
#[tokio::test]
async fn no_to_a_held_time_lets_it_go() {
    for caller in [ANN, "anonymous"] {
        let desk = Desk::with_clinic().await;
        says(&desk.tool(HOLD, ("ann", "t1"), caller, &json!({"start": TEN})).await, "Held for the caller");
        says(&desk.tool(CANCEL, ("ann", "t2"), caller, &json!({})).await, "The hold has ended");
        assert_eq!((book(&desk), count(&desk, "appointments")), (vec![], 0));
        // Delivered again it says the same, and another hold is not meant.
        says(&desk.tool(HOLD, ("ann", "t7"), caller, &json!({"start": NINE_THIRTY})).await, "Held for the caller");
        says(&desk.tool(CANCEL, ("ann", "t2"), caller, &json!({})).await, "The hold has ended");
        // Nor is it when the caller says which of their appointments they mean.
        let friday = desk.tool(CANCEL, ("ann", "t8"), caller, &json!({"date": "friday"})).await;
        assert!(!friday.contains("The hold has ended"), "{friday}");
        assert_eq!(book(&desk), ["2026-12-03T09:30 held"]);
        says(&bob_books(&desk, "t1", TEN).await, "is booked");
        // Nobody lets go of another's hold, nor does it come before an appointment.
        says(&desk.tool(HOLD, ("ann", "t3"), caller, &json!({"start": NINE_THIRTY})).await, "Held for the caller");
        says(&desk.tool(CANCEL, ("bob", "t4"), BOB, &json!({})).await, "is cancelled");
        says(&desk.tool(CANCEL, ("later", "t1"), BOB, &json!({})).await, "no upcoming appointment");
        assert_eq!(book(&desk), ["2026-12-03T09:30 held"]);
    }
}
