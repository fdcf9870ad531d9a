//! Emergencies and urgency in words.
//!
//! A false alarm costs a sentence, and a missed emergency may cost a life: what is in doubt is an emergency. What people say who book a
//! visit is none.

mod answers;
mod clause;
mod clinic_name;
mod denial;
mod phrases;
mod tables;

use clause::{Clause, clauses};
use phrases::{Found, Kind};

use super::English;
use crate::{domain::urgency::Urgency, language::UrgencyWords};

impl UrgencyWords for English {
    fn says_emergency(&self, text: &str) -> bool {
        let clauses = clauses(text);
        let mut rest = clauses.as_slice();
        while let Some((clause, others)) = rest.split_first() {
            let next = others.first();
            let said = said(&clause.words, next.map_or(&[], |next| &next.words));
            let is_answered_no = clause.is_asked() && next.is_some_and(answers::is_no);
            match said.emergency {
                Some(found) if !is_answered_no || found.is_negative => return true,
                None if is_answered_no && answers::is_vital(clause) => return true,
                _ => {}
            }
            let denied = if said.is_denied_to_end { answers::denied_with(clause, others) } else { 0 };
            rest = others.get(denied..).unwrap_or_default();
        }
        false
    }

    fn without_clinic_name(&self, text: &str, clinic_name: &str) -> String {
        clinic_name::without(text, clinic_name)
    }

    fn urgency(&self, word: &str) -> Option<Urgency> {
        if self.says_emergency(word) {
            return Some(Urgency::Emergency);
        }
        let words: Vec<String> = clauses(word).into_iter().flat_map(|clause: Clause| clause.words).collect();
        let said = words.join(" ");
        let is_one_of = |words: &[&str]| words.contains(&said.as_str());
        if is_one_of(&SOON) { Some(Urgency::Soon) } else { is_one_of(&ROUTINE).then_some(Urgency::Routine) }
    }
}

const SOON: [&str; 17] = [
    "soon",
    "urgent",
    "urgently",
    "very urgent",
    "high",
    "high priority",
    "important",
    "priority",
    "asap",
    "as soon as possible",
    "today",
    "same day",
    "quickly",
    "immediate",
    "immediately",
    "right away",
    "critical",
];
const ROUTINE: [&str; 16] = [
    "routine",
    "normal",
    "regular",
    "standard",
    "low",
    "low priority",
    "medium",
    "not urgent",
    "non urgent",
    "no rush",
    "no hurry",
    "whenever",
    "anytime",
    "no emergency",
    "not an emergency",
    "non emergency",
];

/// What is found in a clause.
struct Said {
    emergency: Option<Found>,
    /// Whether the clause ends with what it denies.
    is_denied_to_end: bool,
}

/// Whether what was found at `start` is no emergency by itself, or one in name alone.
fn is_none(found: &Found, clause: &[String], start: usize) -> bool {
    found.kind == Kind::Complaint || phrases::is_harmless(found, clause, start)
}

/// What a clause says, given the words of the next one.
fn said(clause: &[String], next: &[String]) -> Said {
    // Where what was denied last ends: `no chest pain or trouble breathing` denies both.
    let mut denied_to = None;
    for start in 0..clause.len() {
        let (before, from) = clause.split_at(start);
        let Some(found) = phrases::emergency(before, from) else { continue };
        let since = denied_to.and_then(|end| before.get(end..));
        let goes_on = !found.is_negative && since.is_some_and(denial::goes_on);
        if goes_on || denial::is_denied(&found, before, (from, next)) {
            denied_to = Some(start + found.length);
        } else if !is_none(&found, clause, start) && !phrases::is_over(&found, (before, from), next) {
            return Said { emergency: Some(found), is_denied_to_end: false };
        }
    }
    Said { emergency: None, is_denied_to_end: denied_to == Some(clause.len()) }
}

#[cfg(test)]
mod tests;
