//! What is odd in a call of a tool, as codes and never as values: cheap enough to be kept with every call in the log.

use serde_json::Value;

use super::{
    message::ToolCall,
    tools::{self, Tool, has_template, is_garbled},
};

/// The codes for a call that came to the address of a tool, or to one of all tools.
pub(crate) fn oddities(call: &ToolCall, of_address: Option<Tool>) -> Vec<&'static str> {
    let named = tools::named(&call.name);
    let says = |what: fn(&str) -> bool| {
        call.arguments.as_ref().is_ok_and(|arguments| arguments.values().any(|value| any_text(value, what)))
    };
    raised([
        ("unknown_tool", of_address.is_none() && named.is_none()),
        ("other_tools_path", of_address.is_some() && named.is_some() && named != of_address),
        ("unreadable_arguments", call.arguments.is_err()),
        ("template_unfilled", says(has_template)),
        ("encrypted_arguments", says(is_garbled)),
    ])
}

/// The codes of what is so.
pub(crate) fn raised<const N: usize>(codes: [(&'static str, bool); N]) -> Vec<&'static str> {
    codes.into_iter().filter_map(|(code, is_so)| is_so.then_some(code)).collect()
}

fn any_text(value: &Value, what: fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => what(text.trim()),
        Value::Array(items) => items.iter().any(|item| any_text(item, what)),
        Value::Object(members) => members.values().any(|member| any_text(member, what)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
