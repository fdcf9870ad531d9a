//! The report as it grows: steps and warnings.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{Diagnosis, Heard, Step, Survey, Warning, codes::CODES, notes::notes};
use crate::{
    app::App,
    directory::Routed,
    domain::{caller::Caller, line::single_line_limited},
    http::body::json,
    language::answer::MAX_ANSWER_CHARS,
    voice::{
        mended::body_text,
        message::{Inbound, MessageKind, ToolCall},
        oddities::raised,
        platform::VoicePlatform,
        tools::{self, Tool, ToolContext, WordUse, word_use},
    },
};

/// Longer words of a body are cut off.
pub(crate) const MOST_CHARACTERS: usize = 100;

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
    pub(super) fn finish(self, platform: &dyn VoicePlatform, status: StatusCode, answer: Value) -> Response {
        let Self { steps, codes } = self;
        let says =
            |code| platform.codes().iter().chain(&CODES).find(|(known, _)| *known == code).map_or("", |(_, says)| says);
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
    pub(super) fn message(
        &mut self,
        platform: &dyn VoicePlatform,
        inbound: &Inbound,
        survey: &Survey,
        path: Option<Tool>,
    ) {
        let about = match &inbound.kind {
            MessageKind::ToolCalls(_) => platform.form_of_calls(inbound),
            MessageKind::WhoAnswers => "the question which assistant answers",
            MessageKind::WhoTakesOver => "the question who takes over",
            MessageKind::WhatIsKnown(_) => "the question what is known about what a caller said",
            MessageKind::WhatIsOffered => "the question which tools there are",
            MessageKind::Event(_) => "a report of the call",
            MessageKind::Other => "nothing that is of use here",
        };
        let kind = single_line_limited(&survey.kind, MOST_CHARACTERS);
        let kind = if kind.is_empty() { "without a type".to_owned() } else { format!("of type {kind}") };
        self.step("message", true, format!("A message {kind}: {about}."));
        if let MessageKind::ToolCalls(calls) = &inbound.kind {
            self.calls(calls, survey);
        }
        self.warn(notes(inbound, path));
        self.warn(platform.notes(inbound));
    }

    fn calls(&mut self, calls: &[ToolCall], survey: &Survey) {
        let shown = |call: &ToolCall| single_line_limited(&format!("{} ({})", call.name, call.id), MOST_CHARACTERS);
        let names: Vec<String> = calls.iter().map(shown).collect();
        let (from, mirrors) = survey.lists.split_first().map_or(("the body", &[][..]), |(first, rest)| (*first, rest));
        let mirrored = if mirrors.is_empty() { String::new() } else { format!(" Also sent: {}.", mirrors.join(", ")) };
        let says = format!("{} of {from}: {}.{mirrored}", calls.len(), names.join(", "));
        self.step("calls", !calls.is_empty() && !survey.notes.contains(&"lists_differ"), says);
    }

    /// Where the platform posts it, as far as the body says.
    pub(super) fn servers(&mut self, survey: Survey) {
        if survey.servers.is_empty() {
            self.step("server", true, "The body shows no server URL.".to_owned());
        }
        for server in survey.servers {
            self.step("server", server.notes.is_empty(), server.says);
            self.warn(server.notes);
        }
    }

    /// What each call hears, and what the platform would not take; of a message without calls what it is answered.
    pub(super) fn heard(&mut self, calls: usize, heard: &[Heard], answer: &Value) {
        for n in 0..calls {
            let Some(Heard { said, is_failure, faults }) = heard.get(n) else {
                self.warn(["no_result"]);
                self.step("answer", false, "Nothing is said.".to_owned());
                continue;
            };
            let is_line = |said: &String| !said.contains(['\n', '\r']) && said.chars().nth(MAX_ANSWER_CHARS).is_none();
            self.warn(raised([
                ("no_result", said.is_none()),
                ("not_one_line", said.as_ref().is_some_and(|said| !is_line(said))),
            ]));
            self.warn(faults.iter().copied());
            self.step("answer", !is_failure, said.clone().unwrap_or_else(|| "Nothing is said.".to_owned()));
        }
        if calls == 0 {
            self.step("answer", true, format!("The answer is {answer}. Nothing is said to the caller."));
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
