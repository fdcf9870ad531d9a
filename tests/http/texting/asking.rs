//! Texts that a caller asks for on the phone: what is said of one is what has become of it.

use serde_json::json;

use super::{PATIENT, clinic};
use crate::support::{Desk, Fate, ORG};

/// The caller asks for a confirmation in this call.
async fn ask(desk: &Desk, call: &str, id: &str) -> String {
    desk.tool("sms/send", (call, id), PATIENT, &json!({"kind": "confirmation"})).await
}

fn statuses(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT group_concat(status) FROM (SELECT status FROM messages ORDER BY id)")
}

#[tokio::test]
async fn a_text_that_was_sent_is_not_sent_again_and_is_said_to_be_sent() {
    let desk = clinic().await;
    let first = ask(&desk, "call", "t1").await;
    assert_eq!((ask(&desk, "call", "t2").await, desk.vendors.texts.requests()), (first, 1));
    assert_eq!(statuses(&desk), "accepted");
}

/// The second answer is about the text of the first one, since one call has one text of a kind.
#[tokio::test]
async fn asked_again_in_one_call_a_text_that_did_not_go_out_is_not_said_to_have() {
    let opt_out = format!("INSERT INTO opt_outs (number, source) VALUES ('{PATIENT}', 'inbound')");
    let capped = json!({"daily_cap": 0});
    for status in ["failed", "suppressed", "capped"] {
        let desk = clinic().await;
        match status {
            "failed" => desk.vendors.texts.next([Fate::refused(400, 21211)]),
            "suppressed" => desk.clinics.execute(ORG, &opt_out),
            _ => drop(desk.admin("PUT", "/api/messaging", &capped).await.expect(200)),
        }
        let first = ask(&desk, "call", "t1").await;
        assert_eq!(statuses(&desk), status);
        assert!(!first.contains("on its way"), "{first}");
        assert_eq!(ask(&desk, "call", "t2").await, first, "{status}");
        assert_eq!(statuses(&desk), status);
    }
}

#[tokio::test]
async fn a_text_that_speaks_of_the_old_time_is_not_the_one_that_is_asked_for() {
    let desk = clinic().await;
    ask(&desk, "call", "t1").await;
    desk.clinics.execute(ORG,
        "UPDATE appointments SET starts_at = starts_at + 7200, ends_at = ends_at + 7200, blocked_from = blocked_from + 7200,
           blocked_until = blocked_until + 7200, revision = revision + 1",
    );
    ask(&desk, "call", "t2").await;
    let taken = desk.vendors.texts.taken();
    let bodies: Vec<&str> = taken.iter().map(|text| text.field("Body")).collect();
    assert!(matches!(bodies[..], [was, is] if was.contains("10 AM") && is.contains("noon")), "{bodies:?}");
}
