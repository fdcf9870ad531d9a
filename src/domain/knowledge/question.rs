//! A question in words.

use crate::domain::plain_words;

/// What a word has to do with insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsuranceWord {
    /// It names insurance and no plan: `insurance`, `coverage`.
    Subject,
    /// It belongs to the name of some plan: `PPO`, `Medicare`.
    OfPlan,
    /// Whether something is taken: `accept`, `cover`.
    Acceptance,
    /// It stands around names of plans and says nothing of which: `plan`, `clinic`.
    Around,
    /// What an insurance is for. It may also be a part of a plan's name: `dental`.
    Field,
}

/// What a language knows of the words of questions. Words are in small letters and without accents.
pub trait QuestionWords: Send + Sync {
    /// Whether a word says nothing of what is asked for: `the`, `do`, `please`.
    fn is_stop_word(&self, word: &str) -> bool;

    /// What stands for a word and others that mean the same: `parking` and `park`, `cost` and `price`.
    fn term(&self, word: &str) -> String;

    /// Whether words begin as questions do.
    fn is_question(&self, words: &[String]) -> bool;

    /// Whether a word is a number that was written down in letters.
    fn is_number(&self, word: &str) -> bool;

    /// Whether words say who is speaking, or to whom.
    fn is_introduction(&self, words: &[String]) -> bool;

    /// Whether something is asked that only somebody with a medical training may answer.
    fn is_clinical(&self, words: &[String]) -> bool;

    /// What a word has to do with insurance.
    fn insurance(&self, word: &str) -> Option<InsuranceWord>;

    /// Whether a word belongs to the names of insurers or their plans, and to no person's.
    fn is_insurers(&self, word: &str) -> bool;

    /// Whether words say who is speaking and no more: `my name is Ann Lee`.
    fn is_speakers_name(&self, words: &[String]) -> bool;

    /// Whether a word is mostly no name of a person: `today`, `braces`.
    fn is_ordinary(&self, word: &str) -> bool;

    /// Parts of what was said without the words that by those around them tell who somebody is: the name behind `my wife`, a date of birth,
    /// an address. No word is part of a name of which `may_be_name` says that it is none.
    fn without_people(&self, parts: Vec<Vec<String>>, may_be_name: &dyn Fn(&str) -> bool) -> Vec<Vec<String>>;

    /// Whether words are small talk, in which nothing can be said of a plan: `I'm looking for a new dentist`.
    fn is_small_talk(&self, words: &[String]) -> bool;

    /// How many words at the beginning only point at what was said before: `it's the` of `it's the PPO`.
    fn pointing(&self, words: &[String]) -> usize;

    /// Whether something is asked of an insurance that lists of what is accepted do not say: `out of network`.
    fn is_out_of_network(&self, words: &[String]) -> bool;

    /// Whether a word that says nothing elsewhere is what a plan is called at this place: the `a` of `plan A`.
    fn is_plans_letter(&self, words: &[String], place: usize) -> bool;

    /// How a word sounds. A transcript may have one word for another that sounds the same; `None` for words that are too short to tell.
    fn sound(&self, word: &str) -> Option<String>;
}

/// The words of a text, with letters that are said one by one as one word: `p p o`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut is_spelling = false;
    for word in plain_words::words(text) {
        let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        match joined.last_mut() {
            Some(last) if is_letter && is_spelling => last.push_str(&word),
            _ => joined.push(word),
        }
        is_spelling = is_letter;
    }
    joined
}

/// Without the words that tell nothing, unless there are no others.
pub(super) fn telling(words: Vec<String>, language: &dyn QuestionWords) -> Vec<String> {
    let telling: Vec<String> = words.iter().filter(|word| !language.is_stop_word(word)).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

/// Whether a word of a question tells one plan from another. A number beside such a word does, although it says nothing in most
/// questions: `Humana One` is not `Humana`.
pub(super) fn is_naming(words: &[String], place: usize, language: &dyn QuestionWords) -> bool {
    let tells = |place: Option<usize>| {
        place.and_then(|place| words.get(place)).is_some_and(|word| !language.is_stop_word(word))
    };
    let is_number = || words.get(place).is_some_and(|word| language.is_number(word));
    tells(Some(place))
        || language.is_plans_letter(words, place)
        || is_number() && (tells(place.checked_sub(1)) || tells(Some(place + 1)))
}

/// The words that tell a plan's name from others, unless none of them does.
pub(super) fn naming(words: Vec<String>, language: &dyn QuestionWords) -> Vec<String> {
    let places = (0..words.len()).filter(|place| is_naming(&words, *place, language));
    let naming: Vec<String> = places.filter_map(|place| words.get(place)).cloned().collect();
    if naming.is_empty() { words } else { naming }
}

/// Whether a word is compared with what was said nearly for a plan. Some that say nothing in most questions are parts of names: `Covered
/// California`.
pub(super) fn tells_of_plan(word: &str, language: &dyn QuestionWords) -> bool {
    !language.is_stop_word(word) || language.insurance(word).is_some()
}

/// A word that was written in another way than it was meant: a letter too many, too few or wrong in a word of five or more. Numbers are
/// never near each other.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    let (length, other_length) = (one.chars().count(), other.chars().count());
    let has_number = |word: &str| word.contains(char::is_numeric);
    let may_be = length.min(other_length) >= 5 && length.abs_diff(other_length) <= 1;
    may_be && !has_number(one) && !has_number(other) && strsim::osa_distance(one, other) <= 1
}
