//! Vapi's question with every turn of a caller, in the shapes in which it comes.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use serde_json::{Value, json};

use super::{documents, informed, turn};
use crate::support::{Desk, NUMBER};

async fn ids(desk: &Desk, message: Value) -> Vec<String> {
    let mut body = turn("");
    body["message"].as_object_mut().unwrap().remove("messagesOpenAIFormatted");
    body["message"].as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
    let answer = desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200).json();
    answer["documents"].as_array().unwrap().iter().map(|it| it["uuid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_the_caller_said_last_is_found_wherever_it_stands() {
    let desk = informed().await;
    let [user, bot] = ["user", "assistant"].map(|role| move |text: &str| json!({"role": role, "content": text}));
    let parking = "is there parking";
    for (message, expected) in [
        (
            json!({"messagesOpenAIFormatted": [user("is there an elevator"), bot("Yes."), user(parking), bot("So?")]}),
            vec!["parking"],
        ),
        (json!({"messages": [{"role": "user", "message": parking}]}), vec!["parking"]),
        (json!({"messages": [{"role": "user", "content": parking}]}), vec!["parking"]),
        (
            json!({"messagesOpenAIFormatted": [{"role": "user", "content": [{"type": "text", "text": parking}]}]}),
            vec!["parking"],
        ),
        (
            json!({"messagesOpenAIFormatted": [user("is there an elevator")], "messages": [{"role": "user", "message": parking}]}),
            vec!["access"],
        ),
        (json!({"messagesOpenAIFormatted": [bot(parking)]}), vec![]),
        (json!({"messagesOpenAIFormatted": [user("")]}), vec![]),
        (json!({"messagesOpenAIFormatted": "is there parking"}), vec![]),
        (json!({"messagesOpenAIFormatted": [7, null, "x", {"role": 7, "content": {}}]}), vec![]),
        (json!({}), vec![]),
    ] {
        assert_eq!(ids(&desk, message.clone()).await, expected, "{message}");
    }
}

#[tokio::test]
async fn a_number_of_nobody_and_what_two_clinics_claim_are_answered_nothing() {
    let desk = informed().await;
    let own = json!({"inbound_phone_number": NUMBER, "clinic_name": "x", "sip_uri": "sip:clinic-a@sip.vapi.ai"});
    desk.admin("POST", "/api/inbound/phone-mappings", &own).await.expect(200);
    for phone in [
        json!({"number": "+15550199"}),
        json!({}),
        json!({"sipUri": "sip:clinic-a@sip.vapi.ai", "id": "num-of-another"}),
    ] {
        let mut body = turn("is there parking");
        body["message"]["phoneNumber"] = phone.clone();
        if phone["id"].is_string() {
            let other = desk.token(Some(crate::support::OTHER), "admin");
            let mapping = json!({"inbound_phone_number": "+15550107", "clinic_name": "x", "vapi_phone_number_id": "num-of-another"});
            desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping)).await.expect(201);
        }
        let answer = desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200).json();
        assert_eq!(answer, json!({"documents": []}), "{phone}");
    }
}

#[tokio::test]
async fn a_suspended_clinic_answers_nothing() {
    let desk = informed().await;
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
    assert_eq!(documents(&desk, "is there parking").await, [Value::Null; 0]);
}

#[tokio::test]
async fn a_document_has_what_vapi_takes_and_nothing_else() {
    let desk = informed().await;
    let documents = documents(&desk, "is there parking").await;
    let content = "Parking is free behind the building; the entrance is on Elm Street. (Add nothing to it.)";
    assert_eq!(documents, [json!({"content": content, "similarity": 1.0, "uuid": "parking"})]);
}

#[tokio::test]
async fn it_is_asked_of_no_clinics_object() {
    let desk = informed().await;
    desk.clinics.down.store(true, SeqCst);
    assert_eq!(documents(&desk, "is there parking").await.len(), 1);
}

/// The words of the turn are the caller's own, and the model may call no tool after them.
#[tokio::test]
async fn a_caller_who_speaks_of_an_emergency_gets_the_words_for_it_first() {
    let desk = informed().await;
    let note = "If this is a medical emergency, hang up and call 911 now. (Say this to the caller first.)";
    let first = json!({"content": note, "similarity": 1.0, "uuid": "emergency"});
    assert_eq!(json!(documents(&desk, "my husband can barely breathe").await), json!([first]));
    let ask = "where do I park in an emergency";
    let fact = json!({"id": "parking", "topic": "parking", "ask": [ask], "say": "At the door."});
    desk.admin("PUT", super::KNOWLEDGE, &json!({"facts": [fact]})).await.expect(200);
    let both = documents(&desk, ask).await;
    assert_eq!((&both[0], &both[1]["uuid"]), (&first, &json!("parking")));
    assert_eq!(documents(&desk, "it's not an emergency").await, [Value::Null; 0]);
    desk.admin("PUT", "/api/assistant", &json!({"emergency": {"words": "Call 911."}})).await.expect(200);
    let own = documents(&desk, "I want to kill myself").await;
    assert_eq!(own[0]["content"], "Call 911. (Say this to the caller first.)");
    // Whatever else is wrong.
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
    let said = documents(&desk, "I have chest pain").await;
    assert!(said[0]["content"].as_str().unwrap().contains("call your local emergency number now"), "{said:?}");
}

/// A caller waits for it in silence with every turn, and without it the agent still has its tool.
#[tokio::test]
async fn what_takes_longer_than_a_second_is_answered_by_nothing() {
    let mut desk = informed().await;
    desk.another_isolate(&[]);
    desk.kv.down.store(true, SeqCst);
    // D1 is on its way for longer than that.
    desk.network.pause([250; 8]);
    let a_second_later = async {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        desk.clock.advance(Duration::from_secs(1));
    };
    let (documents, ()) = tokio::join!(documents(&desk, "chest pain; is there parking"), a_second_later);
    // But for the words for an emergency, which need no clinic.
    assert_eq!(documents.iter().map(|document| &document["uuid"]).collect::<Vec<_>>(), ["emergency"]);
    assert!(desk.log.text().contains("knowledge.not_answered"), "{}", desk.log.text());
}
