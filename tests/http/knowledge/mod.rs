//! What a clinic has written down for its callers: the document, what it is good for, and what was asked and is not in it.

mod document;
mod gaps;
mod platform;
mod questions;
mod staleness;
mod tool;

use serde_json::{Value, json};

use crate::support::{Desk, NUMBER};

const DEMO: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/demo-knowledge.json"));
const KNOWLEDGE: &str = "/api/knowledge";
const GAPS: &str = "/api/knowledge/gaps";
const ANSWER: &str = "knowledge/answer";
const CALLER: &str = "+15550188";

/// What the demo clinic has written down.
fn demo() -> Value {
    serde_json::from_str(DEMO).unwrap()
}

/// The demo clinic with all that it has written down.
async fn informed() -> Desk {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", KNOWLEDGE, &demo()).await.expect(200);
    desk
}

/// One fact about parking, which says this.
fn parking(say: &str) -> Value {
    json!({"facts": [{"id": "parking", "topic": "parking", "ask": ["where can I park"], "say": say}]})
}

/// Vapi's question what is known about a turn of the caller.
pub fn turn(said: &str) -> Value {
    json!({"message": {"type": "knowledge-base-request", "phoneNumber": {"number": NUMBER}, "customer": {"number": CALLER},
        "messagesOpenAIFormatted": [{"role": "system", "content": "You are the receptionist."}, {"role": "user", "content": said},
            {"role": "assistant", "content": "One moment."}]}})
}

/// The documents that a turn is answered by.
async fn documents(desk: &Desk, said: &str) -> Vec<Value> {
    let answer = desk.send("POST", "/api/vapi/webhook", "", Some(&turn(said))).await.expect(200).json();
    assert_eq!(answer.as_object().unwrap().len(), 1, "a message would be spoken in the model's place: {answer}");
    answer["documents"].as_array().unwrap().clone()
}

/// What the tool answers.
async fn told(desk: &Desk, said: &str) -> String {
    desk.tool(ANSWER, ("call-1", "t1"), CALLER, &json!({ "question": said })).await
}
