//! What a clinic's object is asked, and how it answers: a line of JSON with a version, since old and new code meet while a deployment is
//! replaced. The body of a request, or of its answer, follows the line as it is: within the JSON it would be escaped once more.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::export::ExportPosition;
use super::forwarded::{ForwardedRequest, ForwardedResponse};
use crate::store::clinic::calls::{CallUpdate, NewToolRecord};

/// Raised when older code could take a question for another one. A question that is merely new is refused by name.
pub(super) const VERSION: u32 = 2;

/// A question or an answer as it travels: what is written in JSON, and a body.
pub(super) fn framed(head: &impl Serialize, body: &str) -> serde_json::Result<String> {
    let mut text = serde_json::to_string(head)?;
    if !body.is_empty() {
        text.push('\n');
        text.push_str(body);
    }
    Ok(text)
}

/// The two parts of what travelled. JSON is written without line feeds.
pub(super) fn unframed(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// A question with its version.
#[derive(Serialize, Deserialize)]
pub(super) struct Envelope<Q> {
    pub(super) version: u32,
    pub(super) question: Q,
}

/// What an object is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Take over what was heard of a call.
    RecordCall(Box<NewCall>),
    /// Answer a request.
    Serve(ForwardedRequest),
    /// A call has begun: be awake.
    Wake,
    /// Query the object's database with SQL that only reads. Answered with what became of it.
    Query { sql: String },
    /// Some of everything that the object has, after a position. Answered with that and the next position.
    Export { after: Option<ExportPosition> },
    /// Delete everything with the database itself and the alarm.
    EraseAll,
    /// Something that the clinic has set may have changed: act on it. What is due is left to the alarm, which is set anew.
    Poke,
    /// The alarm seems to be lost, or what D1 has of the object is out of date: set it anew, and tell D1.
    Revive,
}

impl Question {
    /// The body that travels beside it.
    pub(super) fn body_mut(&mut self) -> Option<&mut String> {
        if let Self::Serve(request) = self { Some(&mut request.body) } else { None }
    }
}

/// What was heard of a call.
#[derive(Debug, Serialize, Deserialize)]
pub struct NewCall {
    /// The platform's id of it.
    pub call_id: String,
    pub update: CallUpdate,
    /// The tools that were run.
    pub tools: Vec<NewToolRecord>,
}

/// How an object answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reply {
    /// It is done.
    Done,
    /// What was asked for, as JSON.
    Value(Value),
    /// The answer to a request.
    Served(ForwardedResponse),
    /// It could not be done now. Nothing has changed, and it may work in a moment.
    TryAgain(String),
    /// It could not be done. Nothing has changed. The text is for the log and holds no data.
    Failed(String),
}

impl Reply {
    /// The body that travels beside it.
    pub(super) fn body_mut(&mut self) -> Option<&mut String> {
        if let Self::Served(response) = self { Some(&mut response.body) } else { None }
    }

    pub(super) fn value<T: Serialize>(value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => Self::Value(value),
            Err(_) => Self::Failed("an answer could not be written as JSON".into()),
        }
    }
}
