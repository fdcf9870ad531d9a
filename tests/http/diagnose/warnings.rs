//! Every warning, by a body that raises it and by one that hardly differs and does not.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use super::{codes, diagnose, sound};
use crate::support::{Desk, NUMBER, ORG, mapping};

/// What no body can raise: tests beside the code see to those.
const OURS: [&str; 3] = ["id_mismatch", "not_one_line", "no_result"];

/// A query, and what is changed in a sound message; at the root when the pointer is empty.
type Change = (&'static str, &'static str, Value);

fn at(pointer: &'static str, value: Value) -> Change {
    ("", pointer, value)
}

fn whole(body: Value) -> Change {
    ("", "", body)
}

fn changed((_, pointer, value): &Change) -> Value {
    let mut body = sound("check_availability", &json!({"date": "2026-12-03"}));
    if pointer.is_empty() {
        return value.clone();
    }
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value.clone();
    body
}

fn call(id: &Value, name: &str, arguments: &Value) -> Value {
    json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
}

/// Only these calls, in one list.
fn calls(calls: &[Value]) -> Change {
    whole(
        json!({"message": {"type": "tool-calls", "toolCallList": calls, "call": {"id": "c1", "type": "inboundPhoneCall"},
        "phoneNumber": {"number": NUMBER}, "customer": {"number": "+15550188"}}}),
    )
}

fn one(id: &Value, name: &str, arguments: &Value) -> Change {
    calls(&[call(id, name, arguments)])
}

fn flat(query: &'static str, members: &Value) -> Change {
    let mut body = json!({"date": "2026-12-03", "called_number": NUMBER});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    (query, "", body)
}

const TOOL: &str = "/message/toolWithToolCallList/0/server/url";
const ASSISTANT: &str = "/message/assistant/server/url";

/// Code, what raises it, what does not.
fn bodies() -> Vec<(&'static str, Change, Change)> {
    let day = &json!({"date": "2026-12-03"});
    let id = &json!("call_1");
    let check = "check_availability";
    let many = |n: u32| calls(&(0..n).map(|n| call(&json!(n.to_string()), check, day)).collect::<Vec<_>>());
    let message = |message: Value| whole(json!({ "message": message }));
    let question = |name: &str| message(json!({"type": name, "phoneNumber": {"number": NUMBER}}));
    let number = |record: Value| {
        message(json!({"type": "tool-calls", "toolCallList": [call(id, check, day)], "phoneNumber": record}))
    };
    let garbled = "aB3".repeat(30);
    vec![
        ("not_json", whole(json!([1])), one(id, check, day)),
        (
            "too_large",
            flat("?path=calendar/check", &json!({"x": "y".repeat(70_000)})),
            flat("?path=calendar/check", &json!({"x": "y".repeat(60_000)})),
        ),
        ("no_calls", calls(&[]), one(id, check, day)),
        ("too_many_calls", many(17), many(16)),
        ("empty_id", one(&json!(7), check, day), one(&json!("7"), check, day)),
        (
            "repeated_id",
            calls(&[call(id, check, day), call(id, check, day)]),
            calls(&[call(id, check, day), call(&json!("call_2"), check, day)]),
        ),
        ("lists_differ", at("/message/toolCalls/0/id", json!("call_2")), at("/message/toolCalls", json!([]))),
        (
            "old_format",
            message(
                json!({"type": "function-call", "functionCall": {"name": check, "parameters": day}, "phoneNumber": {"number": NUMBER}}),
            ),
            message(
                json!({"type": "tool-calls", "toolCalls": [call(id, check, day)], "phoneNumber": {"number": NUMBER}}),
            ),
        ),
        (
            "async_tool",
            at("/message/toolWithToolCallList/0/async", json!(true)),
            at("/message/toolWithToolCallList/0/async", json!(false)),
        ),
        ("unknown_tool", one(id, "checkAvailabilities", day), one(id, "checkAvailability", day)),
        (
            "other_tools_path",
            ("?path=calendar/book", "/message/toolCalls", json!([])),
            ("?path=calendar/check", "/message/toolCalls", json!([])),
        ),
        (
            "other_tools_path",
            at(TOOL, json!("https://desk.example/api/vapi/tools/calendar/book")),
            at(TOOL, json!("https://desk.example/api/vapi/tools/calendar/check")),
        ),
        (
            "unreadable_arguments",
            one(id, check, &json!("{\"date\": \"2026-12")),
            one(id, check, &json!("{\"date\": \"2026-12-03\"}")),
        ),
        (
            "template_unfilled",
            one(id, check, &json!({"date": "{{date}}"})),
            one(id, check, &json!({"date": "tomorrow"})),
        ),
        (
            "template_unfilled",
            flat("?path=calendar/check", &json!({"caller_number": "{{customer.number}}"})),
            flat("?path=calendar/check", &json!({"caller_number": "+15550188"})),
        ),
        (
            "encrypted_arguments",
            one(id, check, &json!({"date": "2026-12-03", "service": garbled})),
            one(id, check, &json!({"date": "2026-12-03", "service": "aB3"})),
        ),
        (
            "web_call",
            message(json!({"type": "tool-calls", "toolCallList": [call(id, check, day)], "call": {"type": "webCall"}})),
            message(
                json!({"type": "tool-calls", "toolCallList": [call(id, check, day)], "call": {"type": "webCall"}, "phoneNumber": {"number": NUMBER}}),
            ),
        ),
        (
            "no_called_number",
            flat("?path=calendar/check", &json!({"called_number": null})),
            flat("?path=calendar/check", &json!({})),
        ),
        ("unreadable_number", number(json!({"number": "anonymous"})), number(json!({"number": " 1 555 0100"}))),
        (
            "signals_disagree",
            number(json!({"number": "+15550199", "id": "num-1"})),
            number(json!({"number": "+15550155", "id": "num-1"})),
        ),
        ("not_your_number", number(json!({"number": "+15550199"})), number(json!({"number": NUMBER}))),
        (
            "caller_is_clinic",
            at("/message/customer/number", json!("+15550155")),
            at("/message/customer/number", json!("+15550156")),
        ),
        (
            "template_in_url",
            at(TOOL, json!("https://{{host}}/api/vapi/webhook")),
            at(TOOL, json!("https://desk.example/api/vapi/webhook")),
        ),
        (
            "http_url",
            at(TOOL, json!("http://desk.example/api/vapi/webhook")),
            at(TOOL, json!("https://DESK.example/api/vapi/webhook")),
        ),
        (
            "other_host",
            at(TOOL, json!("https://desk.example.org/api/vapi/webhook")),
            at(TOOL, json!("https://desk.example/api/vapi/webhook?x=1")),
        ),
        // The tool's own goes before the assistant's.
        (
            "other_host",
            at("/message/toolWithToolCallList/0/server/url", json!("https://n8n.example/hook")),
            at(ASSISTANT, json!("https://n8n.example/hook")),
        ),
        (
            "wrong_path",
            at(TOOL, json!("https://desk.example/api/vapi")),
            at(TOOL, json!(format!("https://desk.example/api/vapi/webhook/{ORG}"))),
        ),
        (
            "wrong_level",
            message(
                json!({"type": "tool-calls", "toolCallList": [call(id, check, day)], "phoneNumber": {"number": NUMBER},
                "assistant": {"serverUrl": "https://desk.example/api/vapi/tools/calendar/check"}}),
            ),
            at(TOOL, json!("https://desk.example/api/vapi/tools/calendar/check")),
        ),
        (
            "short_timeout",
            at("/message/toolWithToolCallList/0/server/timeoutSeconds", json!(9)),
            at("/message/toolWithToolCallList/0/server/timeoutSeconds", json!(10)),
        ),
        (
            "tool_calls_not_sent",
            at("/message/assistant/serverMessages", json!(["status-update"])),
            at("/message/assistant/serverMessages", json!(["tool-calls"])),
        ),
        ("not_answered", question("handoff-destination-request"), question("status-update")),
    ]
}

/// The demo clinic with a second number, which has an id.
async fn clinic(changes: &[(&str, &str)]) -> Desk {
    let changes = [&[("PUBLIC_URL", "https://desk.example")], changes].concat();
    let desk = Desk::with_clinic_and(&changes).await;
    let mut second = mapping("+15550155");
    second["vapi_phone_number_id"] = json!("num-1");
    desk.admin("POST", "/api/inbound/phone-mappings", &second).await.expect(201);
    desk
}

async fn raised(desk: &Desk, change: &Change) -> BTreeSet<String> {
    let told = diagnose(desk, change.0, &changed(change).to_string()).await;
    let codes = codes(&told);
    assert!(codes.is_empty() || told["ok"] == false, "{told}");
    codes
}

#[tokio::test]
async fn each_has_a_body_that_raises_it_alone_and_a_twin_that_does_not() {
    let desk = clinic(&[]).await;
    let mut seen: BTreeSet<String> = OURS.map(str::to_owned).into();
    for (code, raises, twin) in bodies() {
        assert_eq!(raised(&desk, &raises).await, BTreeSet::from([code.to_owned()]), "{code}");
        assert_eq!(raised(&desk, &twin).await, BTreeSet::new(), "the twin of {code}");
        seen.insert(code.to_owned());
    }
    let legacy = whole(
        json!({"toolCall": {"name": "check_availability", "arguments": {"date": "2026-12-03", "inboundPhoneNumber": NUMBER}}}),
    );
    assert_eq!(raised(&clinic(&[("VAPI_LEGACY", "off")]).await, &legacy).await, BTreeSet::from(["legacy_off".into()]));
    assert_eq!(raised(&desk, &legacy).await, BTreeSet::new());
    let sound = calls(&[call(&json!("call_1"), "check_availability", &json!({"date": "2026-12-03"}))]);
    desk.operator("PATCH", "/api/org", &json!({"status": "suspended"})).await.expect(200);
    assert_eq!(raised(&desk, &sound).await, BTreeSet::from(["org_not_active".into()]));
    seen.extend(["legacy_off", "org_not_active"].map(str::to_owned));
    assert_eq!(seen, known(), "a code without a test, or a test without a code");
}

/// The codes that the sources know.
fn known() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/vapi/diagnose/codes.rs");
    let source = fs::read_to_string(file).unwrap();
    let table = source.split("pub(super) fn").next().unwrap().to_owned();
    let quoted = table.split('"').skip(1).step_by(2).filter(|text| !text.contains(' '));
    quoted.map(str::to_owned).collect()
}
