//! The words of questions in English.

mod asides;
mod clinical;
mod insurance;
mod people;
mod stop_words;
mod terms;
#[cfg(test)]
mod tests;

use super::{English, digits::in_digits};
use crate::domain::knowledge::{InsuranceWord, QuestionWords};

/// Words with which questions begin.
const BEGINNINGS: [&str; 44] = [
    "what",
    "whats",
    "which",
    "who",
    "whos",
    "whom",
    "whose",
    "when",
    "whens",
    "where",
    "wheres",
    "why",
    "how",
    "hows",
    "is",
    "are",
    "am",
    "was",
    "were",
    "do",
    "does",
    "did",
    "can",
    "could",
    "will",
    "would",
    "shall",
    "should",
    "may",
    "might",
    "must",
    "have",
    "has",
    "had",
    "isnt",
    "arent",
    "dont",
    "doesnt",
    "didnt",
    "cant",
    "wont",
    "any",
    "tell",
    "wondering",
];
/// Words before a question that do not make it one.
const PRELUDES: [&str; 12] = ["hi", "hello", "hey", "yes", "yeah", "and", "so", "ok", "okay", "um", "uh", "well"];
const INTRODUCTIONS: [&[&str]; 12] = [
    &["my", "name"],
    &["name", "is"],
    &["this", "is"],
    &["im"],
    &["i", "am"],
    &["its"],
    &["it", "is"],
    &["call", "me"],
    &["this", "message", "is"],
    &["message", "from"],
    &["on", "behalf", "of"],
    &["calling", "for"],
];
/// Words of the longest of them.
const LONGEST_INTRODUCTION: usize = 3;

/// Numbers that are no digits, of which years and dates are made.
const NUMBERS: [&str; 18] = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
];

fn is_number(word: &str) -> bool {
    NUMBERS.contains(&word) || in_digits(word).contains(char::is_numeric)
}

impl QuestionWords for English {
    fn is_stop_word(&self, word: &str) -> bool {
        stop_words::STOP_WORDS.contains(&word)
    }

    fn term(&self, word: &str) -> String {
        terms::term(word)
    }

    fn is_question(&self, words: &[String]) -> bool {
        let first = words.iter().find(|word| !PRELUDES.contains(&word.as_str()));
        first.is_some_and(|word| BEGINNINGS.contains(&word.as_str()))
    }

    fn is_number(&self, word: &str) -> bool {
        is_number(word)
    }

    fn is_introduction(&self, words: &[String]) -> bool {
        let mut words = words.iter().map(String::as_str).skip_while(|word| PRELUDES.contains(word));
        let said: Vec<&str> = words.by_ref().take(LONGEST_INTRODUCTION).collect();
        INTRODUCTIONS.iter().any(|introduction| said.starts_with(introduction))
    }

    fn is_clinical(&self, words: &[String]) -> bool {
        clinical::is_clinical(words)
    }

    fn insurance(&self, word: &str) -> Option<InsuranceWord> {
        insurance::kind(word)
    }

    fn is_insurers(&self, word: &str) -> bool {
        insurance::is_insurers(word)
    }

    fn is_speakers_name(&self, words: &[String]) -> bool {
        asides::is_speakers_name(words)
    }

    fn is_ordinary(&self, word: &str) -> bool {
        people::is_ordinary(word)
    }

    fn without_people(&self, parts: Vec<Vec<String>>, may_be_name: &dyn Fn(&str) -> bool) -> Vec<Vec<String>> {
        people::without_people(parts, may_be_name)
    }

    fn is_small_talk(&self, words: &[String]) -> bool {
        asides::is_small_talk(words)
    }

    fn pointing(&self, words: &[String]) -> usize {
        asides::pointing(words)
    }

    fn is_out_of_network(&self, words: &[String]) -> bool {
        insurance::is_out_of_network(words)
    }

    fn is_plans_letter(&self, words: &[String], place: usize) -> bool {
        insurance::is_plans_letter(words, place)
    }

    fn sound(&self, word: &str) -> Option<String> {
        terms::sound(word)
    }
}
