//! Answers as the family hears them: one sentence for a tool, and variables for a phone that rings.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::envelope::Note;
use crate::{
    http::body::json as respond,
    voice::{
        call_token,
        diagnose::Heard,
        message::Inbound,
        platform::{CallAnswer, PlatformAnswer, Unanswered},
    },
};

/// Members of a JSON object.
pub(crate) type Members = Map<String, Value>;

/// The variable with what a caller hears of a clinic that does not take the call; empty in every other call.
const UNAVAILABLE: &str = "unavailable_message";
const TRANSFER_NUMBER: &str = "transfer_number";

/// How a platform says who gets a call.
pub(crate) struct Dialect {
    /// The member that holds the variables.
    pub(crate) variables: &'static str,
    /// Members that leave a call with the agent of the number that was called.
    pub(crate) same_agent: fn() -> Members,
    /// Members that have a call refused; none if it cannot be.
    pub(crate) refusal: Option<fn() -> Members>,
    /// Members that have the agent begin with a sentence; none if only its prompt can.
    pub(crate) beginning: fn(&str) -> Members,
}

/// The answer to any message of the family.
pub(crate) fn reply(dialect: &Dialect, inbound: &Inbound, answer: PlatformAnswer) -> Response {
    match answer {
        // A refusal is 200 as well: another status would be tried again, and the model would not hear why.
        PlatformAnswer::Replies(replies, _) => {
            let text = replies.first().map(|reply| reply.text.as_str()).unwrap_or_default();
            respond(StatusCode::OK, &json!({ "result": text }))
        }
        PlatformAnswer::Call(call) => respond(StatusCode::OK, &self::answer(dialect, call)),
        PlatformAnswer::Offer { .. } | PlatformAnswer::Documents(_) | PlatformAnswer::Nothing => {
            match Note::of(inbound) {
                Note::Ringing => respond(StatusCode::OK, &json!({"call_inbound": (dialect.same_agent)()})),
                Note::Told | Note::Tool => StatusCode::NO_CONTENT.into_response(),
            }
        }
    }
}

/// What the model hears of an answer.
pub(crate) fn heard(answer: &Value) -> Vec<Heard> {
    answer.get("result").map(Heard::sentence).into_iter().collect()
}

/// Who gets a call.
pub(crate) fn answer(dialect: &Dialect, answer: CallAnswer) -> Value {
    let members = match answer {
        CallAnswer::Assistant { variables, call_token, .. } => {
            let token = call_token.map(|token| (call_token::VARIABLE, token));
            let variables = variables.into_iter().chain(token).chain([(UNAVAILABLE, String::new())]);
            with_variables(dialect, variables)
        }
        // The family cannot put a ringing call through, so its agent does once it has answered.
        CallAnswer::Forward { number, message, .. } => {
            let message = message.unwrap_or_default();
            let variables = [(TRANSFER_NUMBER, number.dialled().clone()), (UNAVAILABLE, message.clone())];
            let beginning = Some(message).filter(|message| !message.is_empty());
            let beginning = beginning.map(|message| (dialect.beginning)(&message)).unwrap_or_default();
            with_variables(dialect, variables).into_iter().chain(beginning).collect()
        }
        CallAnswer::Nobody { because: Unanswered::Unknown, .. } => (dialect.same_agent)(),
        CallAnswer::Nobody { because: Unanswered::Refused, sentence } => {
            dialect.refusal.map_or_else(|| told(dialect, sentence), |refusal| refusal())
        }
        CallAnswer::Nobody { because: Unanswered::Told, sentence } => told(dialect, sentence),
    };
    json!({ "call_inbound": members })
}

/// The agent answers, and says this.
fn told(dialect: &Dialect, sentence: String) -> Members {
    let beginning = (dialect.beginning)(&sentence);
    with_variables(dialect, [(UNAVAILABLE, sentence)]).into_iter().chain(beginning).collect()
}

fn with_variables(dialect: &Dialect, variables: impl IntoIterator<Item = (&'static str, String)>) -> Members {
    let variables: Members = variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut members = (dialect.same_agent)();
    members.insert(dialect.variables.to_owned(), Value::Object(variables));
    members
}
