//! What a clinic's assistant at Vapi is given: the tools with their arguments, and which messages Vapi is to send here.
//!
//! The shapes are those of `POST /tool` (`CreateFunctionToolDto`, `CreateTransferCallToolDto` of Vapi's SDK 2.0.1). A function tool has
//! no `maxTokens` there, and Vapi refuses fields that it does not know.

use serde_json::{Value, json};

use crate::{
    domain::route::Route,
    voice::tools::{TOOLS, Tool},
};

/// The header that carries a shared secret. `server` of Vapi's current API has no `secret`, so it is one of `server.headers`.
pub const SECRET_HEADER: &str = "X-Vapi-Secret";
/// Vapi's own tool that hands a call over.
pub const TRANSFER: &str = "transferCall";

/// Said if the answer takes so long.
const DELAYED_AFTER_MILLISECONDS: u32 = 4000;
/// Given to the model and not spoken: what the answer itself says is of more use to the caller than any fixed words.
const FAILED: &str = "The tool did not succeed. If its answer says what to ask or send, do that. Otherwise say that it cannot be done \
                      right now and offer to take a message (take_message). Do not say that anything was booked or changed.";

/// The address of the webhook that takes an org's messages and no others; `base` is where Vapi's addresses are.
pub fn webhook_url(base: &str, route: &Route) -> String {
    format!("{base}/webhook/{}", route.org_id)
}

/// The messages that an assistant sends here. Vapi's default is eleven kinds, most of which come several times a second.
pub fn server_messages(route: &Route) -> Vec<&'static str> {
    let transfers = route.assistant.transfer.as_ref().map(|_| "transfer-destination-request");
    ["tool-calls", "status-update", "end-of-call-report", "hang"].into_iter().chain(transfers).collect()
}

/// The tools of a clinic, each as `POST /tool` takes it, for the webhook at `url`. With somebody who takes over calls there is
/// Vapi's own tool for that as well, which asks the assistant's server where to.
pub fn tools(route: &Route, url: &str) -> Vec<Value> {
    let transfer = route.assistant.transfer.as_ref().map(|_| json!({"type": TRANSFER, "destinations": []}));
    TOOLS.into_iter().map(|tool| function(route, tool, url)).chain(transfer).collect()
}

fn function(route: &Route, tool: Tool, url: &str) -> Value {
    json!({
        "type": "function",
        "async": false,
        "function": {"name": tool.name, "description": tool.description_at(Some(route)), "parameters": tool.schema_at(Some(route))},
        "messages": [
            {"type": "request-start", "content": tool.says},
            {"type": "request-response-delayed", "content": "One moment, please.", "timingMilliseconds": DELAYED_AFTER_MILLISECONDS},
            {"type": "request-failed", "role": "system", "content": FAILED},
        ],
        "server": {
            "url": url,
            "timeoutSeconds": 20,
            "backoffPlan": {"type": "exponential", "maxRetries": 3, "baseDelaySeconds": 1,
                "excludedStatusCodes": [400, 401, 403, 404, 413, 422]},
        },
    })
}
