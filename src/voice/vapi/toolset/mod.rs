//! What a clinic's assistant at Vapi is given: the tools with their arguments, and which messages Vapi is to send here.
//!
//! The shapes are those of `POST /tool` (`CreateFunctionToolDto`, `CreateTransferCallToolDto` of Vapi's SDK 2.0.1). A function tool has
//! no `maxTokens` there, and Vapi refuses fields that it does not know.

use serde_json::{Map, Value, json};

use crate::domain::route::Route;

/// The tools and their arguments. An argument that is a text stands for the shared one of that name.
const TABLE: &str = include_str!("toolset.json");

/// The header that carries a shared secret. `server` of Vapi's current API has no `secret`, so it is one of `server.headers`.
pub const SECRET_HEADER: &str = "X-Vapi-Secret";
/// Vapi's own tool that hands a call over.
pub const TRANSFER: &str = "transferCall";

/// Names beyond these are left out: descriptions are sent to the model with every turn.
const MOST_NAMES: usize = 40;
const MOST_NAME_BYTES: usize = 600;

/// Said if the answer takes so long.
const DELAYED_AFTER_MILLISECONDS: u32 = 4000;
/// Given to the model and not spoken: what the answer itself says is of more use to the caller than any fixed words.
const FAILED: &str = "The tool did not succeed. If its answer says what to ask or send, do that. Otherwise say that it cannot be done \
                      right now and offer that someone from the clinic calls back. Do not say that anything was booked or changed.";

/// The address of the webhook that takes an org's messages and no others.
pub fn webhook_url(public_url: &str, route: &Route) -> String {
    format!("{public_url}/api/vapi/webhook/{}", route.org_id)
}

/// The messages that an assistant sends here. Vapi's default is eleven kinds, most of which come several times a second.
pub fn server_messages(route: &Route) -> Vec<&'static str> {
    let transfers = route.assistant.transfer.as_ref().map(|_| "transfer-destination-request");
    ["tool-calls", "status-update", "end-of-call-report", "hang"].into_iter().chain(transfers).collect()
}

/// The tools of a clinic, each as `POST /tool` takes it, for the webhook at `url`. With somebody who takes over calls there is
/// Vapi's own tool for that as well, which asks the assistant's server where to.
pub fn tools(route: &Route, url: &str) -> Vec<Value> {
    let table: Value = serde_json::from_str(&filled(route)).unwrap_or_default();
    let of_table = table.get("tools").and_then(Value::as_array).into_iter().flatten();
    let transfer = route.assistant.transfer.as_ref().map(|_| json!({"type": TRANSFER, "destinations": []}));
    of_table.map(|row| function(route, row, table.get("shared"), url)).chain(transfer).collect()
}

/// The table with what the clinic has in it.
fn filled(route: &Route) -> String {
    let catalogue = &route.catalogue;
    let services = names(catalogue.services.iter().map(|service| service.name.as_str()));
    let practitioners = names(catalogue.practitioners.iter().map(|practitioner| practitioner.name.as_str()));
    TABLE.replace("$zone", route.zone.name()).replace("$services", &services).replace("$practitioners", &practitioners)
}

/// Names in a row, as they stand within a JSON text.
fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let mut row = String::new();
    for (index, name) in all.enumerate() {
        let quoted = Value::from(name).to_string();
        let written = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        if index == MOST_NAMES || row.len() + written.len() > MOST_NAME_BYTES {
            return row + ", and others";
        }
        let comma = if index == 0 { "" } else { ", " };
        row = row + comma + written;
    }
    row
}

fn function(route: &Route, row: &Value, shared: Option<&Value>, url: &str) -> Value {
    let properties: Map<String, Value> =
        row.get("properties").and_then(Value::as_object).map_or_else(Map::new, |all| {
            let known = all.iter().filter(|(name, _)| is_offered(route, name));
            known.map(|(name, schema)| (name.clone(), resolved(schema, shared))).collect()
        });
    json!({
        "type": "function",
        "async": false,
        "function": {
            "name": row.get("name"),
            "description": row.get("description"),
            "parameters": {"type": "object", "properties": properties, "required": row.get("required")},
        },
        "messages": [
            {"type": "request-start", "content": row.get("says")},
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

/// Without services, or practitioners, there is nothing to choose from.
fn is_offered(route: &Route, argument: &str) -> bool {
    match argument {
        "service" => !route.catalogue.services.is_empty(),
        "practitioner" => !route.catalogue.practitioners.is_empty(),
        _ => true,
    }
}

fn resolved(schema: &Value, shared: Option<&Value>) -> Value {
    let named = schema.as_str().and_then(|name| shared?.get(name));
    named.unwrap_or(schema).clone()
}
