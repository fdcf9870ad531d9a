//! What Vapi sends, reduced to what is needed: which tools are called, with what, and which number was called.
//!
//! One tool call can come in five shapes, several of them at once and mirroring each other; the first list that is not empty is
//! taken, since two would book twice. The seed's own shapes are read too. Everything else of a body is skipped unread: bodies carry
//! transcripts, prompts and sometimes credentials.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    arguments::{self, Arguments},
    lenient::{List, Object, Text, TextOr},
};
use crate::{
    domain::{
        caller::Caller,
        signals::{LegacySelector, Signals},
    },
    http::Error,
};

/// One tool call.
#[derive(Debug)]
pub(super) struct ToolCall {
    /// Echoed byte for byte.
    pub(super) id: String,
    /// As the model named it; may be empty.
    pub(super) name: String,
    /// Its arguments.
    pub(super) arguments: Arguments,
}

/// Who will read the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Vapi's `tool-calls`.
    ToolCalls,
    /// Vapi's older `function-call`.
    FunctionCall,
    /// The seed's `toolCall`.
    Legacy,
}

/// A webhook body.
pub(super) struct Inbound {
    pub(super) format: Format,
    /// Empty for a message that reports something and calls nothing, such as a status update.
    pub(super) calls: Vec<ToolCall>,
    pub(super) signals: Signals,
    pub(super) caller: Caller,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    message: Object<Message>,
    #[serde(rename = "toolCall")]
    tool_call: Option<Object<Entry>>,
    arguments: Option<Value>,
    #[serde(rename = "tenantId")]
    tenant_id: Text,
    #[serde(rename = "inboundPhoneNumber")]
    inbound_phone_number: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Message {
    #[serde(rename = "type")]
    kind: Text,
    tool_call_list: List<Entry>,
    tool_calls: List<Entry>,
    tool_with_tool_call_list: List<WithToolCall>,
    function_call: Option<Object<Entry>>,
    tool_call: Option<Object<Entry>>,
    phone_number: Object<PhoneNumberRecord>,
    customer: Object<CustomerRecord>,
    call: Object<CallRecord>,
}

/// A tool call wherever it stands: flat, or under `function`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    id: Text,
    name: Text,
    arguments: Option<Value>,
    parameters: Option<Value>,
    function: Object<Function>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Function {
    name: Text,
    arguments: Option<Value>,
    parameters: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WithToolCall {
    name: Text,
    function: Object<ToolFunction>,
    #[serde(rename = "toolCall")]
    tool_call: Object<Entry>,
}

/// The tool's configuration: its `parameters` are a schema and no arguments.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ToolFunction {
    name: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PhoneNumberRecord {
    id: Text,
    number: Text,
    sip_uri: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct CallRecord {
    id: Text,
    phone_number_id: Text,
    phone_number: TextOr<CallPhoneNumber>,
    customer: Object<CustomerRecord>,
}

/// The patient's side of the call, whoever called whom.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CustomerRecord {
    number: Text,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct CallPhoneNumber {
    number: Text,
    twilio_phone_number: Text,
}

/// Reads a body.
///
/// # Errors
/// Only what is not JSON, or no object, is refused.
pub(super) fn read(bytes: &[u8]) -> Result<Inbound, Error> {
    let not_json = |_| Error::Malformed("The body is not JSON.".into());
    let body: Option<Body> =
        serde_json::from_slice::<TextOr<Body>>(bytes).map_err(not_json).map(|body| match body {
            TextOr::Object(body) => Some(body),
            TextOr::Text(_) | TextOr::Neither => None,
        })?;
    body.map(Inbound::from).ok_or_else(|| Error::Malformed("The body must be a JSON object.".into()))
}

impl From<Body> for Inbound {
    fn from(body: Body) -> Self {
        let Body { message: Object(mut message), tool_call, arguments, tenant_id, inbound_phone_number } = body;
        let caller = message.caller();
        let mut signals = message.signals();
        if let Some((format, calls)) = message.calls() {
            return Self { format, calls, signals, caller };
        }
        if message.kind.0.is_some() && message.tool_call.is_none() && tool_call.is_none() {
            return Self { format: Format::ToolCalls, calls: Vec::new(), signals, caller };
        }
        let mut entry = message.tool_call.take().or(tool_call).unwrap_or_default().0;
        entry.arguments = entry.arguments.or(arguments);
        let call = entry.into_call();
        signals.legacy = legacy_selector(call.arguments.as_ref().ok(), inbound_phone_number, tenant_id);
        Self { format: Format::Legacy, calls: vec![call], signals, caller }
    }
}

impl Message {
    /// The first list that is not empty.
    fn calls(&mut self) -> Option<(Format, Vec<ToolCall>)> {
        let lists = [std::mem::take(&mut self.tool_call_list).0, std::mem::take(&mut self.tool_calls).0];
        if let Some(list) = lists.into_iter().find(|list| !list.is_empty()) {
            return Some((Format::ToolCalls, list.into_iter().map(Entry::into_call).collect()));
        }
        let with_tool = std::mem::take(&mut self.tool_with_tool_call_list).0;
        if !with_tool.is_empty() {
            return Some((Format::ToolCalls, with_tool.into_iter().map(WithToolCall::into_call).collect()));
        }
        let Object(legacy) = self.function_call.take()?;
        Some((Format::FunctionCall, vec![legacy.into_call()]))
    }

    /// The number stands beside the call, or in it.
    fn caller(&self) -> Caller {
        let [message, call] = [&self.customer.0, &self.call.0.customer.0].map(|customer| customer.number.0.as_deref());
        let number = message.filter(|number| !number.trim().is_empty()).or(call);
        Caller::signalled(number, self.call.0.id.0.as_deref())
    }

    fn signals(&mut self) -> Signals {
        let Object(record) = std::mem::take(&mut self.phone_number);
        let Object(call) = std::mem::take(&mut self.call);
        let call_number = match call.phone_number {
            TextOr::Text(number) => Some(number),
            TextOr::Object(object) => object.number.0.or(object.twilio_phone_number.0),
            TextOr::Neither => None,
        };
        Signals {
            number: filled(record.number.0),
            number_id: filled(record.id.0).or(filled(call.phone_number_id.0)),
            call_number: filled(call_number),
            sip_uri: filled(record.sip_uri.0),
            legacy: LegacySelector::default(),
        }
    }
}

/// An empty string says nothing.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// The seed's selectors, from the arguments or from beside them.
fn legacy_selector(arguments: Option<&Map<String, Value>>, number: Text, tenant_id: Text) -> LegacySelector {
    let said = |name: &str| arguments.and_then(|a| a.get(name)).and_then(Value::as_str).map(str::to_owned);
    LegacySelector {
        number: filled(said("inbound_phone_number").or(number.0)),
        tenant_id: filled(said("tenant_id").or(tenant_id.0)),
    }
}

impl WithToolCall {
    fn into_call(self) -> ToolCall {
        let Object(entry) = self.tool_call;
        let mut call = entry.into_call();
        if call.name.is_empty() {
            call.name = self.name.0.or(self.function.0.name.0).unwrap_or_default();
        }
        call
    }
}

impl Entry {
    fn into_call(self) -> ToolCall {
        let Object(function) = self.function;
        let said = [function.arguments, function.parameters, self.arguments, self.parameters];
        ToolCall {
            id: self.id.0.unwrap_or_default(),
            name: function.name.0.or(self.name.0).unwrap_or_default(),
            arguments: arguments::read(said.into_iter().flatten().next()),
        }
    }
}

#[cfg(test)]
mod tests;
