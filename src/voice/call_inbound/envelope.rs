//! Bodies as messages: a phone that rings, and the call of a tool.

use std::collections::BTreeMap;

use http::HeaderMap;
use serde_json::{Map, Value, value::RawValue};

use super::wire::{Body, Call, Ringing};
use crate::{
    domain::caller::SignalledCaller,
    http::Error,
    voice::{
        call_token,
        flat::Constants,
        headers::sent_once,
        lenient::Object,
        message::{CallSignals, Inbound, MessageKind, ToolCall, called_at, is_withheld},
        raw_arguments::{self, Unreadable},
    },
};

/// Bodies of arguments alone are made by one tool; larger ones are none.
const LARGEST_ARGUMENTS: usize = 64 * 1024;

/// What the answer to a message has to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// Somebody asks who answers.
    Ringing,
    /// Something is told, and nothing asked.
    Told,
    /// A tool is called.
    Tool,
}

impl Note {
    const ALL: [Self; 3] = [Self::Ringing, Self::Told, Self::Tool];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Ringing => "call_inbound",
            Self::Told => "told",
            Self::Tool => "tool",
        }
    }

    /// Of a message.
    pub(crate) fn of(inbound: &Inbound) -> Self {
        Self::ALL.into_iter().find(|note| inbound.reply_note == note.as_str()).unwrap_or(Self::Told)
    }

    /// A message with this note, of which nothing else is known yet.
    pub(crate) fn message(self, kind: MessageKind) -> Inbound {
        Inbound {
            kind,
            signals: CallSignals::default(),
            caller: SignalledCaller::default(),
            is_withheld: false,
            caller_verified: None,
            call_kind: None,
            reply_note: self.as_str().into(),
            call_token: None,
            unbound_call: None,
        }
    }
}

/// A phone that rings. A text to the number, which the family announces alike, is nobody's here.
pub(crate) fn ringing(body: Body) -> Inbound {
    let is_call = body.event.as_str().is_none_or(|event| event == "call_inbound");
    let Some(Object(ringing)) = body.call_inbound.filter(|_| is_call) else {
        return Note::Ringing.message(MessageKind::Other);
    };
    let Ringing { call_id, .. } = &ringing;
    Inbound {
        signals: called_at("call_inbound.to_number", ringing.called()),
        caller: SignalledCaller::read(ringing.caller(), call_id.0.as_deref()),
        is_withheld: is_withheld(ringing.caller()),
        call_kind: Some("inboundPhoneCall".to_owned()),
        ..Note::Ringing.message(MessageKind::WhoAnswers)
    }
}

/// The call of a tool: in an envelope with the call, or as arguments and nothing else. `text` is the whole body.
///
/// # Errors
/// A body of arguments alone that is larger than any tool makes it.
pub(crate) fn tool_calls(headers: &HeaderMap, body: Body, text: &str) -> Result<Inbound, Error> {
    let in_header = sent_once(headers, call_token::HEADER).map(str::to_owned);
    let inbound = if body.call.is_some() || body.args.is_some() {
        enveloped(body)
    } else if text.len() > LARGEST_ARGUMENTS {
        return Err(Error::TooLarge(LARGEST_ARGUMENTS));
    } else {
        let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).unwrap_or_default();
        by_constants(String::new(), raw_arguments::read_members(&members))
    };
    Ok(Inbound { call_token: in_header.filter(|token| !token.contains('{')).or(inbound.call_token), ..inbound })
}

fn enveloped(body: Body) -> Inbound {
    let name = body.name.as_str().unwrap_or_default().to_owned();
    let arguments = raw_arguments::read_text(body.args.as_deref());
    match body.call {
        Some(Object(call)) => in_call(name, arguments, &call),
        None => by_constants(name, arguments),
    }
}

/// The envelope says which call it is; of the constants only the token counts.
fn in_call(name: String, mut arguments: Result<Map<String, Value>, Unreadable>, call: &Call) -> Inbound {
    let constants = arguments.as_mut().map(Constants::take).unwrap_or_default();
    let id = call.tool_call_id(&name).unwrap_or_default().to_owned();
    let tool = ToolCall { id, name, arguments };
    Inbound { call_token: constants.call_token, ..of_call(call, Note::Tool, MessageKind::ToolCalls(vec![tool])) }
}

/// A message about a call.
pub(crate) fn of_call(call: &Call, note: Note, kind: MessageKind) -> Inbound {
    let numbers = call.counterparts();
    let (from, to) = (numbers.caller, numbers.called);
    Inbound {
        signals: called_at("call.to_number", to),
        caller: SignalledCaller::read(from, call.id.0.as_deref()),
        is_withheld: !call.is_web() && is_withheld(from),
        call_kind: call.kind(),
        ..note.message(kind)
    }
}

/// Nothing but the constants says which call it is.
fn by_constants(name: String, mut arguments: Result<Map<String, Value>, Unreadable>) -> Inbound {
    let constants = arguments.as_mut().map(Constants::take).unwrap_or_default();
    let Constants { called: to, caller, call_id, call_token } = constants;
    let tool = ToolCall { id: String::new(), name, arguments };
    Inbound {
        signals: called_at("called_number", to.as_deref()),
        caller: SignalledCaller::read(caller.as_deref(), call_id.as_deref()),
        call_token,
        ..Note::Tool.message(MessageKind::ToolCalls(vec![tool]))
    }
}
