//! The tools as MCP has them.

use serde_json::{Value, json};

use crate::{
    domain::route::Route,
    voice::tools::{Effect, TOOLS, Tool},
};

/// Every tool, in the words of a clinic if it is known which. The order never changes.
pub(super) fn tools(route: Option<&Route>) -> Vec<Value> {
    TOOLS.into_iter().map(|tool| described(tool, route)).collect()
}

fn described(tool: Tool, route: Option<&Route>) -> Value {
    json!({
        "name": tool.name,
        "description": tool.description_at(route),
        "inputSchema": tool.schema_at(route),
        "annotations": annotations(tool.effect),
    })
}

/// What a client may go by when it decides whether a person is to agree to a call. Nothing here reaches beyond the clinic.
fn annotations(effect: Effect) -> Value {
    if effect == Effect::Tells {
        return json!({"readOnlyHint": true, "openWorldHint": false});
    }
    let gives_up = effect == Effect::GivesUp;
    json!({"readOnlyHint": false, "destructiveHint": gives_up, "idempotentHint": true, "openWorldHint": false})
}
