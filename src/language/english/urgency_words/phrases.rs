//! Finding the phrases of the tables in the words of a clause.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    denial,
    tables::{APART, GROUPS, HARMLESS, NOW, OF_WAS, PAST, PAST_OF_SIGNS, RETURNED, WAS},
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
    /// What is none by itself, but may be denied together with one: `no fever or chest pain`.
    Complaint,
}

/// Phrases that mean an emergency.
pub(super) struct Group {
    pub(super) kind: Kind,
    pub(super) phrases: &'static [&'static str],
    /// Where one of these is in the clause as well, they mean something else.
    pub(super) unless: &'static [&'static str],
}

/// A group, and some of its phrases.
type PartOfGroup = (&'static Group, Vec<&'static str>);

/// Of each group in turn, the phrases that begin with a word. Every word of every argument of every tool is looked at, and hardly one of them
/// begins a phrase.
static BY_FIRST_WORD: LazyLock<HashMap<&str, Vec<PartOfGroup>>> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, Vec<PartOfGroup>> = HashMap::new();
    for group in &GROUPS {
        for phrase in group.phrases {
            for word in phrase.split(' ').next().unwrap_or_default().split('|') {
                let groups = by_word.entry(word).or_default();
                match groups.last_mut() {
                    Some((last, phrases)) if std::ptr::eq(*last, group) => phrases.push(phrase),
                    _ => groups.push((group, vec![phrase])),
                }
            }
        }
    }
    by_word
});

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
    let groups = BY_FIRST_WORD.get(from.first()?.as_str())?;
    groups.iter().find_map(|(group, phrases)| {
        let length = length_of_any(from, phrases)?;
        let means_other = before.iter().chain(from).any(|word| group.unless.contains(&word.as_str()));
        let is_negative = from.first().is_some_and(|word| denial::denies(word));
        (!means_other).then_some(Found { kind: group.kind, length, is_negative })
    })
}

/// Whether what was found at `start` is one in name alone.
pub(super) fn is_harmless(found: &Found, clause: &[String], start: usize) -> bool {
    let covers = |from: usize, phrase: &str| {
        let length = clause.get(from..).and_then(|words| length_of(words, phrase));
        length.is_some_and(|length| from + length >= start + found.length)
    };
    (0..=start).any(|from| HARMLESS.iter().any(|phrase| covers(from, phrase)))
}

/// Whether what was found between these words of a clause is over, given the next clause: a time of the past stands beside it, and no word
/// says that it is still so.
pub(super) fn is_over(found: &Found, (before, from): (&[String], &[String]), next: &[String]) -> bool {
    let (said, after) = from.split_at_checked(found.length).unwrap_or_default();
    let is_past = match found.kind {
        Kind::Event => is_past(before, after) || is_since(before, said),
        Kind::Sign => was_long_ago(before, said, after),
        Kind::Despair | Kind::Help | Kind::Complaint => false,
    };
    is_past && ![before, after].into_iter().any(|words| has(words, &NOW)) && !has(next, &RETURNED)
}

/// Whether one of the phrases stands anywhere in these words.
pub(super) fn has(words: &[String], phrases: &[&str]) -> bool {
    (0..words.len()).any(|at| words.get(at..).is_some_and(|words| length_of_any(words, phrases).is_some()))
}

/// Whether words are few enough, and about one thing, so that a time before them or behind them is theirs.
fn is_near(between: &[String]) -> bool {
    between.len() <= FARTHEST_TIME && !between.iter().any(|word| APART.contains(&word.as_str()))
}

fn is_past(before: &[String], after: &[String]) -> bool {
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
    follows() || precedes()
}

/// `Since his heart attack`: what came of it may be new, and is looked at by itself.
fn is_since(before: &[String], said: &[String]) -> bool {
    let is_of_old = said.first().is_some_and(|word| word == "heart" || word == "stroke");
    let since = before.len().checked_sub(2).and_then(|at| before.get(at..)).unwrap_or_default();
    is_of_old && length_of_any(since, &["since my|his|her|their"]).is_some()
}

/// Whether a sign was, and a time of the past begins or ends its clause: `my face was swollen last week`. It is in doubt where more is said.
fn was_long_ago(before: &[String], said: &[String], after: &[String]) -> bool {
    let is_was = |word: &String| WAS.contains(&word.as_str());
    let was =
        said.iter().any(is_was) || before.iter().rfind(|word| !OF_WAS.contains(&word.as_str())).is_some_and(is_was);
    let ends = || {
        (0..after.len()).any(|gap| {
            let (gap, time) = after.split_at_checked(gap).unwrap_or_default();
            is_near(gap) && length_of_any(time, &PAST_OF_SIGNS) == Some(time.len())
        })
    };
    let begins = || {
        let between = length_of_any(before, &PAST_OF_SIGNS).and_then(|length| before.get(length..));
        between.is_some_and(is_near)
    };
    was && (ends() || begins())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_found_by_its_first_word() {
        for phrase in GROUPS.iter().flat_map(|group| group.phrases) {
            let first = phrase.split(' ').next().unwrap();
            assert!(!["", "..", "<year>"].contains(&first), "{phrase}");
            for word in first.split('|') {
                assert!(BY_FIRST_WORD[word].iter().any(|(_, phrases)| phrases.contains(phrase)), "{phrase}");
            }
        }
    }
}
