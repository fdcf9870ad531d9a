//! The report as it grows: steps and warnings.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{Diagnosis, Step, Warning, address::Level, codes::says, notes::notes, survey::Survey};
use crate::{
    app::App,
    directory::Routed,
    domain::{caller::Caller, line::single_line_limited},
    http::body::json,
    voice::{
        mended::body_text,
        message::{Inbound, MessageKind, ToolCall},
        tools::{self, Tool, ToolContext, WordUse, word_use},
        vapi::envelope::Format,
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
    pub(super) fn body(&mut self, bytes: &[u8], survey: &Survey) {
        match serde_json::from_slice::<IgnoredAny>(body_text(bytes).as_deref().map_or(bytes, str::as_bytes)) {
            Ok(_) => self.step("body", true, format!("{} bytes of JSON.", bytes.len())),
            Err(error) => {
                let (line, column, length) = (error.line(), error.column(), bytes.len());
                self.step("body", false, format!("No JSON from line {line}, column {column} on, of {length} bytes."));
            }
        }
        self.warn(survey.notes.iter().copied());
    }

    /// What the message is about, and which tools it calls.
    pub(super) fn message(&mut self, inbound: &Inbound, survey: &Survey, path: Option<Tool>) {
        let about = match (&inbound.kind, Format::of(inbound)) {
            (MessageKind::ToolCalls(_), Format::ToolCalls) => "calls of tools",
            (MessageKind::ToolCalls(_), Format::FunctionCall) => "an older function-call",
            (MessageKind::ToolCalls(_), Format::Legacy) => "an older toolCall body",
            (MessageKind::ToolCalls(_), Format::ApiRequest) => "the flat body of an apiRequest tool",
            (MessageKind::WhoAnswers, _) => "the question which assistant answers",
            (MessageKind::WhoTakesOver, _) => "the question who takes over",
            (MessageKind::WhatIsKnown(_), _) => "the question what is known about what a caller said",
            (MessageKind::Event(_), _) => "a report of the call",
            (MessageKind::WhatIsOffered | MessageKind::Other, _) => "nothing that is of use here",
        };
        let kind = single_line_limited(&survey.kind, MOST_CHARACTERS);
        let kind = if kind.is_empty() { "without a type".to_owned() } else { format!("of type {kind}") };
        self.step("message", true, format!("A message {kind}: {about}."));
        if let MessageKind::ToolCalls(calls) = &inbound.kind {
            self.calls(calls, survey);
        }
        self.warn(notes(inbound, path));
    }

    fn calls(&mut self, calls: &[ToolCall], survey: &Survey) {
        let shown = |call: &ToolCall| single_line_limited(&format!("{} ({})", call.name, call.id), MOST_CHARACTERS);
        let names: Vec<String> = calls.iter().map(shown).collect();
        let (from, mirrors) = survey.lists.split_first().map_or(("the body", &[][..]), |(first, rest)| (*first, rest));
        let mirrored = if mirrors.is_empty() { String::new() } else { format!(" Also sent: {}.", mirrors.join(", ")) };
        let says = format!("{} of {from}: {}.{mirrored}", calls.len(), names.join(", "));
        self.step("calls", !calls.is_empty() && !survey.notes.contains(&"lists_differ"), says);
    }

    /// Where Vapi posts it. Hosts are named, paths and queries are not: they can hold secrets.
    pub(super) fn servers(&mut self, survey: &Survey, here: Option<&str>) {
        for (tool, server) in &survey.servers {
            let whose = match server.level {
                Level::Tool => tool.map_or("a tool", |tool| tool.name),
                Level::Assistant => "the assistant",
                Level::Number => "the number",
            };
            let notes = server.notes(*tool, here);
            let host = single_line_limited(server.parts().0, MOST_CHARACTERS);
            self.step("server", notes.is_empty(), format!("Vapi posts to the URL of {whose}, at {host}."));
            self.warn(notes);
        }
        if survey.servers.is_empty() {
            self.step("server", true, "The body shows no server URL.".to_owned());
        }
    }

    /// How the arguments of a call are read.
    pub(super) fn arguments(
        &mut self,
        app: &Arc<App>,
        routed: &mut Routed,
        caller: &Caller,
        tool_call: &ToolCall,
        path: Option<Tool>,
    ) {
        let arguments = match &tool_call.arguments {
            Ok(arguments) => arguments,
            Err(unreadable) => {
                let told = routed.route.language().sentences().bad_arguments(&unreadable.fault, None);
                return self.step("arguments", false, told);
            }
        };
        let Some(tool) = path.or_else(|| tools::named(&tool_call.name)) else { return };
        let used = word_use(arguments, |arguments| {
            (tool.reading)(&ToolContext { app, routed, caller, tool_call_id: &tool_call.id, arguments })
        });
        let context = ToolContext { app, routed, caller, tool_call_id: &tool_call.id, arguments };
        let sent = arguments.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        match (tool.reading)(&context) {
            Ok(read) => {
                self.step("arguments", true, format!("Sent: {sent}. Read: {}.{}", read.line(), told(&used, true)));
            }
            Err(fault) => {
                let fault = context.fault(&fault).text;
                self.step("arguments", false, format!("Sent: {sent}. {fault}{}", told(&used, false)));
            }
        }
    }
}

/// ` Of date count: "Thursday". These change nothing: "please".`
fn told(used: &[WordUse], is_understood: bool) -> String {
    let quoted = |argument: &str, words: &[String]| {
        let shown: Vec<String> = words.iter().map(|word| format!("\"{}\"", shown(argument, word))).collect();
        shown.join(", ")
    };
    let tell = |WordUse { argument, counting, idle }: &WordUse| {
        let (counts, idles) = (quoted(argument, counting), quoted(argument, idle));
        match (is_understood, counting.is_empty(), idle.is_empty()) {
            (true, false, true) => format!(" Of {argument} all words count: {counts}."),
            (true, false, false) => format!(" Of {argument} count: {counts}. These change nothing: {idles}."),
            (true, true, false) => format!(" Nothing of {argument} is used: {idles}."),
            (false, false, _) => format!(" Of {argument} these are in the way: {counts}."),
            (_, true, _) => String::new(),
        }
    };
    used.iter().map(tell).collect()
}

/// A word as it may be shown: numbers of people are masked.
fn shown(argument: &str, word: &str) -> String {
    let is_of_phone = ["phone", "number", "mobile", "cell"].iter().any(|name| argument.contains(name));
    let digits = word.chars().filter(char::is_ascii_digit).count();
    // A date has eight digits, and a start a colon.
    let is_number = is_of_phone || digits > 8 && !word.contains(':');
    let mut hidden = if is_number { digits.saturating_sub(2) } else { 0 };
    let masked = word.chars().map(|c| match c {
        c if c.is_ascii_digit() && hidden > 0 => {
            hidden -= 1;
            '*'
        }
        c => c,
    });
    single_line_limited(&masked.collect::<String>(), MOST_CHARACTERS)
}
