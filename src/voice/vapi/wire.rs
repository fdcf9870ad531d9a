//! The members of a body that are read, as they stand there. Everything else is skipped unread: bodies carry transcripts, prompts and
//! sometimes credentials. Arguments stay text until the request is proven and they are read: as values they take a hundred times as much.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::tool_times::ToolTimes;
use crate::voice::lenient::{Folded, Id, Last, List, Matters, Number, Object, Spoken, Text, TextOr};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    pub(super) message: Option<Object<Message>>,
    #[serde(rename = "toolCall")]
    pub(super) tool_call: Option<Object<Entry>>,
    pub(super) arguments: Option<Box<RawValue>>,
    #[serde(rename = "tenantId")]
    pub(super) tenant_id: Text,
    #[serde(rename = "inboundPhoneNumber")]
    pub(super) inbound_phone_number: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Message {
    #[serde(rename = "type")]
    pub(super) kind: Text,
    pub(super) tool_call_list: List<Entry>,
    pub(super) tool_calls: List<Entry>,
    pub(super) tool_with_tool_call_list: List<WithToolCall>,
    pub(super) function_call: Option<Object<Entry>>,
    pub(super) tool_call: Option<Object<Entry>>,
    pub(super) phone_number: Object<PhoneNumberRecord>,
    pub(super) customer: Object<CustomerRecord>,
    pub(super) call: Object<WireCall>,
    #[serde(rename = "messagesOpenAIFormatted")]
    pub(super) messages_formatted: Last<Turn>,
    pub(super) messages: Last<Turn>,
    pub(super) timestamp: Number,
    pub(super) status: Text,
    pub(super) ended_reason: Text,
    pub(super) started_at: Text,
    pub(super) ended_at: Text,
    pub(super) cost: Number,
    /// Where reports had it in 2024.
    pub(super) summary: Text,
    pub(super) analysis: Object<Analysis>,
    pub(super) artifact: Object<Artifact>,
}

/// What Vapi keeps of a call.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Artifact {
    pub(super) messages: Folded<ToolTimes>,
}

/// A message of the conversation. What was said stands in `content`, and in the older list in `message`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Turn {
    pub(super) role: Text,
    pub(super) content: Spoken,
    pub(super) message: Text,
}

impl Turn {
    pub(super) fn into_text(self) -> Option<String> {
        self.content.0.or(self.message.0)
    }
}

/// Only what the caller said does.
impl Matters for Turn {
    fn matters(&self) -> bool {
        self.role.0.as_deref() == Some("user")
    }
}

/// What Vapi made of a call.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Analysis {
    pub(super) summary: Text,
}

/// A tool call wherever it stands: flat, or under `function`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    pub(super) id: Id,
    pub(super) name: Text,
    pub(super) arguments: Option<Box<RawValue>>,
    pub(super) parameters: Option<Box<RawValue>>,
    pub(super) function: Object<Function>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Function {
    pub(super) name: Text,
    pub(super) arguments: Option<Box<RawValue>>,
    pub(super) parameters: Option<Box<RawValue>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WithToolCall {
    pub(super) name: Text,
    pub(super) function: Object<ToolFunction>,
    #[serde(rename = "toolCall")]
    pub(super) tool_call: Object<Entry>,
}

/// The tool's configuration: its `parameters` are a schema and no arguments.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ToolFunction {
    pub(super) name: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PhoneNumberRecord {
    pub(super) id: Id,
    pub(super) number: Text,
    pub(super) sip_uri: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct WireCall {
    pub(super) id: Id,
    #[serde(rename = "type")]
    pub(super) kind: Text,
    pub(super) started_at: Text,
    pub(super) phone_number_id: Id,
    pub(super) phone_number: TextOr<CallPhoneNumber>,
    pub(super) customer: Object<CustomerRecord>,
}

/// The patient's side of the call, whoever called whom.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CustomerRecord {
    pub(super) number: Text,
    pub(super) sip_uri: Text,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CallPhoneNumber {
    pub(super) number: Text,
    pub(super) twilio_phone_number: Text,
}
