//! What callers say beside what they ask: who they are, what is said to everybody, and what points back.

use super::{NUMBERS, PRELUDES, insurance, stop_words::STOP_WORDS};
use crate::domain::knowledge::InsuranceWord;

/// The introductions that only people's names stand behind, longer ones first.
const NAMINGS: [&[&str]; 6] =
    [&["my", "name", "is"], &["my", "names"], &["this", "is"], &["i", "am"], &["im"], &["call", "me"]];
/// Words of the longest name.
const LONGEST_NAME: usize = 3;

/// Words of front desks and of courtesy, beside those that tell nothing anywhere. No plan is called so.
const SMALL_TALK: [&str; 41] = [
    "new",
    "looking",
    "searching",
    "trying",
    "wanted",
    "hoping",
    "help",
    "moved",
    "moving",
    "move",
    "recently",
    "area",
    "town",
    "city",
    "appointment",
    "appointments",
    "book",
    "booking",
    "schedule",
    "scheduling",
    "before",
    "quick",
    "question",
    "questions",
    "check",
    "checking",
    "much",
    "very",
    "again",
    "appreciate",
    "appreciated",
    "nice",
    "day",
    "morning",
    "afternoon",
    "evening",
    "today",
    "everyone",
    "wait",
    "hold",
    "sir",
];

/// Words with which somebody says more of what they have just named.
const POINTING: [&[&str]; 7] = [&["its"], &["it", "is"], &["thats"], &["that", "is"], &["mine", "is"], &["mines"], &[]];
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// How many words at the beginning only point at what was said before: `it's the`.
pub(super) fn pointing(words: &[String]) -> usize {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let begins = POINTING.iter().find(|pointing| words.starts_with(pointing)).map_or(0, |pointing| pointing.len());
    begins + usize::from(words.get(begins).is_some_and(|word| ARTICLES.contains(word)))
}

/// Whether words say who is speaking and no more. Who is `Gold Plus` is no person.
pub(super) fn is_speakers_name(words: &[String]) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).skip_while(|word| PRELUDES.contains(word)).collect();
    let may_name_plan =
        |word: &&str| STOP_WORDS.contains(word) || insurance::is_insurers(word) || insurance::is_product(word);
    let name = NAMINGS.iter().find_map(|naming| words.strip_prefix(*naming));
    words.is_empty() || name.is_some_and(|name| name.len() <= LONGEST_NAME && !name.iter().any(may_name_plan))
}

/// Whether words say nothing but what anybody may say to any front desk, and ask nothing of a plan: `do you take that` does.
pub(super) fn is_small_talk(words: &[String]) -> bool {
    let is_talk = |word: &str| SMALL_TALK.contains(&word) || insurance::FRONT_DESK.contains(&word);
    let says_nothing = |word: &str| STOP_WORDS.contains(&word) || is_talk(word);
    let is_of_plans = |word: &str| {
        word == "one"
            || NUMBERS.contains(&word)
            || insurance::kind(word).is_some_and(|kind| kind != InsuranceWord::Around)
    };
    words.iter().all(|word| says_nothing(word) && !is_of_plans(word))
}
