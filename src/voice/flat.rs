//! The flat body of a tool: the arguments, and beside them what an operator has set to say whose call it is; and its answer, a `result`.
//!
//! Platforms whose tools send what was configured and nothing of their own all end in this shape. The members are the same everywhere:
//! `called_number`, `caller_number`, `call_id` and the call token.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json, value::RawValue};

use super::{
    call_token,
    diagnose::Heard,
    mended::body_text,
    message::{Inbound, MessageKind, ToolCall, called_at, is_withheld},
    raw_arguments::{self, Unreadable},
    reply::ToolReply,
};
use crate::{domain::caller::SignalledCaller, language::sentences::ArgumentFault};

/// Flat bodies are made by one tool; larger ones are none.
pub(super) const LARGEST: usize = 64 * 1024;

/// What an operator has a tool send with its arguments, which no model sees: numbers, the call's id, the call token.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Constants {
    pub(crate) called: Option<String>,
    pub(crate) caller: Option<String>,
    pub(crate) call_id: Option<String>,
    pub(crate) call_token: Option<String>,
}

/// The names of all that is no argument.
const FIXED: [&str; 6] =
    ["called_number", "caller_number", "call_id", call_token::VARIABLE, "phone_number_id", "call_sid"];

impl Constants {
    fn taken(mut take: impl FnMut(&str) -> Option<String>) -> Self {
        Self {
            called: take("called_number"),
            caller: take("caller_number"),
            call_id: take("call_id"),
            call_token: take(call_token::VARIABLE),
        }
    }
}

/// A flat body, read.
pub(crate) struct FlatBody {
    pub(crate) constants: Constants,
    /// The platform's id of the called number.
    pub(crate) number_id: Option<String>,
    pub(crate) arguments: Result<Map<String, Value>, Unreadable>,
}

impl FlatBody {
    /// Reads a body. In one that cannot be read the arguments cannot be, and nothing else is said: the model hears a sentence all the same.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let text = body_text(bytes).filter(|_| bytes.len() <= LARGEST);
        let members = text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        members.map_or_else(|| Self::unreadable(text.as_deref().unwrap_or_default()), Self::of)
    }

    /// Of the members of one. Each is read by itself: one that cannot be read makes the arguments unreadable, and not the call unknown.
    pub(crate) fn of(mut members: BTreeMap<String, Box<RawValue>>) -> Self {
        let mut take = |name: &str| members.remove(name).and_then(|raw| said(serde_json::from_str(raw.get()).ok()?));
        let (constants, number_id) = (Constants::taken(&mut take), take("phone_number_id"));
        // Another name for the call, which is no argument either.
        let _ = take("call_sid");
        // Models wrap their arguments once more. What stands in a wrapper is the model's, whatever it is called.
        let mut arguments = raw_arguments::read_members(&members);
        if let Ok(arguments) = &mut arguments {
            arguments.retain(|name, _| !FIXED.contains(&name.as_str()));
        }
        Self { constants, number_id, arguments }
    }

    /// Arguments that stand in a member of a body, as an object or as the text of one.
    pub(crate) fn within(arguments: Option<&RawValue>) -> Self {
        let text = arguments.map(RawValue::get).unwrap_or_default();
        let encoded = || serde_json::from_str::<String>(text).ok().and_then(|inner| serde_json::from_str(&inner).ok());
        match serde_json::from_str(text).ok().or_else(encoded) {
            Some(members) => Self::of(members),
            None => Self {
                constants: Constants::default(),
                number_id: None,
                arguments: raw_arguments::read_text(arguments),
            },
        }
    }

    fn unreadable(text: &str) -> Self {
        let arguments = Err(Unreadable::new(ArgumentFault::NotJson, text));
        Self { constants: Constants::default(), number_id: None, arguments }
    }

    /// The call of a tool that the body is. The tool stands in the address, and no platform gives such a call an id.
    pub(crate) fn into_inbound(self) -> Inbound {
        let Self { constants: Constants { called, caller, call_id, call_token }, arguments, .. } = self;
        Inbound {
            kind: MessageKind::ToolCalls(vec![ToolCall { id: String::new(), name: String::new(), arguments }]),
            signals: called_at("called_number", called.as_deref()),
            caller: SignalledCaller::read(caller.as_deref(), call_id.as_deref()),
            // A word for a withheld number is said; nothing at all is not.
            is_withheld: caller.as_deref().is_some_and(|said| is_withheld(Some(said))),
            is_caller_unsaid: false,
            caller_verified: None,
            call_kind: None,
            reply_note: Value::Null,
            call_token,
            unbound_call: None,
        }
    }
}

/// The call of a tool, for the API's description.
pub(crate) fn example_of_call() -> Value {
    json!({"date": "2026-12-03", "called_number": "+15550100", "caller_number": "+12025550188", "call_id": "call_1"})
}

/// The answer to one call of a tool. What was declined or failed is a result as well: of another status the model would hear nothing.
pub(crate) fn answer(replies: &[ToolReply]) -> Value {
    json!({"result": replies.first().map(|reply| reply.text.as_str()).unwrap_or_default()})
}

/// What the model hears of such an answer.
pub(crate) fn heard(answer: &Value) -> Vec<Heard> {
    answer.get("result").map(Heard::sentence).into_iter().collect()
}

/// A value that was set, in a body or in a header. A template that was not filled in says nothing, whichever brackets it has, and neither does
/// an empty text.
pub(crate) fn filled_in(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && !text.contains(['{', '<'])).then(|| text.to_owned())
}

fn said(value: Value) -> Option<String> {
    match value {
        Value::String(text) => filled_in(&text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &Value) -> FlatBody {
        FlatBody::read(body.to_string().as_bytes())
    }

    #[test]
    fn what_an_operator_sets_is_no_argument() {
        let body = read(&json!({"date": "2026-12-03", "called_number": "+15550100", "caller_number": 15_550_188,
            "call_id": "c1", "frontdesk_call": "fdc1.x", "phone_number_id": "p", "call_sid": "CA1"}));
        let expected = Constants {
            called: Some("+15550100".into()),
            caller: Some("15550188".into()),
            call_id: Some("c1".into()),
            call_token: Some("fdc1.x".into()),
        };
        assert_eq!((body.constants, body.number_id.as_deref()), (expected, Some("p")));
        assert_eq!(Value::Object(body.arguments.unwrap()), json!({"date": "2026-12-03"}));
    }

    /// A model that wraps its arguments, and names another caller in there.
    #[test]
    fn what_stands_in_a_wrapper_is_the_models() {
        for wrapper in ["data", "input", "payload", "arguments"] {
            let smuggled = json!({"caller_number": "+15550199", "callerNumber": "+15550199", "called_number": "+15550122",
                "frontdesk_call": "x", "call_id": "c9", "date": "2026-12-03"});
            for inner in [smuggled.clone(), json!(smuggled.to_string())] {
                let body = read(
                    &json!({"called_number": "+15550100", "caller_number": "+15550188", "call_id": "c1", wrapper: inner}),
                );
                let Constants { called, caller, call_id, call_token } = body.constants;
                let said = [called, caller, call_id, call_token];
                assert_eq!(
                    said,
                    [Some("+15550100".into()), Some("+15550188".into()), Some("c1".into()), None],
                    "{wrapper}"
                );
                let arguments = body.arguments.unwrap();
                assert!(arguments.keys().all(|name| name == "date"), "{wrapper}: {arguments:?}");
                let alone = read(&json!({wrapper: inner}));
                assert_eq!(alone.constants, Constants::default(), "{wrapper}");
            }
        }
    }

    #[test]
    fn what_was_not_filled_in_says_nothing() {
        for nothing in
            [json!("{{telnyx_agent_target}}"), json!("<call>"), json!(" "), json!(null), json!({"a": 1}), json!(true)]
        {
            let body = read(&json!({"called_number": nothing, "call_id": nothing, "frontdesk_call": nothing}));
            assert_eq!(body.constants, Constants::default(), "{nothing}");
            assert!(body.arguments.unwrap().is_empty());
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_call_with_arguments_that_cannot_be() {
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(LARGEST));
        for body in ["", "{", "[1]", "\"text\"", "null", "{\"about\":\"chest pain", &large] {
            let body = FlatBody::read(body.as_bytes());
            assert!(body.constants.called.is_none() && body.arguments.is_err());
        }
        assert_eq!(FlatBody::read(b"{\"about\":\"chest pain").arguments.unwrap_err().words(), "{about:chest pain");
        // One member that is no number of ours leaves the others.
        let body = FlatBody::read(br#"{"called_number":"+15550100","date":1e999}"#);
        assert!(body.constants.called.is_some() && body.arguments.is_err());
    }
}
