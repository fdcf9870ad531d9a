//! Tools as Vapi takes them, and an account that is set up with them.

use serde_json::{Value, json};

mod fallback;
mod golden;
mod knowledge;
mod meanwhile;
mod others;
mod refusals;
mod runs;
mod tools;

use crate::support::{Answer, Desk, NUMBER, ORG, Reply, TOOL_NAMES, mapping};

const TOOLS: &str = "/api/vapi/tools.json";
const PROVISION: &str = "/api/vapi/provision";
const VAPI: &str = "/api/integrations/vapi";
const ORIGIN: &str = "https://desk.example";
const SECRET: &str = "canary-own-webhook-secret";
const ASSISTANT: &str = "a5000000-0000-4000-8000-000000000001";
const SECOND: &str = "a5000000-0000-4000-8000-000000000002";
const PHONE: &str = "f0000000-0000-4000-8000-000000000001";
const NAMES: [&str; 10] = TOOL_NAMES;

fn url(org: &str) -> String {
    format!("{ORIGIN}/api/vapi/webhook/{org}")
}

fn credentials() -> Value {
    json!({"api_key": "canary-vapi-api-key", "webhook_secrets": [SECRET, "canary-older-webhook-secret"]})
}

/// An assistant with members that nobody here knows.
fn assistant(id: &str) -> Value {
    json!({"id": id, "name": "Front desk", "voice": {"provider": "vapi"},
        "model": {"provider": "openai", "model": "gpt-4o", "temperature": 0.3, "of_later": {"x": [1]},
            "messages": [{"role": "system", "content": "canary-prompt"}]}})
}

/// The demo clinic with its account at Vapi: an assistant and a number.
async fn clinic() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", VAPI, &credentials()).await.expect(200);
    let mut mapping = mapping(NUMBER);
    mapping["vapi_phone_number_id"] = json!(PHONE);
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping).await.expect(200);
    desk.vendors.vapi.add("/assistant", assistant(ASSISTANT));
    desk.vendors
        .vapi
        .add("/phone-number", json!({"id": PHONE, "provider": "twilio", "number": NUMBER, "name": "Main"}));
    desk
}

/// Names somebody who takes over calls.
fn takes_over(desk: &Desk) {
    let document = json!({"transfer": {"number": "+15550199"}}).to_string();
    desk.sqlite
        .execute(&format!("INSERT INTO assistants (org_id, document, updated_at) VALUES ('{ORG}', '{document}', 1)"));
}

async fn provision(desk: &Desk, more: &Value) -> Answer {
    let mut body = json!({"dry_run": false, "assistant_id": ASSISTANT});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = desk.admin("POST", PROVISION, &body).await;
    assert!(!answer.text.contains("canary"), "{}", answer.text);
    answer
}

/// A run that comes to its end.
async fn done(desk: &Desk, more: &Value) -> Value {
    let outcome = provision(desk, more).await.expect(200).json();
    assert_eq!(outcome["ok"], true, "{outcome}");
    outcome
}

/// What was done, as `tool check_availability: created`.
fn actions(outcome: &Value) -> Vec<String> {
    let steps = outcome["steps"].as_array().unwrap();
    steps
        .iter()
        .map(|step| format!("{}: {}", step["what"].as_str().unwrap(), step["action"].as_str().unwrap()))
        .collect()
}

fn all_with(action: &str) -> Vec<String> {
    let tools = NAMES.iter().map(|name| format!("tool {name}"));
    tools.chain(["assistant".into(), "phone_number".into()]).map(|what| format!("{what}: {action}")).collect()
}

fn writes(desk: &Desk) -> usize {
    desk.vendors.vapi.take().iter().filter(|request| !request.starts_with("GET")).count()
}

/// Changes a resource behind everybody's back.
fn edit(desk: &Desk, collection: &str, id: &str, fields: &Value) {
    use frontdesk::ports::{AnswerPart, OutboundRequest};
    let headers = vec![
        ("authorization", "Bearer canary-vapi-api-key".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    let url = format!("https://api.vapi.ai{collection}/{id}");
    let body = Some(fields.to_string().into_bytes());
    let timeout = std::time::Duration::from_secs(1);
    let reply = desk.vendors.vapi.answer(&OutboundRequest {
        method: http::Method::PATCH,
        url,
        headers,
        body,
        timeout,
        answer: AnswerPart::Whole,
    });
    assert!(matches!(reply, Reply::Json(200, _)), "{reply:?}");
}
