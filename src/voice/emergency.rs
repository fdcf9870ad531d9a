//! What is said first when the arguments of a tool speak of an emergency, or what a caller says, whatever it is answered.

use serde_json::{Map, Value};

use super::{message::ToolCall, platform::KnowledgeDocument, raw_arguments::DEEPEST, reply::ToolReply};
use crate::{
    domain::{call::ToolOutcome, line::single_line_limited, route::Route},
    language::{Language, Sentences, answer::MAX_ANSWER_CHARS},
};

/// A clinic's words for an emergency.
pub(super) struct EmergencyWords {
    language: Language,
    words: String,
}

impl EmergencyWords {
    /// Those that are true wherever somebody calls.
    pub(super) fn of_no_clinic() -> Self {
        let language = Language::default();
        Self { language, words: language.sentences().emergency_words(None) }
    }

    /// The clinic's own, or ours with the number of its country.
    pub(super) fn of(route: &Route) -> Self {
        let language = route.language();
        let own = route.assistant.emergency.words.clone();
        Self { language, words: own.unwrap_or_else(|| language.sentences().emergency_words(route.emergency_number())) }
    }

    pub(super) fn sentences(&self) -> &'static dyn Sentences {
        self.language.sentences()
    }

    /// The answer with the words before it, if the call speaks of an emergency. What was done is done: a clinic may well offer a visit for
    /// emergencies.
    pub(super) fn first(&self, call: &ToolCall, reply: ToolReply) -> ToolReply {
        let is_emergency = match &call.arguments {
            Ok(arguments) => is_said(arguments, self.language),
            // A call that was cut off in the middle has said enough.
            Err(unreadable) => self.language.urgency_words().says_emergency(&unreadable.words()),
        };
        if !is_emergency {
            return reply;
        }
        let answer = single_line_limited(&reply.text, MAX_ANSWER_CHARS);
        let text = self.sentences().emergency_first(&self.words, &answer);
        // A platform may speak a fixed message in place of a failed answer, and nobody would hear the words.
        let outcome = if reply.is_failure() { ToolOutcome::Declined } else { reply.outcome };
        ToolReply { text, outcome, ..reply }
    }

    /// The words for the model to say, if the caller speaks of an emergency.
    pub(super) fn document(&self, said: &str) -> Option<KnowledgeDocument> {
        let content = || self.sentences().emergency_note(&self.words);
        let is_emergency = self.language.urgency_words().says_emergency(said);
        is_emergency.then(|| KnowledgeDocument { id: "emergency".to_owned(), content: content(), similarity: 1.0 })
    }
}

/// Whether arguments speak of an emergency: in a text, wherever it stands, or as the name of an argument that is true.
pub(crate) fn is_said(arguments: &Map<String, Value>, language: Language) -> bool {
    arguments.iter().any(|(name, value)| is_named(name, value, language) || is_said_in(value, language, DEEPEST))
}

fn is_named(name: &str, value: &Value, language: Language) -> bool {
    let is_true = match value {
        Value::Bool(said) => *said,
        Value::String(word) => language.recogniser().yes_or_no(word.trim()) == Some(true),
        _ => false,
    };
    is_true && language.urgency_words().says_emergency(&name.replace('_', " "))
}

fn is_said_in(value: &Value, language: Language, depth: usize) -> bool {
    match value {
        Value::String(text) => language.urgency_words().says_emergency(text),
        Value::Array(items) if depth > 0 => items.iter().any(|item| is_said_in(item, language, depth - 1)),
        Value::Object(object) if depth > 0 => {
            object.iter().any(|(name, value)| is_named(name, value, language) || is_said_in(value, language, depth - 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn says(arguments: &Value) -> bool {
        is_said(arguments.as_object().unwrap(), Language::English)
    }

    #[test]
    fn an_emergency_is_heard_wherever_it_stands() {
        for arguments in [
            json!({"urgency": "emergency"}),
            json!({"about": "chest pain since noon"}),
            json!({"service": "Emergency visit"}),
            json!({"notes": ["swollen", "can't breathe"]}),
            json!({"patient": {"notes": "unconscious"}}),
            json!({"a": {"b": {"c": {"d": {"e": [[["unconscious"]]]}}}}}),
            json!({"is_emergency": true}),
            json!({"emergency": "yes"}),
        ] {
            assert!(says(&arguments), "{arguments}");
        }
    }

    #[test]
    fn what_is_none_is_not_taken_for_one() {
        for arguments in [
            json!({}),
            json!({"urgency": "routine", "about": "not an emergency"}),
            json!({"is_emergency": false}),
            json!({"emergency": "no"}),
            json!({"emergency": 1}),
            json!({"date": "2026-12-03", "name": "Ann Lee"}),
        ] {
            assert!(!says(&arguments), "{arguments}");
        }
    }
}
