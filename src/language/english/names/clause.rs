//! One clause of what was said: a name, its spelling, or something else.

use super::{
    Word, begins_with,
    spelling::{self, Spelling},
    words,
};
use crate::language::SaidName;

/// What a clause is.
pub(super) enum Clause {
    /// A name, without what was said around it.
    Name(Vec<Word>),
    /// The spelling of a name.
    Spelling(Spelling),
    /// Something in place of a name, or a sentence.
    Other(SaidName),
    /// Nothing but numbers, or nothing at all.
    Nothing,
}

/// Reads a clause.
pub(super) fn read(clause: &[Word]) -> Clause {
    let of_birth = (1..clause.len()).find(|at| begins_with(clause.get(*at..).unwrap_or_default(), words::BIRTH));
    let told = clause.get(..of_birth.unwrap_or(clause.len())).unwrap_or_default();
    let told: Vec<Word> = told.iter().filter(|word| !word.is_number()).cloned().collect();
    let is_said_after = words::AFTER.iter().any(|phrase| Word::after(&told, phrase).is_some_and(<[Word]>::is_empty));
    if told.is_empty() || is_said_after {
        return Clause::Nothing;
    }
    if let Some(spelled) = spelling::whole(&told) {
        return Clause::Spelling(spelled);
    }
    let left = match stripped(&told) {
        Ok(left) => spelling::joined(left),
        Err(other) => return Clause::Other(other),
    };
    match in_place_of_a_name(&left) {
        Some(other) => Clause::Other(other),
        None if is_sentence(&left) => Clause::Other(SaidName::Nobody),
        None => Clause::Name(left),
    }
}

/// What is left when nothing stands around it any more.
fn stripped(words: &[Word]) -> Result<&[Word], SaidName> {
    let mut rest = words::BOTH_NAMES.iter().find_map(|phrase| Word::after(words, phrase)).unwrap_or(words);
    loop {
        if let Some(other) = in_place_of_a_name(rest) {
            return Err(other);
        }
        let Some(less) = less(rest) else { return Ok(rest) };
        rest = less;
    }
}

/// Without one thing that stands around a name.
fn less(words: &[Word]) -> Option<&[Word]> {
    // Of phrases that begin alike the longest counts: `patient will be`, not `patient`.
    let before =
        |from: &[Word]| words::BEFORE.iter().filter_map(|phrase| Word::after(from, phrase)).map(<[Word]>::len).min();
    let is_speech = |word: &Word| words::INTERJECTIONS.contains(&word.key.as_str()) || is_function_word(word, true);
    // Words that are no name by themselves may stand before those that lead to one: `you can call me`.
    let leading = words.iter().take_while(|word| is_speech(word)).count();
    for skipped in 0..=leading.min(words.len()) {
        if let Some(left) = before(words.get(skipped..).unwrap_or_default()) {
            return words.get(words.len() - left..);
        }
    }
    let after = words::AFTER.iter().filter_map(|phrase| Word::before(words, phrase)).filter(|rest| !rest.is_empty());
    after.min_by_key(|rest| rest.len()).or_else(|| after_somebody(words).filter(|rest| !rest.is_empty()))
}

/// `my daughter Ann Lee`, `my daughter's name is Ann Lee`.
fn after_somebody(words: &[Word]) -> Option<&[Word]> {
    let (whose, rest) = words.split_first()?;
    let (somebody, rest) = rest.split_first()?;
    let is_somebody = words::SOMEBODY.contains(&somebody.key.trim_end_matches("'s"));
    if !words::WHOSE.contains(&whose.key.as_str()) || !is_somebody {
        return None;
    }
    ["name is", "is called", "is named", "is"].iter().find_map(|phrase| Word::after(rest, phrase)).or(Some(rest))
}

/// What is none, as a whole.
fn in_place_of_a_name(words: &[Word]) -> Option<SaidName> {
    let keys: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    let whole = keys.join(" ");
    let is_whole = |phrases: &[&str]| phrases.contains(&whole.trim());
    let is_somebody = || match keys.as_slice() {
        [alone] | [.., _, alone] if !words::SOMEBODY.contains(alone) => false,
        [_] => true,
        [owner, _] => words::WHOSE.contains(owner) || owner.ends_with("'s"),
        [.., owner, _] => owner.ends_with("'s"),
        [] => false,
    };
    let between = keys.get(1..keys.len().saturating_sub(1)).unwrap_or_default();
    if is_whole(words::CALLER) {
        Some(SaidName::Caller)
    } else if whole.trim().is_empty() || is_whole(words::NOBODY) || is_somebody() || is_said_before_speaking(&keys) {
        Some(SaidName::Nobody)
    } else if between.iter().any(|key| words::BETWEEN.contains(key)) {
        Some(SaidName::Several)
    } else {
        None
    }
}

/// Nothing but `um` and its like.
fn is_said_before_speaking(keys: &[&str]) -> bool {
    keys.iter().all(|key| words::INTERJECTIONS.contains(key))
}

/// Whether it has a word that names do not have. Where names are written with capitals, short words without one are no names either: He,
/// You and Can are.
fn is_sentence(words: &[Word]) -> bool {
    let has_capitals = words.iter().any(|word| !word.is_lower_case());
    words.iter().any(|word| is_function_word(word, has_capitals && word.is_lower_case()))
}

fn is_function_word(word: &Word, is_small: bool) -> bool {
    let key = word.key.as_str();
    words::NEVER_NAMES.contains(&key) || is_small && words::SOMETIMES_NAMES.contains(&key)
}
