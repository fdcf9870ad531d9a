//! What an org's agent at ElevenLabs is set up with, to be pasted there: each tool as `POST /v1/convai/tools` takes it, and the webhooks.
//!
//! A property has a description, and then the model fills it in, or the name of a dynamic variable, and never both.

use serde_json::{Map, Value, json};

use super::initiation::CALL_TOKEN;
use crate::{
    domain::route::Route,
    voice::{
        call_briefing::CallBriefing,
        tools::{TOOLS, Tool},
    },
};

/// How long the agent waits. The answer is there in eight seconds.
const TIMEOUT_SECONDS: u32 = 20;
/// What is to be put in place of this: the workspace's id of the secret that it is to send.
const SECRET_ID: &str = "the-id-of-your-workspace-secret";
/// What says whose call it is, beside the arguments.
const OF_CALL: [(&str, &str); 3] = [
    ("called_number", "system__called_number"),
    ("caller_number", "system__caller_id"),
    ("call_id", "system__conversation_id"),
];

/// All of it, for one org; `url` is where the platform's addresses are here.
pub(super) fn document(route: &Route, url: &str) -> Value {
    let url = format!("{url}/{}", route.org_id);
    let secret = json!({"X-Frontdesk-Secret": {"secret_id": SECRET_ID}});
    let placeholders: Map<String, Value> =
        CallBriefing::names().chain([CALL_TOKEN]).map(|name| (name.to_owned(), "".into())).collect();
    json!({
        "tools": TOOLS.map(|tool| server_tool(route, tool, &url)),
        "conversation_initiation_client_data_webhook": {"url": format!("{url}/initiation"), "request_headers": secret},
        "post_call_webhook": {"url": format!("{url}/events"), "events": ["transcript"], "exclude_transcript": true},
        "dynamic_variable_placeholders": placeholders,
        "authentication": {
            "header": "X-Frontdesk-Secret",
            "detail": "Store one of the org's webhook_secrets as a secret of the workspace, and put its id in place of secret_id. Give \
                       the key that signs post-call webhooks to us in signing_secrets: PUT /api/integrations/elevenlabs.",
        },
    })
}

fn server_tool(route: &Route, tool: Tool, url: &str) -> Value {
    let mut schema = tool.schema_at(Some(route));
    for (name, variable) in OF_CALL {
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert(name.to_owned(), json!({"type": "string", "dynamic_variable": variable}));
        }
    }
    json!({"tool_config": {
        "type": "webhook",
        "name": tool.name,
        "description": tool.description_at(Some(route)),
        "response_timeout_secs": TIMEOUT_SECONDS,
        "interruption_mode": "disable_during_tool",
        "execution_mode": "immediate",
        "api_schema": {
            "url": format!("{url}/tools/{}", tool.path),
            "method": "POST",
            "content_type": "application/json",
            "request_headers": {
                "X-Frontdesk-Secret": {"secret_id": SECRET_ID},
                "X-Frontdesk-Call": {"variable_name": CALL_TOKEN},
            },
            "request_body_schema": schema,
        },
    }})
}
