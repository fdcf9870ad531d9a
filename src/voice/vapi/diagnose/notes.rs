//! What is odd in a message, as codes and never as values.

use crate::voice::{
    message::{Inbound, MOST_CALLS, MessageKind, ToolCall},
    oddities::{oddities, raised},
    tools::Tool,
    vapi::envelope::Format,
};

/// The codes for a message that came to the path of a tool, or to the webhook; none for a message that calls no tools.
pub(super) fn notes(inbound: &Inbound, path: Option<Tool>) -> Vec<&'static str> {
    let MessageKind::ToolCalls(calls) = &inbound.kind else { return Vec::new() };
    let repeats = |(n, call): (usize, &ToolCall)| calls.iter().take(n).any(|before| before.id == call.id);
    let format = Format::of(inbound);
    let has_ids = format == Format::ToolCalls;
    let mut notes = raised([
        ("no_calls", calls.is_empty()),
        ("too_many_calls", calls.len() > MOST_CALLS),
        ("empty_id", has_ids && calls.iter().any(|call| call.id.is_empty())),
        ("repeated_id", has_ids && calls.iter().enumerate().any(repeats)),
        ("old_format", format == Format::FunctionCall),
        ("web_call", is_web(inbound) && inbound.signals.is_silent()),
    ]);
    for call in calls {
        notes.extend(oddities(call, path));
    }
    notes
}

/// Whether it is of a kind of call that has no number.
pub(super) fn is_web(inbound: &Inbound) -> bool {
    inbound.call_kind.as_deref().is_some_and(|kind| !kind.ends_with("PhoneCall"))
}
