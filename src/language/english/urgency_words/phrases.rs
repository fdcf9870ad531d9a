//! Finding the phrases of the tables in the words of a clause.

use super::{
    denial,
    tables::{APART, GROUPS, HARMLESS, HARMLESS_BEFORE, NOW, PAST},
};

/// Words that `..` stands for, at most.
const WIDEST_GAP: usize = 3;
/// Words between what happened and when that was, at most.
const FARTHEST_TIME: usize = 4;

/// What an emergency is, as far as it matters how it is denied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is so now.
    Sign,
    /// What happened, and may have been long ago.
    Event,
    /// Who does not want to live.
    Despair,
    /// Who is to be called.
    Help,
}

/// Phrases that mean an emergency.
pub(super) struct Group {
    pub(super) kind: Kind,
    pub(super) phrases: &'static [&'static str],
    /// Where one of these is in the clause as well, they mean something else.
    pub(super) unless: &'static [&'static str],
}

/// An emergency in a clause.
pub(super) struct Found {
    pub(super) kind: Kind,
    /// In words.
    pub(super) length: usize,
    /// Whether it begins with a denial of its own: `can't breathe`.
    pub(super) is_negative: bool,
}

/// The emergency with which `from` begins, in the clause of `before` and `from`.
pub(super) fn emergency(before: &[String], from: &[String]) -> Option<Found> {
    GROUPS.iter().find_map(|group| {
        let length = length_of_any(from, group.phrases)?;
        let after = from.get(length..).unwrap_or_default();
        let means_other = before.iter().chain(from).any(|word| group.unless.contains(&word.as_str()));
        let is_over = group.kind == Kind::Event && is_past(before, after);
        let is_negative = from.first().is_some_and(|word| denial::denies(word));
        (!means_other && !is_over).then_some(Found { kind: group.kind, length, is_negative })
    })
}

/// Whether the emergency with which `from` begins is one in name alone.
pub(super) fn is_harmless(before: &[String], from: &[String]) -> bool {
    let is_emergency = from.first().is_some_and(|word| word.starts_with("emergenc"));
    let before = before.strip_suffix(&["an".to_owned()]).unwrap_or(before);
    let ends = |phrase: &&str| {
        let length = phrase.split(' ').count();
        before
            .len()
            .checked_sub(length)
            .and_then(|at| before.get(at..))
            .is_some_and(|end| length_of(end, phrase).is_some())
    };
    length_of_any(from, &HARMLESS).is_some() || is_emergency && HARMLESS_BEFORE.iter().any(ends)
}

/// Whether what happened between these words is over: a time of the past stands beside it, and no word says that it is still so.
fn is_past(before: &[String], after: &[String]) -> bool {
    let is_near = |between: &[String]| {
        between.len() <= FARTHEST_TIME && !between.iter().any(|word| APART.contains(&word.as_str()))
    };
    let is_still_so = before.iter().chain(after).any(|word| NOW.contains(&word.as_str()));
    let follows = || {
        (0..=FARTHEST_TIME).any(|gap| {
            after.split_at_checked(gap).is_some_and(|(gap, from)| is_near(gap) && length_of_any(from, &PAST).is_some())
        })
    };
    let precedes = || {
        (0..before.len()).any(|at| {
            let from = before.get(at..).unwrap_or_default();
            length_of_any(from, &PAST).is_some_and(|length| is_near(from.get(length..).unwrap_or_default()))
        })
    };
    !is_still_so && (follows() || precedes())
}

/// How many words the first of the phrases takes with which these words begin.
pub(super) fn length_of_any(words: &[String], phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| length_of(words, phrase))
}

fn length_of(words: &[String], phrase: &str) -> Option<usize> {
    let (part, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    if part.is_empty() {
        return Some(0);
    }
    if part == ".." {
        return length_behind_gap(words, rest);
    }
    let (word, others) = words.split_first()?;
    let fits = if part == "<year>" { is_year(word) } else { part.split('|').any(|one| one == word) };
    fits.then(|| length_of(others, rest))?.map(|length| length + 1)
}

fn length_behind_gap(words: &[String], rest: &str) -> Option<usize> {
    for gap in 0..=WIDEST_GAP {
        let (skipped, from) = words.split_at_checked(gap)?;
        if skipped.last().is_some_and(|word| denial::denies(word)) {
            return None;
        }
        if let Some(length) = length_of(from, rest) {
            return Some(gap + length);
        }
    }
    None
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit())
}
