//! Booking as the agent hears it.

use serde_json::json;

use crate::support::{CALENDAR, Desk};

const CALLER: &str = "+15550188";

#[tokio::test]
async fn a_call_books_finds_moves_and_cancels() {
    let desk = Desk::with_clinic().await;
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee"});
    let said = desk.tool("calendar/book", ("c1", "t1"), CALLER, &order).await;
    assert!(said.contains("is booked: Thursday, December 3 at 9:30 AM (start 2026-12-03T09:30)"), "{said}");
    let events = desk.vendors.events.live(CALENDAR);
    assert_eq!(events.len(), 1);
    let found = desk.tool("appointments/find", ("c1", "t2"), CALLER, &json!({})).await;
    assert!(found.contains("one appointment: Thursday, December 3 at 9:30 AM"), "{found}");
    let moved = desk.tool("calendar/reschedule", ("c1", "t3"), CALLER, &json!({"new_start": "2026-12-04T10:00"})).await;
    assert!(moved.contains("to Friday, December 4 at 10 AM (start 2026-12-04T10:00)"), "{moved}");
    assert_eq!(desk.vendors.events.live(CALENDAR), events, "the same event moved along");
    let gone = desk.tool("calendar/cancel", ("c1", "t4"), CALLER, &json!({})).await;
    assert!(gone.contains("is cancelled: Friday, December 4 at 10 AM"), "{gone}");
    assert!(desk.vendors.events.live(CALENDAR).is_empty());
}
