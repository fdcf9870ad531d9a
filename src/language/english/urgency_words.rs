//! Emergencies and urgency in words.

use super::English;
use crate::{domain::urgency::Urgency, language::UrgencyWords};

impl UrgencyWords for English {
    fn says_emergency(&self, text: &str) -> bool {
        clauses(text).iter().any(|clause| says_one(clause))
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

/// What is an emergency, in words of one clause without apostrophes.
const EMERGENCIES: [&str; 66] = [
    "emergency",
    "emergencies",
    "life threatening",
    "ambulance",
    "call 911",
    "calling 911",
    "dial 911",
    "chest pain",
    "chest pains",
    "chest hurts",
    "chest pressure",
    "chest tightness",
    "pain in my chest",
    "pain in his chest",
    "pain in her chest",
    "pain in the chest",
    "tightness in my chest",
    "heart attack",
    "having a stroke",
    "having a seizure",
    "face is drooping",
    "slurred speech",
    "slurring his words",
    "slurring her words",
    "cant breathe",
    "cannot breathe",
    "can not breathe",
    "cant breath",
    "hard to breathe",
    "trouble breathing",
    "difficulty breathing",
    "struggling to breathe",
    "shortness of breath",
    "not breathing",
    "isnt breathing",
    "stopped breathing",
    "choking",
    "throat is closing",
    "throat closing",
    "anaphylaxis",
    "anaphylactic",
    "bleeding heavily",
    "bleeding badly",
    "bleeding a lot",
    "heavy bleeding",
    "severe bleeding",
    "uncontrolled bleeding",
    "wont stop bleeding",
    "bleeding wont stop",
    "cant stop the bleeding",
    "cant stop bleeding",
    "doesnt stop bleeding",
    "vomiting blood",
    "coughing up blood",
    "unconscious",
    "unresponsive",
    "passed out",
    "collapsed",
    "overdose",
    "overdosed",
    "suicide",
    "suicidal",
    "kill myself",
    "end my life",
    "hurt myself",
    "harm myself",
];

/// What has an emergency in its name and is none.
const HARMLESS: [&str; 5] =
    ["emergency contact", "emergency contacts", "emergency number", "emergency phone", "emergency information"];

/// Words that deny what follows them.
#[rustfmt::skip]
const DENIALS: [&str; 21] = [
    "no", "not", "non", "nor", "never", "nobody", "without", "denies", "denied", "isnt", "wasnt", "arent", "aint", "dont", "doesnt",
    "didnt", "hasnt", "havent", "hadnt", "wouldnt", "neither",
];
/// What may stand between a denial and what it denies. `Not sure if it is an emergency` denies nothing.
#[rustfmt::skip]
const BETWEEN: [&str; 36] = [
    "a", "an", "the", "any", "really", "actually", "exactly", "truly", "quite", "real", "true", "immediate", "medical", "dental",
    "have", "has", "having", "had", "is", "was", "be", "been", "feel", "feeling", "experiencing", "currently", "more", "longer", "in",
    "or", "kind", "sort", "of", "urgent", "such", "as",
];
/// What may stand besides where an opinion is denied: `I don't think it's an emergency`. Without the opinion it would be `no, it's an
/// emergency`.
const OPINIONS: [&str; 5] = ["think", "believe", "say", "call", "consider"];
const OF_WHAT: [&str; 6] = ["it", "its", "this", "that", "thats", "theres"];

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

fn says_one(clause: &[String]) -> bool {
    // Where what was denied last ends: `no chest pain or trouble breathing` denies both.
    let mut denied_to = None;
    for start in 0..clause.len() {
        let (before, from) = clause.split_at(start);
        let Some(length) = length_of_any(from, &EMERGENCIES) else { continue };
        let since = denied_to.and_then(|end| before.get(end..));
        let goes_on = since.is_some_and(|words| words.first().is_some_and(|word| word == "or") && all_between(words));
        if is_denied(before) || goes_on {
            denied_to = Some(start + length);
        } else if length_of_any(from, &HARMLESS).is_none() {
            return true;
        }
    }
    false
}

/// How many words the first of the phrases has with which these words begin.
fn length_of_any(words: &[String], phrases: &[&str]) -> Option<usize> {
    let begins = |phrase: &&&str| {
        let mut words = words.iter();
        phrase.split(' ').all(|part| words.next().is_some_and(|word| word == part))
    };
    phrases.iter().find(begins).map(|phrase| phrase.split(' ').count())
}

fn all_between(words: &[String]) -> bool {
    words.iter().all(|word| BETWEEN.contains(&word.as_str()))
}

/// Whether what follows these words is denied by them.
fn is_denied(before: &[String]) -> bool {
    let is_one_of = |words: &[&str], word: &str| words.contains(&word);
    let mut words = before.iter().rev().map(String::as_str).skip_while(|word| is_one_of(&BETWEEN, word)).peekable();
    if words.peek().is_some_and(|word| is_one_of(&DENIALS, word)) {
        return true;
    }
    let mut words = words.skip_while(|word| is_one_of(&OF_WHAT, word) || is_one_of(&BETWEEN, word));
    words.next().is_some_and(|word| is_one_of(&OPINIONS, word))
        && words.next().is_some_and(|word| is_one_of(&DENIALS, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_speaks_of_an_emergency_is_heard() {
        for text in [
            "emergency",
            "EMERGENCY",
            "It's an emergency!",
            "a dental emergency",
            "Emergency visit",
            "my husband has chest pain",
            "He can't breathe",
            "he can\u{2019}t breathe properly",
            "She cannot breathe",
            "Trouble breathing since noon",
            "I am bleeding heavily",
            "it won't stop bleeding",
            "the bleeding won't stop after the extraction",
            "my mother is unconscious",
            "thinking about suicide",
            "I want to kill myself",
            "he is not breathing",
            "took an overdose",
            // What denies something else denies no emergency.
            "No, it's an emergency",
            "no it's an emergency",
            "no this is an emergency",
            "I think it's an emergency",
            "nobody knows whether she is unconscious",
            "not sure if it is an emergency",
            "I don't know whether this is an emergency",
            "It's not a cleaning but an emergency",
            "no appointment needed, chest pain",
            "not a routine visit: emergency",
            "I have no time; it is an emergency",
            "swelling-emergency",
        ] {
            assert!(English.says_emergency(text), "{text}");
        }
    }

    #[test]
    fn whoever_says_that_there_is_none_is_heard_too() {
        for text in [
            "",
            "no emergency",
            "No emergency.",
            "not an emergency",
            "It's not an emergency",
            "this isn't an emergency",
            "I don't think it's an emergency",
            "I wouldn't call it an emergency",
            "not urgent or an emergency",
            "not any kind of emergency",
            "nobody is unconscious",
            "she is no longer unconscious",
            "he hasn't had any chest pain",
            "it is not really a medical emergency",
            "non-emergency",
            "non emergency question",
            "not urgent",
            "no chest pain",
            "he does not have chest pain",
            "denies chest pain or shortness of breath",
            "without any difficulty breathing",
            "not bleeding heavily",
            "my emergency contact is Tom",
            "wants to change the emergency phone number",
            "toothache",
            "urgent",
            "cleaning",
            "Ann Lee",
            "2026-12-03T09:30",
            "I need to breathe some fresh air",
        ] {
            assert!(!English.says_emergency(text), "{text}");
        }
    }

    #[test]
    fn words_for_urgency_are_read() {
        for (word, urgency) in [
            ("routine", Some(Urgency::Routine)),
            ("Normal", Some(Urgency::Routine)),
            ("not urgent", Some(Urgency::Routine)),
            ("No rush!", Some(Urgency::Routine)),
            ("not an emergency", Some(Urgency::Routine)),
            ("soon", Some(Urgency::Soon)),
            ("URGENT", Some(Urgency::Soon)),
            ("high", Some(Urgency::Soon)),
            ("as soon as possible", Some(Urgency::Soon)),
            ("emergency", Some(Urgency::Emergency)),
            ("medical emergency", Some(Urgency::Emergency)),
            ("", None),
            ("purple", None),
        ] {
            assert_eq!(English.urgency(word), urgency, "{word}");
        }
    }
}
