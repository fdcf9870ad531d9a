//! The report as it grows: steps and warnings.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{Diagnosis, Step, Warning, address::Level, codes::says, look::Look, notes::notes};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::{caller::Caller, tool::Tool},
    http::body::json,
    language::english::sentences::{bad_arguments, single_line_limited},
    voice::{
        tools::{Turn, reading},
        vapi::envelope::{Format, Inbound, Kind, ToolCall},
    },
};

/// Longer words of a body are cut off.
const MOST_CHARACTERS: usize = 100;

/// What was found so far.
#[derive(Default)]
pub(super) struct Report {
    steps: Vec<Step>,
    codes: Vec<&'static str>,
}

impl Report {
    /// Adds a step.
    pub(super) fn step(&mut self, step: &'static str, ok: bool, says: String) {
        self.steps.push(Step { name: step, ok, says });
    }

    /// Adds warnings, each once.
    pub(super) fn warn(&mut self, codes: impl IntoIterator<Item = &'static str>) {
        for code in codes {
            if !self.codes.contains(&code) {
                self.codes.push(code);
            }
        }
    }

    /// All of it.
    pub(super) fn finish(self, status: StatusCode, answer: Value) -> Response {
        let Self { steps, codes } = self;
        let warnings: Vec<Warning> = codes.into_iter().map(|code| Warning { code, says: says(code) }).collect();
        let ok = warnings.is_empty() && steps.iter().all(|step| step.ok);
        json(StatusCode::OK, &Diagnosis { ok, steps, status: status.as_u16(), answer, warnings })
    }

    /// Whether it is JSON, and where it is not.
    pub(super) fn body(&mut self, bytes: &[u8], look: &Look) {
        match serde_json::from_slice::<IgnoredAny>(bytes) {
            Ok(_) => self.step("body", true, format!("{} bytes of JSON.", bytes.len())),
            Err(error) => {
                let (line, column, length) = (error.line(), error.column(), bytes.len());
                self.step("body", false, format!("No JSON from line {line}, column {column} on, of {length} bytes."));
            }
        }
        self.warn(look.notes.iter().copied());
    }

    /// What the message is about, and which tools it calls.
    pub(super) fn message(&mut self, inbound: &Inbound, look: &Look, path: Option<Tool>) {
        let about = match &inbound.kind {
            Kind::Calls(Format::ToolCalls, _) => "calls of tools",
            Kind::Calls(Format::FunctionCall, _) => "an older function-call",
            Kind::Calls(Format::Legacy, _) => "an older toolCall body",
            Kind::Calls(Format::ApiRequest, _) => "the flat body of an apiRequest tool",
            Kind::AssistantRequest => "the question which assistant answers",
            Kind::TransferDestination => "the question who takes over",
            Kind::Report(_) => "a report of the call",
            Kind::Other => "nothing that is of use here",
        };
        let kind = single_line_limited(&look.kind, MOST_CHARACTERS);
        let kind = if kind.is_empty() { "without a type".to_owned() } else { format!("of type {kind}") };
        self.step("message", true, format!("A message {kind}: {about}."));
        if let Kind::Calls(_, calls) = &inbound.kind {
            self.calls(calls, look);
        }
        self.warn(notes(inbound, path));
    }

    fn calls(&mut self, calls: &[ToolCall], look: &Look) {
        let shown = |call: &ToolCall| single_line_limited(&format!("{} ({})", call.name, call.id), MOST_CHARACTERS);
        let names: Vec<String> = calls.iter().map(shown).collect();
        let (from, mirrors) = look.lists.split_first().map_or(("the body", &[][..]), |(first, rest)| (*first, rest));
        let mirrored = if mirrors.is_empty() { String::new() } else { format!(" Also sent: {}.", mirrors.join(", ")) };
        let says = format!("{} of {from}: {}.{mirrored}", calls.len(), names.join(", "));
        self.step("calls", !calls.is_empty() && !look.notes.contains(&"lists_differ"), says);
    }

    /// Where Vapi posts it. Hosts are named, paths and queries are not: they can hold secrets.
    pub(super) fn servers(&mut self, look: &Look, here: Option<&str>) {
        for (tool, server) in &look.servers {
            let whose = match server.level {
                Level::Tool => tool.map_or("a tool", Tool::name),
                Level::Assistant => "the assistant",
                Level::Number => "the number",
            };
            let notes = server.notes(*tool, here);
            let host = single_line_limited(server.parts().0, MOST_CHARACTERS);
            self.step("server", notes.is_empty(), format!("Vapi posts to the URL of {whose}, at {host}."));
            self.warn(notes);
        }
        if look.servers.is_empty() {
            self.step("server", true, "The body shows no server URL.".to_owned());
        }
    }

    /// How the arguments of a call are read.
    pub(super) fn arguments(
        &mut self,
        (app, call): (&Arc<App>, &RequestContext),
        routed: &mut Routed,
        caller: &Caller,
        tool_call: &ToolCall,
        path: Option<Tool>,
    ) {
        let arguments = match &tool_call.arguments {
            Ok(arguments) => arguments,
            Err(fault) => return self.step("arguments", false, bad_arguments(fault, None)),
        };
        let Some(tool) = path.or_else(|| Tool::named(&tool_call.name)) else { return };
        let turn = Turn { app, context: call, routed, caller, tool_call_id: &tool_call.id, arguments };
        let sent = arguments.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        match reading(tool, &turn) {
            Ok(read) => self.step("arguments", true, format!("Sent: {sent}. Read: {}.", read.join("; "))),
            Err(fault) => self.step("arguments", false, format!("Sent: {sent}. {}", turn.fault(&fault).text)),
        }
    }
}
