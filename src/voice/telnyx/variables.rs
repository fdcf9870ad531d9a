//! The dynamic variables webhook: Telnyx asks as a conversation begins, and its assistant is filled in with the answer.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    domain::caller::SignalledCaller,
    voice::{
        call_briefing::CallBriefing,
        call_token,
        lenient::{Object, Text, YesOrNo},
        mended::body_text,
        message::{Inbound, MessageKind, called_at, is_withheld},
    },
};

/// The event that asks for the variables.
const BEGINNING: &str = "assistant.initialization";

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    data: Object<Data>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    event_type: Text,
    payload: Object<Payload>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    telnyx_conversation_channel: Text,
    telnyx_agent_target: Text,
    telnyx_end_user_target: Text,
    telnyx_end_user_target_verified: YesOrNo,
    call_control_id: Text,
}

/// Reads the question. One that cannot be read says nothing, and is answered all the same.
pub(super) fn read(body: &[u8]) -> Inbound {
    let Object(asked) =
        body_text(body).and_then(|text| serde_json::from_str::<Object<Asked>>(&text).ok()).unwrap_or_default();
    let Object(Data { event_type, payload: Object(payload) }) = asked.data;
    // An account's other events are signed with the same key.
    let is_beginning = event_type.as_str().is_none_or(|name| name == BEGINNING);
    let caller = payload.telnyx_end_user_target.as_str();
    let call = payload.call_control_id.as_str();
    Inbound {
        kind: if is_beginning { MessageKind::WhoAnswers } else { MessageKind::Other },
        signals: called_at("telnyx_agent_target", payload.telnyx_agent_target.as_str()),
        caller: SignalledCaller::read(caller, call),
        is_withheld: is_withheld(caller),
        is_caller_unsaid: false,
        caller_verified: payload.telnyx_end_user_target_verified.0,
        call_kind: payload.telnyx_conversation_channel.0.clone(),
        reply_note: Value::Null,
        call_token: None,
        unbound_call: None,
    }
}

/// The answer. Telnyx ignores one that is not wrapped.
pub(super) fn answer(briefing: CallBriefing) -> Value {
    let CallBriefing { variables, call_token, .. } = briefing;
    let mut told: Map<String, Value> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    told.insert(call_token::VARIABLE.to_owned(), call_token.into());
    json!({"dynamic_variables": told})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &Value) -> Inbound {
        let body = json!({"data": {"event_type": "assistant.initialization", "payload": payload}});
        super::read(body.to_string().as_bytes())
    }

    #[test]
    fn the_carriers_word_on_the_number_is_kept_as_it_is() {
        for (said, verified) in [
            (json!(true), Some(true)),
            (json!(false), Some(false)),
            (json!("true"), Some(true)),
            (json!("False"), Some(false)),
            (json!("perhaps"), None),
            (json!(1), None),
            (json!(null), None),
        ] {
            let inbound =
                read(&json!({"telnyx_end_user_target": "+15550188", "telnyx_end_user_target_verified": said}));
            assert_eq!(inbound.caller_verified, verified, "{said}");
        }
    }

    #[test]
    fn a_call_keeps_its_id_and_an_unreadable_question_says_nothing() {
        let inbound = read(
            &json!({"telnyx_agent_target": "+15550100", "call_control_id": "v3:u5OAKGEPT3Dx8SZSSDRWEMdNH2OripQhO"}),
        );
        assert_eq!(inbound.caller.call_id(), Some("v3.u5OAKGEPT3Dx8SZSSDRWEMdNH2OripQhO"));
        assert!(inbound.is_withheld && !inbound.signals.is_silent());
        for body in ["", "{", "[]", "{\"data\":7}", "{\"data\":{\"payload\":[]}}"] {
            let inbound = super::read(body.as_bytes());
            assert!(inbound.signals.is_silent() && inbound.caller == SignalledCaller::default(), "{body}");
        }
    }
}
