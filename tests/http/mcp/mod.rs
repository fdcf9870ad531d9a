//! MCP: what each era's clients send and get, who may call, and whose call it is.

mod batches;
mod bodies;
mod calls;
mod ladder;
mod legacy;
mod modern;
mod origins;
mod rights;

use serde_json::{Value, json};

use crate::support::{Answer, Desk, NUMBER, ORG, OTHER, mapping, schedule};

pub const MCP: &str = "/mcp";
pub const ACCOUNT: &str = "/api/integrations/mcp";
pub const OWN: &str = "canary-own-secret-of-mcp";
pub const THEIRS: &str = "canary-secret-of-the-other-org";
pub const SHARED: &str = "canary-secret-of-the-deployment";
pub const THEIR_NUMBER: &str = "+15550122";
pub const ANN: &str = "+15550188";
pub const VERSIONS: [&str; 4] = ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26"];

pub type Headers<'a> = &'a [(&'a str, &'a str)];

/// The address of an org.
pub fn of(org: &str) -> String {
    format!("{MCP}/{org}")
}

/// A developer's Frontdesk, where nothing has to be proven.
pub async fn open() -> Desk {
    Desk::with_clinic_and(&[("MCP_AUTH", "off")]).await
}

/// Two clinics, each with a number and a secret of its own, at a deployment that has one too.
pub async fn two_clinics() -> Desk {
    let desk = Desk::with_clinic_and(&[("MCP_SECRETS", SHARED), ("PUBLIC_URL", "https://desk.example")]).await;
    let other = desk.token(Some(OTHER), "admin");
    desk.send("PUT", "/api/schedule", &other, Some(&schedule())).await.expect(200);
    let number = json!({"inbound_phone_number": THEIR_NUMBER, "clinic_name": "Uptown Dental Clinic"});
    desk.send("POST", "/api/inbound/phone-mappings", &other, Some(&number)).await.expect(201);
    desk.send("PUT", ACCOUNT, &other, Some(&json!({"webhook_secrets": [THEIRS]}))).await.expect(200);
    desk.admin("PUT", ACCOUNT, &json!({"webhook_secrets": [OWN]})).await.expect(200);
    desk
}

/// A body as it is.
pub async fn post_bytes(desk: &Desk, path: &str, headers: Headers<'_>, body: impl Into<Vec<u8>>) -> Answer {
    desk.post_bytes(path, headers, body).await
}

pub async fn post(desk: &Desk, path: &str, headers: Headers<'_>, body: &Value) -> Answer {
    post_bytes(desk, path, headers, body.to_string()).await
}

/// A request of the era with a handshake.
pub fn asks(method: &str, params: impl Into<Value>) -> Value {
    json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params.into()})
}

/// A call of a tool.
pub fn calls(tool: &str, arguments: impl Into<Value>) -> Value {
    asks("tools/call", json!({"name": tool, "arguments": arguments.into()}))
}

/// The bearer token of a secret, for [`post`].
pub fn bearer(secret: &str) -> String {
    format!("Bearer {secret}")
}

/// What is answered to a request that has a result.
#[track_caller]
pub fn result(answer: Answer) -> Value {
    let json = answer.expect(200).json();
    assert!(json["jsonrpc"] == "2.0" && json["id"] == 7 && json["error"].is_null(), "{json}");
    json["result"].clone()
}

/// What an agent hears: one line, and never as an error.
#[track_caller]
pub fn said(answer: Answer) -> String {
    let result = result(answer);
    assert_eq!((&result["isError"], &result["content"][1]), (&json!(false), &Value::Null), "{result}");
    assert_eq!(result["content"][0]["type"], "text");
    let text = result["content"][0]["text"].as_str().unwrap().to_owned();
    assert!(text.len() < 500 && !text.contains(['\n', '\r']), "{text}");
    text
}

/// Insists on an error of the protocol, and on the status and id with it.
#[track_caller]
pub fn fault(answer: Answer, (status, code): (u16, i32), id: &Value) -> Value {
    let json = answer.expect(status).json();
    assert_eq!((&json["jsonrpc"], &json["error"]["code"], &json["id"]), (&json!("2.0"), &json!(code), id), "{json}");
    assert!(
        json["error"]["message"].as_str().is_some_and(|text| text.len() > 10) && json["result"].is_null(),
        "{json}"
    );
    json["error"].clone()
}

/// The names of the tools, in order.
pub fn names(result: &Value) -> Vec<String> {
    result["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

/// One value of the first clinic's object.
pub fn stored(desk: &Desk, sql: &str) -> String {
    desk.clinics.value(ORG, sql)
}

/// That the first clinic's number was called.
pub const CALLED: (&str, &str) = ("x-called-number", NUMBER);

/// A number of the first clinic more.
pub async fn second_number(desk: &Desk, number: &str) {
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping(number)).await.expect(201);
}
