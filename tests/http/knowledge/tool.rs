//! `answer_question` as models call it.

use serde_json::{Value, json};

use super::{ANSWER, CALLER, informed, parking};
use crate::support::{Desk, NUMBER};

const PARKING: &str = "Parking is free behind the building; the entrance is on Elm Street. (Add nothing to it.)";

async fn called(desk: &Desk, name: &str, arguments: Value) -> String {
    let call = json!({"id": "t1", "function": {"name": name, "arguments": arguments}});
    let body = json!({"message": {"type": "tool-calls", "phoneNumber": {"number": NUMBER}, "customer": {"number": CALLER}, "toolCallList": [call]}});
    desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200).spoken()
}

#[tokio::test]
async fn a_question_is_read_as_models_send_it() {
    let desk = informed().await;
    for (name, arguments) in [
        ("answer_question", json!({"question": "is there parking"})),
        ("queryKnowledgeBase", json!({"query": "is there parking"})),
        ("answer_question", json!({"question": ["is there parking"]})),
        ("answer_question", json!({"question": {"text": "is there parking"}})),
        ("answer_question", json!("{\"question\": \"is there parking\"}")),
    ] {
        assert_eq!(called(&desk, name, arguments.clone()).await, PARKING, "{name} {arguments}");
    }
    for arguments in [json!({}), json!({"question": ""}), json!({"question": null}), json!({"topic": "parking"})] {
        let said = called(&desk, "answer_question", arguments.clone()).await;
        assert!(said.starts_with("The argument question is missing. Ask the caller for it"), "{arguments}: {said}");
    }
    let said = called(&desk, "answer_question", json!({"question": "{{question}}"})).await;
    assert!(said.starts_with("The argument question is a template"), "{said}");
}

/// Whoever calls, withheld or not, is told the same: nothing of it is about them.
#[tokio::test]
async fn a_withheld_caller_is_answered() {
    let desk = informed().await;
    for caller in ["anonymous", "", CALLER] {
        let said = desk.tool(ANSWER, ("call-1", "t1"), caller, &json!({"question": "is there parking"})).await;
        assert_eq!(said, PARKING, "{caller}");
    }
}

#[tokio::test]
async fn several_facts_are_told_as_long_as_they_fit() {
    let desk = Desk::with_clinic().await;
    let fact = |id: &str, say: String| json!({"id": id, "topic": "parking", "ask": ["where can I park"], "say": say});
    let mut knowledge = parking("");
    for (length, told) in [(20, 3), (200, 2), (400, 1)] {
        let say = |letter: &str| letter.repeat(length);
        knowledge["facts"] =
            json!([fact("a", say("a")), fact("b", say("b")), fact("c", say("c")), fact("d", say("d"))]);
        desk.admin("PUT", super::KNOWLEDGE, &knowledge).await.expect(200);
        let said = super::told(&desk, "where can I park").await;
        let expected: Vec<String> = ["a", "b", "c"][..told].iter().map(|letter| say(letter)).collect();
        assert_eq!(said, format!("{} (Add nothing to it.)", expected.join(" ")));
    }
}
