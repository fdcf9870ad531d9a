//! From a request to what it asks for. What is wrong with a message is an answer like others, and never a failure to read.

use http::{HeaderMap, StatusCode};

use super::{
    call,
    era::{self, Era, FIRST, MODERN},
    message::{self, RpcBody, RpcForm, RpcMessage},
    origin::Origins,
    reply_note::{Asks, Pending, ReplyNote},
    request_headers::{self, VERSION},
    rpc_error::RpcError,
};
use crate::{
    http::body::require_json,
    voice::{
        call_token,
        headers::{filled_in, sent_once},
        message::{Inbound, MessageKind, ToolCall},
        raw_arguments, tools,
    },
};

/// What the messages of one body come to.
struct Understood {
    note: ReplyNote,
    calls: Vec<ToolCall>,
    /// Our token of the call, if a message carries it.
    call_token: Option<String>,
}

/// Reads a request.
pub(super) fn read(headers: &HeaderMap, body: &[u8], origins: &Origins) -> Inbound {
    let refused = |error| Understood { note: ReplyNote::refusing(None, error), calls: Vec::new(), call_token: None };
    let Understood { note, calls, call_token } = understood(headers, body, origins).unwrap_or_else(refused);
    let caller = call::caller(headers);
    let in_header = filled_in(headers, call_token::HEADER);
    Inbound {
        kind: kind(&note, calls),
        signals: call::signals(headers),
        is_withheld: call::is_withheld(headers),
        caller,
        is_caller_unsaid: !call::is_withheld(headers),
        caller_verified: None,
        call_kind: None,
        reply_note: serde_json::to_value(&note).unwrap_or_default(),
        call_token: in_header.or(call_token),
        unbound_call: None,
    }
}

/// A batch may ask for several things. Where tools are called, the rest is answered without a clinic.
fn kind(note: &ReplyNote, calls: Vec<ToolCall>) -> MessageKind {
    let is_of_clinic = |pending: &Pending| matches!(pending.asks, Asks::Initialize(_) | Asks::Discover | Asks::Tools);
    if !calls.is_empty() {
        MessageKind::ToolCalls(calls)
    } else if note.requests.iter().any(is_of_clinic) {
        MessageKind::WhatIsOffered
    } else {
        MessageKind::Other
    }
}

fn understood(headers: &HeaderMap, body: &[u8], origins: &Origins) -> Result<Understood, RpcError> {
    if !origins.allow(headers) {
        return Err(RpcError::foreign_origin());
    }
    require_json(headers).map_err(|_| RpcError::not_called_json())?;
    let (messages, is_batch) = match message::read(body)? {
        RpcBody::One(message) => (vec![*message], false),
        RpcBody::Batch(messages) => (messages, true),
    };
    if is_batch && sent_once(headers, VERSION).is_some_and(|version| version != FIRST) {
        return Err(RpcError::invalid_request("This version of the protocol has no batches. Send one message."));
    }
    let call_token = only_token(&messages)?;
    let mut requests = Vec::new();
    let mut calls = Vec::new();
    for message in &messages {
        let Some((id, read)) = request(headers, message, is_batch) else { continue };
        let (era, asks) = match read {
            Ok((era, Asked::Call(call))) => {
                calls.push(call);
                (era, Asks::Call)
            }
            Ok((era, Asked::Other(asks))) => (era, asks),
            Err(error) => (Era::Legacy, Asks::Refused(error)),
        };
        requests.push(Pending { id, era, asks });
    }
    Ok(Understood { note: ReplyNote { is_batch, requests }, calls, call_token })
}

/// The token of the call. Of two nobody knows whose call it is.
fn only_token(messages: &[RpcMessage]) -> Result<Option<String>, RpcError> {
    let mut tokens = messages.iter().filter_map(|message| message.meta().call_token.as_str());
    let first = tokens.next();
    if tokens.all(|token| Some(token) == first) {
        Ok(first.map(str::to_owned))
    } else {
        Err(RpcError::invalid_request("A batch is of one call, and these are of several."))
    }
}

/// What one request asks for.
enum Asked {
    Call(ToolCall),
    Other(Asks),
}

/// The id of a message and what it asks for; `None` if it waits for no answer.
type ReadRequest = (Option<String>, Result<(Era, Asked), RpcError>);

fn request(headers: &HeaderMap, message: &RpcMessage, is_batch: bool) -> Option<ReadRequest> {
    let (id, method) = match message.form() {
        Ok(RpcForm::Notification) => return None,
        Ok(RpcForm::Request { id, method }) => (Some(id.to_owned()), method),
        Err(error) => return Some((None, Err(error))),
    };
    let era = if is_batch { era_in_batch(method, message) } else { era(headers, method, message) };
    let asked = era.and_then(|era| {
        let asked = match era {
            Era::Legacy => of_legacy(method, message),
            Era::Modern => of_modern(method, message),
        };
        asked.map(|asked| (era, asked))
    });
    Some((id, asked))
}

/// Which era's rules hold, and whether a modern message keeps them.
fn era(headers: &HeaderMap, method: &str, message: &RpcMessage) -> Result<Era, RpcError> {
    let incomplete = || {
        RpcError::invalid_params(
            StatusCode::BAD_REQUEST,
            "_meta needs protocolVersion, a text, and clientCapabilities.",
        )
    };
    if let Some(version) = &message.meta().version {
        let version = version.as_str().ok_or_else(incomplete)?;
        request_headers::check(headers, method, version, message)?;
        return if message.meta().has_capabilities() { Ok(Era::Modern) } else { Err(incomplete()) };
    }
    match sent_once(headers, VERSION) {
        // A handshake agrees on a version, whatever the client has tried before.
        _ if method == "initialize" => Ok(Era::Legacy),
        None => Ok(Era::Legacy),
        Some(version) if era::is_legacy(version) => Ok(Era::Legacy),
        Some(MODERN) => Err(incomplete()),
        Some(version) => Err(RpcError::unsupported_version(version)),
    }
}

fn era_in_batch(method: &str, message: &RpcMessage) -> Result<Era, RpcError> {
    if message.meta().version.is_some() || method == "initialize" {
        return Err(RpcError::invalid_request("This cannot be part of a batch."));
    }
    Ok(Era::Legacy)
}

fn of_legacy(method: &str, message: &RpcMessage) -> Result<Asked, RpcError> {
    Ok(Asked::Other(match method {
        "initialize" => Asks::Initialize(era::agreed(message.params().protocol_version.as_str()).to_owned()),
        "ping" => Asks::Ping,
        "tools/list" => Asks::Tools,
        "tools/call" => return call_of(message).map(Asked::Call),
        _ => return Err(RpcError::no_such_method(StatusCode::OK)),
    }))
}

fn of_modern(method: &str, message: &RpcMessage) -> Result<Asked, RpcError> {
    Ok(Asked::Other(match method {
        "server/discover" => Asks::Discover,
        "tools/list" => Asks::Tools,
        "tools/call" => return call_of(message).map(Asked::Call),
        _ => return Err(RpcError::no_such_method(StatusCode::NOT_FOUND)),
    }))
}

/// The call of a tool. JSON-RPC's ids begin anew with each connection, so none is an id of the call.
fn call_of(message: &RpcMessage) -> Result<ToolCall, RpcError> {
    let wrong = |what| RpcError::invalid_params(StatusCode::OK, what);
    let params = message.params();
    let name = params.name.as_str().ok_or_else(|| wrong("params.name has to name a tool."))?;
    if tools::named(name).is_none() {
        return Err(wrong("There is no tool of this name. tools/list has all of them."));
    }
    let arguments = raw_arguments::read_text(params.arguments.as_deref());
    Ok(ToolCall { id: String::new(), name: name.to_owned(), arguments })
}
