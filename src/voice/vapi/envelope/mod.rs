//! What Vapi sends, reduced to what is needed: what kind of message it is, which tools are called, with what, and which number was
//! called.
//!
//! One tool call can come in five shapes, several of them at once and mirroring each other; the first list that is not empty is
//! taken, since two would book twice. The seed's own shapes are read too, and the flat bodies of `apiRequest` tools.

use serde_json::{Map, Value};

use super::{
    arguments::{self, Arguments},
    lenient::{Object, Text, TextOr},
    report,
    wire::{Body, Entry, Message, WithToolCall},
};
use crate::{
    calls::What,
    domain::{
        caller::Caller,
        signals::{LegacySelector, Signals},
    },
    http::Error,
};

/// More calls than this in one message are answered without being run.
pub(super) const MOST_CALLS: usize = 16;
/// Flat bodies are made by one tool; larger ones are none.
const FLAT_LIMIT: usize = 64 * 1024;
/// What a flat body says of the call, set by the operator as static parameters of the tool.
const STATIC: [&str; 5] = ["called_number", "caller_number", "call_id", "call_sid", "phone_number_id"];

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
    /// The flat body of an `apiRequest` tool.
    ApiRequest,
}

/// What a message is about.
pub(super) enum Kind {
    /// Tools are called.
    Calls(Format, Vec<ToolCall>),
    /// Which assistant answers?
    AssistantRequest,
    /// Who takes over?
    TransferDestination,
    /// Something to be recorded of a call.
    Report(What),
    /// Nothing that is of use here.
    Other,
}

/// A webhook body.
pub(super) struct Inbound {
    pub(super) kind: Kind,
    pub(super) signals: Signals,
    pub(super) caller: Caller,
    /// `inboundPhoneCall`, `webCall` and the like.
    pub(super) call_kind: Option<String>,
}

/// Reads a body.
///
/// # Errors
/// What is not JSON, or no object, is refused, and a flat body that is larger than any tool makes it.
pub(super) fn read(bytes: &[u8]) -> Result<Inbound, Error> {
    let not_json = |_| Error::Malformed("The body is not JSON.".into());
    let body = match serde_json::from_slice::<TextOr<Body>>(bytes).map_err(not_json)? {
        TextOr::Object(body) => body,
        TextOr::Text(_) | TextOr::Neither => return Err(Error::Malformed("The body must be a JSON object.".into())),
    };
    if body.message.is_some() || body.tool_call.is_some() || body.arguments.is_some() {
        return Ok(Inbound::from(body));
    }
    if bytes.len() > FLAT_LIMIT {
        return Err(Error::TooLarge(FLAT_LIMIT));
    }
    Ok(flat(serde_json::from_slice(bytes).map_err(not_json)?))
}

/// An `apiRequest` tool sends its arguments and nothing around them.
fn flat(mut members: Map<String, Value>) -> Inbound {
    let mut fixed = STATIC.map(|name| match members.remove(name) {
        // A template that was not filled in says nothing.
        Some(Value::String(text)) if !text.contains("{{") => filled(Some(text)),
        _ => None,
    });
    let [number, caller, call_id, _, number_id] = fixed.each_mut().map(Option::take);
    let caller = Caller::signalled(caller.as_deref(), call_id.as_deref());
    let arguments = arguments::read(Some(Value::Object(members)));
    let call = ToolCall { id: String::new(), name: String::new(), arguments };
    // A number that is no telephone number may be a SIP address.
    let sip_uri = number.clone().filter(|number| number.to_ascii_lowercase().contains("sip:"));
    let signals = Signals { number, number_id, sip_uri, ..Signals::default() };
    Inbound { kind: Kind::Calls(Format::ApiRequest, vec![call]), signals, caller, call_kind: None }
}

impl From<Body> for Inbound {
    fn from(body: Body) -> Self {
        let Body { message, tool_call, arguments, tenant_id, inbound_phone_number } = body;
        let Object(mut message) = message.unwrap_or_default();
        let (caller, call_kind) = (message.caller(), filled(message.call.0.kind.0.take()));
        let legacy = message.tool_call.take().or(tool_call);
        let name = message.kind.0.take().unwrap_or_default();
        let known = message.named(&name).filter(|_| legacy.is_none());
        let mut signals = message.signals();
        let kind = known.or_else(|| message.calls().map(|(format, calls)| Kind::Calls(format, calls)));
        let kind = kind.unwrap_or_else(|| {
            let Object(mut entry) = legacy.unwrap_or_default();
            entry.arguments = entry.arguments.or(arguments);
            let call = entry.into_call();
            signals.legacy = legacy_selector(call.arguments.as_ref().ok(), inbound_phone_number, tenant_id);
            Kind::Calls(Format::Legacy, vec![call])
        });
        Self { kind, signals, caller, call_kind }
    }
}

impl Message {
    /// What a message of this type is about; `None` if the calls of tools in it say so.
    fn named(&mut self, name: &str) -> Option<Kind> {
        Some(match name {
            "assistant-request" => Kind::AssistantRequest,
            "transfer-destination-request" => Kind::TransferDestination,
            "status-update" => report::status(self).map_or(Kind::Other, Kind::Report),
            "end-of-call-report" => Kind::Report(report::end(self)),
            "hang" => Kind::Report(report::hang(self)),
            "tool-calls" | "function-call" if self.has_calls() => return None,
            "tool-calls" | "function-call" => Kind::Calls(Format::ToolCalls, Vec::new()),
            "" => return None,
            _ => Kind::Other,
        })
    }

    fn has_calls(&self) -> bool {
        let lists = [self.tool_call_list.0.len(), self.tool_calls.0.len(), self.tool_with_tool_call_list.0.len()];
        lists.iter().any(|length| *length > 0) || self.function_call.is_some()
    }

    /// The first list that is not empty.
    fn calls(&mut self) -> Option<(Format, Vec<ToolCall>)> {
        let lists = [std::mem::take(&mut self.tool_call_list).0, std::mem::take(&mut self.tool_calls).0];
        if let Some(list) = lists.into_iter().find(|list| !list.is_empty()) {
            return Some((Format::ToolCalls, list.into_iter().enumerate().map(Entry::nth).collect()));
        }
        let with_tool = std::mem::take(&mut self.tool_with_tool_call_list).0;
        if !with_tool.is_empty() {
            return Some((Format::ToolCalls, with_tool.into_iter().enumerate().map(WithToolCall::nth).collect()));
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
            ..Signals::default()
        }
    }
}

/// An empty string says nothing.
pub(super) fn filled(text: Option<String>) -> Option<String> {
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
    fn nth((n, listed): (usize, Self)) -> ToolCall {
        let mut call = Entry::nth((n, listed.tool_call.0));
        if call.name.is_empty() {
            call.name = listed.name.0.or(listed.function.0.name.0).unwrap_or_default();
        }
        call
    }
}

impl Entry {
    /// One of a list. Those that will not be run need no arguments.
    fn nth((n, entry): (usize, Self)) -> ToolCall {
        if n < MOST_CALLS {
            return entry.into_call();
        }
        let Object(function) = entry.function;
        Self { id: entry.id, name: Text(function.name.0.or(entry.name.0)), ..Self::default() }.into_call()
    }

    fn into_call(self) -> ToolCall {
        let Object(function) = self.function;
        let said = [function.arguments, function.parameters, self.arguments, self.parameters];
        ToolCall {
            id: self.id.0.unwrap_or_default(),
            name: function.name.0.or(self.name.0).unwrap_or_default(),
            arguments: arguments::read_text(said.into_iter().flatten().next().as_deref()),
        }
    }
}

#[cfg(test)]
mod tests;
