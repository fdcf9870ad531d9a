//! A platform's part in the diagnosis of its messages.

use serde_json::Value;

use crate::voice::{message::Inbound, tools::Tool};

/// What only a diagnosis reads of a body. Nothing of it is a secret, a prompt or a transcript.
#[derive(Default)]
pub(crate) struct Survey {
    /// The platform's word for the type of the message.
    pub(crate) kind: String,
    /// Where the calls are taken from, and which other lists there are.
    pub(crate) lists: Vec<&'static str>,
    /// Whether the platform waits for what the message asks for, which is no tool.
    pub(crate) is_question: bool,
    /// To which addresses the platform posts, as far as the body says.
    pub(crate) servers: Vec<SurveyedServer>,
    /// Codes for what is odd in it.
    pub(crate) notes: Vec<&'static str>,
}

/// An address to which a platform posts. Hosts are named, paths and queries are not: they can hold secrets.
pub(crate) struct SurveyedServer {
    pub(crate) says: String,
    /// Codes for what is wrong with it.
    pub(crate) notes: Vec<&'static str>,
}

/// What one call of a tool hears.
pub(crate) struct Heard {
    /// The sentence, if there is one.
    pub(crate) said: Option<String>,
    /// Whether it is said that something did not work.
    pub(crate) is_failure: bool,
    /// Codes for why the platform would drop it.
    pub(crate) faults: Vec<&'static str>,
}

impl Heard {
    /// A sentence that the platform takes as it is.
    pub(crate) fn sentence(said: &Value) -> Self {
        Self { said: said.as_str().map(str::to_owned), is_failure: false, faults: Vec::new() }
    }
}

/// What a platform knows of its messages beyond what it reads of them.
pub(crate) trait Diagnosed {
    /// What a captured body shows. `tool` is the one to whose address it was posted, `here` this deployment's own origin.
    fn survey(&self, _body: &[u8], _tool: Option<Tool>, _here: Option<&str>) -> Survey {
        Survey::default()
    }

    /// In words, in which form a message calls tools.
    fn form_of_calls(&self, _: &Inbound) -> &'static str {
        "calls of tools"
    }

    /// Codes for what is odd in a message.
    fn notes(&self, _: &Inbound) -> Vec<&'static str> {
        Vec::new()
    }

    /// The code for why a message names no clinic, if the platform knows better than that it does not.
    fn why_no_number(&self, _: &Inbound) -> Option<&'static str> {
        None
    }

    /// What each call hears of an answer: `note` is what was kept of the message, `ids` are those of the calls, in order.
    fn heard(&self, note: &Value, ids: &[String], answer: &Value) -> Vec<Heard>;

    /// What the platform's codes mean and what to do. They go before those of all platforms.
    fn codes(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
}
