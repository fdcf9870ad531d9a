//! What Vapi sends, reduced to what is needed: what kind of message it is, which tools are called, with what, and which number was
//! called.
//!
//! One tool call can come in five shapes, several of them at once and mirroring each other; the first list that is not empty is
//! taken, since two would book twice. The seed's own shapes are read too, and the flat bodies of `apiRequest` tools.

use serde_json::{Map, Value};

use super::{
    report,
    wire::{Body, Entry, Message, Turn, WithToolCall},
};
use crate::{
    domain::{
        caller::SignalledCaller,
        phone::{PhoneError, PhoneNumber},
        route::RouteKey,
    },
    http::Error,
    voice::{
        flat::{self, FlatBody},
        lenient::{Object, Text, TextOr},
        mended::body_text,
        message::{CallSignals, Inbound, MOST_CALLS, MessageKind, ToolCall, number_key, org_key},
        raw_arguments,
    },
};

/// No model calls so many. Each gets a result, which takes more memory than the call in the body did.
const MOST_LISTED: usize = 1000;

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

impl Format {
    const ALL: [Self; 4] = [Self::ToolCalls, Self::FunctionCall, Self::Legacy, Self::ApiRequest];

    /// The shape of a message, as [`Inbound`] has it.
    const fn shape(self) -> &'static str {
        match self {
            Self::ToolCalls => "tool-calls",
            Self::FunctionCall => "function-call",
            Self::Legacy => "toolCall",
            Self::ApiRequest => "apiRequest",
        }
    }

    /// Of a message that calls tools.
    pub(super) fn of(inbound: &Inbound) -> Self {
        Self::noted(&inbound.reply_note)
    }

    /// Of a message of which this was noted.
    pub(super) fn noted(note: &Value) -> Self {
        Self::ALL.into_iter().find(|format| note == format.shape()).unwrap_or(Self::ToolCalls)
    }
}

/// Reads a body. `model_chooses` is whether the older body may name its clinic itself.
///
/// # Errors
/// What is not JSON, or no object, is refused, and so is a flat body that is larger than any tool makes it, and a list of more calls than
/// any model makes.
pub(super) fn read(bytes: &[u8], model_chooses: bool) -> Result<Inbound, Error> {
    let not_json = || Error::Malformed("The body is not JSON.".into());
    let text = body_text(bytes).ok_or_else(not_json)?;
    let body = match serde_json::from_str::<TextOr<Body>>(&text).map_err(|_| not_json())? {
        TextOr::Object(body) => body,
        TextOr::Text(_) | TextOr::Neither => return Err(Error::Malformed("The body must be a JSON object.".into())),
    };
    if body.message.is_some() || body.tool_call.is_some() || body.arguments.is_some() {
        return enveloped(body, model_chooses);
    }
    if bytes.len() > flat::LARGEST {
        return Err(Error::TooLarge(flat::LARGEST));
    }
    Ok(of_one_tool(FlatBody::of(serde_json::from_str(&text).map_err(|_| not_json())?)))
}

/// An `apiRequest` tool sends its arguments and nothing around them.
fn of_one_tool(body: FlatBody) -> Inbound {
    let number = body.constants.called.clone();
    // A number that is no telephone number may be a SIP address.
    let sip_uri = number.clone().filter(|number| number.to_ascii_lowercase().contains("sip:"));
    let signals = Called { number, number_id: body.number_id.clone(), sip_uri, call_number: None }.signals();
    Inbound { signals, reply_note: Format::ApiRequest.shape().into(), ..body.into_inbound() }
}

/// What a message says of the called number, wherever that stands.
struct Called {
    number: Option<String>,
    number_id: Option<String>,
    call_number: Option<String>,
    sip_uri: Option<String>,
}

impl Called {
    /// In the order in which they are trusted: the called number, Vapi's id of it, the call's own copy of the number, the SIP address.
    fn signals(&self) -> CallSignals {
        CallSignals::default()
            .with("message.phoneNumber.number", self.number.as_deref(), number_key)
            .with("message.phoneNumber.id", self.number_id.as_deref(), RouteKey::vapi_number)
            .with("message.call.phoneNumber", self.call_number.as_deref(), number_key)
            .with("message.phoneNumber.sipUri", self.sip_uri.as_deref(), RouteKey::sip)
    }
}

/// A message, or one of the older bodies.
fn enveloped(body: Body, model_chooses: bool) -> Result<Inbound, Error> {
    let Body { message, tool_call, arguments, tenant_id, inbound_phone_number } = body;
    let Object(mut message) = message.unwrap_or_default();
    let (caller, call_kind) = (message.caller(), filled(message.call.0.kind.0.take()));
    let is_withheld = message.is_withheld();
    let legacy = message.tool_call.take().or(tool_call);
    let name = message.kind.0.take().unwrap_or_default();
    let known = message.named(&name).filter(|_| legacy.is_none());
    let mut signals = message.called().signals();
    let known = match known {
        Some(known) => Some(known),
        None => message.calls()?.map(|(format, calls)| (format, MessageKind::ToolCalls(calls))),
    };
    let (format, kind) = known.unwrap_or_else(|| {
        let Object(mut entry) = legacy.unwrap_or_default();
        entry.arguments = entry.arguments.or(arguments);
        let call = entry.into_call();
        if model_chooses {
            let sent = call.arguments.as_ref().ok();
            signals = named_by_model(std::mem::take(&mut signals), sent, inbound_phone_number, tenant_id);
        }
        (Format::Legacy, MessageKind::ToolCalls(vec![call]))
    });
    let reply_note = format.shape().into();
    Ok(Inbound {
        kind,
        signals,
        caller,
        is_withheld,
        is_caller_unsaid: false,
        caller_verified: None,
        call_kind,
        reply_note,
        call_token: None,
        unbound_call: None,
    })
}

impl Message {
    /// What a message of this type is about; `None` if the calls of tools in it say so.
    fn named(&mut self, name: &str) -> Option<(Format, MessageKind)> {
        let kind = match name {
            "assistant-request" => MessageKind::WhoAnswers,
            "transfer-destination-request" => MessageKind::WhoTakesOver,
            "status-update" => report::status(self).map_or(MessageKind::Other, MessageKind::Event),
            "end-of-call-report" => MessageKind::Event(report::end(self)),
            "knowledge-base-request" => MessageKind::WhatIsKnown(self.last_said()),
            "hang" => MessageKind::Event(report::hang(self)),
            "tool-calls" | "function-call" if self.has_calls() => return None,
            "tool-calls" | "function-call" => MessageKind::ToolCalls(Vec::new()),
            "" => return None,
            _ => MessageKind::Other,
        };
        Some((Format::ToolCalls, kind))
    }

    /// What the caller said last; empty if they have said nothing.
    fn last_said(&mut self) -> String {
        let said = [self.messages_formatted.0.take(), self.messages.0.take()];
        said.into_iter().flatten().find_map(Turn::into_text).unwrap_or_default()
    }

    fn has_calls(&self) -> bool {
        let lists = [self.tool_call_list.0.len(), self.tool_calls.0.len(), self.tool_with_tool_call_list.0.len()];
        lists.iter().any(|length| *length > 0) || self.function_call.is_some()
    }

    /// The first list that is not empty.
    ///
    /// # Errors
    /// It is longer than any model makes it. A part of it is not answered: every call gets a result.
    fn calls(&mut self) -> Result<Option<(Format, Vec<ToolCall>)>, Error> {
        let lists = [std::mem::take(&mut self.tool_call_list).0, std::mem::take(&mut self.tool_calls).0];
        let with_tool = std::mem::take(&mut self.tool_with_tool_call_list).0;
        let calls: Vec<ToolCall> = match lists.into_iter().find(|list| !list.is_empty()) {
            Some(list) => list.into_iter().enumerate().map(Entry::nth).collect(),
            None => with_tool.into_iter().enumerate().map(WithToolCall::nth).collect(),
        };
        if calls.len() > MOST_LISTED {
            return Err(Error::Malformed(format!("A message can call {MOST_LISTED} tools at most.")));
        }
        if !calls.is_empty() {
            return Ok(Some((Format::ToolCalls, calls)));
        }
        Ok(self.function_call.take().map(|Object(legacy)| (Format::FunctionCall, vec![legacy.into_call()])))
    }

    fn caller(&self) -> SignalledCaller {
        SignalledCaller::read(self.caller_number(), self.call.0.id.0.as_deref())
    }

    /// The number stands beside the call, or in it.
    fn caller_number(&self) -> Option<&str> {
        let [message, call] = [&self.customer.0, &self.call.0.customer.0].map(|customer| customer.number.0.as_deref());
        message.filter(|number| !number.trim().is_empty()).or(call)
    }

    /// Whether there is a word in place of the caller's number, or neither number nor SIP address.
    fn is_withheld(&self) -> bool {
        let by_sip =
            [&self.customer.0, &self.call.0.customer.0].into_iter().any(|customer| customer.sip_uri.0.is_some());
        match self.caller_number().filter(|number| !number.trim().is_empty()) {
            Some(number) => PhoneNumber::parse(number) == Err(PhoneError::Withheld),
            None => !by_sip,
        }
    }

    fn called(&mut self) -> Called {
        let Object(record) = std::mem::take(&mut self.phone_number);
        let Object(call) = std::mem::take(&mut self.call);
        let call_number = match call.phone_number {
            TextOr::Text(number) => Some(number),
            TextOr::Object(object) => object.number.0.or(object.twilio_phone_number.0),
            TextOr::Neither => None,
        };
        Called {
            number: filled(record.number.0),
            number_id: filled(record.id.0).or(filled(call.phone_number_id.0)),
            call_number: filled(call_number),
            sip_uri: filled(record.sip_uri.0),
        }
    }
}

/// An empty string says nothing.
pub(super) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// With the older body's selectors, from the arguments or from beside them.
fn named_by_model(
    signals: CallSignals,
    arguments: Option<&Map<String, Value>>,
    number: Text,
    tenant_id: Text,
) -> CallSignals {
    let said = |name: &str| arguments.and_then(|a| a.get(name)).and_then(Value::as_str).map(str::to_owned);
    let number = filled(said("inbound_phone_number").or(number.0));
    let tenant_id = filled(said("tenant_id").or(tenant_id.0));
    signals.or_by_model("inboundPhoneNumber", number.as_deref(), number_key).or_by_model(
        "tenantId",
        tenant_id.as_deref(),
        org_key,
    )
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
            arguments: raw_arguments::read_text(said.into_iter().flatten().next().as_deref()),
        }
    }
}

#[cfg(test)]
mod tests;
