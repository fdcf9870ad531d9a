//! What is said first when the arguments of a tool speak of an emergency, or what a caller says, whatever it is answered.

use serde_json::{Map, Value};

use super::{message::ToolCall, platform::KnowledgeDocument, raw_arguments::DEEPEST, reply::ToolReply};
use crate::{
    domain::{call::ToolOutcome, line::single_line_limited, route::Route},
    language::{Language, Sentences, answer::MAX_ANSWER_CHARS},
};

/// Arguments that name the clinic or what answers for it, which platforms send by themselves.
#[rustfmt::skip]
const OF_CLINIC: [&str; 19] = [
    "clinic", "clinic_name", "practice", "practice_name", "office_name", "business", "business_name", "company", "company_name",
    "organization", "organization_name", "org_name", "tenant_name", "location_name", "facility_name", "assistant", "assistant_name",
    "agent", "agent_name",
];

/// A clinic's words for an emergency.
pub(super) struct EmergencyWords {
    language: Language,
    words: String,
    clinic_name: String,
}

impl EmergencyWords {
    /// Those that are true wherever somebody calls.
    pub(super) fn of_no_clinic() -> Self {
        let language = Language::default();
        Self { language, words: language.sentences().emergency_words(None), clinic_name: String::new() }
    }

    /// The clinic's own, or ours with the number of its country.
    pub(super) fn of(route: &Route) -> Self {
        let language = route.language();
        let own = route.assistant.emergency.words.clone();
        let words = own.unwrap_or_else(|| language.sentences().emergency_words(route.emergency_number()));
        Self { language, words, clinic_name: route.clinic_name.clone() }
    }

    pub(super) fn sentences(&self) -> &'static dyn Sentences {
        self.language.sentences()
    }

    /// The answer with the words before it, if the call speaks of an emergency. What was done is done: a clinic may well offer a visit for
    /// emergencies.
    pub(super) fn first(&self, call: &ToolCall, reply: ToolReply) -> ToolReply {
        let is_emergency = match &call.arguments {
            Ok(arguments) => is_said(arguments, self.language, &self.clinic_name),
            // A call that was cut off in the middle has said enough.
            Err(unreadable) => says(&unreadable.words(), self.language, &self.clinic_name),
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
        says(said, self.language, &self.clinic_name).then(|| KnowledgeDocument {
            id: "emergency".to_owned(),
            content: content(),
            similarity: 1.0,
        })
    }
}

/// Whether arguments speak of an emergency: in a text, wherever it stands, or in the name of an argument that is not said to be none. The name
/// of the clinic says nothing.
pub(crate) fn is_said(arguments: &Map<String, Value>, language: Language, clinic_name: &str) -> bool {
    is_said_in_members(arguments, &|text| says(text, language, clinic_name), DEEPEST)
}

fn says(text: &str, language: Language, clinic_name: &str) -> bool {
    let words = language.urgency_words();
    words.says_emergency(&words.without_clinic_name(text, clinic_name))
}

fn is_said_in_members(members: &Map<String, Value>, says: &dyn Fn(&str) -> bool, depth: usize) -> bool {
    members.iter().filter(|(name, _)| !OF_CLINIC.contains(&name.as_str())).any(|(name, value)| {
        // As a form has it: `emergency level: high`.
        let is_named = |value: &str| says(&format!("{}: {value}", name.replace('_', " ")));
        match value {
            Value::Bool(said) => is_named(if *said { "yes" } else { "no" }),
            Value::String(text) if !text.trim().is_empty() => is_named(text),
            other => is_said_in(other, says, depth),
        }
    })
}

fn is_said_in(value: &Value, says: &dyn Fn(&str) -> bool, depth: usize) -> bool {
    match value {
        Value::String(text) => says(text),
        Value::Array(items) if depth > 0 => items.iter().any(|item| is_said_in(item, says, depth - 1)),
        Value::Object(members) if depth > 0 => is_said_in_members(members, says, depth - 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn says(arguments: &Value) -> bool {
        is_said(arguments.as_object().unwrap(), Language::English, "Oak Emergency Dental")
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
            json!({"emergency_level": "high"}),
            json!({"emergency": "tooth knocked out"}),
            json!({"chest_pain": true}),
            json!({"patient": {"is_breathing": false}}),
            json!({"about": "Calling Oak Emergency Dental, it is an emergency"}),
            json!({"about": "emergency dental"}),
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
            json!({"emergency": "", "emergency_level": "low", "emergency_type": "non-emergency"}),
            json!({"emergency": "Not at all.", "chest_pain": false, "trouble_breathing": "none"}),
            json!({"emergency_contact": "Ann Lee"}),
            json!({"clinic_name": "Downtown Emergency Dental"}),
            json!({"about": "Is this oak emergency dental?"}),
            json!({"date": "2026-12-03", "name": "Ann Lee"}),
        ] {
            assert!(!says(&arguments), "{arguments}");
        }
    }
}
