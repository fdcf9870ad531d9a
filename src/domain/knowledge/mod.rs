//! What a clinic has written down for its callers, and how a question is answered from it.
//!
//! Nothing is made up: an answer is the clinic's own words, or a look-up in its lists of insurance plans. Where neither fits well
//! enough the answer is that it is not known, and what the clinic never wants answered is refused even if it is written down.

mod answer;
mod check;
mod gap;
mod index;
mod plan_names;
mod plans;
mod question;
mod said;
mod word_index;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use answer::{KnowledgeAnswer, KnowledgeBase, KnownFact};
pub use gap::{KnownNames, gap_of};
pub use plans::{PlanAnswer, PlanVerdict};
pub use question::{InsuranceWord, QuestionWords};

/// The document of an org, as `/api/knowledge` exchanges it and D1 stores it. All of it has at most 16 KB.
///
/// A document that was deserialised is well-formed, not yet sensible: [`Knowledge::check`] it before it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Knowledge {
    /// What can be told, at most 200.
    #[schema(max_items = 200)]
    pub facts: Vec<Fact>,
    /// Which insurance plans the clinic takes.
    pub insurance: Insurance,
    /// What is never answered, whatever is written down, in a few words each: at most 20 of 1 to 60 characters. Questions about doses,
    /// symptoms, diagnoses, results and medication are refused without being listed.
    #[schema(max_items = 20)]
    pub never: Vec<String>,
    /// What the agent does about a question that is not answered.
    pub unknown: WhenUnknown,
}

/// One thing that can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// 1 to 40 small letters, digits and dashes, unlike those of the other facts. Made for a fact that comes without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(min_length = 1, max_length = 40, example = "parking")]
    pub id: String,
    pub topic: Topic,
    /// How callers ask for it, in any language: 1 to 8 of 1 to 120 characters on one line.
    #[schema(min_items = 1, max_items = 8)]
    pub ask: Vec<String>,
    /// What they are told: 1 to 400 characters on one line.
    #[schema(min_length = 1, max_length = 400)]
    pub say: String,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Told only if every word of the question is in the fact, and always with the word that staff check benefits.
    Insurance,
    Parking,
    Prices,
    Policies,
    Preparation,
    Other,
}

/// The insurance plans that a clinic takes, by their full names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Insurance {
    /// At most 100 plans of 2 to 80 characters.
    #[schema(max_items = 100)]
    pub accepted: Vec<String>,
    /// At most 100 plans of 2 to 80 characters, none of which is accepted.
    #[schema(max_items = 100)]
    pub not_accepted: Vec<String>,
    /// What is true of all other plans.
    pub otherwise: OtherPlans,
}

/// What is true of plans that are in no list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OtherPlans {
    /// Staff have to say.
    #[default]
    AskStaff,
}

/// What the agent does about a question that is not answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenUnknown {
    /// It offers to take a message.
    #[default]
    AskMessage,
    /// It offers to hand the call to a person.
    Transfer,
    /// It says that it does not know.
    SayUnknown,
}

/// Which text of a clinic's knowledge it is. Every change of the text makes another, whoever changes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edition(pub String);
