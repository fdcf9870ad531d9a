//! The conversation initiation webhook: ElevenLabs asks while the phone rings, and its agent answers with what it is told.
//!
//! The answer has to hold every variable that the agent uses, or the call ends. It cannot refuse a call: where the clinic takes none, the
//! agent's first words say so, and its variables are empty.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    domain::caller::SignalledCaller,
    voice::{
        call_briefing::CallBriefing,
        lenient::{Object, Text},
        mended::body_text,
        message::{Inbound, MessageKind, called_at, is_withheld},
    },
};

/// The variable of the call token. Those that begin like this are sent in headers and to no model.
pub(super) const CALL_TOKEN: &str = "secret__frontdesk_call";

/// What is posted. Twilio's id of the call is no id of the conversation, which has none yet.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    called_number: Text,
    caller_id: Text,
}

/// Reads the question. One that cannot be read says nothing, and is answered all the same.
pub(super) fn read(body: &[u8]) -> Inbound {
    let Object(asked) =
        body_text(body).and_then(|text| serde_json::from_str::<Object<Asked>>(&text).ok()).unwrap_or_default();
    Inbound {
        kind: MessageKind::WhoAnswers,
        signals: called_at("called_number", asked.called_number.as_str()),
        caller: SignalledCaller::read(asked.caller_id.as_str(), None),
        is_withheld: is_withheld(asked.caller_id.as_str()),
        is_caller_unsaid: false,
        caller_verified: None,
        call_kind: None,
        reply_note: Value::Null,
        call_token: None,
        unbound_call: None,
    }
}

/// The answer.
pub(super) fn answer(briefing: CallBriefing) -> Value {
    let CallBriefing { variables, call_token, said_instead } = briefing;
    let mut told: Map<String, Value> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    told.insert(CALL_TOKEN.to_owned(), call_token.into());
    let mut answer = json!({"type": "conversation_initiation_client_data", "dynamic_variables": told});
    // An override that the agent does not allow ends the call, so there is none where none is needed.
    if let (Some(said), Some(members)) = (said_instead, answer.as_object_mut()) {
        members.insert("conversation_config_override".to_owned(), json!({"agent": {"first_message": said}}));
    }
    answer
}
