//! Answers as the family hears them: one sentence for a tool, and variables for a phone that rings.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::envelope::Note;
use crate::{
    http::body::json as respond,
    voice::{
        call_briefing::CallBriefing,
        call_token, flat,
        message::Inbound,
        platform::{CallAnswer, PlatformAnswer, Unanswered},
    },
};

/// Members of a JSON object.
pub(crate) type Members = Map<String, Value>;

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
        PlatformAnswer::Replies(replies, _) => respond(StatusCode::OK, &flat::answer(&replies)),
        PlatformAnswer::Call(call) => respond(StatusCode::OK, &self::answer(dialect, call)),
        PlatformAnswer::Offer { .. } | PlatformAnswer::Documents(_) | PlatformAnswer::Nothing => {
            match Note::of(inbound) {
                Note::Ringing => respond(StatusCode::OK, &json!({"call_inbound": (dialect.same_agent)()})),
                Note::Told | Note::Tool => StatusCode::NO_CONTENT.into_response(),
            }
        }
    }
}

/// Who gets a call. An agent that answers is told of everything, also of a clinic that does not take the call.
pub(crate) fn answer(dialect: &Dialect, answer: CallAnswer) -> Value {
    let members = match (answer, dialect.refusal) {
        (CallAnswer::Nobody { because: Unanswered::Unknown, .. }, _) => (dialect.same_agent)(),
        (CallAnswer::Nobody { because: Unanswered::Refused, .. }, Some(refusal)) => refusal(),
        (answer, _) => briefed(dialect, CallBriefing::of(answer)),
    };
    json!({ "call_inbound": members })
}

fn briefed(dialect: &Dialect, briefing: CallBriefing) -> Members {
    let CallBriefing { variables, call_token, said_instead } = briefing;
    let variables = variables.into_iter().chain([(call_token::VARIABLE, call_token)]);
    let variables: Members = variables.map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut members = (dialect.same_agent)();
    members.insert(dialect.variables.to_owned(), Value::Object(variables));
    members.extend(said_instead.map(|sentence| (dialect.beginning)(&sentence)).unwrap_or_default());
    members
}
