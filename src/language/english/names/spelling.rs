//! Names that are spelled, after they were said or in their place.

use strsim::osa_distance;

use super::{Word, words};

/// A spelling that differs from a word in so many letters may be that word's.
const MOST_SLIPS: usize = 2;

/// Words that were spelled.
pub(super) struct Spelling {
    words: Vec<Word>,
    /// Whether they were said to be the spelling of what came before.
    is_of_the_last: bool,
}

/// The spelling that a clause is which only spells, such as `that's L-E-E`.
pub(super) fn whole(clause: &[Word]) -> Option<Spelling> {
    let after = words::SPELLED.iter().find_map(|phrase| Word::after(clause, phrase));
    let (spelled, rest) = spelled(after.unwrap_or(clause), 2);
    (!spelled.is_empty() && rest.is_empty()).then(|| Spelling { words: spelled, is_of_the_last: after.is_some() })
}

/// Puts a spelling to the names that were said before it: in place of the words that it is of. Without any it is a name itself.
pub(super) fn place(names: &mut Vec<Vec<Word>>, spelling: Spelling) {
    let Some(name) = names.last_mut() else { return names.push(spelling.words) };
    for word in spelling.words {
        if name.iter().any(|said| said.key == word.key) {
            continue;
        }
        let like = name.iter().rposition(|said| is_like(said, &word));
        match like.or(name.len().checked_sub(1).filter(|_| spelling.is_of_the_last)).and_then(|at| name.get_mut(at)) {
            Some(said) => *said = word,
            None => name.push(word),
        }
    }
}

/// Whether a spelled word may be how a word is written that was heard.
fn is_like(said: &Word, spelled: &Word) -> bool {
    said.key.chars().next() == spelled.key.chars().next() && osa_distance(&said.key, &spelled.key) <= MOST_SLIPS
}

/// Spelled letters joined, and marks that were said (`apostrophe`, `hyphen`) set.
pub(super) fn joined(said: &[Word]) -> Vec<Word> {
    without_hint(marked(respelled(said)))
}

/// Letters one by one as words; what is spelled after it was said is said once.
fn respelled(said: &[Word]) -> Vec<Word> {
    let (mut name, mut rest) = (vec![Vec::new()], said);
    while let Some((first, after)) = rest.split_first() {
        let is_begun = name.last().is_some_and(|words| !words.is_empty());
        let connection = words::SPELLED.iter().find_map(|phrase| Word::after(rest, phrase)).filter(|_| is_begun);
        let least = if connection.is_some() { 2 } else { 3 };
        let (spelled, after_spelled) = spelled(connection.unwrap_or(rest), least);
        if spelled.is_empty() {
            for words in &mut name {
                words.push(first.clone());
            }
            rest = after;
        } else {
            place(&mut name, Spelling { words: spelled, is_of_the_last: connection.is_some() });
            rest = after_spelled;
        }
    }
    name.concat()
}

/// The words that are spelled first, and what comes after them. Fewer letters than `least`, each by itself, are initials.
fn spelled(mut rest: &[Word], least: usize) -> (Vec<Word>, &[Word]) {
    let mut all = Vec::new();
    while let Some((first, after)) = rest.split_first() {
        let (letters, after_letters) = letters(rest);
        if let Some(letters) = hyphened(&first.key) {
            all.push(Word::spelled(&letters));
            rest = after;
        } else if letters.len() >= least {
            all.push(Word::spelled(&letters));
            rest = after_letters;
        } else {
            break;
        }
    }
    (all, rest)
}

/// Letters one by one, also `double E`.
fn letters(words: &[Word]) -> (String, &[Word]) {
    let (mut letters, mut rest) = (String::new(), words);
    loop {
        match rest {
            [double, letter, after @ ..] if double.key == "double" && letter.is_letter() && !letters.is_empty() => {
                letters.push_str(&letter.key.repeat(2));
                rest = after;
            }
            [letter, after @ ..] if letter.is_letter() => {
                letters.push_str(&letter.key);
                rest = after;
            }
            _ => return (letters, rest),
        }
    }
}

/// `j-o-h-n`.
fn hyphened(key: &str) -> Option<String> {
    let letters: Vec<&str> = key.split('-').collect();
    let is_letter = |part: &&str| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    (letters.len() >= 3 && letters.iter().all(is_letter)).then(|| letters.concat())
}

/// With the marks that were said between two words.
fn marked(said: Vec<Word>) -> Vec<Word> {
    let mut name: Vec<Word> = Vec::new();
    let mut mark = None;
    for word in said {
        match (word.key.as_str(), name.last_mut(), mark.take()) {
            ("apostrophe", Some(_), None) => mark = Some('\''),
            ("hyphen" | "dash", Some(_), None) => mark = Some('-'),
            ("comma", Some(last), None) => last.text.push(','),
            (_, Some(last), Some(mark)) => *last = Word::of(&format!("{}{mark}{}", last.text, word.text)),
            _ => name.push(word),
        }
    }
    name
}

/// Without `with two Es` at the end, which says how it is written.
fn without_hint(mut name: Vec<Word>) -> Vec<Word> {
    let is_hint = |tail: &[Word]| match tail {
        [with, count, letter] => {
            let counts = ["a", "an", "one", "two", "double", "no"].contains(&count.key.as_str());
            with.key == "with" && counts && letter.key.trim_end_matches("'s").trim_end_matches('s').len() <= 1
        }
        _ => false,
    };
    let from = name.len().saturating_sub(3);
    if from > 0 && name.get(from..).is_some_and(is_hint) {
        name.truncate(from);
    }
    name
}
