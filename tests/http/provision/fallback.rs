//! Where Vapi sends calls if this deployment does not answer: each number has somebody, or the run says that it has nobody.

use serde_json::{Value, json};

use super::*;

/// What the number at Vapi has.
fn fallback(desk: &Desk) -> Value {
    desk.vendors.vapi.all("/phone-number")[0]["fallbackDestination"].clone()
}

fn notes(outcome: &Value) -> String {
    outcome["notes"].to_string()
}

/// Removes and sets what the clinic has said of calls.
fn assistant_document(desk: &Desk, document: &Value) {
    desk.sqlite.execute("DELETE FROM assistants");
    desk.sqlite
        .execute(&format!("INSERT INTO assistants (org_id, document, updated_at) VALUES ('{ORG}', '{document}', 1)"));
}

#[tokio::test]
async fn a_number_falls_back_to_whoever_takes_over() {
    let desk = clinic().await;
    assistant_document(&desk, &json!({"transfer": {"number": "+12025550199", "extension": "12"}}));
    let outcome = done(&desk, &json!({})).await;
    let staff = json!({"type": "number", "number": "+12025550199", "extension": "12"});
    assert_eq!(fallback(&desk), staff, "{outcome}");
    assert!(!notes(&outcome).contains("fallbackDestination"), "{outcome}");
    let document = desk.admin("GET", TOOLS, &Value::Null).await.expect(200).json();
    assert_eq!(document["number"]["fallbackDestination"], staff);
    writes(&desk);
    done(&desk, &json!({})).await;
    assert_eq!(writes(&desk), 0);
}

#[tokio::test]
async fn without_staff_it_falls_back_to_where_calls_are_forwarded() {
    let desk = clinic().await;
    assistant_document(&desk, &json!({"forwarding_number": "+12025550177"}));
    done(&desk, &json!({})).await;
    assert_eq!(fallback(&desk), json!({"type": "number", "number": "+12025550177"}));
}

#[tokio::test]
async fn a_number_with_nobody_to_fall_back_to_is_told() {
    let desk = clinic().await;
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(fallback(&desk), Value::Null);
    assert!(notes(&outcome).contains("Vapi ends its calls with an error"), "{outcome}");
    // The clinic's own called number would come back.
    assistant_document(&desk, &json!({"transfer": {"number": NUMBER}}));
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(fallback(&desk), Value::Null, "{outcome}");
}

#[tokio::test]
async fn another_choice_at_vapi_is_left_until_it_is_to_be_replaced() {
    let desk = clinic().await;
    let other = json!({"type": "number", "number": "+12025550111", "extension": "9"});
    edit(&desk, "/phone-number", PHONE, &json!({"fallbackDestination": other}));
    // With nobody to put in its place there is nothing to say.
    assert!(!notes(&done(&desk, &json!({})).await).contains("fallbackDestination"));
    assistant_document(&desk, &json!({"transfer": {"number": "+12025550199"}}));
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(fallback(&desk), other);
    assert!(notes(&outcome).contains("another fallbackDestination"), "{outcome}");
    done(&desk, &json!({"replace_server": true})).await;
    assert_eq!(fallback(&desk), json!({"type": "number", "number": "+12025550199"}));
}

#[tokio::test]
async fn what_is_said_meanwhile_is_the_orgs() {
    let desk = clinic().await;
    let own = json!({"type": "number", "number": "+12025550199", "message": "One moment."});
    edit(&desk, "/phone-number", PHONE, &json!({"fallbackDestination": own}));
    assistant_document(&desk, &json!({"transfer": {"number": "+12025550199"}}));
    let outcome = done(&desk, &json!({})).await;
    assert_eq!(fallback(&desk), own);
    assert!(!notes(&outcome).contains("fallbackDestination"), "{outcome}");
}
