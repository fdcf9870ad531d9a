//! What the inbox and the list of staff refuse, and what to do then.

use serde_json::{Value, json};

use super::{INBOX, MESSAGING, STAFF};
use crate::support::{Desk, NUMBER, mapping};

#[tokio::test]
async fn queries_that_mean_nothing_are_refused_by_name() {
    let desk = Desk::with_clinic().await;
    for (query, field) in [
        ("?status=closed", "status"),
        ("?status=", "status"),
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?cursor=nonsense", "cursor"),
    ] {
        desk.get(&format!("{INBOX}{query}")).await.problem(422, "invalid", Some(field));
    }
    let unknown = desk.get(&format!("{INBOX}?state=open")).await;
    assert!(unknown.status.is_client_error(), "{}", unknown.text);
}

#[tokio::test]
async fn a_change_is_one_of_two_words_and_nothing_else() {
    let desk = Desk::with_clinic().await;
    let path = format!("{INBOX}/0198c0de-0000-7000-8000-000000000001");
    for body in [
        json!({}),
        json!({"status": "closed"}),
        json!({"status": null}),
        json!({"status": "done", "about": "x"}),
        json!([]),
    ] {
        let answer = desk.admin("PATCH", &path, &body).await;
        assert!(answer.status.is_client_error() && answer.status != 404, "{body}: {}", answer.text);
    }
}

#[tokio::test]
async fn staff_is_listed_by_numbers_as_people_write_them() {
    let desk = Desk::with_clinic().await;
    let staff = json!([{"number": "(202) 555-0199"}, {"number": "+1 202 555 0177", "hours": "always", "urgency_at_least": "emergency"}]);
    let set = desk.admin("PUT", MESSAGING, &json!({"staff": staff})).await.expect(200).json();
    let expected = json!([
        {"number": STAFF, "hours": "open", "urgency_at_least": "routine"},
        {"number": "+12025550177", "hours": "always", "urgency_at_least": "emergency"}]);
    assert_eq!((&set["staff"], &set["include_text"]), (&expected, &json!(false)));
    let shown = desk.get(MESSAGING).await.expect(200).json();
    assert_eq!(shown["staff"], expected);
    // What was read can be sent back.
    assert_eq!(desk.admin("PUT", MESSAGING, &shown).await.expect(200).json(), shown);
}

#[tokio::test]
async fn a_list_of_staff_that_would_reach_nobody_is_refused_by_name() {
    let desk = Desk::with_clinic().await;
    let put = async |staff: Value| desk.admin("PUT", MESSAGING, &json!({"staff": staff})).await;
    for (staff, field) in [
        (json!([{"number": "five"}]), "staff[0].number"),
        (json!([{"number": STAFF}, {"number": "202 555"}]), "staff[1].number"),
        (json!([{"number": STAFF}, {"number": "202-555-0199"}]), "staff[1].number"),
        (json!([{"number": STAFF}, {"number": NUMBER}]), "staff[1].number"),
        (json!([{"number": "+1 900 555 1234"}]), "staff[0].number"),
        (json!([{"number": "900-555-1234"}]), "staff[0].number"),
        (json!([{"number": "+1415555012"}]), "staff[0].number"),
        (json!([{"number": "+999 123 456 789"}]), "staff[0].number"),
        (
            json!((0..11).map(|last| json!({"number": format!("+12025550{:03}", 100 + last)})).collect::<Vec<_>>()),
            "staff",
        ),
    ] {
        put(staff).await.problem(422, "invalid", Some(field));
    }
    for staff in [
        json!([{}]),
        json!([{"number": STAFF, "hours": "sometimes"}]),
        json!([{"number": STAFF, "urgency_at_least": "high"}]),
        json!([{"number": STAFF, "email": "a@b.example"}]),
        json!([STAFF]),
        json!({"number": STAFF}),
    ] {
        let answer = put(staff.clone()).await;
        assert!(answer.status.is_client_error(), "{staff}: {}", answer.text);
    }
}

/// A text to a number that the assistant answers reaches nobody. Whoever takes calls over may well be texted.
#[tokio::test]
async fn every_number_that_is_called_is_refused_as_staff_and_those_that_take_over_are_not() {
    let desk = Desk::with_clinic().await;
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+12025550166")).await.expect(201);
    let takes_over = "+12025550142";
    desk.admin("PUT", "/api/assistant", &json!({"transfer": {"number": takes_over}})).await.expect(200);
    let put = async |number: &str| desk.admin("PUT", MESSAGING, &json!({"staff": [{"number": number}]})).await;
    for called in [NUMBER, "+12025550166"] {
        let refused = put(called).await;
        assert!(!refused.text.contains("patient"), "{}", refused.text);
        refused.problem(422, "invalid", Some("staff[0].number"));
    }
    put(takes_over).await.expect(200);
}
