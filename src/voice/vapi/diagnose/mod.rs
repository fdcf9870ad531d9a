//! What only Vapi's messages show to whoever diagnoses them.

mod codes;
mod sent;
mod server;
mod survey;

use serde_json::Value;

use super::{Vapi, envelope::Format};
use crate::voice::{
    diagnose::{Diagnosed, Heard, Survey},
    message::{Inbound, MessageKind, ToolCall},
    oddities::raised,
    tools::Tool,
};

impl Diagnosed for Vapi {
    fn survey(&self, body: &[u8], _: Option<Tool>, here: Option<&str>) -> Survey {
        survey::survey(body, here)
    }

    fn form_of_calls(&self, inbound: &Inbound) -> &'static str {
        match Format::of(inbound) {
            Format::ToolCalls => "calls of tools",
            Format::FunctionCall => "an older function-call",
            Format::Legacy => "an older toolCall body",
            Format::ApiRequest => "the flat body of an apiRequest tool",
        }
    }

    fn notes(&self, inbound: &Inbound) -> Vec<&'static str> {
        let MessageKind::ToolCalls(calls) = &inbound.kind else { return Vec::new() };
        let repeats = |(n, call): (usize, &ToolCall)| calls.iter().take(n).any(|before| before.id == call.id);
        let format = Format::of(inbound);
        let has_ids = format == Format::ToolCalls;
        raised([
            ("empty_id", has_ids && calls.iter().any(|call| call.id.is_empty())),
            ("repeated_id", has_ids && calls.iter().enumerate().any(repeats)),
            ("old_format", format == Format::FunctionCall),
        ])
    }

    fn why_no_number(&self, inbound: &Inbound) -> Option<&'static str> {
        (Format::of(inbound) == Format::Legacy).then_some("legacy_off")
    }

    fn heard(&self, note: &Value, ids: &[String], answer: &Value) -> Vec<Heard> {
        let format = Format::noted(note);
        ids.iter().enumerate().map(|(n, id)| sent::heard(format, id, sent::result(format, n, answer))).collect()
    }

    fn codes(&self) -> &'static [(&'static str, &'static str)] {
        &codes::CODES
    }
}
