//! Callers whom a clinic does not answer: blocked numbers, withheld ones, and which ones it may want to block.

use serde_json::{Value, json};

use crate::{
    booking::{ANN, BOB, BOOK, CANCEL, FIND, NINE_THIRTY, book, count, order, says},
    support::{Desk, NUMBER, ORG, OTHER, Row, mapping, schedule},
};

const ASSISTANT: &str = "/api/assistant";
const SUGGESTED: &str = "/api/calls/suggested-blocks";
const ID: &str = "a5515700-0000-4000-8000-000000000001";
const STAFF: &str = "+15550142";

async fn set(desk: &Desk, callers: &Value) -> Value {
    let document =
        json!({"assistant_id": ID, "transfer": {"number": STAFF, "message": "One moment."}, "callers": callers});
    desk.admin("PUT", ASSISTANT, &document).await.expect(200).json()["callers"].clone()
}

/// What a call from a customer is answered.
async fn asked(desk: &Desk, kind: &str, customer: Value) -> Value {
    let message = json!({"type": kind, "call": {"id": "0c0e0000-0000-4000-8000-00000000000a", "type": "inboundPhoneCall"},
        "phoneNumber": {"number": NUMBER}, "customer": customer});
    desk.send("POST", "/api/vapi/webhook", "", Some(&json!({ "message": message }))).await.expect(200).json()
}

async fn who_answers(desk: &Desk, number: &str) -> Value {
    asked(desk, "assistant-request", json!({ "number": number })).await
}

#[tokio::test]
async fn a_block_list_is_kept_in_canonical_form_and_once() {
    let desk = Desk::with_clinic().await;
    desk.operator("PATCH", "/api/org", &json!({"country": "US"})).await.expect(200);
    let kept = set(&desk, &json!({"block": ["(212) 555-0188", "+1 212-555-0188", "+1900", "+1900*", "+44 20 7946 00*", "+5215512345678"]})).await;
    assert_eq!(
        kept,
        json!({"block": ["+12125550188", "+1900", "+4420794600*", "+525512345678"], "withheld": "answer"})
    );
    let whole = desk.get(ASSISTANT).await.expect(200).json();
    assert_eq!(desk.admin("PUT", ASSISTANT, &whole).await.expect(200).json(), whole, "what was read can be sent back");
    for everybody in ["+1", "+1*"] {
        let body = json!({"callers": {"block": [everybody]}});
        let problem =
            desk.admin("PUT", ASSISTANT, &body).await.problem(422, "invalid", Some("callers.block[0]")).json();
        assert!(problem["detail"].as_str().unwrap().contains("block every caller"), "{problem}");
    }
}

/// A clinic whose country is not known may block none whole. All numbers in the form that Mexico has given up are all numbers there.
#[tokio::test]
async fn a_whole_country_is_blocked_only_beside_ones_own() {
    let desk = Desk::with_clinic().await;
    let block = |entry: &str| json!({"callers": {"block": [entry]}});
    for (country, entries) in [
        (Value::Null, ["+1", "+44", "+521"]),
        (json!("MX"), ["+52", "+521*", "+5"]),
        (json!("AR"), ["+549", "+54", "+5"]),
    ] {
        desk.operator("PATCH", "/api/org", &json!({"country": country})).await.expect(200);
        for entry in entries {
            desk.admin("PUT", ASSISTANT, &block(entry)).await.problem(422, "invalid", Some("callers.block[0]"));
        }
    }
    desk.admin("PUT", ASSISTANT, &block("+44")).await.expect(200);
}

#[tokio::test]
async fn bad_rules_are_refused_by_field_and_say_why() {
    let desk = Desk::with_clinic().await;
    let many: Vec<String> = (0..201).map(|n| format!("+1212{n:07}")).collect();
    for (callers, field, why) in [
        (json!({"block": ["front desk"]}), "callers.block[0]", "no letters"),
        (json!({"block": [STAFF, "+"]}), "callers.block[1]", "missing"),
        (json!({"block": ["555-0142"]}), "callers.block[0]", "country code"),
        (json!({"block": [5]}), "callers.block[0]", "must be a string"),
        (json!({ "block": STAFF }), "callers.block", "must be a list"),
        (json!({"block": [], "allow": []}), "callers.allow", "Unknown field"),
        (json!({ "block": many }), "callers.block", "200"),
        (json!({"withheld": "hang up"}), "callers.withheld", "must be answer, message or forward"),
        (json!({"withheld": "forward"}), "callers.withheld", "before transfer or forwarding_number"),
        (json!({ "withheld": null }), "callers.withheld", "must be"),
    ] {
        let body = json!({ "callers": callers });
        let problem = desk.admin("PUT", ASSISTANT, &body).await.problem(422, "invalid", Some(field)).json();
        assert!(problem["detail"].as_str().unwrap().contains(why), "{problem} should say: {why}");
    }
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM assistants"), "0");
}

#[tokio::test]
async fn a_blocked_caller_hears_so_and_reaches_nothing() {
    let desk = Desk::with_clinic().await;
    desk.tool(BOOK, ("ann", "t1"), ANN, &order(NINE_THIRTY, "Ann Lee")).await;
    set(&desk, &json!({"block": [ANN, "+1900"]})).await;
    for blocked in [ANN, "+1-555-0188", "sip:+15550188@sip.example.com", "+19005551234"] {
        let answer = who_answers(&desk, blocked).await;
        assert_eq!(
            answer,
            json!({"error": "Downtown Dental Clinic doesn't take calls from this number. Goodbye."}),
            "{blocked}"
        );
        let answer = asked(&desk, "transfer-destination-request", json!({ "number": blocked })).await;
        assert!(answer["destination"].is_null() && answer["error"].is_string(), "{blocked}: {answer}");
    }
    // A number with a fixed assistant asks nobody who answers, so the tools refuse as well.
    for (tool, arguments) in [(FIND, json!({})), (CANCEL, json!({})), (BOOK, order("2026-12-03T10:00", "Ann Lee"))] {
        let said = desk.tool(tool, ("ann2", tool), ANN, &arguments).await;
        says(&said, "doesn't take calls from this number, so nothing was done");
        assert!(!said.contains("December 3"), "{said}");
    }
    assert_eq!(book(&desk), [format!("{NINE_THIRTY} confirmed Ann Lee")]);
    let log = desk.log.text();
    assert!(log.contains("caller.blocked") && !log.contains("15550188"), "{log}");
    // Everybody else is answered, another clinic's callers too.
    assert_eq!(who_answers(&desk, BOB).await["assistantId"], ID);
    says(&desk.tool(FIND, ("bob", "t1"), BOB, &json!({})).await, "No upcoming appointment");
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&mapping("+15550122"))).await.expect(201);
    desk.send("PUT", ASSISTANT, &other, Some(&json!({"assistant_id": ID}))).await.expect(200);
    let message =
        json!({"type": "assistant-request", "phoneNumber": {"number": "+15550122"}, "customer": {"number": ANN}});
    let answer =
        desk.send("POST", "/api/vapi/webhook", "", Some(&json!({ "message": message }))).await.expect(200).json();
    assert_eq!(answer["assistantId"], ID);
}

#[tokio::test]
async fn withheld_callers_are_answered_as_the_clinic_wants() {
    let desk = Desk::with_clinic().await;
    let withheld = ["anonymous", "+266696687", "+17378742833", "", "sip:anonymous@anonymous.invalid"];
    let words =
        "Downtown Dental Clinic doesn't take calls from hidden numbers. Please call again with your number shown.";
    for (rule, expected) in [
        ("answer", None),
        ("message", Some(json!({ "error": words }))),
        ("forward", Some(json!({"destination": {"type": "number", "number": STAFF, "message": "One moment."}}))),
    ] {
        set(&desk, &json!({ "withheld": rule })).await;
        for number in withheld {
            let answer = who_answers(&desk, number).await;
            match &expected {
                Some(expected) => assert_eq!(&answer, expected, "{rule} {number:?}"),
                None => assert_eq!(answer["assistantId"], ID, "{rule} {number:?}"),
            }
        }
        // Nobody else is concerned: not a number, and not a SIP address without one.
        assert_eq!(who_answers(&desk, BOB).await["assistantId"], ID);
        let by_sip = json!({"sipUri": "sip:front@sip.example.com"});
        assert_eq!(asked(&desk, "assistant-request", by_sip).await["assistantId"], ID, "{rule}");
    }
    // With nobody there to take it, the assistant answers.
    let mut closed = schedule();
    closed["overrides"] = json!([{"date": "2026-12-01"}]);
    desk.admin("PUT", "/api/schedule", &closed).await.expect(200);
    assert_eq!(who_answers(&desk, "anonymous").await["assistantId"], ID);
}

/// A call of an org, and the tools that were run in it.
fn call(desk: &Desk, org: &str, id: &str, caller: &str, (begun, seconds): (i64, i64), tools: u32) {
    desk.clinics.execute(
        org,
        &format!(
            "INSERT INTO calls (call_id, kind, caller_number, status, first_seen, last_seen, started_at, ended_at)
             VALUES ('{id}', 'inboundPhoneCall', '{caller}', 'ended', {begun}, {begun}, {begun}, {begun} + {seconds})"
        ),
    );
    for n in 0..tools {
        desk.clinics.execute(
            org,
            &format!(
                "INSERT INTO call_tools (call_id, tool_call_id, tool, outcome, asked_ms, millis, last_asked_ms)
                 VALUES ('{id}', 't{n}', 'find_appointments', 'done', 0, 1, 0)"
            ),
        );
    }
}

/// 15:00 on the first of December, when the test's clock stands.
const NOW: i64 = 1_796_137_200;
const DAY: i64 = 86_400;

#[tokio::test]
async fn who_calls_shortly_and_often_is_suggested_and_never_blocked() {
    let desk = Desk::with_clinic().await;
    for n in 0..4 {
        let at = NOW - DAY * (n + 1);
        call(&desk, ORG, &format!("spam-{n}"), "+12125550160", (at, 14), 0);
        call(&desk, ORG, &format!("long-{n}"), "+12125550161", (at, 15), 0);
        call(&desk, ORG, &format!("tool-{n}"), "+12125550162", (at, 5), u32::from(n == 0));
        call(&desk, ORG, &format!("patient-{n}"), "+12125550163", (at, 5), 0);
        call(&desk, ORG, &format!("staff-{n}"), STAFF, (at, 5), 0);
        call(&desk, ORG, &format!("texted-{n}"), "+12125550168", (at, 5), 0);
        call(&desk, ORG, &format!("nurse-{n}"), "+12125550169", (at, 5), 0);
        // A line of the clinic's that is forwarded to another of its own.
        call(&desk, ORG, &format!("own-{n}"), NUMBER, (at, 5), 0);
        call(&desk, OTHER, &format!("others-{n}"), NUMBER, (at - n, 5), 0);
        for blocked in 0..110 {
            call(&desk, ORG, &format!("blocked-{n}-{blocked}"), &format!("+1900555{blocked:04}"), (at + 30, 5), 0);
        }
        call(&desk, ORG, &format!("blocked-{n}"), "+19005551234", (at, 5), 0);
        call(&desk, ORG, &format!("old-{n}"), "+12125550164", (at - 5 * DAY, 5), 0);
        call(&desk, OTHER, &format!("other-{n}"), "+12125550165", (at, 5), 0);
        if n < 2 {
            call(&desk, ORG, &format!("twice-{n}"), "+12125550166", (at, 5), 0);
        }
        if n < 3 {
            call(&desk, ORG, &format!("thrice-{n}"), "+12125550167", (at + 60, 0), 0);
        }
    }
    desk.insert(&Row::new(1, NOW + DAY).with("caller_number", "+12125550163"));
    desk.insert(&Row::new(2, NOW + 2 * DAY).with("phone", "+12125550168"));
    desk.admin("PUT", "/api/messaging", &json!({"staff": [{"number": "+12125550169"}]})).await.expect(200);
    set(&desk, &json!({"block": ["+1900"]})).await;
    let viewer = desk.token(Some(ORG), "viewer");
    let suggested = desk.send("GET", SUGGESTED, &viewer, None).await.expect(200).json();
    let expected = json!({"items": [
        {"number": "+12125550160", "calls": 4, "last_call_at": "2026-11-30T15:00:00Z", "last_call_at_local": "2026-11-30T10:00:00-05:00"},
        {"number": "+12125550167", "calls": 3, "last_call_at": "2026-11-30T15:01:00Z", "last_call_at_local": "2026-11-30T10:01:00-05:00"},
    ]});
    assert_eq!(suggested, expected);
    assert_eq!(who_answers(&desk, "+12125550160").await["assistantId"], ID, "nobody is blocked by it");
    let other = desk.send("GET", SUGGESTED, &desk.token(Some(OTHER), "viewer"), None).await.expect(200).json();
    assert_eq!(other["items"][0]["number"], "+12125550165");
    assert_eq!(other["items"][1]["number"], NUMBER, "it is another clinic's number");
    assert_eq!(count(&desk, "audit"), 0);
}
