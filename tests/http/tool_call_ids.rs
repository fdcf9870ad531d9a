//! Ids that come as numbers, and as many calls as a message has: every call is answered, in order, under its id as it was sent.

use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, mapping, vapi};

const WEBHOOK: &str = "/api/vapi/webhook";

/// A message whose list of calls and whose call's id are this JSON. Numbers beyond 64 bits survive only as text.
fn message(list: &str, call_id: &str) -> String {
    format!(
        r#"{{"message": {{"type": "tool-calls", "toolCallList": {list}, "call": {{"id": {call_id}, "type": "inboundPhoneCall"}},
            "phoneNumber": {{"number": "{NUMBER}"}}, "customer": {{"number": "+15550188"}}}}}}"#
    )
}

async fn post(desk: &Desk, body: String) -> crate::support::Answer {
    let request = http::Request::post(WEBHOOK).header("content-type", "application/json").body(body.into()).unwrap();
    desk.raw(request).await
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|result| result["toolCallId"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_numeric_id_is_answered_as_it_was_sent() {
    let desk = Desk::with_clinic().await;
    let call = |id: &str| format!(r#"{{"id": {id}, "name": "find_appointments", "arguments": {{}}}}"#);
    let sent = ["17", "-3", "1.50", "1e3", "123456789012345678901234567890", "\"17\"", "\"\\u00e9\""];
    let list = format!("[{}]", sent.map(call).join(","));
    let answer = post(&desk, message(&list, "4711")).await.expect(200).json();
    assert_eq!(ids(&answer), ["17", "-3", "1.50", "1e3", "123456789012345678901234567890", "17", "é"], "{answer}");
    for (name, list) in [
        ("toolCalls", json!([{"id": 17, "name": "find_appointments"}])),
        ("toolWithToolCallList", json!([{"name": "find_appointments", "toolCall": {"id": 17}}])),
    ] {
        let mut body = vapi(NUMBER, &json!({}));
        let message = body["message"].as_object_mut().unwrap();
        message.remove("toolCallList");
        message.insert(name.into(), list);
        let answer = post(&desk, body.to_string()).await.expect(200).json();
        assert_eq!(ids(&answer), ["17"], "{name}: {answer}");
    }
    // The call's own id is one as well: its log is kept under it.
    assert_eq!(desk.get("/api/calls/4711").await.expect(200).json()["id"], "4711");
}

#[tokio::test]
async fn what_is_no_id_is_none() {
    let desk = Desk::with_clinic().await;
    for odd in ["null", "true", "[1]", "{\"id\": 1}"] {
        let list = format!(r#"[{{"id": {odd}, "name": "find_appointments"}}]"#);
        let answer = post(&desk, message(&list, odd)).await.expect(200).json();
        assert_eq!(ids(&answer), [""], "{odd}: {answer}");
    }
}

#[tokio::test]
async fn a_numeric_id_of_the_called_number_finds_the_clinic() {
    let desk = Desk::with_clinic().await;
    let mut known = mapping(NUMBER);
    known["vapi_phone_number_id"] = json!("8675309");
    desk.admin("POST", "/api/inbound/phone-mappings", &known).await.expect(200);
    let call = json!([{"id": "a", "name": "find_appointments", "arguments": {}}]);
    for message in [
        json!({"type": "tool-calls", "toolCallList": call, "phoneNumber": {"id": 8_675_309}}),
        json!({"type": "tool-calls", "toolCallList": call, "call": {"phoneNumberId": 8_675_309}}),
    ] {
        let answer = post(&desk, json!({ "message": message }).to_string()).await.expect(200);
        assert!(!answer.spoken().contains("can't tell which clinic"), "{}", answer.text);
    }
    let flat =
        json!({"date": "2026-12-03", "phone_number_id": 8_675_309, "call_id": 4711, "caller_number": "+15550188"});
    let answer = desk.send("POST", "/api/vapi/tools/calendar/check", "", Some(&flat)).await.expect(200).json();
    assert!(answer["message"].as_str().unwrap().contains("December 3"), "{answer}");
    assert_eq!(desk.get("/api/calls/4711").await.expect(200).json()["id"], "4711");
}

#[tokio::test]
async fn every_call_of_a_message_gets_a_result() {
    let desk = Desk::with_clinic().await;
    desk.vendors.take();
    for count in [64, 65, 200, 1000] {
        let calls: Vec<Value> = (0..count)
            .map(|n| json!({"id": format!("c{n}"), "function": {"name": "check_availability", "arguments": {"date": "2026-12-03"}}}))
            .collect();
        let answer = post(&desk, message(&json!(calls).to_string(), "\"call-1\"")).await.expect(200).json();
        let expected: Vec<String> = (0..count).map(|n| format!("c{n}")).collect();
        assert_eq!(ids(&answer), expected);
        for result in &answer["results"].as_array().unwrap()[16..] {
            assert!(result["error"].as_str().unwrap().contains("Call one at a time"), "{result}");
            assert_eq!(result["name"], "check_availability");
        }
        assert_eq!(desk.vendors.take().iter().filter(|name| *name == "freeBusy").count(), 16);
    }
}

/// Results for all of them would take a hundred times the memory of the body, and no model calls so many: the sender is told.
#[tokio::test]
async fn a_list_of_calls_without_an_end_is_refused() {
    let desk = Desk::with_clinic().await;
    for item in ["0", "{}"] {
        let endless = format!("[{item}{}]", format!(",{item}").repeat(300_000));
        for name in ["toolCallList", "toolCalls", "toolWithToolCallList"] {
            let body = format!(r#"{{"message":{{"type":"tool-calls","{name}":{endless}}}}}"#);
            let problem = post(&desk, body).await.problem(400, "malformed", None).text;
            assert!(problem.contains("1000 tools"), "{problem}");
        }
    }
}
