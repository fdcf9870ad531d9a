//! The tools, one file each: all that is said of one, how it reads its arguments, and what it does. Arguments in, a sentence out.

mod answer_question;
pub(crate) mod arguments;
mod book_appointment;
mod cancel_appointment;
mod check_availability;
mod find_appointments;
mod outcome;
mod reading;
mod reschedule_appointment;
mod reserve_slot;
mod send_sms;
mod shared;
mod spec;
mod take_message;
mod transfer_call;
mod word_use;

use std::sync::Arc;

use self::arguments::{Arguments, Fault, Purpose, Speaker};
pub(crate) use self::arguments::{has_template, is_garbled};
pub(crate) use self::reading::ArgumentReading;
pub(crate) use self::spec::{Effect, Tool};
pub(crate) use self::word_use::{WordUse, word_use};
use super::reply::ToolReply;
use crate::{
    app::App,
    booking::{AppointmentRef, Requester},
    directory::Routed,
    domain::{caller::Caller, dates::Today, route::Route},
    language::{Language, Sentences, sentences::SpeechContext},
};

/// Every tool, in the order in which platforms are told of them.
pub(crate) static TOOLS: [Tool; 10] = [
    &check_availability::TOOL,
    &reserve_slot::TOOL,
    &book_appointment::TOOL,
    &reschedule_appointment::TOOL,
    &cancel_appointment::TOOL,
    &find_appointments::TOOL,
    &send_sms::TOOL,
    &transfer_call::TOOL,
    &answer_question::TOOL,
    &take_message::TOOL,
];

/// The tool that a model's function name means; `None` for a name that is not ours.
pub(crate) fn named(name: &str) -> Option<Tool> {
    TOOLS.into_iter().find(|tool| tool.name == name || tool.other_names.contains(&name))
}

/// What one call of a tool works with, wherever it is read.
pub(crate) struct ToolContext<'a> {
    pub(crate) app: &'a Arc<App>,
    /// The clinic that was called.
    pub(crate) routed: &'a mut Routed,
    pub(crate) caller: &'a Caller,
    /// The platform's id of this call of the tool; empty if it gave none.
    pub(crate) tool_call_id: &'a str,
    pub(crate) arguments: &'a Arguments,
}

impl ToolContext<'_> {
    /// The clinic's name, date and zone.
    fn desk(&self) -> SpeechContext<'_> {
        SpeechContext { clinic: &self.routed.route.clinic_name, today: self.today() }
    }

    fn today(&self) -> Today {
        let Route { zone, country, .. } = *self.routed.route;
        Today::at(self.app.ports.clock.now(), zone).in_country(country).with_hours(self.routed.route.opening_spans())
    }

    /// The language of the clinic.
    pub(crate) fn language(&self) -> Language {
        self.routed.route.language()
    }

    /// What is said in it.
    pub(crate) fn sentences(&self) -> &'static dyn Sentences {
        self.language().sentences()
    }

    /// Who sends the arguments, and to whom.
    fn speaker(&self) -> Speaker<'_> {
        let (language, today) = (self.language(), self.today());
        Speaker { caller: self.caller, language, today, route: &self.routed.route }
    }

    /// Which of their appointments the caller means.
    fn which(&self, purpose: Purpose) -> Result<AppointmentRef, Fault> {
        arguments::which(self.arguments, purpose, self.speaker())
    }

    fn requester(&self) -> Requester {
        Requester::caller(self.caller.clone(), self.tool_call_id)
    }

    /// What is wrong with the arguments, as something to act on.
    pub(crate) fn fault(&self, fault: &Fault) -> ToolReply {
        ToolReply::declined(self.sentences().bad_arguments(fault, Some(&self.desk())))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_tool_answers_to_its_own_names_and_stands_at_a_path_of_its_own() {
        for tool in TOOLS {
            for name in tool.other_names.iter().chain([&tool.name]) {
                assert_eq!(named(name), Some(tool));
            }
        }
        assert_eq!(named("delete_everything"), None);
        let names = TOOLS.iter().flat_map(|tool| tool.other_names.iter().chain([&tool.name]));
        assert_eq!(names.clone().collect::<BTreeSet<_>>().len(), names.count());
        assert_eq!(TOOLS.iter().map(|tool| tool.path).collect::<BTreeSet<_>>().len(), TOOLS.len());
    }
}
