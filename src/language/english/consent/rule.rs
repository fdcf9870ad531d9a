//! What a text may be made of, as rules over its words.

use std::collections::BTreeSet;

use super::vocabulary::NO_NAMES;

/// A part of a text. Rules are tried in every way, so that no order of alternatives matters.
pub(super) enum Rule {
    /// One of these phrases, of one word or more each: `stop|opt out`.
    Says(&'static str),
    /// A word that may be somebody's name.
    Name,
    /// The end of the text.
    End,
    /// All of these, one behind the other.
    Row(&'static [Rule]),
    Either(&'static [Rule]),
    Maybe(&'static Rule),
    /// None, one or more.
    Many(&'static Rule),
}

impl Rule {
    pub(super) fn is_all_of(&self, words: &[String]) -> bool {
        self.ends(words, 0).contains(&words.len())
    }

    /// Where it may end, as places in `words`, if it begins at `start`.
    fn ends(&self, words: &[String], start: usize) -> BTreeSet<usize> {
        let rest = words.get(start..).unwrap_or_default();
        match self {
            Self::Says(phrases) => {
                phrases.split('|').filter_map(|phrase| length_of(phrase, rest)).map(|length| start + length).collect()
            }
            Self::Name => rest.first().filter(|word| is_name(word)).map(|_| start + 1).into_iter().collect(),
            Self::End => rest.is_empty().then_some(start).into_iter().collect(),
            Self::Row(rules) => rules.iter().fold(BTreeSet::from([start]), |starts, rule| {
                starts.into_iter().flat_map(|start| rule.ends(words, start)).collect()
            }),
            Self::Either(rules) => rules.iter().flat_map(|rule| rule.ends(words, start)).collect(),
            Self::Maybe(rule) => rule.ends(words, start).into_iter().chain([start]).collect(),
            Self::Many(rule) => {
                let (mut ends, mut open) = (BTreeSet::from([start]), vec![start]);
                while let Some(start) = open.pop() {
                    open.extend(rule.ends(words, start).into_iter().filter(|end| ends.insert(*end)));
                }
                ends
            }
        }
    }
}

/// How many words a phrase has, if `words` begin with it.
fn length_of(phrase: &str, words: &[String]) -> Option<usize> {
    let length = phrase.split(' ').count();
    let begins = words.len() >= length && phrase.split(' ').zip(words).all(|(one, other)| one == other);
    begins.then_some(length)
}

fn is_name(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_alphabetic) && !NO_NAMES.contains(&word)
}
