//! What would be answered to a captured webhook, and why Vapi might ignore it.

mod bodies;
mod platforms;
mod rehearsals;
mod warnings;
mod whose;
mod words;

use std::collections::BTreeSet;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Desk, NUMBER, ORG};

const DIAGNOSE: &str = "/api/diagnose/vapi";
const WEBHOOK: &str = "/api/vapi/webhook";
const CALLER: &str = "+15550188";

/// A body as text, diagnosed by somebody.
async fn ask(desk: &Desk, token: &str, query: &str, body: &str) -> Answer {
    let request = Request::builder().method("POST").uri(format!("{DIAGNOSE}{query}"));
    let request = if token.is_empty() { request } else { request.header("authorization", format!("Bearer {token}")) };
    desk.raw(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// A body, diagnosed by the first clinic's admin.
async fn diagnose(desk: &Desk, query: &str, body: &str) -> Value {
    ask(desk, &desk.token(Some(ORG), "admin"), query, body).await.expect(200).json()
}

fn codes(diagnosis: &Value) -> BTreeSet<String> {
    diagnosis["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap().to_owned()).collect()
}

/// What a step says, all of its lines.
fn says(diagnosis: &Value, step: &str) -> String {
    let steps = diagnosis["steps"].as_array().unwrap().iter().filter(|s| s["step"] == step);
    steps.map(|s| s["says"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

/// A message that is in order: every list, every address, one call.
fn sound(name: &str, arguments: &Value) -> Value {
    let call = json!({"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}});
    let server =
        json!({"url": "https://desk.example/api/vapi/webhook", "timeoutSeconds": 20, "secret": "CANARY-secret"});
    json!({"message": {
        "type": "tool-calls", "toolCallList": [call], "toolCalls": [call],
        "toolWithToolCallList": [{"type": "function", "async": false, "server": server,
            "function": {"name": name, "parameters": {"type": "object"}}, "toolCall": call}],
        "call": {"id": "c1", "type": "inboundPhoneCall", "phoneNumberId": "11111111-1111-4111-8111-111111111111"},
        "phoneNumber": {"id": "11111111-1111-4111-8111-111111111111", "number": NUMBER, "server": server},
        "customer": {"number": CALLER},
        "assistant": {"server": server, "serverMessages": ["tool-calls", "status-update"]},
        "artifact": {"transcript": "CANARY-transcript"}}})
}

/// The demo clinic, which knows its own address.
async fn clinic() -> Desk {
    Desk::with_clinic_and(&[("PUBLIC_URL", "https://desk.example")]).await
}

#[tokio::test]
async fn a_sound_message_is_told_step_by_step() {
    let desk = clinic().await;
    let body = sound("check_availability", &json!({"date": "tomorrow", "service": "cleaning"}));
    let told = diagnose(&desk, "", &body.to_string()).await;
    assert_eq!((&told["status"], codes(&told)), (&json!(200), BTreeSet::new()), "{told}");
    assert!(says(&told, "message").contains("of type tool-calls"));
    let calls = says(&told, "calls");
    assert!(calls.contains("1 of toolCallList: check_availability (call_1)"), "{calls}");
    assert!(calls.contains("toolCalls, toolWithToolCallList"), "{calls}");
    assert!(says(&told, "server").contains("the URL of check_availability, at desk.example"));
    let number = says(&told, "number");
    assert!(number.starts_with("message.phoneNumber.number is +15550100: this org's."), "{number}");
    assert!(
        number.contains("message.phoneNumber.id is 11111111-1111-4111-8111-111111111111: another org's or nobody's")
    );
    assert_eq!(says(&told, "caller"), "The caller's number is +1*****88.");
    assert_eq!(says(&told, "org"), "The message is for this org.");
    let read = says(&told, "arguments");
    assert!(read.contains("Sent: date, service.") && read.contains("days 2026-12-02; service cleaning"), "{read}");
    // The demo clinic offers no services; that is what the agent hears, and no reason to ignore it.
    assert_eq!(says(&told, "answer"), told["answer"]["results"][0]["result"]);
    assert_eq!(told["answer"]["results"][0]["toolCallId"], "call_1");
    assert_eq!(told["ok"], true, "{told}");
}

#[tokio::test]
async fn the_older_formats_and_flat_bodies_are_told_as_well() {
    let desk = clinic().await;
    let legacy = json!({"toolCall": {"name": "check_availability", "arguments": {"inboundPhoneNumber": NUMBER, "date": "tomorrow"}}});
    let told = diagnose(&desk, "", &legacy.to_string()).await;
    assert!(told["ok"] == true && told["answer"]["speech"].is_string(), "{told}");
    assert!(says(&told, "number").starts_with("inboundPhoneNumber is +15550100: this org's."));
    let flat = json!({"called_number": NUMBER, "caller_number": CALLER, "start": "2026-12-03T09:30", "name": "Ann Lee", "phone": "+1 415 555 0155"});
    let told = diagnose(&desk, "?path=calendar/book", &flat.to_string()).await;
    assert!(told["ok"] == true && told["answer"]["ok"] == true, "{told}");
    let read = says(&told, "arguments");
    assert!(read.contains("start 2026-12-03T09:30; name Ann Lee; phone +1*****55"), "{read}");
    let report = json!({"message": {"type": "status-update", "status": "ended", "phoneNumber": {"number": NUMBER}}});
    let told = diagnose(&desk, "", &report.to_string()).await;
    assert_eq!(
        (&told["ok"], &told["answer"], says(&told, "message")),
        (&json!(true), &json!({}), "A message of type status-update: a report of the call.".into())
    );
    assert!(told["steps"].as_array().unwrap().iter().all(|step| step["step"] != "arguments"));
}

#[tokio::test]
async fn what_cannot_be_read_is_located_and_not_quoted() {
    let desk = clinic().await;
    for broken in ["", "{\"message\": {\"secret\": \"CANARY-1\",}}", "[\"CANARY-2\"]", "CANARY-3", "\u{0}"] {
        let told = diagnose(&desk, "", broken).await;
        assert_eq!((&told["ok"], &told["status"]), (&json!(false), &json!(400)), "{told}");
        assert_eq!((codes(&told), &told["answer"]["code"]), (BTreeSet::from(["not_json".into()]), &json!("malformed")));
        assert!(!told.to_string().contains("CANARY"), "{told}");
    }
    let told = diagnose(&desk, "", "{\n \"message\": x}").await;
    assert!(says(&told, "body").contains("line 2, column 13"), "{told}");
}
