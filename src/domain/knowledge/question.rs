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

    /// Whether a transcript may have either of two words for the other.
    fn sounds_alike(&self, one: &str, other: &str) -> bool;
}

/// Of longer ones the end is looked into: a caller's turn has a few dozen words, and a question stands at its end.
const MOST_CHARS: usize = 1000;

/// One part of what was said.
pub(super) struct Clause {
    pub(super) words: Vec<String>,
    /// Whether it ends as questions do in writing.
    pub(super) is_marked: bool,
}

/// The parts of what was said, each with its words: somebody introduces themselves, and then asks. The clinic's name is left out: which
/// clinic is asked is known.
pub(super) fn clauses(said: &str, clinic: &[String]) -> Vec<Clause> {
    let skipped = said.chars().count().saturating_sub(MOST_CHARS);
    let said: String = said.chars().skip(skipped).collect();
    let parts = said.split_inclusive(['.', '?', '!', ';', '\n']);
    let words = |part: &str| without(words(part), clinic);
    let clauses = parts.map(|part| Clause { words: words(part), is_marked: part.ends_with('?') });
    // What was one name with dots in it falls apart, so all of it is looked at too.
    let whole = Clause { words: words(&said), is_marked: said.trim_end().ends_with('?') };
    let mut clauses: Vec<Clause> = clauses.filter(|clause| !clause.words.is_empty()).collect();
    if clauses.len() > 1 {
        clauses.push(whole);
    }
    clauses
}

/// The words without those of a name, where they follow each other.
pub(super) fn without(mut words: Vec<String>, name: &[String]) -> Vec<String> {
    let place = words.windows(name.len().max(1)).position(|run| run == name);
    if let Some(place) = place {
        words.drain(place..place + name.len());
    }
    words
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

/// The words that tell a plan from others, of its name or of what was said for one. A number beside one of them is among them, although it
/// says nothing in most questions: `Humana One` is not `Humana`.
pub(super) fn naming(words: Vec<String>, language: &dyn QuestionWords) -> Vec<String> {
    let tells = |word: Option<&String>| word.is_some_and(|word| !language.is_stop_word(word));
    let names = |place: usize| {
        let (before, word) = (place.checked_sub(1).and_then(|before| words.get(before)), words.get(place));
        let is_number = word.is_some_and(|word| language.is_number(word));
        tells(word) || is_number && (tells(before) || tells(words.get(place + 1)))
    };
    let naming: Vec<String> =
        words.iter().enumerate().filter(|(place, _)| names(*place)).map(|(_, word)| word.clone()).collect();
    if naming.is_empty() { words } else { naming }
}

/// A word that was written in another way than it was meant: a letter too many, too few or wrong in a word of five or more. Numbers are
/// never near each other.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    let (length, other_length) = (one.chars().count(), other.chars().count());
    let has_number = |word: &str| word.contains(char::is_numeric);
    let may_be = length.min(other_length) >= 5 && length.abs_diff(other_length) <= 1;
    may_be && !has_number(one) && !has_number(other) && strsim::osa_distance(one, other) <= 1
}
