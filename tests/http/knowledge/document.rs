//! The document: what it says when nothing was set, who sets it, and what is refused.

use serde_json::{Value, json};

use super::{KNOWLEDGE, demo, documents, parking, told};
use crate::support::{Desk, ORG, OTHER};

#[tokio::test]
async fn a_clinic_that_has_written_nothing_knows_nothing() {
    let desk = Desk::with_clinic().await;
    let empty = json!({"facts": [], "insurance": {"accepted": [], "not_accepted": [], "otherwise": "ask_staff"}, "never": [],
        "unknown": "ask_message"});
    assert_eq!(desk.get(KNOWLEDGE).await.expect(200).json(), empty);
    for question in ["where can I park", "do you take Cigna", "what insurance do you take"] {
        let said = told(&desk, question).await;
        assert!(said.starts_with("Nothing is written down about that.") && said.contains("(take_message)"), "{said}");
        assert_eq!(documents(&desk, question).await, [Value::Null; 0]);
    }
    assert!(told(&desk, "how much ibuprofen can I take").await.starts_with("That is for the clinic's staff"));
}

#[tokio::test]
async fn what_was_read_can_be_sent_back_and_facts_get_ids() {
    let desk = Desk::with_clinic().await;
    assert_eq!(desk.admin("PUT", KNOWLEDGE, &demo()).await.expect(200).json(), demo());
    assert_eq!(desk.get(KNOWLEDGE).await.expect(200).json(), demo());
    let mut without = parking("Behind the building.");
    without["facts"][0].as_object_mut().unwrap().remove("id");
    let answered = desk.admin("PUT", KNOWLEDGE, &without).await.expect(200).json();
    assert_eq!(answered["facts"][0]["id"].as_str().unwrap().len(), 36, "{answered}");
    assert_eq!(desk.admin("PUT", KNOWLEDGE, &answered).await.expect(200).json(), answered);
    let lines = desk.get("/api/audit?limit=3").await.expect(200).json();
    let told: Vec<Value> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!([line["action"], line["detail"]["fields"]]))
        .collect();
    let line = |fields: Value| json!(["knowledge.replaced", fields]);
    assert_eq!(
        told,
        [line(json!([])), line(json!(["facts", "insurance", "never"])), line(json!(["facts", "insurance", "never"]))]
    );
}

#[tokio::test]
async fn a_viewer_reads_and_an_admin_writes_and_neither_for_another_clinic() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", KNOWLEDGE, &demo()).await.expect(200);
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("GET", KNOWLEDGE, &viewer, None).await.expect(200);
    desk.send("PUT", KNOWLEDGE, &viewer, Some(&json!({}))).await.problem(403, "forbidden", None);
    desk.send("GET", KNOWLEDGE, "", None).await.problem(401, "unauthorized", None);
    let theirs = desk.send("GET", KNOWLEDGE, &desk.token(Some(OTHER), "admin"), None).await.expect(200).json();
    assert_eq!(theirs["facts"], json!([]));
}

fn with_fact(changes: &Value) -> Value {
    let mut fact =
        json!({"id": "parking", "topic": "parking", "ask": ["where can I park"], "say": "Behind the building."});
    fact.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    json!({"facts": [fact]})
}

/// Two apostrophes that Unicode counts among the letters. Nothing is left of them in words.
const UNSAID: &str = "ʼʼ";

#[tokio::test]
async fn bad_knowledge_is_refused_by_field_and_says_why() {
    let desk = Desk::with_clinic().await;
    let fact = &with_fact(&json!({}))["facts"][0];
    let plans = |accepted: Value, not_accepted: Value| json!({"insurance": {"accepted": accepted, "not_accepted": not_accepted}});
    let long = |length: usize| "a".repeat(length);
    let full: Vec<Value> = (0..60)
        .map(|n| json!({"id": format!("f{n}"), "topic": "other", "ask": [format!("question {n}")], "say": long(400)}))
        .collect();
    for (body, field, why) in [
        (json!({"fact": []}), "fact", "Unknown field"),
        (with_fact(&json!({"answer": "x"})), "facts[0].answer", "Unknown field"),
        (with_fact(&json!({"topic": "weather"})), "facts[0].topic", "one of"),
        (with_fact(&json!({"id": "Two words"})), "facts[0].id", "small letters, digits and dashes"),
        (with_fact(&json!({"id": long(41)})), "facts[0].id", "1 to 40"),
        (json!({"facts": [fact, fact]}), "facts[1].id", "unlike the ids"),
        (with_fact(&json!({"ask": []})), "facts[0].ask", "at least one way of asking"),
        (with_fact(&json!({"ask": vec!["a"; 9]})), "facts[0].ask", "at most 8"),
        (with_fact(&json!({"ask": [long(121)]})), "facts[0].ask[0]", "1 to 120 characters"),
        (with_fact(&json!({"ask": ["?!"]})), "facts[0].ask[0]", "a letter or a digit"),
        (with_fact(&json!({"ask": [UNSAID]})), "facts[0].ask[0]", "a letter or a digit"),
        (with_fact(&json!({"say": UNSAID})), "facts[0].say", "a letter or a digit"),
        (plans(json!([UNSAID]), json!([])), "insurance.accepted[0]", "a letter or a digit"),
        (plans(json!([]), json!([UNSAID])), "insurance.not_accepted[0]", "a letter or a digit"),
        (json!({"never": [UNSAID]}), "never[0]", "a letter or a digit"),
        (with_fact(&json!({"ask": [7]})), "facts[0].ask[0]", "string"),
        (with_fact(&json!({"say": long(401)})), "facts[0].say", "1 to 400 characters"),
        (with_fact(&json!({"say": "two\nlines"})), "facts[0].say", "one line"),
        (with_fact(&json!({"say": ""})), "facts[0].say", "1 to 400 characters"),
        (json!({"facts": vec![fact; 201]}), "facts", "at most 200"),
        (json!({"facts": full}), "facts", "16384 bytes in all"),
        (plans(json!(vec!["Cigna"; 101]), json!([])), "insurance.accepted", "at most 100"),
        (plans(json!(["Cigna", "CIGNA"]), json!([])), "insurance.accepted[1]", "stands once"),
        (plans(json!(["Delta Care"]), json!(["DeltaCare"])), "insurance.not_accepted[0]", "stands once"),
        (plans(json!(["Care", "Care for You"]), json!([])), "insurance.accepted[1]", "cannot be told from Care:"),
        (plans(json!([long(81)]), json!([])), "insurance.accepted[0]", "1 to 80 characters"),
        (plans(json!(["x"]), json!([])), "insurance.accepted[0]", "at least 2 characters"),
        (json!({"insurance": {"otherwise": "accepted"}}), "insurance.otherwise", "must be"),
        (json!({"never": vec!["doses"; 21]}), "never", "at most 20"),
        (json!({"never": [long(61)]}), "never[0]", "1 to 60 characters"),
        (json!({"unknown": "guess"}), "unknown", "one of"),
        (json!([]), "", "must be a JSON object"),
    ] {
        let named = Some(field).filter(|field| !field.is_empty());
        let answer: Value = desk.admin("PUT", KNOWLEDGE, &body).await.problem(422, "invalid", named).json();
        assert!(answer["detail"].as_str().unwrap().contains(why), "{answer} should say: {why}");
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM knowledge"), "0");
}

#[tokio::test]
async fn what_to_do_about_a_question_that_is_not_answered_is_the_clinics_choice() {
    let desk = Desk::with_clinic().await;
    for (unknown, expected) in [
        ("ask_message", "offer to take a message (take_message)."),
        ("transfer", "offer to hand the call to a person (transfer_call)."),
        ("say_unknown", "say that you do not know."),
    ] {
        desk.admin("PUT", KNOWLEDGE, &json!({ "unknown": unknown })).await.expect(200);
        assert_eq!(
            told(&desk, "what's the weather like").await,
            format!("Nothing is written down about that. Do not guess: {expected}")
        );
    }
}

#[tokio::test]
async fn what_is_never_answered_is_refused_even_if_it_is_written_down() {
    let desk = Desk::with_clinic().await;
    let mut knowledge = parking("Behind the building.");
    desk.admin("PUT", KNOWLEDGE, &knowledge).await.expect(200);
    assert!(told(&desk, "where can I park").await.starts_with("Behind the building."));
    knowledge["never"] = json!(["parking"]);
    desk.admin("PUT", KNOWLEDGE, &knowledge).await.expect(200);
    assert!(told(&desk, "where can I park").await.starts_with("That is for the clinic's staff to answer"));
}
