//! What a clinic wants to spend in a month: who hears of it, which texts do not leave, and where calls go.

use std::time::Duration;

use chrono::TimeDelta;
use frontdesk::ports::Clock as _;
use serde_json::{Value, json};

use crate::{
    booking::{NINE_THIRTY, TEN, ann_books, bob_books},
    calls::{CALL, at, hear, report},
    support::{Desk, NUMBER, ORG},
};

const BUDGET: &str = "/api/budget";
const FORWARDING: &str = "+15550199";

async fn set(desk: &Desk, budget: &Value) -> Value {
    let answer = desk.admin("PUT", BUDGET, budget).await.expect(200).json();
    desk.tasks.run().await;
    answer
}

/// The codes of what needs a person that speak of a budget.
async fn attention(desk: &Desk) -> Vec<String> {
    let items = desk.get("/api/attention").await.expect(200).json()["items"].clone();
    let codes = items.as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned());
    codes.filter(|code| code.contains("budget")).collect()
}

/// What Vapi is told of who answers.
async fn answers(desk: &Desk) -> Value {
    let message = json!({"message": {"type": "assistant-request", "call": {"id": "new", "type": "inboundPhoneCall"},
        "phoneNumber": {"number": NUMBER}, "customer": {"number": "+15550188"}}});
    desk.send("POST", "/api/vapi/webhook", "", Some(&message)).await.expect(200).json()
}

async fn tell(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(16));
    desk.sweep().await;
}

async fn answered() -> Desk {
    let desk = Desk::with_clinic().await;
    let assistant = json!({"assistant_id": "a5000000-0000-4000-8000-000000000001", "forwarding_number": FORWARDING});
    desk.admin("PUT", "/api/assistant", &assistant).await.expect(200);
    desk
}

#[tokio::test]
async fn a_budget_is_set_by_put_and_refused_by_its_field() {
    let desk = Desk::with_clinic().await;
    let nothing = json!({"text_segments": null, "calls_usd": null, "calls_at_limit": "alert"});
    assert_eq!(desk.get(BUDGET).await.expect(200).json(), nothing);
    let budget = json!({"text_segments": 100, "calls_usd": 20, "calls_at_limit": "forward"});
    assert_eq!(set(&desk, &budget).await, budget);
    assert_eq!(desk.get(BUDGET).await.expect(200).json(), budget);
    desk.operator("PUT", BUDGET, &json!({"calls_usd": 30})).await.expect(200);
    for (body, field) in [
        (json!({"text_segments": 0}), "text_segments"),
        (json!({"calls_usd": 1_000_001}), "calls_usd"),
        (json!({"calls_at_limit": "forward"}), "calls_at_limit"),
        (json!({"calls_at_limit": "stop"}), "calls_at_limit"),
        (json!({"calls": 1}), "calls"),
    ] {
        desk.admin("PUT", BUDGET, &body).await.problem(422, "invalid", Some(field));
    }
}

#[tokio::test]
async fn texts_beyond_the_budget_do_not_leave_and_the_clinic_hears_of_it_before() {
    let desk = answered().await;
    set(&desk, &json!({"text_segments": 2})).await;
    ann_books(&desk, TEN).await;
    assert_eq!(attention(&desk).await, [""; 0]);
    bob_books(&desk, "t1", NINE_THIRTY).await;
    assert_eq!(desk.vendors.texts.taken().len(), 2);
    assert_eq!(attention(&desk).await, ["texts_budget_spent"]);
    bob_books(&desk, "t9", "2026-12-03T14:00").await;
    assert_eq!(desk.vendors.texts.taken().len(), 2);
    let capped = desk.clinics.value(ORG, "SELECT group_concat(detail) FROM messages WHERE status = 'capped'");
    assert_eq!(capped, "The month's budget of texts is used up.");
    // More is enough at once.
    set(&desk, &json!({"text_segments": 3})).await;
    assert_eq!(attention(&desk).await, [""; 0]);
    bob_books(&desk, "t2", "2026-12-03T15:00").await;
    assert_eq!(desk.vendors.texts.taken().len(), 3);
}

/// The call costs 0.1234 dollars; ten of them are more than one dollar.
#[tokio::test]
async fn calls_beyond_the_budget_are_forwarded_until_the_month_is_over() {
    let desk = answered().await;
    set(&desk, &json!({"calls_usd": 1, "calls_at_limit": "forward"})).await;
    assert!(answers(&desk).await["assistantId"].is_string(), "{}", answers(&desk).await);
    for call in 0..8 {
        hear(&desk, &format!("{CALL}{call}"), at("15:00:00"), report()).await;
    }
    tell(&desk).await;
    assert_eq!(attention(&desk).await, ["calls_budget_near"]);
    assert!(answers(&desk).await["assistantId"].is_string());
    hear(&desk, CALL, at("15:00:00"), report()).await;
    tell(&desk).await;
    tell(&desk).await;
    assert_eq!(attention(&desk).await, ["calls_budget_spent"]);
    assert_eq!(answers(&desk).await["destination"]["number"], FORWARDING);
    // The operator sees it without asking any object.
    let clinics = desk.send("GET", "/api/orgs/attention", &desk.token(None, "platform"), None).await.expect(200);
    assert!(clinics.text.contains("calls_budget_spent"), "{}", clinics.text);
    // January begins in New York, and nobody has to do anything.
    desk.clock
        .advance((at("00:00:00") + TimeDelta::days(31) + TimeDelta::hours(5) - desk.clock.now()).to_std().unwrap());
    assert!(answers(&desk).await["assistantId"].is_string());
    assert_eq!(attention(&desk).await, [""; 0]);
}

#[tokio::test]
async fn calls_go_on_where_the_budget_only_tells_and_come_back_when_it_is_raised_or_taken_away() {
    let desk = answered().await;
    set(&desk, &json!({"calls_usd": 1})).await;
    for call in 0..9 {
        hear(&desk, &format!("{CALL}{call}"), at("15:00:00"), report()).await;
    }
    tell(&desk).await;
    assert_eq!(attention(&desk).await, ["calls_budget_spent"]);
    assert!(answers(&desk).await["assistantId"].is_string());
    for (budget, is_forwarded) in [
        (json!({"calls_usd": 1, "calls_at_limit": "forward"}), true),
        (json!({"calls_usd": 2, "calls_at_limit": "forward"}), false),
        (json!({"calls_usd": 1, "calls_at_limit": "forward"}), true),
        (json!({}), false),
    ] {
        set(&desk, &budget).await;
        tell(&desk).await;
        tell(&desk).await;
        assert_eq!(answers(&desk).await["destination"]["number"] == FORWARDING, is_forwarded, "{budget}");
    }
}

/// Whoever wanted their calls forwarded did not want them lost.
#[tokio::test]
async fn calls_are_answered_where_there_is_nobody_to_forward_them_to() {
    let desk = answered().await;
    set(&desk, &json!({"calls_usd": 1, "calls_at_limit": "forward"})).await;
    for call in 0..9 {
        hear(&desk, &format!("{CALL}{call}"), at("15:00:00"), report()).await;
    }
    tell(&desk).await;
    tell(&desk).await;
    assert_eq!(answers(&desk).await["destination"]["number"], FORWARDING);
    let assistant = json!({"assistant_id": "a5000000-0000-4000-8000-000000000001"});
    desk.admin("PUT", "/api/assistant", &assistant).await.expect(200);
    assert!(answers(&desk).await["assistantId"].is_string());
    assert_eq!(attention(&desk).await, ["calls_budget_spent"]);
}

/// Calls that are kept for a week are still paid for.
#[tokio::test]
async fn what_was_used_stays_used_when_its_calls_are_not_kept_any_more() {
    let desk = answered().await;
    set(&desk, &json!({"calls_usd": 1, "calls_at_limit": "forward"})).await;
    for call in 0..9 {
        hear(&desk, &format!("{CALL}{call}"), at("15:00:00"), report()).await;
    }
    tell(&desk).await;
    desk.clock.advance(Duration::from_hours(24));
    desk.clinics.execute(ORG, "DELETE FROM calls");
    tell(&desk).await;
    tell(&desk).await;
    assert_eq!(attention(&desk).await, ["calls_budget_spent"]);
    assert_eq!(answers(&desk).await["destination"]["number"], FORWARDING);
}
