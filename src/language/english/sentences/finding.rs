//! Answers about the appointments that a caller has.

use std::collections::BTreeSet;

use super::English;
use super::booking::takes;
use super::inbox::TAKE_A_MESSAGE;
use super::openings::today;
use super::visit::appointment;
use crate::{
    domain::appointment::{AppointmentSummary, Operation},
    language::{
        answer::{NAME_CHARS, SHORT_NAME_CHARS, answer, first_fitting},
        sentences::{FindingSentences, SpeechContext},
    },
};

/// Most appointments named in one answer.
const MAX_VISITS_SPOKEN: usize = 5;

fn verb(operation: Operation) -> &'static str {
    match operation {
        Operation::Find => "look up",
        Operation::Hold => "hold",
        Operation::Book => "book",
        Operation::Reschedule => "move",
        Operation::Amend => "change",
        Operation::Cancel => "cancel",
        Operation::Text => "send a text about",
    }
}

/// The tool that does it; no tool amends, so the agent is sent to look.
fn tool(operation: Operation) -> &'static str {
    match operation {
        Operation::Find | Operation::Amend => "find_appointments",
        Operation::Hold => "reserve_slot",
        Operation::Book => "book_appointment",
        Operation::Reschedule => "reschedule_appointment",
        Operation::Cancel => "cancel_appointment",
        Operation::Text => "send_sms",
    }
}

impl FindingSentences for English {
    fn found(&self, visits: &[AppointmentSummary], total: usize, desk: &SpeechContext) -> String {
        if visits.is_empty() {
            return self.found_none(desk, false);
        }
        let length = match visits {
            [only] if total <= 1 => takes(only),
            _ => String::new(),
        };
        fitted(visits, |count, detail| {
            format!("{}{length} {}", listed(visits, total, count, detail, desk), today(desk))
        })
    }

    fn found_none(&self, desk: &SpeechContext, narrowed: bool) -> String {
        let text = if narrowed {
            format!(
                "No upcoming appointment under the caller's number matches that. Ask for another day or name, or call \
                 find_appointments without date and name to see them all. If they booked from another phone, offer to {TAKE_A_MESSAGE}."
            )
        } else {
            format!(
                "No upcoming appointment was found under the number that the caller is calling from. It may be under another \
                 number, which can't be looked up here. Offer to book one, or to {TAKE_A_MESSAGE}."
            )
        };
        answer(&format!("{text} {}", today(desk)))
    }

    fn which_one(&self, visits: &[AppointmentSummary], operation: Operation, desk: &SpeechContext) -> String {
        if visits.is_empty() {
            return self.none_to(operation, desk);
        }
        asked_which("", visits, operation, desk)
    }

    fn none_fits(&self, visits: &[AppointmentSummary], operation: Operation, desk: &SpeechContext) -> String {
        if visits.is_empty() {
            return self.found_none(desk, true);
        }
        if operation != Operation::Find {
            let introduction = "None of the caller's appointments matches that, so nothing was done. ";
            return asked_which(introduction, visits, operation, desk);
        }
        fitted(visits, |count, detail| {
            let listed = listed(visits, visits.len(), count, detail, desk);
            format!("None of the caller's appointments matches that. {listed} {}", today(desk))
        })
    }

    fn none_to(&self, operation: Operation, desk: &SpeechContext) -> String {
        let offer = match operation {
            Operation::Find => return self.found_none(desk, false),
            Operation::Reschedule => format!("Offer to book one, or to {TAKE_A_MESSAGE}."),
            Operation::Hold | Operation::Book | Operation::Amend | Operation::Cancel | Operation::Text => {
                format!("Offer to {TAKE_A_MESSAGE}.")
            }
        };
        answer(&format!(
            "There is no upcoming appointment under the caller's number to {}. It may be under another number. {offer} {}",
            verb(operation),
            today(desk)
        ))
    }

    fn no_caller_number(&self, operation: Operation) -> String {
        let (purpose, verb) = match operation {
            Operation::Find => ("look up their appointments", ""),
            operation => ("find the appointment to ", verb(operation)),
        };
        answer(&format!(
            "The caller's number is withheld, so I can't {purpose}{verb}. Ask them to call again from the number that \
             they booked with, or offer to {TAKE_A_MESSAGE}."
        ))
    }
}

/// How much is said of each appointment of a list.
#[derive(Clone, Copy)]
enum Detail {
    /// Names of at most so many characters.
    Whole(usize),
    /// What tells one from others at a glance: its time, and the service and the patient in short.
    Brief,
}

impl Detail {
    fn of(self, visit: &AppointmentSummary, desk: &SpeechContext) -> String {
        match self {
            Self::Whole(names) => appointment(visit, names, desk),
            Self::Brief => appointment(&AppointmentSummary { practitioner: None, ..*visit }, SHORT_NAME_CHARS, desk),
        }
    }
}

/// A sentence about appointments, of which as many are named as have room. All of three are: less is said of each then.
fn fitted(visits: &[AppointmentSummary], sentence: impl Fn(usize, Detail) -> String) -> String {
    let most = visits.len().clamp(1, MAX_VISITS_SPOKEN);
    let details = [Detail::Whole(NAME_CHARS), Detail::Whole(SHORT_NAME_CHARS), Detail::Brief];
    first_fitting(
        (1..=most)
            .rev()
            .flat_map(|count| details.map(|detail| (count, detail)))
            .map(|(count, detail)| sentence(count, detail)),
    )
}

/// The appointments, and what to ask and send about them.
fn asked_which(
    introduction: &str,
    visits: &[AppointmentSummary],
    operation: Operation,
    desk: &SpeechContext,
) -> String {
    let starts: BTreeSet<_> = visits.iter().map(|visit| visit.start).collect();
    let name = if starts.len() < visits.len() { " and its name as name" } else { "" };
    let (verb, tool) = (verb(operation), tool(operation));
    let question = match visits {
        [_] => format!("whether to {verb} that one"),
        _ => format!("which one to {verb}"),
    };
    fitted(visits, |count, detail| {
        format!(
            "{introduction}{} Ask the caller {question}, then call {tool} again with its start as date{name}. {}",
            listed(visits, visits.len(), count, detail, desk),
            today(desk)
        )
    })
}

/// `The caller has 2 appointments: Thursday, December 3 at 9:30 AM (start 2026-12-03T09:30); Friday, …`.
fn listed(visits: &[AppointmentSummary], total: usize, count: usize, detail: Detail, desk: &SpeechContext) -> String {
    let total = total.max(visits.len());
    let said: Vec<String> = visits.iter().take(count).map(|visit| detail.of(visit, desk)).collect();
    let number = if total == 1 { "one appointment".to_owned() } else { format!("{total} appointments") };
    let introduction = match said.len() {
        shown if shown == total => "",
        1 => ", the next one",
        _ => ", the next of them",
    };
    format!("The caller has {number}{introduction}: {}.", said.join("; "))
}
