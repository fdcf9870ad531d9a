//! Words of which nobody has a name alone. One of them may be a last name beside a first name (`Mark Sunday`, `Will Good`), so that only
//! what has no other words is no name.

use super::{Word, words};

/// Words that people say, and models write, where no name is; no first names.
#[rustfmt::skip]
pub(super) const ORDINARY: &[&str] = &[
    // Days, and times.
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays", "wednesdays",
    "thursdays", "fridays", "saturdays", "sundays", "january", "february", "march", "july", "september", "october",
    "november", "december", "today", "tonight", "now", "later", "soon", "early", "late", "earlier", "morning",
    "afternoon", "evening", "night", "noon", "midnight", "week", "weekend", "month", "year", "years", "day", "days",
    "hour", "hours", "minute", "minutes", "moment", "second", "next", "last", "ago", "before", "after", "again",
    "already", "yet", "still", "always", "never", "once", "pm", "am", "anytime", "asap",
    // Visits.
    "visit", "visits", "exam", "examination", "consultation", "consult", "treatment", "procedure", "service", "root",
    "canal", "filling", "fillings", "crown", "crowns", "bridge", "implant", "implants", "braces", "aligners", "veneers",
    "denture", "dentures", "tooth", "teeth", "dental", "dentist", "hygienist", "hygiene", "pain", "ache", "x-ray",
    "pediatric", "senior", "chipped", "invisalign", "botox", "severe", "christmas", "easter", "wisdom", "broken", "hurt", "hurts", "loose", "deep", "annual", "x-rays", "xray", "follow-up", "followup", "follow", "check", "schedule", "cancel", "change", "move", "confirm",
    "confirmed", "confirmation", "slot", "opening", "clinic", "visitor", "medicaid", "medicare", "self-pay",
    // People, by what they are.
    "male", "female", "nonbinary", "non-binary", "adult", "minor", "age", "aged", "single", "married", "divorced",
    "widowed", "pregnant", "allergic", "mine", "yours", "hers", "ours", "theirs", "himself", "herself", "themselves",
    "everyone", "everybody", "mother", "father", "patients", "regular", "anonymous",
    // Answers, and courtesy.
    "fine", "perfect", "great", "good", "okay", "alright", "sounds", "absolutely", "definitely", "exactly",
    "certainly", "indeed", "course", "correct", "wrong", "true", "false", "maybe", "perhaps", "probably", "pardon",
    "excuse", "sorry", "welcome", "cheers", "hold", "hang", "wait", "stop", "continue", "ahead", "back", "come",
    "repeat", "say", "said", "got", "gotcha", "get", "understood", "agreed", "sure", "really", "very", "too", "also",
    "only", "nope", "nah", "huh", "yes", "yeah", "no", "not", "hello", "goodbye", "fuck", "shit", "damn", "hell",
    // Refusals, and what is written where something is left out.
    "see", "above", "below", "previous", "previously", "earlier", "notes", "note", "file", "record", "records",
    "system", "ditto", "idem", "same", "pending", "missing", "blank", "empty", "null", "nil", "none", "undefined",
    "unknown", "unspecified", "unclear", "unavailable", "available", "applicable", "determined", "announced",
    "decided", "added", "given", "tba", "tbc", "tbd", "todo", "n/a", "example", "sample", "default", "dummy", "fake",
    "redacted", "removed", "hidden", "withheld", "required", "optional", "silence", "noise", "unintelligible",
    "indistinct", "incomprehensible", "garbled", "crosstalk", "value", "text", "string", "error", "something",
    "anything", "whatever", "whichever", "matter", "important", "secret", "private", "confidential", "forgot",
    "forget", "remember", "understand", "mean", "actually", "like", "new", "other", "another", "first", "refused",
    "comment", "mind", "help", "operator", "agent", "representative", "human", "well", "doing", "mm-hmm", "uh-huh",
    "people", "persons", "three", "four", "five", "think", "guess", "ask", "let", "him", "them", "usual", "answer", "response", "beep", "voicemail", "message", "leave", "work", "works", "refer", "gave",
    "look", "alrighty", "different", "thank", "calling", "speaking", "sir", "ma'am", "madam", "provide", "test", "user", "patient", "client", "customer", "caller", "person", "walk-in", "self", "pay", "member",
    "id", "policy", "group", "number", "declined", "waiting", "talking", "listening", "driving", "coming", "going", "looking", "trying", "busy", "free",
];

/// Whether its words are all such as names do not have alone.
pub(super) fn is_ordinary(said: &[Word]) -> bool {
    let is_small = |word: &Word| word.is_lower_case() && word.is_any(words::SOMETIMES_NAMES);
    let is_one = |word: &Word| {
        is_ordinary_word(word)
            || is_small(word)
            || !word.key.contains(char::is_alphabetic)
            || word.key.contains(char::is_numeric)
            || word.is_any(words::NEVER_NAMES)
            || word.is_any(words::INTERJECTIONS)
    };
    let is_told = said.iter().any(is_ordinary_word) || said.len() > 2;
    is_told && said.iter().all(is_one) || is_month(said)
}

/// One of them.
pub(super) fn is_ordinary_word(word: &Word) -> bool {
    word.is_any(ORDINARY)
}

/// A month that is also a first name.
fn is_month(said: &[Word]) -> bool {
    matches!(said, [only] if only.is_any(&["april", "may", "june", "august"]))
}

/// Whether a clause is one such word, written as a last name before a first name: `Day, Charlie`.
pub(super) fn may_be_a_last_name(clause: &[Word]) -> bool {
    let is_answer =
        |word: &Word| word.is_any(words::NOBODY) || word.is_any(words::INTERJECTIONS) || word.is_any(words::CALLER);
    matches!(clause, [only] if !only.is_lower_case() && only.text.ends_with(',') && is_ordinary_word(only) && !is_answer(only))
}
