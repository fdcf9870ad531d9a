//! Telling "whoever is free first" and "anything" from a name.

use super::form;
use crate::domain::plain_words;

/// Words that say that it does not matter, alone or together.
const WORDS: [&str; 30] = [
    "any",
    "anything",
    "whichever",
    "whatever",
    "either",
    "all",
    "no",
    "none",
    "preference",
    "preferences",
    "particular",
    "specific",
    "does",
    "doesnt",
    "do",
    "dont",
    "not",
    "matter",
    "mind",
    "care",
    "fine",
    "ok",
    "okay",
    "is",
    "are",
    "it",
    "you",
    "null",
    "n",
    "na",
];

/// Words that say the same of people only. What somebody is by profession says more.
const OF_PEOPLE: [&str; 34] = [
    "anyone",
    "anybody",
    "whoever",
    "whomever",
    "someone",
    "somebody",
    "everyone",
    "everybody",
    "one",
    "preferred",
    "first",
    "next",
    "earliest",
    "soonest",
    "available",
    "availability",
    "free",
    "open",
    "good",
    "works",
    "has",
    "have",
    "who",
    "them",
    "there",
    "time",
    "slot",
    "staff",
    "team",
    "member",
    "person",
    "practitioner",
    "provider",
    "clinician",
];

/// Whether anybody, or anything, would do: nothing but such words, titles and words around names was said. Of a service, words around
/// names are enough: an appointment is any of them.
pub(super) fn is_meant(said: &str, is_person: bool) -> bool {
    let words = plain_words::words(said);
    let is_word =
        |word: &str| WORDS.contains(&word) || is_person && (OF_PEOPLE.contains(&word) || form::title(word).is_some());
    // `none` alone is what models send for nothing; `none of them` and `nobody` are a refusal.
    if is_person && words.len() > 1 && words.iter().any(|word| word == "none") {
        return false;
    }
    words.is_empty()
        || (!is_person || words.iter().any(|word| is_word(word)))
            && words.iter().all(|word| is_word(word) || form::is_filler(word))
}
