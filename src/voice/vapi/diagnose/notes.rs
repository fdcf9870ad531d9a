//! What is odd in a request, as codes and never as values: cheap enough to be kept with every call of a tool.

use serde_json::Value;

use crate::voice::{
    tools::{self, Tool, is_garbled, is_template},
    vapi::envelope::{Format, Inbound, Kind, MOST_CALLS, ToolCall},
};

/// The codes for a message that came to the path of a tool, or to the webhook; none for a message that calls no tools.
pub(crate) fn notes(inbound: &Inbound, path: Option<Tool>) -> Vec<&'static str> {
    let Kind::Calls(format, calls) = &inbound.kind else { return Vec::new() };
    let repeats = |(n, call): (usize, &ToolCall)| calls.iter().take(n).any(|before| before.id == call.id);
    let has_ids = *format == Format::ToolCalls;
    let mut notes = raised([
        ("no_calls", calls.is_empty()),
        ("too_many_calls", calls.len() > MOST_CALLS),
        ("empty_id", has_ids && calls.iter().any(|call| call.id.is_empty())),
        ("repeated_id", has_ids && calls.iter().enumerate().any(repeats)),
        ("old_format", *format == Format::FunctionCall),
        ("web_call", is_web(inbound) && inbound.signals.said(false).is_empty()),
    ]);
    for call in calls {
        notes.extend(notes_of(call, path));
    }
    notes
}

/// The codes for one call.
pub(crate) fn notes_of(call: &ToolCall, path: Option<Tool>) -> Vec<&'static str> {
    let named = tools::named(&call.name);
    let says = |what: fn(&str) -> bool| {
        call.arguments.as_ref().is_ok_and(|arguments| arguments.values().any(|value| any_text(value, what)))
    };
    raised([
        ("unknown_tool", path.is_none() && named.is_none()),
        ("other_tools_path", path.is_some() && named.is_some() && named != path),
        ("unreadable_arguments", call.arguments.is_err()),
        ("template_unfilled", says(is_template)),
        ("encrypted_arguments", says(is_garbled)),
    ])
}

/// Whether it is of a kind of call that has no number.
pub(super) fn is_web(inbound: &Inbound) -> bool {
    inbound.call_kind.as_deref().is_some_and(|kind| !kind.ends_with("PhoneCall"))
}

fn any_text(value: &Value, what: fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => what(text.trim()),
        Value::Array(items) => items.iter().any(|item| any_text(item, what)),
        Value::Object(members) => members.values().any(|member| any_text(member, what)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The codes of what is so.
pub(super) fn raised<const N: usize>(notes: [(&'static str, bool); N]) -> Vec<&'static str> {
    notes.into_iter().filter_map(|(code, is_so)| is_so.then_some(code)).collect()
}
