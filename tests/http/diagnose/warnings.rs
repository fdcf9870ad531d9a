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

fn flat(query: &'static str, members: &Value) -> Change {
    let mut body = json!({"date": "2026-12-03", "called_number": NUMBER});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    (query, "", body)
}

const TOOL: &str = "/message/toolWithToolCallList/0/server/url";
const ASSISTANT: &str = "/message/assistant/server/url";

/// Code, what raises it, what does not.
type Row = (&'static str, Change, Change);

const CHECK: &str = "check_availability";
const FLAT: &str = "?path=calendar/check";

fn day() -> Value {
    json!({"date": "2026-12-03"})
}

fn message(message: &Value) -> Change {
    whole(json!({ "message": message }))
}

fn named(id: &Value, name: &str) -> Change {
    calls(&[call(id, name, &day())])
}

fn with(arguments: &Value) -> Change {
    calls(&[call(&json!("call_1"), CHECK, arguments)])
}

/// One call, to whatever number this says.
fn called(record: &Value) -> Change {
    message(
        &json!({"type": "tool-calls", "toolCallList": [call(&json!("call_1"), CHECK, &day())], "phoneNumber": record}),
    )
}

fn of_calls() -> Vec<Row> {
    let first = call(&json!("call_1"), CHECK, &day());
    let second = call(&json!("call_2"), CHECK, &day());
    let many = |n: u32| calls(&(0..n).map(|n| call(&json!(n.to_string()), CHECK, &day())).collect::<Vec<_>>());
    let number = json!({"number": NUMBER});
    let old =
        json!({"type": "function-call", "functionCall": {"name": CHECK, "parameters": day()}, "phoneNumber": number});
    let new = json!({"type": "tool-calls", "toolCalls": [first], "phoneNumber": number});
    let path = |query| (query, "/message/toolCalls", json!([]));
    let is_async = "/message/toolWithToolCallList/0/async";
    let question = |name: &str| message(&json!({"type": name, "phoneNumber": number}));
    vec![
        ("not_json", whole(json!([1])), with(&day())),
        ("too_large", flat(FLAT, &json!({"x": "y".repeat(70_000)})), flat(FLAT, &json!({"x": "y".repeat(60_000)}))),
        ("no_calls", calls(&[]), with(&day())),
        ("too_many_calls", many(17), many(16)),
        ("empty_id", named(&json!(true), CHECK), named(&json!(7), CHECK)),
        ("repeated_id", calls(&[first.clone(), first.clone()]), calls(&[first, second])),
        ("lists_differ", at("/message/toolCalls/0/id", json!("call_2")), at("/message/toolCalls", json!([]))),
        ("old_format", message(&old), message(&new)),
        ("async_tool", at(is_async, json!(true)), at(is_async, json!(false))),
        ("unknown_tool", named(&json!("1"), "checkAvailabilities"), named(&json!("1"), "checkAvailability")),
        ("other_tools_path", path("?path=calendar/book"), path(FLAT)),
        ("not_answered", question("handoff-destination-request"), question("status-update")),
    ]
}

fn of_arguments() -> Vec<Row> {
    let service = |service: &str| with(&json!({"date": "2026-12-03", "service": service}));
    let caller = |number: &str| flat(FLAT, &json!({"caller_number": number}));
    vec![
        ("unreadable_arguments", with(&json!("{\"date\": \"2026-12")), with(&json!("{\"date\": \"2026-12-03\"}"))),
        ("template_unfilled", with(&json!({"date": "{{date}}"})), with(&json!({"date": "tomorrow"}))),
        ("template_unfilled", caller("{{customer.number}}"), caller("+15550188")),
        ("encrypted_arguments", service(&"aB3".repeat(30)), service("aB3")),
    ]
}

fn of_numbers() -> Vec<Row> {
    let web = |record: Value| {
        let list = [call(&json!("call_1"), CHECK, &day())];
        message(
            &json!({"type": "tool-calls", "toolCallList": list, "call": {"type": "webCall"}, "phoneNumber": record}),
        )
    };
    let number = |number: &str| called(&json!({ "number": number }));
    let of_id = |number: &str| called(&json!({"number": number, "id": "num-1"}));
    let caller = |number: &str| at("/message/customer/number", json!(number));
    vec![
        ("web_call", web(Value::Null), web(json!({"number": NUMBER}))),
        ("no_called_number", flat(FLAT, &json!({"called_number": null})), flat(FLAT, &json!({}))),
        ("unreadable_number", number("anonymous"), number(" 1 555 0100")),
        ("signals_disagree", of_id("+15550199"), of_id("+15550155")),
        ("not_your_number", number("+15550199"), number(NUMBER)),
        ("caller_is_clinic", caller("+15550155"), caller("+15550156")),
    ]
}

fn of_servers() -> Vec<Row> {
    let url = |url: &str| at(TOOL, json!(format!("https://desk.example/api/vapi/{url}")));
    let sound = || url("webhook");
    let timeout = |seconds: u8| at("/message/toolWithToolCallList/0/server/timeoutSeconds", json!(seconds));
    let messages = |name: &str| at("/message/assistant/serverMessages", json!([name]));
    let elsewhere = json!("https://n8n.example/hook");
    let of_assistant = message(&json!({"type": "tool-calls", "toolCallList": [call(&json!("call_1"), CHECK, &day())],
        "phoneNumber": {"number": NUMBER}, "assistant": {"serverUrl": "https://desk.example/api/vapi/tools/calendar/check"}}));
    vec![
        ("template_in_url", at(TOOL, json!("https://{{host}}/api/vapi/webhook")), sound()),
        ("http_url", at(TOOL, json!("http://desk.example/api/vapi/webhook")), sound()),
        ("other_host", at(TOOL, json!("https://desk.example.org/api/vapi/webhook")), url("webhook?x=1")),
        // The tool's own goes before the assistant's.
        ("other_host", at(TOOL, elsewhere.clone()), at(ASSISTANT, elsewhere)),
        ("wrong_path", at(TOOL, json!("https://desk.example/api/vapi")), url(&format!("webhook/{ORG}"))),
        ("wrong_level", of_assistant, url("tools/calendar/check")),
        ("other_tools_path", url("tools/calendar/book"), url("tools/calendar/check")),
        ("short_timeout", timeout(9), timeout(10)),
        ("tool_calls_not_sent", messages("status-update"), messages("tool-calls")),
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
    for (code, raises, twin) in [of_calls(), of_arguments(), of_numbers(), of_servers()].concat() {
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

/// The codes that the sources know: those of every platform, and Vapi's own.
fn known() -> BTreeSet<String> {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let sources = ["src/voice/diagnose/codes.rs", "src/voice/vapi/diagnose/codes.rs"].map(read).concat();
    let quoted = sources.split('"').skip(1).step_by(2).filter(|text| !text.contains(' ') && *text != OF_TOKENS);
    quoted.map(str::to_owned).collect()
}

/// Vapi carries no call token.
const OF_TOKENS: &str = "call_token_refused";
