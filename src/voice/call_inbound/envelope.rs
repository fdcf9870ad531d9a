//! Bodies as messages: a phone that rings, and the call of a tool.

use std::collections::BTreeMap;

use http::HeaderMap;
use serde_json::value::RawValue;

use super::wire::{Body, Call, Ringing};
use crate::{
    domain::caller::SignalledCaller,
    http::Error,
    voice::{
        call_token,
        flat::FlatBody,
        headers::sent_once,
        lenient::Object,
        message::{CallSignals, Inbound, MessageKind, ToolCall, called_at, is_withheld},
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
            is_caller_unsaid: false,
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
        by_constants("", FlatBody::of(members))
    };
    Ok(Inbound { call_token: in_header.filter(|token| !token.contains('{')).or(inbound.call_token), ..inbound })
}

fn enveloped(body: Body) -> Inbound {
    let name = body.name.as_str().unwrap_or_default().to_owned();
    let sent = FlatBody::within(body.args.as_deref());
    match body.call {
        Some(Object(call)) => in_call(name, sent, &call),
        None => by_constants(&name, sent),
    }
}

/// The envelope says which call it is; of the constants only the token counts.
fn in_call(name: String, sent: FlatBody, call: &Call) -> Inbound {
    let FlatBody { constants, arguments, .. } = sent;
    let id = arguments.as_ref().ok().and_then(|arguments| call.tool_call_id(&name, arguments)).unwrap_or_default();
    let tool = ToolCall { id: id.to_owned(), name, arguments };
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
fn by_constants(name: &str, sent: FlatBody) -> Inbound {
    let mut inbound = sent.into_inbound();
    if let MessageKind::ToolCalls(calls) = &mut inbound.kind {
        for call in calls {
            name.clone_into(&mut call.name);
        }
    }
    Inbound { reply_note: Note::Tool.as_str().into(), ..inbound }
}
