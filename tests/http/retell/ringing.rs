//! The inbound webhook: who answers, with what, or nobody.

use super::*;
use crate::support::{NUMBER, OTHER};

const STAFF: &str = "+15550142";
const NIGHT: &str = "+15550143";

async fn ringing(desk: &Desk, name: &str) -> Value {
    let answer = post(desk, INBOUND, &fixture(name)).await.expect(200).json();
    assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
    answer["call_inbound"].clone()
}

async fn set(desk: &Desk, document: &Value) {
    desk.admin("PUT", "/api/assistant", document).await.expect(200);
}

async fn suspend(desk: &Desk) {
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
}

#[tokio::test]
async fn the_agent_is_told_of_the_clinic_in_texts() {
    let desk = open().await;
    for name in ["call-inbound", "call-inbound-call-id", "call-inbound-withheld"] {
        let answer = ringing(&desk, name).await;
        assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["dynamic_variables"], "{answer}");
        let variables = answer["dynamic_variables"].as_object().unwrap();
        assert!(variables.values().all(Value::is_string), "{answer}");
        assert_eq!(
            (&variables["clinic_name"], &variables["called_number"]),
            (&json!("Downtown Dental Clinic"), &json!(NUMBER))
        );
        assert_eq!((&variables["transfer_number"], &variables["unavailable_message"]), (&json!(""), &json!("")));
        assert!(variables["frontdesk_call"].as_str().unwrap().starts_with("fdc1."), "{answer}");
    }
}

#[tokio::test]
async fn the_number_of_whoever_takes_over_now_is_a_variable() {
    let desk = open().await;
    set(&desk, &json!({"transfer": {"number": STAFF}})).await;
    assert_eq!(ringing(&desk, "call-inbound").await["dynamic_variables"]["transfer_number"], STAFF);
    desk.clock.advance(std::time::Duration::from_hours(10));
    assert_eq!(ringing(&desk, "call-inbound").await["dynamic_variables"]["transfer_number"], "", "after hours");
    set(&desk, &json!({"transfer": {"number": STAFF, "after_hours_number": NIGHT}})).await;
    assert_eq!(ringing(&desk, "call-inbound").await["dynamic_variables"]["transfer_number"], NIGHT);
    // A number of the org's own would come back.
    let document = json!({"transfer": {"number": NUMBER, "after_hours_number": NUMBER}});
    desk.sqlite.execute(&format!("UPDATE assistants SET document = '{document}'"));
    desk.sweep().await;
    desk.frontdesk.app().directory.forget(ORG.parse().unwrap(), []);
    assert_eq!(ringing(&desk, "call-inbound").await["dynamic_variables"]["transfer_number"], "");
}

#[tokio::test]
async fn what_is_nobodys_gets_nobodys_values() {
    let desk = open().await;
    assert_eq!(ringing(&desk, "chat-inbound").await, json!({}));
    assert_eq!(ringing(&desk, "call-inbound-sip").await, json!({}));
    let mut unknown = fixture("call-inbound");
    unknown["call_inbound"]["to_number"] = json!("+15550199");
    for body in
        [unknown, json!({"event": "call_inbound"}), json!({"event": "call_inbound", "call_inbound": 5}), json!({})]
    {
        let answer = post(&desk, INBOUND, &body).await.expect(200).json();
        assert_eq!(answer, json!({"call_inbound": {}}), "{body}");
    }
    let answer = post(&desk, &of_org(INBOUND, OTHER), &fixture("call-inbound")).await.expect(200).json();
    assert_eq!(answer, json!({"call_inbound": {}}), "another org's address");
}

#[tokio::test]
async fn a_suspended_clinic_refuses_or_says_its_own_words() {
    let desk = open().await;
    suspend(&desk).await;
    assert_eq!(ringing(&desk, "call-inbound").await, json!({"reject": true}));
    set(&desk, &json!({"unavailable_message": "We have moved."})).await;
    assert_eq!(told(&ringing(&desk, "call-inbound").await), ("We have moved.".to_owned(), String::new()));
    set(&desk, &json!({"forwarding_number": STAFF})).await;
    let (said, number) = told(&ringing(&desk, "call-inbound").await);
    assert!(said.starts_with("One moment") && number == STAFF, "{said}");
}

/// What an agent begins with and whom it puts the caller through to, where it is not to do its work. Every variable is there, so that no
/// prompt is read out with a template in it; of the clinic nothing is told, and there is no token.
fn told(answer: &Value) -> (String, String) {
    let variables = &answer["dynamic_variables"];
    let text = |name: &str| variables[name].as_str().unwrap_or_else(|| panic!("{name}: {answer}")).to_owned();
    let said = answer["agent_override"]["retell_llm"]["begin_message"].as_str().unwrap();
    assert_eq!(text("unavailable_message"), said);
    assert_eq!(variables.as_object().unwrap().len(), 15, "{answer}");
    assert_eq!((text("clinic_name"), text("hours_week"), text("frontdesk_call")), Default::default());
    (said.to_owned(), text("transfer_number"))
}

#[tokio::test]
async fn a_blocked_caller_is_refused_and_a_withheld_one_told() {
    let desk = open().await;
    set(&desk, &json!({"callers": {"block": ["+15550188"], "withheld": "message"}})).await;
    assert_eq!(ringing(&desk, "call-inbound").await, json!({"reject": true}));
    let answer = ringing(&desk, "call-inbound-withheld").await;
    let (said, number) = told(&answer);
    assert!(!said.is_empty() && number.is_empty(), "{answer}");
}

/// The token says who called whom, where the tool's own body says nothing.
#[tokio::test]
async fn the_token_of_a_ringing_phone_is_who_calls_later() {
    let desk = open().await;
    let token = ringing(&desk, "call-inbound").await["dynamic_variables"]["frontdesk_call"].clone();
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee", "frontdesk_call": token, "call_id": CALL});
    let said = post(&desk, "/api/retell/tools/calendar/book", &order).await.expect(200).spoken();
    assert!(said.contains("is booked"), "{said}");
    let find = json!({"call_id": CALL});
    let header = [("x-frontdesk-call", token.as_str().unwrap())];
    let path = "/api/retell/tools/appointments/find";
    let said = raw(&desk, path, &header, find.to_string().into_bytes()).await.expect(200).spoken();
    assert!(said.contains("9:30"), "{said}");
    let caller = desk.clinics.value(ORG, "SELECT caller_number FROM appointments");
    assert_eq!(caller, "+15550188");
    // In another call it counts for nothing, and neither does one that was altered.
    for (token, call) in
        [(token.as_str().unwrap().to_owned(), "call_b2"), (format!("{}x", token.as_str().unwrap()), CALL)]
    {
        let body = json!({"frontdesk_call": token, "call_id": call});
        let said = post(&desk, path, &body).await.expect(200).spoken();
        assert!(!said.contains("9:30"), "{said}");
    }
}

#[tokio::test]
async fn no_answer_names_a_clinic_while_the_directory_is_down() {
    let mut desk = open().await;
    desk.another_isolate(&[("RETELL_AUTH", "off")]);
    for key in desk.kv.keys() {
        desk.kv.lose(&key);
    }
    desk.sqlite.down.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(ringing(&desk, "call-inbound").await, json!({}));
}
