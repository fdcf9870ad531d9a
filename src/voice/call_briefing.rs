//! What an agent is told of the clinic as a call begins, where the platform has one agent for all clinics and asks us for its variables.
//!
//! Such an agent answers whatever we say, so it is told of everything: variables that are missing would end the call, and a clinic that
//! takes no calls is a sentence to say.

use super::platform::CallAnswer;
use crate::language::{Language, variables::NAMES};

/// The number of whoever takes over calls now; empty if nobody does.
pub(crate) const TRANSFER_NUMBER: &str = "transfer_number";
/// What the caller is to hear in place of everything else; empty if the agent is to do its work.
pub(crate) const UNAVAILABLE: &str = "unavailable_message";

/// What an agent is told.
pub(crate) struct CallBriefing {
    /// Always the same names, with empty values where there is nothing to tell.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// What is to come back with every tool; empty if the agent is not to do its work.
    pub(crate) call_token: String,
    /// What the caller is to hear in place of a greeting, if anything.
    pub(crate) said_instead: Option<String>,
}

impl CallBriefing {
    /// Of who gets a call.
    pub(crate) fn of(answer: CallAnswer) -> Self {
        match answer {
            // Who takes over is among them, as of every platform that is told so at the beginning.
            CallAnswer::Assistant { mut variables, call_token, .. } => {
                variables.push((UNAVAILABLE, String::new()));
                Self { variables, call_token: call_token.unwrap_or_default(), said_instead: None }
            }
            CallAnswer::Forward { number, message, .. } => {
                let said = message.unwrap_or_else(|| Language::default().sentences().putting_through());
                Self::without_clinic(said, number.dialled())
            }
            CallAnswer::Nobody { sentence, .. } => Self::without_clinic(sentence, String::new()),
        }
    }

    fn without_clinic(said: String, transfer_number: String) -> Self {
        let mut variables: Vec<_> = NAMES.map(|name| (name, String::new())).into();
        variables.extend([(TRANSFER_NUMBER, transfer_number), (UNAVAILABLE, said.clone())]);
        Self { variables, call_token: String::new(), said_instead: Some(said) }
    }

    /// The names of all variables but the token's, which each platform has its own name for.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.into_iter().chain([TRANSFER_NUMBER, UNAVAILABLE])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::{
        domain::{
            assistant::tests::{at, clinic},
            phone::{DialNumber, PhoneNumber},
        },
        language::variables::variables,
        voice::platform::Unanswered,
    };

    fn now() -> DateTime<Utc> {
        at("2026-12-18T15:07:00Z")
    }

    fn told(answer: CallAnswer) -> CallBriefing {
        let briefing = CallBriefing::of(answer);
        let names: Vec<&str> = briefing.variables.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, CallBriefing::names().collect::<Vec<_>>());
        briefing
    }

    fn value<'a>(briefing: &'a CallBriefing, name: &str) -> &'a str {
        briefing.variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str()).unwrap()
    }

    #[test]
    fn every_answer_has_the_same_variables() {
        let route = Arc::new(clinic());
        let mut variables: Vec<_> = variables(&route, now()).into();
        variables.push((TRANSFER_NUMBER, "+15550142".to_owned()));
        let assistant = told(CallAnswer::Assistant { route, variables, call_token: Some("fdc1.x".into()) });
        assert_eq!((value(&assistant, "clinic_name"), value(&assistant, UNAVAILABLE)), ("Oak Dental", ""));
        assert_eq!((assistant.call_token.as_str(), assistant.said_instead), ("fdc1.x", None));
        let nobody = told(CallAnswer::Nobody { sentence: "Not now.".into(), because: Unanswered::Told });
        assert!(nobody.variables.iter().all(|(name, value)| (*name == UNAVAILABLE) != value.is_empty()));
        assert_eq!((nobody.call_token.as_str(), nobody.said_instead.as_deref()), ("", Some("Not now.")));
    }

    #[test]
    fn a_call_that_goes_elsewhere_has_a_number_and_something_to_say() {
        let number = DialNumber::from(PhoneNumber::parse("+15550142").unwrap());
        let forward = |message| CallAnswer::Forward { number: number.clone(), extension: None, message, plan: None };
        let plain = told(forward(None));
        assert_eq!(value(&plain, TRANSFER_NUMBER), "+15550142");
        assert!(value(&plain, UNAVAILABLE).starts_with("One moment"));
        assert_eq!(told(forward(Some("Hold on.".into()))).said_instead.as_deref(), Some("Hold on."));
    }
}
