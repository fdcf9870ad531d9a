//! What an org's assistant at Telnyx is set up with, to be pasted there: members of an assistant as `POST /v2/ai/assistants` takes it.

use serde_json::{Map, Value, json};

use crate::{
    domain::route::Route,
    voice::{
        call_briefing::CallBriefing,
        call_token,
        tools::{TOOLS, Tool},
    },
};

/// How long the assistant waits for a tool. The answer is there in eight seconds.
const TOOL_MILLISECONDS: u32 = 10_000;
/// The longest that Telnyx waits for variables.
const VARIABLES_MILLISECONDS: u32 = 10_000;
/// Said if the answer takes so long.
const DELAYED_AFTER_MILLISECONDS: u32 = 4_000;

/// All of it, for one org; `url` is where the platform's addresses are here.
pub(super) fn document(route: &Route, url: &str) -> Value {
    let url = format!("{url}/{}", route.org_id);
    let defaults: Map<String, Value> =
        CallBriefing::names().chain([call_token::VARIABLE]).map(|name| (name.to_owned(), "".into())).collect();
    json!({
        "tools": TOOLS.map(|tool| webhook_tool(route, tool, &url)),
        "dynamic_variables_webhook_url": format!("{url}/variables"),
        "dynamic_variables_webhook_timeout_ms": VARIABLES_MILLISECONDS,
        "dynamic_variables": defaults,
        "authentication": {
            "header": "telnyx-signature-ed25519",
            "detail": "Telnyx signs by itself. Give the account's public key to us in signing_secrets: PUT /api/integrations/telnyx.",
        },
    })
}

/// `timeout_ms` stands beside `type`: within `webhook` it is stored and means nothing. What is preset no model sees or sets.
fn webhook_tool(route: &Route, tool: Tool, url: &str) -> Value {
    json!({
        "type": "webhook",
        "timeout_ms": TOOL_MILLISECONDS,
        "webhook": {
            "name": tool.name,
            "description": tool.description_at(Some(route)),
            "url": format!("{url}/tools/{}", tool.path),
            "method": "POST",
            "async": false,
            "body_parameters": tool.schema_at(Some(route)),
            "preset_body_fields": {
                "called_number": "{{telnyx_agent_target}}",
                "caller_number": "{{telnyx_end_user_target}}",
                "call_id": "{{call_control_id}}",
                "frontdesk_call": "{{frontdesk_call}}",
            },
            "messages": [
                {"type": "request_start", "content": tool.says},
                {"type": "request_response_delayed", "content": "One moment, please.", "timing_ms": DELAYED_AFTER_MILLISECONDS},
            ],
        },
    })
}
