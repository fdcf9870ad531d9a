//! Answers as Vapi hears them: HTTP 200, `results` always, ids byte for byte, one spoken line each.

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::envelope::Format;
use crate::{
    http::body,
    voice::{message::ToolCall, platform::KnowledgeDocument, reply::ToolReply, tools::Tool},
};

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

/// The answer to `calls`, at the path of a tool or at the webhook, of which `replies` are the outcomes in the same order.
pub(super) fn answer(format: Format, calls: &[ToolCall], path: Option<Tool>, replies: &[ToolReply]) -> Response {
    if let (Format::ApiRequest, Some(outcome)) = (format, replies.first()) {
        return body::json(StatusCode::OK, &Flat::from(outcome));
    }
    let name = path.map_or("", |tool| tool.name);
    let results = calls.iter().zip(replies).map(|(call, outcome)| tool_result(format, call, name, outcome)).collect();
    let first = replies.first();
    let text = first.map(|outcome| outcome.text.as_str());
    let answer = Answer {
        results,
        result: text.filter(|_| format == Format::FunctionCall),
        tool_result: first.filter(|_| format == Format::Legacy).map(content),
        speech: text.filter(|_| format == Format::Legacy),
    };
    body::json(StatusCode::OK, &answer)
}

fn tool_result<'a>(format: Format, call: &'a ToolCall, name: &'a str, outcome: &'a ToolReply) -> ToolResult<'a> {
    let anonymous = if format == Format::ToolCalls { "" } else { "legacy" };
    ToolResult {
        tool_call_id: if call.id.is_empty() { anonymous } else { &call.id },
        name: if call.name.is_empty() { name } else { &call.name },
        result: (!outcome.is_failure()).then_some(outcome.text.as_str()),
        error: outcome.is_failure().then_some(outcome.text.as_str()),
    }
}

/// `ServerMessageResponseKnowledgeBaseRequest` of Vapi's SDK 2.0.1. It never has a `message`, which would be spoken in the model's place.
#[derive(Serialize)]
struct Documents<'a> {
    documents: Vec<Document<'a>>,
}

#[derive(Serialize)]
struct Document<'a> {
    content: &'a str,
    similarity: f64,
    /// For Vapi's log alone.
    uuid: &'a str,
}

/// The answer to a `knowledge-base-request`.
pub(super) fn documents(documents: &[KnowledgeDocument]) -> Response {
    body::json(StatusCode::OK, &Documents { documents: documents.iter().map(Document::from).collect() })
}

impl<'a> From<&'a KnowledgeDocument> for Document<'a> {
    fn from(KnowledgeDocument { id, content, similarity }: &'a KnowledgeDocument) -> Self {
        Self { content, similarity: (similarity * 100.0).round() / 100.0, uuid: id }
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

impl<'a> From<&'a ToolReply> for Flat<'a> {
    fn from(reply: &'a ToolReply) -> Self {
        Self { ok: !reply.is_failure(), message: &reply.text, slots: &reply.slots, total: reply.total }
    }
}

/// The seed's callers expect JSON in a string.
fn content(outcome: &ToolReply) -> Content {
    let ToolReply { text, slots, total, .. } = outcome;
    let content =
        json!({"success": !outcome.is_failure(), "message": text, "availableSlots": slots, "totalSlots": total});
    Content { content: content.to_string() }
}
