//! What is said of a tool: to the model, in the API's description, and to whoever wires it up.

use std::fmt;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::{ArgumentReading, Fault, ToolContext};
use crate::{domain::route::Route, language::Sentences, store::clinic::ClinicContext, voice::reply::ToolReply};

/// Names beyond these are left out: descriptions are sent to the model with every turn.
const MOST_NAMES: usize = 40;
const MOST_NAME_BYTES: usize = 600;

/// All that is said of a tool, and what it does. Each stands in its tool's own file; [`super::TOOLS`] lists them.
///
/// Texts for the model may hold one placeholder: `$zone`, `$services` or `$practitioners`, in whose place the clinic's own are put.
pub(crate) struct ToolSpec {
    /// The name under which the tool is offered and recorded.
    pub(crate) name: &'static str,
    /// Further names by which models call it.
    pub(crate) other_names: &'static [&'static str],
    /// Its path below a platform's address of tools, such as `calendar/check`.
    pub(crate) path: &'static str,
    /// What it does, as the API's description has it.
    pub(crate) summary: &'static str,
    /// What it does and when to use it, for the model.
    pub(crate) description: &'static str,
    /// What the agent says while the tool runs.
    pub(crate) says: &'static str,
    /// What it does to what the clinic has, for clients that ask before a change is made.
    pub(crate) effect: Effect,
    /// What it takes.
    pub(crate) arguments: &'static [Argument],
    /// What the model hears when the time is up and nothing is known of what came of the call.
    pub(crate) out_of_time: fn(&dyn Sentences) -> String,
    /// What it takes out of its arguments, for whoever wonders why it answered as it did.
    pub(crate) reading: fn(&ToolContext<'_>) -> Result<ArgumentReading, Fault>,
    /// Answers a call.
    pub(crate) run: for<'a> fn(ToolContext<'a>, &'a ClinicContext) -> BoxFuture<'a, ToolReply>,
}

/// What a tool does to what the clinic has. Asking again for the same changes nothing more, whatever the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It only tells.
    Tells,
    /// It adds something, and takes nothing away.
    Adds,
    /// It gives up what was there, such as an appointment's time.
    GivesUp,
}

/// A tool of the registry.
pub(crate) type Tool = &'static ToolSpec;

/// An argument of a tool.
pub(crate) struct Argument {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) is_required: bool,
    /// What it is, for the model.
    pub(crate) description: &'static str,
}

/// What an argument takes.
pub(crate) enum Takes {
    Text,
    OneOf(&'static [&'static str]),
    YesOrNo,
}

impl ToolSpec {
    /// What it does and when to use it, in the words of a clinic if it is known which.
    pub(crate) fn description_at(&self, route: Option<&Route>) -> String {
        filled(self.description, route)
    }

    /// The JSON Schema of the arguments, at a clinic if it is known which.
    pub(crate) fn schema_at(&self, route: Option<&Route>) -> Value {
        let offered = || self.arguments.iter().filter(|argument| argument.is_offered(route));
        let properties: Map<String, Value> =
            offered().map(|argument| (argument.name.to_owned(), argument.schema_at(route))).collect();
        let required: Vec<&str> = offered().filter(|argument| argument.is_required).map(|it| it.name).collect();
        json!({"type": "object", "properties": properties, "required": required})
    }
}

/// Tools are told apart by their names.
impl PartialEq for ToolSpec {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ToolSpec {}

impl fmt::Debug for ToolSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Argument {
    /// An optional text.
    pub(super) const fn text(name: &'static str, description: &'static str) -> Self {
        Self { name, takes: Takes::Text, is_required: false, description }
    }

    /// An optional yes or no.
    pub(super) const fn yes_or_no(name: &'static str, description: &'static str) -> Self {
        Self { takes: Takes::YesOrNo, ..Self::text(name, description) }
    }

    /// The same argument, without which the tool does nothing.
    pub(super) const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// A clinic without services, or practitioners, has nothing to choose from.
    fn is_offered(&self, route: Option<&Route>) -> bool {
        let Some(Route { catalogue, .. }) = route else { return true };
        match self.name {
            "service" => !catalogue.services.is_empty(),
            "practitioner" => !catalogue.practitioners.is_empty(),
            _ => true,
        }
    }

    fn schema_at(&self, route: Option<&Route>) -> Value {
        let description = filled(self.description, route);
        match self.takes {
            Takes::Text => json!({"type": "string", "description": description}),
            Takes::OneOf(words) => json!({"type": "string", "enum": words, "description": description}),
            Takes::YesOrNo => json!({"type": "boolean", "description": description}),
        }
    }
}

/// The text with the clinic's own words in place of its placeholder. Only one is filled in: a service may be called `$zone`.
fn filled(text: &str, route: Option<&Route>) -> String {
    let Some(Route { catalogue, zone, .. }) = route else { return of_any_clinic(text) };
    if text.contains("$services") {
        text.replace("$services", &listed(catalogue.services.iter().map(|service| service.name.as_str())))
    } else if text.contains("$practitioners") {
        let names = catalogue.practitioners.iter().map(|practitioner| practitioner.name.as_str());
        text.replace("$practitioners", &listed(names))
    } else {
        text.replace("$zone", zone.name())
    }
}

/// The text where it is not known whose words to put into it.
fn of_any_clinic(text: &str) -> String {
    let own = "the clinic's own";
    text.replace("$services", own).replace("$practitioners", own).replace("$zone", "its own zone")
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut list = String::new();
    for (index, name) in names.enumerate() {
        if index == MOST_NAMES || list.len() + name.len() > MOST_NAME_BYTES {
            return list + ", and others";
        }
        let comma = if index == 0 { "" } else { ", " };
        list = list + comma + name;
    }
    list
}
