//! Answers as JSON-RPC: never a stream, ids as they were sent, and one spoken line for each call of a tool.

use std::sync::Arc;

use axum::{body::Body, response::Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json, value::RawValue};

use super::{
    era::{Era, SUPPORTED},
    instructions::{instructions, milliseconds},
    reply_note::{Asks, Pending, ReplyNote},
    rpc_error::RpcError,
    toolset,
};
use crate::{
    domain::route::Route,
    http::body::json as respond,
    voice::{platform::PlatformAnswer, reply::ToolReply},
};

/// Services and practitioners change now and then.
const TOOLS_MILLISECONDS: u32 = 60_000;
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// One response.
#[derive(Serialize)]
struct JsonRpc {
    jsonrpc: &'static str,
    id: Option<Box<RawValue>>,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Result(Value),
    Error(ErrorObject),
}

#[derive(Serialize)]
struct ErrorObject {
    code: i32,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

/// The clinic that is asked about and when, as far as the answer says it.
type Clinic<'a> = Option<(&'a Route, DateTime<Utc>)>;

/// Answers the requests of one body.
pub(super) fn answer(note: ReplyNote, answer: PlatformAnswer) -> Response {
    let (replies, clinic) = match answer {
        PlatformAnswer::Replies(replies, _) => (replies, None),
        PlatformAnswer::Offer { route, now } => (Vec::new(), route.map(|route| (route, now))),
        PlatformAnswer::Call(_) | PlatformAnswer::Documents(_) | PlatformAnswer::Nothing => (Vec::new(), None),
    };
    let clinic = clinic.as_ref().map(|(route, now): &(Arc<Route>, _)| (route.as_ref(), *now));
    let mut replies = replies.into_iter();
    let mut responses: Vec<(u16, JsonRpc)> =
        note.requests.into_iter().map(|pending| response(pending, &mut replies, clinic)).collect();
    if note.is_batch && !responses.is_empty() {
        let responses: Vec<JsonRpc> = responses.into_iter().map(|(_, response)| response).collect();
        return respond(StatusCode::OK, &responses);
    }
    match responses.pop() {
        Some((status, response)) => respond(StatusCode::from_u16(status).unwrap_or_default(), &response),
        None => accepted(),
    }
}

/// Nothing waits for an answer.
fn accepted() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}

fn response(pending: Pending, replies: &mut impl Iterator<Item = ToolReply>, clinic: Clinic<'_>) -> (u16, JsonRpc) {
    let Pending { id, era, asks } = pending;
    let id = id.and_then(|id| RawValue::from_string(id).ok());
    let (status, outcome) = match asks {
        Asks::Refused(RpcError { status, code, message, data }) => {
            (status, Outcome::Error(ErrorObject { code, message: message.into_owned(), data }))
        }
        asks => (StatusCode::OK.as_u16(), Outcome::Result(result(&asks, era, replies, clinic))),
    };
    (status, JsonRpc { jsonrpc: "2.0", id, outcome })
}

fn result(asks: &Asks, era: Era, replies: &mut impl Iterator<Item = ToolReply>, clinic: Clinic<'_>) -> Value {
    let result = match asks {
        Asks::Initialize(version) => json!({
            "protocolVersion": version,
            "capabilities": capabilities(),
            "serverInfo": server_info(),
            "instructions": instructions(clinic),
        }),
        Asks::Discover => json!({
            "supportedVersions": SUPPORTED,
            "capabilities": capabilities(),
            "instructions": instructions(clinic),
            "ttlMs": milliseconds(clinic),
            "cacheScope": "private",
        }),
        Asks::Tools => json!({"tools": toolset::tools(clinic.map(|(route, _)| route))}),
        Asks::Call => spoken(replies.next()),
        Asks::Ping | Asks::Refused(_) => json!({}),
    };
    match era {
        Era::Legacy => result,
        Era::Modern => modern(asks, result),
    }
}

/// A tool's sentence. It is no error, whatever came of the call: see the module's own words.
fn spoken(reply: Option<ToolReply>) -> Value {
    let text = reply.map(|reply| reply.text).unwrap_or_default();
    json!({"content": [{"type": "text", "text": text}], "isError": false})
}

/// What the modern era adds to every result, and to those that may be kept.
fn modern(asks: &Asks, mut result: Value) -> Value {
    if let Some(members) = result.as_object_mut() {
        members.insert("resultType".to_owned(), json!("complete"));
        members.insert("_meta".to_owned(), json!({SERVER_INFO: server_info()}));
        if *asks == Asks::Tools {
            members.insert("ttlMs".to_owned(), json!(TOOLS_MILLISECONDS));
            members.insert("cacheScope".to_owned(), json!("private"));
        }
    }
    result
}

/// Tools, and nothing that would need a stream.
fn capabilities() -> Value {
    json!({"tools": {}})
}

fn server_info() -> Value {
    json!({"name": "frontdesk", "version": env!("CARGO_PKG_VERSION")})
}
