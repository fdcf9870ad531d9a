//! What only a diagnosis reads of a body: how the calls were sent, and how the assistant is set up. Nothing of it is a secret, a prompt
//! or a transcript.

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::address::{Level, Server};
use crate::{
    domain::tool::Tool,
    http::vapi::{
        envelope::ToolCall,
        lenient::{List, Number, Object, Text},
        wire::{Entry, ToolFunction, WithToolCall},
    },
};

/// Messages for whose answer Vapi waits.
const QUESTIONS: [&str; 8] = [
    "assistant-request",
    "transfer-destination-request",
    "handoff-destination-request",
    "knowledge-base-request",
    "voice-request",
    "call.endpointing.request",
    "campaign-predial",
    "campaign.predial",
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    message: Object<Message>,
    #[serde(rename = "toolCall")]
    tool_call: Option<IgnoredAny>,
    arguments: Option<IgnoredAny>,
    called_number: Text,
    caller_number: Text,
    call_id: Text,
    phone_number_id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Message {
    #[serde(rename = "type")]
    kind: Text,
    tool_call_list: List<Entry>,
    tool_calls: List<Entry>,
    tool_with_tool_call_list: List<Configured>,
    function_call: Option<IgnoredAny>,
    tool_call: Option<IgnoredAny>,
    assistant: Object<Owner>,
    phone_number: Object<Owner>,
}

/// A tool as it is set up, with the call of it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Configured {
    #[serde(rename = "async")]
    is_async: Option<Value>,
    server: Object<ServerRecord>,
    timeout_seconds: Number,
    name: Text,
    function: Object<ToolFunction>,
    tool_call: Object<Entry>,
}

/// An assistant or a number, as far as its server goes.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Owner {
    server: Object<ServerRecord>,
    /// Where it was before there was `server`.
    server_url: Text,
    server_messages: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ServerRecord {
    url: Text,
    timeout_seconds: Number,
}

/// What was found.
#[derive(Default)]
pub(super) struct Look {
    /// `message.type`.
    pub(super) kind: String,
    /// Where the calls are taken from, and which other lists there are.
    pub(super) lists: Vec<&'static str>,
    /// Whether the message is one for whose answer Vapi waits and that calls no tools.
    pub(super) is_question: bool,
    /// The servers to which Vapi posts this: of each tool that has one of its own, else of the assistant, else of the number.
    pub(super) servers: Vec<(Option<Tool>, Server)>,
    /// Codes for what is odd in it.
    pub(super) notes: Vec<&'static str>,
}

impl Look {
    /// Of a body; empty for what is no JSON object.
    pub(super) fn at(bytes: &[u8]) -> Self {
        let Object(body) = serde_json::from_slice::<Object<Body>>(bytes).unwrap_or_default();
        let fixed = [&body.called_number, &body.caller_number, &body.call_id, &body.phone_number_id];
        let is_unfilled = fixed.iter().any(|text| text.0.as_deref().is_some_and(|text| text.contains("{{")));
        let Object(message) = body.message;
        let present = [
            ("toolCallList", !message.tool_call_list.0.is_empty()),
            ("toolCalls", !message.tool_calls.0.is_empty()),
            ("toolWithToolCallList", !message.tool_with_tool_call_list.0.is_empty()),
            ("functionCall", message.function_call.is_some()),
            ("toolCall", body.tool_call.is_some() || message.tool_call.is_some()),
            ("arguments at the root", body.arguments.is_some()),
        ];
        let lists = super::notes::raised(present);
        let kind = message.kind.0.clone().unwrap_or_default();
        let is_question = QUESTIONS.contains(&kind.as_str());
        let mut notes = super::notes::raised([
            ("template_unfilled", is_unfilled),
            (
                "async_tool",
                message.tool_with_tool_call_list.0.iter().any(|tool| tool.is_async == Some(Value::Bool(true))),
            ),
            ("tool_calls_not_sent", message.assistant.0.server_messages.as_ref().is_some_and(lacks_tool_calls)),
        ]);
        let servers = servers(&message, kind == "tool-calls");
        if differ(message) {
            notes.push("lists_differ");
        }
        Self { kind, lists, is_question, servers, notes }
    }
}

fn lacks_tool_calls(messages: &Value) -> bool {
    messages.as_array().is_some_and(|messages| !messages.iter().any(|name| name == "tool-calls"))
}

/// The servers to which Vapi posts a message; tools have theirs for calls of them alone.
fn servers(message: &Message, is_call: bool) -> Vec<(Option<Tool>, Server)> {
    let tools = message.tool_with_tool_call_list.0.iter().filter(|_| is_call);
    let own = |tool: &Configured| {
        let Object(server) = &tool.server;
        let timeout = server.timeout_seconds.0.or(tool.timeout_seconds.0);
        Some((tool.named(), Server { level: Level::Tool, url: server.url.0.clone()?, timeout }))
    };
    let found: Vec<_> = tools.clone().map(own).collect();
    let is_enough = !found.is_empty() && found.iter().all(Option::is_some);
    let shared = [(Level::Assistant, &message.assistant.0), (Level::Number, &message.phone_number.0)]
        .into_iter()
        .find_map(|(level, Owner { server: Object(server), server_url, .. })| {
            let url = server.url.0.clone().or_else(|| server_url.0.clone())?;
            Some((None, Server { level, url, timeout: server.timeout_seconds.0 }))
        });
    found.into_iter().flatten().chain(shared.filter(|_| !is_enough)).collect()
}

impl Configured {
    fn named(&self) -> Option<Tool> {
        let Object(call) = &self.tool_call;
        let names = [&call.function.0.name, &call.name, &self.name, &self.function.0.name];
        names.into_iter().find_map(|name| Tool::named(name.0.as_deref()?))
    }

    fn into_call(self) -> ToolCall {
        WithToolCall { name: self.name, function: self.function, tool_call: self.tool_call }.into_call()
    }
}

/// Whether the lists that are there hold different calls.
fn differ(message: Message) -> bool {
    let Message { tool_call_list, tool_calls, tool_with_tool_call_list, .. } = message;
    let plain = |list: List<Entry>| list.0.into_iter().map(Entry::into_call).collect::<Vec<_>>();
    let with_tools = tool_with_tool_call_list.0.into_iter().map(Configured::into_call).collect();
    let lists = [plain(tool_call_list), plain(tool_calls), with_tools];
    let mut lists = lists.iter().filter(|list| !list.is_empty());
    let is_same = |a: &ToolCall, b: &ToolCall| (&a.id, &a.name, &a.arguments) == (&b.id, &b.name, &b.arguments);
    lists.next().is_some_and(|first| {
        lists.any(|other| other.len() != first.len() || !first.iter().zip(other).all(|(a, b)| is_same(a, b)))
    })
}
