//! What only a diagnosis reads of a body: how the calls were sent, and how the assistant is set up. Nothing of it is a secret, a prompt
//! or a transcript.

use serde_json::Value;

use super::server::{Level, Server};
use crate::{
    domain::line::single_line_limited,
    voice::{
        diagnose::{MOST_CHARACTERS, Survey, SurveyedServer},
        mended::body_text,
        oddities::raised,
        raw_arguments::{self, RawArguments},
        tools::{self, Tool},
    },
};

/// Bodies of more objects and lists are not looked at: they could become a hundred times as large in memory. The largest real ones have a
/// quarter of it.
const MOST_OPENED: usize = 50_000;
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
const LISTS: [&str; 3] = ["toolCallList", "toolCalls", "toolWithToolCallList"];

/// What a body shows; nothing of what is no JSON. `here` is this deployment's own origin.
pub(super) fn survey(bytes: &[u8], here: Option<&str>) -> Survey {
    if bytes.iter().filter(|byte| matches!(byte, b'{' | b'[')).count() > MOST_OPENED {
        return Survey::default();
    }
    let body: Value = serde_json::from_str(&body_text(bytes).unwrap_or_default()).unwrap_or_default();
    let message = at(&body, "/message");
    let kind = at(message, "/type").as_str().unwrap_or_default();
    let fixed = ["called_number", "caller_number", "call_id", "phone_number_id"];
    let with_tools = list(message, "toolWithToolCallList");
    let messages = at(message, "/assistant/serverMessages").as_array();
    let notes = raised([
        (
            "template_unfilled",
            fixed.iter().any(|name| body.get(*name).and_then(Value::as_str).is_some_and(|text| text.contains("{{"))),
        ),
        ("async_tool", with_tools.iter().any(|tool| at(tool, "/async") == true)),
        ("tool_calls_not_sent", messages.is_some_and(|names| !names.iter().any(|name| name == "tool-calls"))),
        ("lists_differ", differ(message)),
    ]);
    let mut lists: Vec<&str> = LISTS.into_iter().filter(|name| !list(message, name).is_empty()).collect();
    lists.extend(raised([
        ("functionCall", at(message, "/functionCall").is_object()),
        ("toolCall", at(&body, "/toolCall").is_object() || at(message, "/toolCall").is_object()),
        ("arguments at the root", !at(&body, "/arguments").is_null()),
    ]));
    let servers = servers(message, if kind == "tool-calls" { with_tools } else { &[] });
    let servers = servers.iter().map(|(tool, server)| surveyed(*tool, server, here)).collect();
    Survey { kind: kind.to_owned(), lists, is_question: QUESTIONS.contains(&kind), servers, notes }
}

fn surveyed(tool: Option<Tool>, server: &Server, here: Option<&str>) -> SurveyedServer {
    let whose = match server.level {
        Level::Tool => tool.map_or("a tool", |tool| tool.name),
        Level::Assistant => "the assistant",
        Level::Number => "the number",
    };
    let host = single_line_limited(server.parts().0, MOST_CHARACTERS);
    SurveyedServer { says: format!("Vapi posts to the URL of {whose}, at {host}."), notes: server.notes(tool, here) }
}

/// What stands at a JSON pointer; null where nothing does.
fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

fn list<'a>(message: &'a Value, name: &str) -> &'a [Value] {
    message.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The servers to which Vapi posts a message; tools have theirs for calls of them alone.
fn servers(message: &Value, tools: &[Value]) -> Vec<(Option<Tool>, Server)> {
    let mut servers = Vec::new();
    for tool in tools {
        let named = tools::named(name(tool));
        servers.extend(server(Level::Tool, tool).map(|server| (named, server)));
    }
    if servers.len() < tools.len() || tools.is_empty() {
        let shared = server(Level::Assistant, at(message, "/assistant"))
            .or_else(|| server(Level::Number, at(message, "/phoneNumber")));
        servers.extend(shared.map(|server| (None, server)));
    }
    servers
}

fn server(level: Level, owner: &Value) -> Option<Server> {
    let server = at(owner, "/server");
    // Where it was before there was `server`.
    let url = at(server, "/url").as_str().or(at(owner, "/serverUrl").as_str())?;
    let timeout = at(server, "/timeoutSeconds").as_f64().or(at(owner, "/timeoutSeconds").as_f64());
    Some(Server { level, url: url.to_owned(), timeout })
}

/// The call in a tool with its call, or a call.
fn call(entry: &Value) -> &Value {
    entry.get("toolCall").unwrap_or(entry)
}

fn name(entry: &Value) -> &str {
    let call = call(entry);
    let names = [at(call, "/function/name"), at(call, "/name"), at(entry, "/name"), at(entry, "/function/name")];
    names.into_iter().find_map(Value::as_str).unwrap_or_default()
}

fn read(entry: &Value) -> RawArguments {
    let call = call(entry);
    let function = at(call, "/function");
    let said =
        [at(function, "/arguments"), at(function, "/parameters"), at(call, "/arguments"), at(call, "/parameters")];
    raw_arguments::read(said.into_iter().find(|said| !said.is_null()).cloned())
}

/// Whether the lists that are there hold different calls.
fn differ(message: &Value) -> bool {
    let mut lists = LISTS.into_iter().map(|name| list(message, name)).filter(|list| !list.is_empty());
    let is_same =
        |(a, b): (&Value, &Value)| at(call(a), "/id") == at(call(b), "/id") && name(a) == name(b) && read(a) == read(b);
    lists
        .next()
        .is_some_and(|first| lists.any(|other| other.len() != first.len() || !first.iter().zip(other).all(is_same)))
}
