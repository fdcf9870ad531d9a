//! Whole calls without any id of a tool call, which MCP has none of.

use super::*;

/// A call of Ann's to the first clinic.
struct Call {
    desk: Desk,
    id: &'static str,
}

impl Call {
    async fn new() -> Self {
        Self { desk: open().await, id: "0c0e0000-0000-4000-8000-00000000000c" }
    }

    async fn tool(&self, tool: &str, arguments: Value) -> String {
        let headers = [("x-caller-number", ANN), ("x-call-id", self.id)];
        said(post(&self.desk, &of(ORG), &headers, &calls(tool, arguments)).await)
    }

    async fn book(&self, start: &str) -> String {
        self.tool("book_appointment", json!({"start": start, "name": "Ann Lee"})).await
    }

    async fn move_to(&self, start: &str) -> String {
        self.tool("reschedule_appointment", json!({"new_start": start})).await
    }

    /// The starts of what is booked.
    fn starts(&self) -> String {
        stored(
            &self.desk,
            "SELECT coalesce(group_concat(strftime('%m-%d %H:%M', starts_at, 'unixepoch')), '')
            FROM appointments WHERE status = 'confirmed'",
        )
    }
}

#[tokio::test]
async fn somebody_asks_holds_books_asks_again_and_cancels() {
    let call = Call::new().await;
    let free = call.tool("check_availability", json!({"date": "2026-12-03"})).await;
    assert!(free.contains("more than nine openings"), "{free}");
    assert!(call.tool("reserve_slot", json!({"start": "2026-12-03T09:30"})).await.contains("Held"));
    assert!(call.book("2026-12-03T09:30").await.contains("is booked"));
    assert!(call.tool("lookupCaller", json!({})).await.contains("one appointment: Thursday, December 3 at 9:30 AM"));
    assert!(call.tool("cancel_appointment", json!({})).await.contains("is cancelled"));
    assert_eq!(call.starts(), "");
    let log = "SELECT group_concat(tool) FROM (SELECT tool FROM call_tools ORDER BY asked_ms, place)";
    assert_eq!(stored(&call.desk, "SELECT platform || count(*) FROM calls"), "mcp1");
    for tool in ["check_availability", "reserve_slot", "book_appointment", "find_appointments", "cancel_appointment"] {
        assert!(stored(&call.desk, log).contains(tool), "{tool}");
    }
}

#[tokio::test]
async fn what_is_asked_twice_is_done_once_and_said_alike() {
    let call = Call::new().await;
    let booked = call.book("2026-12-03T09:30").await;
    for _ in 0..3 {
        assert_eq!(call.book("2026-12-03T09:30").await, booked);
    }
    assert_eq!(call.starts(), "12-03 14:30");
    let cancelled = call.tool("cancel_appointment", json!({"date": "2026-12-03"})).await;
    assert_eq!(call.tool("cancel_appointment", json!({"date": "2026-12-03"})).await, cancelled);
    assert_eq!(stored(&call.desk, "SELECT count(*) FROM appointments"), "1");
}

/// Somebody who changes their mind and changes it back means it.
#[tokio::test]
async fn monday_tuesday_and_monday_again_is_monday() {
    let call = Call::new().await;
    let (monday, tuesday) = ("2026-12-07T10:00", "2026-12-08T10:00");
    assert!(call.book(monday).await.contains("is booked"));
    for (start, day, kept) in [
        (tuesday, "Tuesday", "12-08 15:00"),
        (monday, "Monday", "12-07 15:00"),
        (tuesday, "Tuesday", "12-08 15:00"),
        (monday, "Monday", "12-07 15:00"),
    ] {
        let heard = call.move_to(start).await;
        assert!(heard.contains("has moved") && heard.contains(day), "{heard}");
        assert_eq!(call.starts(), kept);
    }
    assert!(call.tool("cancel_appointment", json!({})).await.contains("is cancelled"));
    assert!(call.book(monday).await.contains("is booked"));
    assert_eq!(call.starts(), "12-07 15:00");
}

/// Two connections of one call, each of which counts its requests from 1.
#[tokio::test]
async fn ids_of_json_rpc_are_no_ids_of_a_call() {
    let call = Call::new().await;
    assert!(call.book("2026-12-03T09:30").await.contains("is booked"));
    let other = call
        .tool("book_appointment", json!({"start": "2026-12-03T11:00", "name": "Bo Lee", "another_person": true}))
        .await;
    assert!(other.contains("is booked"), "{other}");
    assert_eq!(call.starts(), "12-03 14:30,12-03 16:00");
}

/// What a clinic hears of an emergency goes before everything else, whatever the transport.
#[tokio::test]
async fn an_emergency_is_heard() {
    let call = Call::new().await;
    let heard = call.tool("take_message", json!({"about": "my husband has chest pain and cannot breathe"})).await;
    assert!(heard.contains("911"), "{heard}");
}
