//! Emergencies and urgency in words.
//!
//! A false alarm costs a sentence, and a missed emergency may cost a life: what is in doubt is an emergency. What people say who book a
//! visit is none.

mod denial;
mod phrases;
mod tables;

use super::English;
use crate::{domain::urgency::Urgency, language::UrgencyWords};

impl UrgencyWords for English {
    fn says_emergency(&self, text: &str) -> bool {
        let clauses = clauses(text);
        let next = clauses.iter().skip(1).map(Vec::as_slice).chain([[].as_slice()]);
        clauses.iter().zip(next).any(|(clause, next)| says_one(clause, next))
    }

    fn urgency(&self, word: &str) -> Option<Urgency> {
        if self.says_emergency(word) {
            return Some(Urgency::Emergency);
        }
        let said = clauses(word).concat().join(" ");
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

/// The words of each clause, in small letters and without apostrophes. Punctuation and `but` end a clause, a hyphen does not.
fn clauses(text: &str) -> Vec<Vec<String>> {
    let (mut clauses, mut clause, mut word) = (Vec::new(), Vec::new(), String::new());
    for c in text.chars().chain(['.']) {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            continue;
        }
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}') {
            continue;
        }
        let ends = word == "but" || !(c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}' | '\u{2011}'));
        if !word.is_empty() && word != "but" {
            clause.push(std::mem::take(&mut word));
        }
        word.clear();
        if ends && !clause.is_empty() {
            clauses.push(std::mem::take(&mut clause));
        }
    }
    clauses
}

fn says_one(clause: &[String], next: &[String]) -> bool {
    // Where what was denied last ends: `no chest pain or trouble breathing` denies both.
    let mut denied_to = None;
    for start in 0..clause.len() {
        let (before, from) = clause.split_at(start);
        let Some(found) = phrases::emergency(before, from) else { continue };
        let since = denied_to.and_then(|end| before.get(end..));
        let goes_on = !found.is_negative && since.is_some_and(denial::goes_on);
        if goes_on || denial::is_denied(&found, before, (from, next)) {
            denied_to = Some(start + found.length);
        } else if !phrases::is_harmless(before, from) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests;
