//! Answers as Vapi hears them: HTTP 200, `results` always, ids byte for byte, one spoken line each.

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::envelope::{Format, ToolCall};
use crate::{
    domain::{call::ToolOutcome, tool::Tool},
    http::body,
    language::english::sentences::single_line_limited,
};

/// What a tool has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spoken {
    /// The sentence.
    pub(crate) text: String,
    /// What came of it. What is declined is a result as well, for the model to act on; Vapi may speak an operator's fixed message
    /// instead of an error.
    pub(crate) outcome: ToolOutcome,
    /// The appointment that it is about.
    pub(crate) appointment_id: Option<String>,
    /// ISO local starts, at most five of them, for the seed's callers.
    pub(crate) slots: Vec<String>,
    /// How many there are in all.
    pub(crate) total: usize,
}

impl Spoken {
    /// Something that the model should hear.
    pub(crate) fn result(text: String) -> Self {
        Self { text, outcome: ToolOutcome::Done, appointment_id: None, slots: Vec::new(), total: 0 }
    }

    /// What the model has to ask or to say instead of what was wanted.
    pub(crate) fn declined(text: String) -> Self {
        Self { outcome: ToolOutcome::Declined, ..Self::result(text) }
    }

    /// Something that did not work.
    pub(crate) fn error(text: String) -> Self {
        Self { outcome: ToolOutcome::Failed, ..Self::result(text) }
    }

    /// The same, of an appointment.
    pub(crate) fn about(self, appointment_id: &str) -> Self {
        Self { appointment_id: Some(appointment_id.to_owned()), ..self }
    }

    fn failed(&self) -> bool {
        self.outcome == ToolOutcome::Failed
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    results: Vec<ToolResult<'a>>,
    /// Of the older `function-call`.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a str>,
    /// Of the seed's format.
    #[serde(rename = "toolResult", skip_serializing_if = "Option::is_none")]
    tool_result: Option<Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speech: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ToolResult<'a> {
    tool_call_id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Content {
    content: String,
}

/// The answer to `calls`, at the path of a tool or at the webhook, of which `spoken` are the outcomes in the same order.
pub(super) fn answer(format: Format, calls: &[ToolCall], path: Option<Tool>, mut spoken: Vec<Spoken>) -> Response {
    for outcome in &mut spoken {
        outcome.text = single_line_limited(&outcome.text, crate::language::english::sentences::MAX_ANSWER_CHARS);
    }
    if let (Format::ApiRequest, Some(outcome)) = (format, spoken.first()) {
        return body::json(StatusCode::OK, &Flat::from(outcome));
    }
    let name = path.map_or("", Tool::name);
    let results = calls.iter().zip(&spoken).map(|(call, outcome)| tool_result(format, call, name, outcome)).collect();
    let first = spoken.first();
    let text = first.map(|outcome| outcome.text.as_str());
    let answer = Answer {
        results,
        result: text.filter(|_| format == Format::FunctionCall),
        tool_result: first.filter(|_| format == Format::Legacy).map(content),
        speech: text.filter(|_| format == Format::Legacy),
    };
    body::json(StatusCode::OK, &answer)
}

fn tool_result<'a>(format: Format, call: &'a ToolCall, name: &'a str, outcome: &'a Spoken) -> ToolResult<'a> {
    let anonymous = if format == Format::ToolCalls { "" } else { "legacy" };
    ToolResult {
        tool_call_id: if call.id.is_empty() { anonymous } else { &call.id },
        name: if call.name.is_empty() { name } else { &call.name },
        result: (!outcome.failed()).then_some(outcome.text.as_str()),
        error: outcome.failed().then_some(outcome.text.as_str()),
    }
}

/// An `apiRequest` tool extracts what it wants from JSON; a status other than 2xx would be a failure of HTTP to it.
#[derive(Serialize)]
struct Flat<'a> {
    ok: bool,
    message: &'a str,
    slots: &'a [String],
    total: usize,
}

impl<'a> From<&'a Spoken> for Flat<'a> {
    fn from(spoken: &'a Spoken) -> Self {
        Self { ok: !spoken.failed(), message: &spoken.text, slots: &spoken.slots, total: spoken.total }
    }
}

/// The seed's callers expect JSON in a string.
fn content(outcome: &Spoken) -> Content {
    let Spoken { text, slots, total, .. } = outcome;
    let content = json!({"success": !outcome.failed(), "message": text, "availableSlots": slots, "totalSlots": total});
    Content { content: content.to_string() }
}
