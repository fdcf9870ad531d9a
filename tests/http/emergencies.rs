//! Whoever speaks of an emergency hears what to do first, whatever tool is called and whatever it answers.

use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG, vapi};

const CALLER: &str = "+12025550188";
const WORDS: &str = "If this is a medical emergency, hang up and call 911 now. (Say this to the caller first.) ";

async fn say(desk: &Desk, path: &str, call: &str, arguments: &Value) -> String {
    desk.tool(path, (call, "t1"), CALLER, arguments).await
}

/// Every tool with arguments that are right, and one of them that speaks of an emergency.
fn every_tool() -> Vec<(&'static str, Value)> {
    vec![
        ("calendar/check", json!({"date": "2026-12-03", "notes": "my tooth is an emergency"})),
        ("calendar/reserve", json!({"start": "2026-12-03T09:30", "notes": "he can't breathe"})),
        ("calendar/book", json!({"start": "2026-12-03T09:30", "name": "Ann Lee", "notes": "chest pain since noon"})),
        ("calendar/reschedule", json!({"new_start": "2026-12-03T10:00", "reason": "bleeding heavily"})),
        ("calendar/cancel", json!({"reason": "she is unconscious"})),
        ("appointments/find", json!({"reason": "an emergency"})),
        ("sms/send", json!({"reason": "suicide"})),
        ("transfer", json!({"reason": "It's an emergency!"})),
        ("messages/take", json!({"about": "Call me", "urgency": "emergency"})),
    ]
}

#[tokio::test]
async fn the_words_come_first_whatever_the_tool() {
    let desk = Desk::with_clinic().await;
    for (number, (path, arguments)) in every_tool().into_iter().enumerate() {
        let said = say(&desk, path, &format!("c{number}"), &arguments).await;
        assert!(
            said.starts_with(WORDS) && said.len() > WORDS.len() + 20 && said.chars().count() < 500,
            "{path}: {said}"
        );
    }
    // It was done all the same.
    assert_eq!(
        desk.clinics.value(
            ORG,
            "SELECT group_concat(action) FROM (SELECT DISTINCT action FROM audit WHERE action LIKE '%booked')"
        ),
        "appointment.booked"
    );
    assert_eq!(desk.clinics.value(ORG, "SELECT urgency FROM inbox"), "emergency");
}

#[tokio::test]
async fn who_says_that_there_is_none_hears_nothing_of_it() {
    let desk = Desk::with_clinic().await;
    for (number, words) in
        ["no emergency", "It's not an emergency", "not urgent", "no chest pain", "non-emergency"].iter().enumerate()
    {
        let arguments = json!({"about": words, "urgency": "routine"});
        let said = say(&desk, "messages/take", &format!("c{number}"), &arguments).await;
        assert!(said.starts_with("The message is taken down."), "{words}: {said}");
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT DISTINCT urgency FROM inbox"), "routine");
}

/// A clinic may have an emergency in its name, and platforms send the name.
#[tokio::test]
async fn the_name_of_the_clinic_is_none() {
    let desk = Desk::with_clinic().await;
    let mapping = json!({"inbound_phone_number": NUMBER, "clinic_name": "Oak Emergency Dental"});
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping).await.expect(200);
    for (number, (reason, clinic_name, is_heard)) in [
        ("a question for oak emergency dental", "", false),
        ("a question", "Downtown Emergency Dental", false),
        ("it is an emergency, is this Oak Emergency Dental?", "", true),
    ]
    .into_iter()
    .enumerate()
    {
        let arguments = json!({"about": reason, "clinic_name": clinic_name});
        let said = say(&desk, "messages/take", &format!("c{number}"), &arguments).await;
        assert_eq!(said.starts_with(WORDS), is_heard, "{reason}: {said}");
    }
}

/// What a caller says of it counts, whatever the model makes of it.
#[tokio::test]
async fn a_message_of_an_emergency_is_one_also_if_the_model_calls_it_routine() {
    let desk = Desk::with_clinic().await;
    say(&desk, "messages/take", "c1", &json!({"about": "My father has chest pain", "urgency": "routine"})).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT urgency FROM inbox"), "emergency");
}

/// What only seems to deny it denies nothing, and callers say it in many ways.
#[tokio::test]
async fn a_message_is_an_emergency_however_the_caller_says_it() {
    let desk = Desk::with_clinic().await;
    for (number, about) in [
        "I've never had chest pain like this",
        "I won't make it without an ambulance",
        "My wife is having a hard time breathing",
        "The bleeding hasn't stopped",
        "My tongue is swelling up",
        "I want to die",
    ]
    .iter()
    .enumerate()
    {
        let arguments = json!({"about": about, "urgency": "routine"});
        let (call, caller) = (format!("c{number}"), format!("+1202555010{number}"));
        let said = desk.tool("messages/take", (&call, "t1"), &caller, &arguments).await;
        assert!(said.starts_with(WORDS), "{about}: {said}");
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT group_concat(DISTINCT urgency) FROM inbox"), "emergency");
}

/// Nothing can be done with arguments that were cut off in the middle, but they say enough.
#[tokio::test]
async fn an_emergency_is_heard_in_arguments_that_cannot_be_read() {
    let desk = Desk::with_clinic().await;
    let said = async |arguments: Value| {
        let mut body = vapi(NUMBER, &json!({}));
        body["message"]["toolCallList"][0]["function"] = json!({"name": "check_availability", "arguments": arguments});
        desk.webhook(&body).await.expect(200).spoken()
    };
    let deep = format!("{{\"about\": \"she is unconscious\", \"x\": {}1{}}}", "[".repeat(50), "]".repeat(50));
    for arguments in [
        json!("{\"about\":\"my husband has chest pain and can't br"),
        json!("{\"about\":\"he can\\u2019t\\nbreathe"),
        json!("{\"is_emergency\": true, \"about\": \"my"),
        json!("{\"emergencyLevel\": \"high\", \"about\": \"my"),
        json!(["chest pain"]),
        json!("chest pain"),
        json!(["chest pain", "since noon"]),
        serde_json::from_str(&deep).unwrap(),
        json!({"about": "chest pain", "long": "x".repeat(20_000)}),
    ] {
        let heard = said(arguments.clone()).await;
        assert!(heard.starts_with(WORDS) && heard.contains(" Call the tool again"), "{arguments}: {heard}");
    }
    for arguments in [
        json!("{\"about\":\"is my crown re"),
        json!("{\"is_emergency\": false, \"about\": \"is my"),
        json!("{\"emergency\": \"no\", \"about\": \"is my"),
        json!("{\"about\":\"no chest pain but my crown"),
    ] {
        let heard = said(arguments.clone()).await;
        assert!(heard.starts_with("The arguments could not be read."), "{arguments}: {heard}");
    }
    // A number that nobody can read, beside what can be.
    let mut body = vapi(NUMBER, &json!({}));
    body["message"]["toolCallList"][0]["function"]["arguments"] = json!("WEIGHT");
    let body = body.to_string().replace("\"WEIGHT\"", r#"{"about":"chest pain","weight":1e999}"#);
    let request = http::Request::builder().method("POST").uri("/api/vapi/webhook");
    let request = request.header("content-type", "application/json").body(body.into()).unwrap();
    let heard = desk.raw(request).await.expect(200).spoken();
    assert!(heard.starts_with(WORDS), "{heard}");
    // Where the arguments are the body itself.
    let flat =
        format!(r#"{{"called_number":"{NUMBER}","caller_number":"{CALLER}","about":"chest pain","weight":1e999}}"#);
    let request = http::Request::builder().method("POST").uri("/api/vapi/tools/messages/take");
    let request = request.header("content-type", "application/json").body(flat.into()).unwrap();
    let answer = desk.raw(request).await.expect(200).json();
    assert!(answer["message"].as_str().unwrap().starts_with(WORDS), "{answer}");
    assert!(!desk.log.text().contains("chest"), "what callers say is not logged");
}

/// A visit for emergencies is a service like another: the words come first, and then what was asked for.
#[tokio::test]
async fn an_emergency_visit_can_be_booked() {
    let desk = Desk::with_clinic().await;
    for (name, aliases) in [("Cleaning", json!([])), ("Urgent visit", json!(["emergency appointment"]))] {
        let service = json!({"name": name, "aliases": aliases, "minutes": 30});
        desk.admin("POST", "/api/services", &service).await.expect(201);
    }
    let said =
        say(&desk, "calendar/check", "c1", &json!({"date": "2026-12-03", "service": "emergency appointment"})).await;
    assert!(said.starts_with(WORDS) && said.contains("openings for Urgent visit"), "{said}");
    let booking = json!({"start": "2026-12-03T09:30", "name": "Ann Lee", "service": "emergency appointment"});
    let said = say(&desk, "calendar/book", "c1", &booking).await;
    assert!(said.starts_with(WORDS) && said.contains("is booked: Thursday, December 3 at 9:30 AM"), "{said}");
    let said = say(&desk, "calendar/check", "c1", &json!({"date": "2026-12-03", "service": "cleaning"})).await;
    assert!(said.starts_with("On Thursday"), "{said}");
}

#[tokio::test]
async fn out_of_hours_the_words_are_the_same() {
    let desk = Desk::with_clinic().await;
    desk.clock.advance(std::time::Duration::from_hours(14));
    let said = say(&desk, "messages/take", "c1", &json!({"about": "an emergency"})).await;
    assert!(said.starts_with(WORDS) && said.contains("when the clinic opens"), "{said}");
}

#[tokio::test]
async fn the_number_is_that_of_the_clinics_country() {
    let desk = Desk::with_clinic().await;
    for (country, number) in [
        (json!("GB"), "999"),
        (json!("DE"), "112"),
        (json!("AU"), "000"),
        (json!("NZ"), "111"),
        (json!("MX"), "911"),
        (json!("JM"), "your local emergency number"),
        (Value::Null, "your local emergency number"),
    ] {
        desk.operator("PATCH", "/api/org", &json!({"country": country})).await.expect(200);
        let said = say(&desk, "transfer", "c1", &json!({"reason": "emergency"})).await;
        assert!(
            said.starts_with(&format!("If this is a medical emergency, hang up and call {number} now. ")),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_clinic_has_words_and_a_number_of_its_own() {
    let desk = Desk::with_clinic().await;
    let set = async |emergency: Value| {
        desk.admin("PUT", "/api/assistant", &json!({"emergency": emergency})).await.expect(200).json()["emergency"]
            .clone()
    };
    let heard = async || say(&desk, "transfer", "c1", &json!({"reason": "emergency"})).await;
    assert_eq!(set(json!({"number": "0800 555 112"})).await, json!({"words": null, "number": "0800 555 112"}));
    assert!(heard().await.starts_with("If this is a medical emergency, hang up and call 0800 555 112 now. "));
    let longest = "Hang up. ".repeat(22).trim().to_owned();
    set(json!({"words": longest})).await;
    let said = heard().await;
    assert!(said.starts_with(&format!("{longest} (Say this")) && said.chars().count() < 500, "{said}");
    set(json!({})).await;
    assert!(heard().await.starts_with(WORDS));
    for (emergency, field) in [
        (json!({"words": ""}), "emergency.words"),
        (json!({"words": "a".repeat(201)}), "emergency.words"),
        (json!({"words": "Two\nlines"}), "emergency.words"),
        (json!({"number": "nine"}), "emergency.number"),
        (json!({"number": ""}), "emergency.number"),
    ] {
        let answer = desk.admin("PUT", "/api/assistant", &json!({"emergency": emergency})).await;
        answer.problem(422, "invalid", Some(field));
    }
}

/// The calendar, the clinic's object, D1: whatever fails, the words are said, and not as an error that nobody hears.
#[tokio::test]
async fn the_words_are_said_also_when_nothing_else_works() {
    let desk = Desk::with_clinic().await;
    let arguments = json!({"date": "2026-12-03", "notes": "chest pain"});
    desk.clinics.down.store(true, std::sync::atomic::Ordering::SeqCst);
    let answer = desk.webhook(&vapi(NUMBER, &arguments)).await.expect(200);
    assert!(answer.spoken().starts_with(WORDS), "{}", answer.text);
    assert!(answer.json()["results"][0].get("error").is_none(), "{}", answer.text);
    desk.clinics.down.store(false, std::sync::atomic::Ordering::SeqCst);
    let unknown = desk.webhook(&vapi("+15550177", &arguments)).await.expect(200).spoken();
    assert!(
        unknown.starts_with("If this is a medical emergency, hang up and call your local emergency number now. "),
        "{unknown}"
    );
}

/// Of two calls of tools in one message each is answered for itself.
#[tokio::test]
async fn only_the_call_that_speaks_of_it_has_the_words() {
    let desk = Desk::with_clinic().await;
    let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    let second = json!({"id": "call_A2", "type": "function",
        "function": {"name": "transfer_call", "arguments": {"reason": "emergency"}}});
    body["message"]["toolCallList"].as_array_mut().unwrap().push(second);
    let answer = desk.send("POST", "/api/vapi/webhook", "", Some(&body)).await.expect(200).json();
    let said = |index: usize| answer["results"][index]["result"].as_str().unwrap().to_owned();
    assert!(said(0).starts_with("On Thursday") && said(1).starts_with(WORDS), "{answer}");
}
