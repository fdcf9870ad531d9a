//! What is odd in a message of any platform, as codes and never as values.

use crate::voice::{
    message::{Inbound, MOST_CALLS, MessageKind},
    oddities::{oddities, raised},
    tools::Tool,
};

/// The codes for a message that came to the path of a tool, or to one of all tools; none for a message that calls no tools.
pub(super) fn notes(inbound: &Inbound, path: Option<Tool>) -> Vec<&'static str> {
    let MessageKind::ToolCalls(calls) = &inbound.kind else { return Vec::new() };
    let mut notes = raised([
        ("no_calls", calls.is_empty()),
        ("too_many_calls", calls.len() > MOST_CALLS),
        ("web_call", is_web(inbound) && inbound.signals.is_silent()),
    ]);
    for call in calls {
        notes.extend(oddities(call, path));
    }
    notes
}

/// Whether it is of a kind of call that has no number. Every platform has `phone` in its words for those that have one.
pub(super) fn is_web(inbound: &Inbound) -> bool {
    inbound.call_kind.as_deref().is_some_and(|kind| !kind.to_ascii_lowercase().contains("phone"))
}
