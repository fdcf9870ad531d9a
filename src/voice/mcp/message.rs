//! JSON-RPC as clients send it, reduced to what is needed. Arguments are taken apart only as far as a call has to be known.

use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::value::RawValue;

use super::rpc_error::RpcError;
use crate::voice::{
    lenient::{List, Object, Text, TextOr},
    mended::body_text,
};

/// No client sends more messages at once. Each gets an answer, which takes more memory than it did.
const MOST_MESSAGES: usize = 100;
const NO_MESSAGE: RpcError = RpcError::invalid_request("The body is no JSON-RPC 2.0 message.");

/// One body.
pub(super) enum RpcBody {
    One(Box<RpcMessage>),
    Batch(Vec<RpcMessage>),
}

/// One message.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RpcMessage {
    jsonrpc: Text,
    #[serde(deserialize_with = "as_sent")]
    id: Option<Box<RawValue>>,
    method: Text,
    params: Object<Params>,
    result: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

/// The members of `params` that some method needs.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Params {
    pub(super) name: Text,
    pub(super) arguments: Option<Box<RawValue>>,
    #[serde(rename = "protocolVersion")]
    pub(super) protocol_version: Text,
    #[serde(rename = "_meta")]
    meta: Object<Meta>,
}

/// What a message says of itself.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Meta {
    /// There in the modern era alone.
    #[serde(rename = "io.modelcontextprotocol/protocolVersion")]
    pub(super) version: Option<Text>,
    #[serde(rename = "io.modelcontextprotocol/clientCapabilities")]
    capabilities: TextOr<Capabilities>,
    /// Our token of the call.
    #[serde(rename = "frontdesk/call")]
    pub(super) call_token: Text,
}

/// Nothing is asked of a client, so whatever it can do is of no use here.
#[derive(Default, Deserialize)]
pub(super) struct Capabilities {}

/// What a message is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RpcForm<'a> {
    /// It waits for an answer under this id, which is JSON as it was sent.
    Request { id: &'a str, method: &'a str },
    /// It waits for none.
    Notification,
}

/// Keeps `null` apart from nothing, and every digit.
fn as_sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(deserializer).map(Some)
}

/// Reads a body.
///
/// # Errors
/// What is no JSON, and what is neither a message nor a list of some.
pub(super) fn read(bytes: &[u8]) -> Result<RpcBody, RpcError> {
    let text = body_text(bytes).ok_or(RpcError::not_json())?;
    let begins = text.trim_start().chars().next();
    let read = match begins {
        Some('[') => serde_json::from_str(&text).map(|List(messages)| RpcBody::Batch(messages)),
        Some('{') => serde_json::from_str(&text).map(|Object(message)| RpcBody::One(Box::new(message))),
        _ if is_json(&text) => return Err(NO_MESSAGE),
        _ => return Err(RpcError::not_json()),
    };
    match read {
        Ok(RpcBody::Batch(messages)) if messages.is_empty() => Err(RpcError::invalid_request("The batch is empty.")),
        Ok(RpcBody::Batch(messages)) if messages.len() > MOST_MESSAGES => {
            Err(RpcError::invalid_request("A batch may have 100 messages."))
        }
        Ok(body) => Ok(body),
        // Such as a member that is there twice.
        Err(_) if is_json(&text) => Err(NO_MESSAGE),
        Err(_) => Err(RpcError::not_json()),
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

impl Meta {
    /// Whether the client says what it can do, be that nothing.
    pub(super) fn has_capabilities(&self) -> bool {
        matches!(self.capabilities, TextOr::Object(_))
    }
}

impl RpcMessage {
    /// What it is.
    ///
    /// # Errors
    /// What is no message of JSON-RPC 2.0.
    pub(super) fn form(&self) -> Result<RpcForm<'_>, RpcError> {
        let id = match self.id.as_deref().map(RawValue::get) {
            None => None,
            Some(id) if id.starts_with(['"', '-']) || id.starts_with(|c: char| c.is_ascii_digit()) => Some(id),
            Some(_) => return Err(NO_MESSAGE),
        };
        let is_response = self.result.is_some() || self.error.is_some();
        match (self.method.as_str(), id) {
            _ if self.jsonrpc.as_str() != Some("2.0") => Err(NO_MESSAGE),
            (Some(method), Some(id)) => Ok(RpcForm::Request { id, method }),
            (Some(_), None) => Ok(RpcForm::Notification),
            // Nothing was asked of the client, so there is nothing to do with its answers.
            (None, _) if is_response => Ok(RpcForm::Notification),
            (None, _) => Err(NO_MESSAGE),
        }
    }

    pub(super) fn params(&self) -> &Params {
        &self.params.0
    }

    pub(super) fn meta(&self) -> &Meta {
        &self.params.0.meta.0
    }
}
