//! How a clinic's calls are answered: what its admin sets, and what Vapi hears of it.

use std::time::Duration;

use frontdesk::ports::KeyValue;
use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG, OTHER, mapping, schedule};

const ASSISTANT: &str = "/api/assistant";
const WEBHOOK: &str = "/api/vapi/webhook";
const ID: &str = "a5515700-0000-4000-8000-000000000001";
const SQUAD: &str = "50ad0000-0000-4000-8000-000000000002";
const STAFF: &str = "+15550142";
const NIGHT: &str = "+15550143";

/// What Vapi is answered that asks this about a call to a number.
async fn asked(desk: &Desk, kind: &str, number: &str) -> Value {
    let message = json!({"type": kind,
        "call": {"id": "0c0e0000-0000-4000-8000-00000000000a", "type": "inboundPhoneCall", "status": "ringing"},
        "phoneNumber": {"provider": "twilio", "number": number, "twilioAuthToken": "canary-token"},
        "customer": {"number": "+15550188", "name": "canary-caller"}});
    desk.send("POST", WEBHOOK, "", Some(&json!({ "message": message }))).await.expect(200).json()
}

async fn who_answers(desk: &Desk) -> Value {
    asked(desk, "assistant-request", NUMBER).await
}

async fn who_takes_over(desk: &Desk) -> Value {
    asked(desk, "transfer-destination-request", NUMBER).await
}

async fn set(desk: &Desk, document: &Value) -> Value {
    desk.admin("PUT", ASSISTANT, document).await.expect(200).json()
}

/// The same by SQL, which checks nothing.
async fn raw(desk: &Desk, document: &Value) {
    desk.sqlite.execute(&format!(
        "INSERT INTO assistants (org_id, document) VALUES ('{ORG}', '{document}')
         ON CONFLICT (org_id) DO UPDATE SET document = excluded.document"
    ));
    desk.sweep().await;
    desk.frontdesk.app().directory.forget(ORG.parse().unwrap(), []);
}

/// What Vapi is told to do if nobody takes the call.
fn fallback() -> Value {
    json!({"message": "I'm sorry, nobody is free to take your call right now. Shall I take a message?", "endCallEnabled": false})
}

fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3600)
}

#[tokio::test]
async fn a_clinic_that_has_set_nothing_shows_what_holds_then() {
    let desk = Desk::with_clinic().await;
    let expected = json!({"assistant_id": null, "squad_id": null, "unavailable_message": null, "forwarding_number": null,
        "transfer": null, "callers": {"block": [], "withheld": "answer"}, "call_log": {"retention_days": 90, "keep_summaries": false},
        "emergency": {"words": null, "number": null}});
    assert_eq!(desk.get(ASSISTANT).await.expect(200).json(), expected);
    assert_eq!(set(&desk, &json!({})).await, expected);
}

#[tokio::test]
async fn a_document_is_replaced_as_a_whole_and_what_was_read_can_be_sent_back() {
    let desk = Desk::with_clinic().await;
    let answered = set(
        &desk,
        &json!({"assistant_id": ID, "forwarding_number": "(212) 555-0142", "unavailable_message": "We have moved.",
            "transfer": {"number": "+1 212-555-0143", "extension": "12,3#", "message": "One moment, please.",
                "after_hours_number": "tel:+1-212-555-0144"},
            "call_log": {"retention_days": 0, "keep_summaries": true}}),
    )
    .await;
    let numbers =
        [&answered["forwarding_number"], &answered["transfer"]["number"], &answered["transfer"]["after_hours_number"]];
    assert_eq!(numbers, ["+12125550142", "+12125550143", "+12125550144"], "as they are dialled");
    assert_eq!(answered["transfer"]["extension"], "12,3#");
    assert_eq!(answered["call_log"], json!({"retention_days": 0, "keep_summaries": true}));
    assert_eq!(desk.get(ASSISTANT).await.expect(200).json(), answered);
    assert_eq!(set(&desk, &answered).await, answered);
    let answered = set(&desk, &json!({"squad_id": SQUAD, "call_log": {"retention_days": 730}})).await;
    assert_eq!((&answered["assistant_id"], &answered["transfer"]), (&Value::Null, &Value::Null));
    assert_eq!(answered["call_log"], json!({"retention_days": 730, "keep_summaries": false}));
}

#[tokio::test]
async fn a_viewer_reads_and_an_admin_writes_and_neither_for_another_clinic() {
    let desk = Desk::with_clinic().await;
    set(&desk, &json!({"assistant_id": ID})).await;
    let viewer = desk.token(Some(ORG), "viewer");
    assert_eq!(desk.send("GET", ASSISTANT, &viewer, None).await.expect(200).json()["assistant_id"], ID);
    desk.send("PUT", ASSISTANT, &viewer, Some(&json!({}))).await.problem(403, "forbidden", None);
    let other = desk.token(Some(OTHER), "admin");
    assert_eq!(desk.send("GET", ASSISTANT, &other, None).await.expect(200).json()["assistant_id"], Value::Null);
    desk.send("PUT", ASSISTANT, &other, Some(&json!({"squad_id": SQUAD}))).await.expect(200);
    assert_eq!(desk.get(ASSISTANT).await.expect(200).json()["assistant_id"], ID);
    desk.send("GET", ASSISTANT, "", None).await.problem(401, "unauthorized", None);
    let nobody = desk.token(Some("0198c0de-0000-7000-8000-0000000000ff"), "admin");
    desk.send("GET", ASSISTANT, &nobody, None).await.problem(404, "not_found", None);
    desk.send("PUT", ASSISTANT, &nobody, Some(&json!({}))).await.problem(404, "not_found", None);
}

#[tokio::test]
async fn bad_documents_are_refused_by_field_and_say_why() {
    let desk = Desk::with_clinic().await;
    let transfer = |name: &str, value: Value| {
        let mut transfer = json!({"number": STAFF});
        transfer[name] = value;
        json!({ "transfer": transfer })
    };
    let words = "one line of 1 to 300 characters";
    for (body, field, why) in [
        (json!({"assistant_id": "front-desk"}), "assistant_id", "a UUID"),
        (json!({"assistant_id": ""}), "assistant_id", "a UUID"),
        (json!({"assistant_id": ID.replace('-', "")}), "assistant_id", "a UUID"),
        (json!({"assistant_id": format!("{{{ID}}}")}), "assistant_id", "a UUID"),
        (json!({"assistant_id": 5}), "assistant_id", "must be a string"),
        (json!({"squad_id": "x"}), "squad_id", "a UUID"),
        (json!({"squad_id": SQUAD, "assistant_id": ID}), "squad_id", "beside assistant_id"),
        (json!({"unavailable_message": ""}), "unavailable_message", words),
        (json!({"unavailable_message": " "}), "unavailable_message", words),
        (json!({"unavailable_message": "We\nhave moved"}), "unavailable_message", words),
        (json!({"unavailable_message": "We\u{2028}have moved"}), "unavailable_message", words),
        (json!({"unavailable_message": "x".repeat(301)}), "unavailable_message", words),
        (json!({"forwarding_number": "front desk"}), "forwarding_number", "no letters"),
        (json!({"forwarding_number": ""}), "forwarding_number", "phone number"),
        (json!({"forwarding_number": "555-0142"}), "forwarding_number", "area code"),
        (json!({"forwarding_number": 15_550_142}), "forwarding_number", "must be a string"),
        (transfer("number", json!("+1 212 555 0142 x12")), "transfer.number", "without it"),
        (transfer("number", Value::Null), "transfer.number", "must be"),
        (json!({"transfer": {"message": "x"}}), "transfer.number", "Missing field"),
        (json!({"transfer": STAFF}), "transfer", "must be an object"),
        (transfer("after_hours_number", json!("anonymous")), "transfer.after_hours_number", "withheld"),
        (transfer("extension", json!("")), "transfer.extension", "1 to 32"),
        (transfer("extension", json!("12 3")), "transfer.extension", "keys 0 to 9"),
        (transfer("extension", json!("x12")), "transfer.extension", "keys 0 to 9"),
        (transfer("extension", json!("1".repeat(33))), "transfer.extension", "1 to 32"),
        (transfer("message", json!("a\tb")), "transfer.message", words),
        (transfer("message", json!("x".repeat(301))), "transfer.message", words),
        (transfer("caller_id", json!(STAFF)), "transfer.caller_id", "Unknown field"),
        (transfer("mode", json!("cold")), "transfer.mode", "blind"),
        (transfer("mode", json!(1)), "transfer.mode", "must be"),
        (transfer("summary", json!("yes")), "transfer.summary", "must be a boolean"),
        (json!({"call_log": {"retention_days": 731}}), "call_log.retention_days", "must be from 0 to 730"),
        (json!({"call_log": {"retention_days": -1}}), "call_log.retention_days", "must not be negative"),
        (json!({"call_log": {"retention_days": 1.5}}), "call_log.retention_days", "whole number"),
        (json!({"call_log": {"keep_summaries": "no"}}), "call_log.keep_summaries", "must be a boolean"),
        (json!({"call_log": {"keep": true}}), "call_log.keep", "Unknown field"),
        (json!({"assistantId": ID}), "assistantId", "Unknown field"),
    ] {
        let answer = desk.admin("PUT", ASSISTANT, &body).await.problem(422, "invalid", Some(field)).json();
        assert!(answer["detail"].as_str().unwrap().contains(why), "{answer} should say: {why}");
    }
    desk.admin("PUT", ASSISTANT, &json!([])).await.problem(422, "invalid", None);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM assistants"), "0");
    let longest = json!({"unavailable_message": "é".repeat(300), "assistant_id": ID.to_uppercase(),
        "transfer": {"number": STAFF, "extension": "0123456789*#,w", "message": "x"}});
    set(&desk, &longest).await;
}

#[tokio::test]
async fn a_national_number_needs_the_clinics_country() {
    let desk = Desk::with_clinic().await;
    let document = json!({"forwarding_number": "030 901820"});
    desk.admin("PATCH", "/api/org", &json!({"country": "DE"})).await.expect(200);
    assert_eq!(set(&desk, &document).await["forwarding_number"], "+4930901820");
    desk.admin("PATCH", "/api/org", &json!({"country": null})).await.expect(200);
    desk.admin("PUT", ASSISTANT, &document).await.problem(422, "invalid", Some("forwarding_number"));
}

#[tokio::test]
async fn a_change_is_part_of_what_calls_are_answered_from() {
    let desk = Desk::with_clinic().await;
    let key = desk.kv.keys().into_iter().find(|key| key.ends_with(NUMBER)).unwrap();
    set(&desk, &json!({"assistant_id": ID})).await;
    let published = desk.kv.get(&key).await.unwrap().unwrap();
    assert!(published.contains(ID), "{published}");
    desk.sqlite.execute(&format!("UPDATE assistants SET document = '{{\"squad_id\": \"{SQUAD}\"}}'"));
    desk.sweep().await;
    let published = desk.kv.get(&key).await.unwrap().unwrap();
    assert!(published.contains(SQUAD) && !published.contains(ID), "{published}");
}

#[tokio::test]
async fn the_assistant_or_the_squad_answers_and_knows_the_clinic() {
    let desk = Desk::with_clinic().await;
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 45})).await.expect(201);
    set(&desk, &json!({"assistant_id": ID, "transfer": {"number": STAFF}})).await;
    let answer = who_answers(&desk).await;
    let variables = &answer["assistantOverrides"]["variableValues"];
    assert_eq!(answer, json!({"assistantId": ID, "assistantOverrides": {"variableValues": variables}}));
    assert_eq!(
        variables,
        &json!({
            "clinic_name": "Downtown Dental Clinic", "timezone": "America/New_York", "called_number": NUMBER,
            "today": "2026-12-01", "weekday": "Tuesday", "local_time": "10:00", "open_now": "yes",
            "opens_next": "Wednesday, December 2 at 9 AM", "hours_today": "9 AM to 5 PM",
            "hours_week": "Monday to Friday, 9 AM to 5 PM; Saturday and Sunday, closed",
            "services": "Cleaning (45 minutes)", "practitioners": ""
        })
    );
    set(&desk, &json!({"squad_id": SQUAD})).await;
    assert_eq!(
        who_answers(&desk).await,
        json!({"squadId": SQUAD, "squadOverrides": {"variableValues": variables}}),
        "the same for all of a squad"
    );
}

#[tokio::test]
async fn nothing_of_another_clinic_or_of_the_caller_and_no_secret_is_told() {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    let theirs = json!({"name": "canary-service", "minutes": 30});
    desk.send("POST", "/api/services", &other, Some(&theirs)).await.expect(201);
    desk.send("PUT", ASSISTANT, &other, Some(&json!({"squad_id": SQUAD, "forwarding_number": NIGHT})))
        .await
        .expect(200);
    set(&desk, &json!({"assistant_id": ID, "transfer": {"number": STAFF}})).await;
    let answer = who_answers(&desk).await.to_string();
    for secret in ["canary", "+15550188", SQUAD, NIGHT, STAFF, ORG, OTHER, "AC00000000"] {
        assert!(!answer.contains(secret), "{secret}: {answer}");
    }
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping("+15550122"))).await.expect(201);
    assert_eq!(asked(&desk, "assistant-request", "+15550122").await["squadId"], SQUAD, "each its own");
}

#[tokio::test]
async fn at_an_address_of_its_own_a_clinic_answers_its_own_calls_alone() {
    let desk = Desk::with_clinic().await;
    set(&desk, &json!({"assistant_id": ID})).await;
    let body = json!({"message": {"type": "assistant-request", "phoneNumber": {"number": NUMBER}}});
    let own = desk.send("POST", &format!("{WEBHOOK}/{ORG}"), "", Some(&body)).await.expect(200).json();
    assert_eq!(own["assistantId"], ID);
    let other = desk.send("POST", &format!("{WEBHOOK}/{OTHER}"), "", Some(&body)).await.expect(200).json();
    assert!(other["error"].as_str().unwrap().contains("not set up yet") && other["assistantId"].is_null(), "{other}");
}

#[tokio::test]
async fn a_call_that_no_assistant_answers_is_told_so_and_it_is_logged() {
    let desk = Desk::with_clinic().await;
    let said =
        json!({"error": "Downtown Dental Clinic can't take calls at this number right now. Please try again later."});
    assert_eq!(who_answers(&desk).await, said);
    let log = desk.log.text();
    assert!(log.contains("assistant.not_configured") && log.contains(ORG), "{log}");
    for number in ["+15550199", "anonymous", ""] {
        let answer = asked(&desk, "assistant-request", number).await;
        let sentence = "This number is not set up yet. Please contact the clinic another way.";
        assert_eq!(answer, json!({ "error": sentence }), "{number}");
    }
    let own = json!({"inbound_phone_number": NUMBER, "clinic_name": "x", "sip_uri": "sip:clinic-a@sip.vapi.ai"});
    desk.admin("POST", "/api/inbound/phone-mappings", &own).await.expect(200);
    let id = json!({"inbound_phone_number": "+15550122", "clinic_name": "x", "vapi_phone_number_id": "number-1"});
    desk.send("POST", "/api/inbound/phone-mappings", &desk.token(Some(OTHER), "admin"), Some(&id)).await.expect(201);
    let record = json!({"sipUri": "sip:clinic-a@sip.vapi.ai", "id": "number-1"});
    let conflict = json!({"message": {"type": "assistant-request", "phoneNumber": record}});
    let answer = desk.send("POST", WEBHOOK, "", Some(&conflict)).await.expect(200).json();
    assert!(
        answer["error"].as_str().unwrap().contains("not set up yet") && answer["assistantId"].is_null(),
        "{answer}"
    );
}

#[tokio::test]
async fn a_suspended_or_closed_clinic_is_forwarded_or_says_that_it_does_not_answer() {
    let desk = Desk::with_clinic().await;
    for status in ["suspended", "closed"] {
        desk.operator("PATCH", "/api/org", &json!({ "status": status })).await.expect(200);
        // Of a closed clinic the operator alone says what callers hear.
        let set = async |desk: &Desk, document: &Value| desk.operator("PUT", ASSISTANT, document).await.expect(200);
        set(&desk, &json!({"assistant_id": ID, "transfer": {"number": STAFF}})).await;
        assert!(who_answers(&desk).await["error"].as_str().unwrap().contains("can't take calls"));
        set(&desk, &json!({"assistant_id": ID, "unavailable_message": "We have moved."})).await;
        assert_eq!(who_answers(&desk).await, json!({"error": "We have moved."}));
        assert_eq!(who_takes_over(&desk).await, json!({"error": "We have moved."}));
        let forwarded = json!({"assistant_id": ID, "unavailable_message": "We have moved.", "forwarding_number": NIGHT,
            "transfer": {"number": STAFF, "message": "One moment."}});
        set(&desk, &forwarded).await;
        let destination = json!({"destination": {"type": "number", "number": NIGHT}});
        assert_eq!(who_answers(&desk).await, destination);
        assert_eq!(who_takes_over(&desk).await, destination, "suspended in the middle of a call");
        raw(&desk, &json!({"assistant_id": ID, "forwarding_number": NUMBER})).await;
        assert!(who_answers(&desk).await["error"].is_string(), "the call would come back for ever");
        assert!(desk.log.text().contains("forwarding.comes_back"));
    }
    desk.operator("PATCH", "/api/org", &json!({"status": "active"})).await.expect(200);
    assert_eq!(who_answers(&desk).await["assistantId"], ID);
}

#[tokio::test]
async fn the_staff_takes_over_in_opening_hours_and_another_number_outside_them() {
    let desk = Desk::with_clinic().await;
    let mut document = json!({"transfer": {"number": STAFF, "extension": "12", "message": "One moment."}});
    set(&desk, &document).await;
    let staff = json!({"type": "number", "number": STAFF, "extension": "12", "message": "One moment.",
        "transferPlan": {"mode": "blind-transfer", "fallbackPlan": fallback()}});
    assert_eq!(who_takes_over(&desk).await, json!({ "destination": staff }));
    desk.clock.advance(hours(7));
    let closed = who_takes_over(&desk).await;
    let sentence = closed["error"].as_str().unwrap();
    assert!(sentence.contains("closed and opens next on Wednesday, December 2 at 9 AM"), "{sentence}");
    assert!(closed["destination"].is_null());
    document["transfer"]["after_hours_number"] = json!(NIGHT);
    set(&desk, &document).await;
    let night = json!({"type": "number", "number": NIGHT, "message": "One moment.",
        "transferPlan": {"mode": "blind-transfer", "fallbackPlan": fallback()}});
    assert_eq!(who_takes_over(&desk).await, json!({ "destination": night }));
    desk.clock.advance(hours(16));
    assert_eq!(who_takes_over(&desk).await["destination"]["number"], STAFF, "nine in the morning");
    let mut closed_today = schedule();
    closed_today["overrides"] = json!([{"date": "2026-12-02"}]);
    desk.admin("PUT", "/api/schedule", &closed_today).await.expect(200);
    assert_eq!(who_takes_over(&desk).await["destination"]["number"], NIGHT, "closed by way of exception");
}

#[tokio::test]
async fn without_anybody_to_take_over_the_model_hears_so() {
    let desk = Desk::with_clinic().await;
    let answer = who_takes_over(&desk).await;
    assert!(answer["error"].as_str().unwrap().contains("has not said who takes over calls"), "{answer}");
    assert!(desk.log.text().contains("transfer.not_configured"));
    let answer = asked(&desk, "transfer-destination-request", "+15550199").await;
    assert!(answer["error"].as_str().unwrap().contains("not set up"), "{answer}");
}

#[tokio::test]
async fn the_tool_says_whether_somebody_can_take_over_and_transfers_nothing() {
    let desk = Desk::with_clinic().await;
    let call = async |id: &str, arguments: Value| desk.tool("transfer", ("call-1", id), "+15550188", &arguments).await;
    assert!(call("1", json!({})).await.contains("has not said who takes over calls"));
    set(&desk, &json!({"transfer": {"number": STAFF}})).await;
    desk.vendors.take();
    let heard = call("2", json!({"reason": "wants to talk to a person"})).await;
    assert!(heard.contains("can take over now") && heard.contains("transferCall tool"), "{heard}");
    assert!(!heard.contains("0142"), "the number is not for the model: {heard}");
    assert_eq!(desk.vendors.take(), [""; 0]);
    desk.clock.advance(hours(12));
    let heard = call("3", json!({})).await;
    assert!(heard.contains("closed and opens next on Wednesday, December 2 at 9 AM. Offer to book"), "{heard}");
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
    assert!(call("4", json!({})).await.contains("paused"));
}

/// `tests/golden/transfers.json`, which `tests/fixtures/vapi.test.ts` holds against the types of Vapi's SDK.
#[tokio::test]
async fn a_hand_over_falls_back_to_a_message_and_tells_staff_what_the_clinic_wants() {
    const GOLDEN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/transfers.json"));
    let golden: Value = serde_json::from_str(GOLDEN).unwrap();
    let desk = Desk::with_clinic().await;
    for (name, mode, summary) in [
        ("blind", "blind", false),
        ("blind with a summary", "blind", true),
        ("warm", "warm", false),
        ("warm with a summary", "warm", true),
    ] {
        let stored = set(&desk, &json!({"transfer": {"number": STAFF, "mode": mode, "summary": summary}})).await;
        assert_eq!((&stored["transfer"]["mode"], &stored["transfer"]["summary"]), (&json!(mode), &json!(summary)));
        assert_eq!(who_takes_over(&desk).await, golden[name], "{name}");
    }
}

#[tokio::test]
async fn no_call_is_handed_to_a_number_that_the_assistant_answers() {
    let desk = Desk::with_clinic().await;
    let other_own = "+15550155";
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(other_own)).await.expect(201);
    for own in [NUMBER, other_own] {
        for (field, document) in [
            ("forwarding_number", json!({"forwarding_number": own})),
            ("transfer.number", json!({"transfer": {"number": own}})),
            ("transfer.after_hours_number", json!({"transfer": {"number": STAFF, "after_hours_number": own}})),
        ] {
            let problem = desk.admin("PUT", ASSISTANT, &document).await.problem(422, "invalid", Some(field)).json();
            assert!(problem["detail"].as_str().unwrap().contains("would come back"), "{problem}");
        }
    }
    // Nor does a number become the clinic's that calls are handed to.
    set(&desk, &json!({"transfer": {"number": STAFF, "after_hours_number": NIGHT}})).await;
    for target in [STAFF, NIGHT] {
        let answer = desk.admin("POST", "/api/inbound/phone-mappings", &mapping(target)).await;
        answer.problem(409, "transfer_target", Some("inbound_phone_number"));
    }
    let mut resting = mapping(STAFF);
    resting["is_active"] = json!(false);
    desk.admin("POST", "/api/inbound/phone-mappings", &resting).await.expect(201);
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(STAFF)).await.problem(
        409,
        "transfer_target",
        Some("inbound_phone_number"),
    );
    // Another clinic's number may be where people answer.
    let other = desk.token(Some(OTHER), "admin");
    desk.send("PUT", ASSISTANT, &other, Some(&json!({"transfer": {"number": NUMBER}}))).await.expect(200);
    // What SQL has set is not obeyed.
    for own in [NUMBER, other_own] {
        raw(&desk, &json!({"transfer": {"number": own}})).await;
        let answer = who_takes_over(&desk).await;
        assert!(answer["error"].is_string() && answer["destination"].is_null(), "{answer}");
        assert!(desk.log.text().contains("transfer.comes_back"), "{own}");
    }
}
