//! What a clinic's agent at Retell is given: custom functions, and which events Retell is to send here.
//!
//! The shapes are those of `general_tools` of a Retell LLM (`CustomTool`, `TransferCallTool` of `retell-sdk` 5.66.1).

use serde_json::{Value, json};

use crate::{
    domain::{assistant::TransferMode, route::Route},
    voice::{
        call_briefing::CallBriefing,
        call_token,
        tools::{TOOLS, Tool},
    },
};

/// Our name for Retell's own tool that hands a call over: `transfer_call` is a tool of ours.
pub(super) const HAND_OVER: &str = "hand_over";
/// The number that is dialled then. It is a variable of the call, which is empty when nobody takes over.
pub(super) const TRANSFER_NUMBER: &str = "{{transfer_number}}";
/// Variables whose values a call has that came through the inbound webhook. In every other call they are empty.
pub(super) fn variables() -> impl Iterator<Item = &'static str> {
    CallBriefing::names().chain([call_token::VARIABLE])
}
/// Events that the call log lives on.
pub(super) const EVENTS: [&str; 4] = ["call_started", "call_ended", "call_analyzed", "transfer_bridged"];

const TIMEOUT_MILLISECONDS: u32 = 20_000;
const RETRIES: u8 = 2;
const WHEN_TO_HAND_OVER: &str = "Puts the caller through to a person. Call transfer_call first and use this only if its answer says that \
                                 somebody can take over.";

/// Where an org's requests go; `base` is where Retell's addresses are.
pub(super) fn url(base: &str, route: &Route, path: &str) -> String {
    format!("{base}/{}/{path}", route.org_id)
}

/// The tools of a clinic. With somebody who takes over calls there is Retell's own tool for that as well.
pub(super) fn tools(route: &Route, base: &str) -> Vec<Value> {
    let functions =
        TOOLS.into_iter().map(|tool| function(route, tool, &url(base, route, &format!("tools/{}", tool.path))));
    functions.chain(transfer(route)).collect()
}

fn function(route: &Route, tool: Tool, url: &str) -> Value {
    let mut parameters = tool.schema_at(Some(route));
    if let Some(properties) = parameters.get_mut("properties").and_then(Value::as_object_mut) {
        // A constant is Retell's to fill in; no model sees it.
        let token = json!({"type": "string", "const": format!("{{{{{}}}}}", call_token::VARIABLE)});
        properties.insert(call_token::VARIABLE.to_owned(), token);
    }
    json!({
        "type": "custom",
        "name": tool.name,
        "description": tool.description_at(Some(route)),
        "url": url,
        "method": "POST",
        "args_at_root": false,
        "parameters": parameters,
        "speak_during_execution": true,
        "execution_message_type": "static_text",
        "execution_message_description": tool.says,
        "speak_after_execution": true,
        "timeout_ms": TIMEOUT_MILLISECONDS,
        "max_retry": RETRIES,
    })
}

fn transfer(route: &Route) -> Option<Value> {
    let transfer = route.assistant.transfer.as_ref()?;
    let option = match transfer.mode {
        TransferMode::Blind => "cold_transfer",
        TransferMode::Warm => "warm_transfer",
    };
    Some(json!({
        "type": "transfer_call",
        "name": HAND_OVER,
        "description": WHEN_TO_HAND_OVER,
        "transfer_destination": {"type": "predefined", "number": TRANSFER_NUMBER},
        "transfer_option": {"type": option},
    }))
}
