//! One clause of what was said: a name, its spelling, or something else.

use super::{
    Word, ordinary,
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
    /// What stands behind the label of the first, the middle or the last name; empty, where that is the next clause.
    Part(usize, Vec<Word>),
    /// The label of what is no name: `Phone:`.
    OtherLabel,
    /// Something in place of a name, or a sentence.
    Other(SaidName),
    /// Nothing but numbers, or nothing at all.
    Nothing,
}

/// Reads a clause. `has_capitals` if names are written with capitals where it was said.
pub(super) fn read(clause: &[Word], has_capitals: bool) -> Clause {
    if let Some((part, rest)) = labelled(clause) {
        let is_joint =
            |word: &Word| word.is_any(words::BETWEEN) || word.is_lower_case() && word.is_any(words::BEFORE_LABEL);
        let ends = rest.iter().rposition(|word| !is_joint(word)).map_or(0, |last| last + 1);
        let rest = rest.get(..ends).unwrap_or_default();
        return match read(rest, has_capitals) {
            Clause::Name(name) => Clause::Part(part, name.iter().map(Word::bare).collect()),
            Clause::Spelling(spelled) => Clause::Part(part, spelled.words),
            Clause::Nothing => Clause::Part(part, Vec::new()),
            _ => Clause::Other(SaidName::Nobody),
        };
    }
    if clause.last().is_some_and(|last| last.text.ends_with(':') && last.is_any(words::OTHER_LABELS)) {
        return Clause::OtherLabel;
    }
    let of_birth = (1..clause.len()).find(|at| is_of_birth(clause.get(*at..).unwrap_or_default(), has_capitals));
    let told = clause.get(..of_birth.unwrap_or(clause.len())).unwrap_or_default();
    let is_mark = |word: &Word| !word.key.contains(char::is_alphanumeric) && word.key != "&";
    let told: Vec<Word> = told.iter().filter(|word| !word.is_number()).cloned().collect();
    let told = told.split_last().filter(|(last, _)| is_mark(last)).map_or(told.as_slice(), |(_, before)| before);
    let is_said_after = words::AFTER.iter().any(|phrase| Word::after(told, phrase).is_some_and(<[Word]>::is_empty));
    if told.is_empty() || is_said_after {
        return Clause::Nothing;
    }
    if let Some(spelled) = spelling::whole(told) {
        return Clause::Spelling(spelled);
    }
    match stripped(told, has_capitals).map(spelling::joined) {
        Err(other) => Clause::Other(other),
        Ok(Some(left)) => named(left, has_capitals),
        Ok(None) => Clause::Other(SaidName::Nobody),
    }
}

fn named(left: Vec<Word>, has_capitals: bool) -> Clause {
    match in_place_of_a_name(&left) {
        Some(other) => Clause::Other(other),
        None if is_sentence(&left, has_capitals) => Clause::Other(SaidName::Nobody),
        None => Clause::Name(left),
    }
}

/// The part of a name that words begin with the label of, and what stands behind the label.
pub(super) fn labelled(words: &[Word]) -> Option<(usize, &[Word])> {
    let short = words.split_first().filter(|(first, _)| first.text.ends_with(':'));
    words::PARTS.iter().zip(words::SHORT_PARTS).enumerate().find_map(|(part, (label, short_label))| {
        let after_short = || short.filter(|(first, _)| first.key == short_label).map(|(_, rest)| rest);
        Some((part, Word::after_any(words, label).or_else(after_short)?))
    })
}

/// Whether what is said of the birth begins. Born is a last name too.
pub(super) fn is_of_birth(clause: &[Word], has_capitals: bool) -> bool {
    let Some(rest) = Word::after_any(clause, words::BIRTH) else { return false };
    let is_small = clause.first().is_some_and(Word::is_lower_case);
    !clause.first().is_some_and(|first| first.is_any(&["born"]))
        || is_small && (has_capitals || !rest.is_empty())
        || rest.iter().any(Word::is_number)
}

/// What is left when nothing stands around it any more.
fn stripped(words: &[Word], has_capitals: bool) -> Result<&[Word], SaidName> {
    let mut rest = Word::after_any(words, words::BOTH_NAMES).unwrap_or(words);
    loop {
        // Whether two people are meant shows when nothing stands around them any more.
        if let Some(other) = in_place_of_a_name(rest).filter(|other| *other != SaidName::Several) {
            return Err(other);
        }
        let Some(less) = less(rest, has_capitals) else { return Ok(rest) };
        rest = less;
    }
}

/// Without one thing that stands around a name.
fn less(words: &[Word], has_capitals: bool) -> Option<&[Word]> {
    // What may be a name itself is one, if the name would be one word without it: `Just Fontaine`, `Robin Bye`.
    let may_go = |around: Option<&Word>, left: &[Word]| {
        around.is_none_or(|word| !word.is_any(words::ALSO_NAMES) || word.is_lower_case() && has_capitals)
            || left.len() > 1
    };
    // Of phrases that begin alike the longest counts: `patient will be`, not `patient`.
    let before = |from: &[Word]| {
        Word::after_any(from, words::BEFORE).filter(|left| may_go(from.first(), left)).map(<[Word]>::len)
    };
    let is_speech = |word: &Word| word.is_any(words::INTERJECTIONS) || is_function_word(word, true);
    // Words that are no name by themselves may stand before those that lead to one: `you can call me`.
    let leading = words.iter().take_while(|word| is_speech(word)).count();
    if leading > 0 && leading < words.len() && has_capitals && words.first().is_some_and(is_small_interjection) {
        return words.get(1..);
    }
    for skipped in 0..=leading.min(words.len()) {
        if let Some(left) = before(words.get(skipped..).unwrap_or_default()) {
            return words.get(words.len() - left..);
        }
    }
    let after = words::AFTER.iter().filter_map(|phrase| Word::before(words, phrase)).filter(|rest| !rest.is_empty());
    let after = after.filter(|left| may_go(words.last(), left));
    after.min_by_key(|rest| rest.len()).or_else(|| after_somebody(words).filter(|rest| !rest.is_empty()))
}

/// `ok Ann Lee`; with a capital it may be a name.
fn is_small_interjection(word: &Word) -> bool {
    word.is_lower_case() && word.is_any(words::INTERJECTIONS)
}

/// `my daughter Ann Lee`, `my little daughter's name is Ann Lee`.
fn after_somebody(words: &[Word]) -> Option<&[Word]> {
    let (_, rest) = words.split_first().filter(|(whose, _)| whose.is_any(words::WHOSE))?;
    let rest = after_one(rest).filter(|rest| !rest.first().is_some_and(|next| next.is_any(words::BETWEEN)))?;
    Some(Word::after_any(rest, &["name is", "is called", "is named", "is"]).unwrap_or(rest))
}

/// What stands behind somebody, and behind what is said of them: `little brother`, `ex-husband's`.
fn after_one(words: &[Word]) -> Option<&[Word]> {
    let what = words.iter().take_while(|word| word.is_any(words::WHAT_SOMEBODY)).count();
    (0..=what).rev().find_map(|skipped| {
        let (first, rest) = words.get(skipped..)?.split_first()?;
        let is_one = skipped > 0 && first.is_any(words::ONE);
        (is_one || is_somebody(&first.key)).then_some(rest)
    })
}

/// A word for somebody; also `stepson`, `ex-wife`, `mother-in-law`, `co-worker`.
fn is_somebody(key: &str) -> bool {
    let key = key.strip_suffix("'s").unwrap_or(key);
    let key = key.strip_suffix("-in-law").unwrap_or(key);
    let before = ["step-", "step", "ex-", "great-", "grand-", "half-", "co-", "god"];
    let is_one = |key: &str| {
        words::SOMEBODY.contains(&key) || key.strip_suffix('s').is_some_and(|one| words::SOMEBODY.contains(&one))
    };
    is_one(key) || before.iter().filter_map(|before| key.strip_prefix(before)).any(is_one)
}

/// What is none, as a whole.
fn in_place_of_a_name(words: &[Word]) -> Option<SaidName> {
    let keys: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    let whole = keys.join(" ");
    let is_whole = |phrases: &[&str]| phrases.contains(&whole.trim());
    let is_title = || words.iter().all(|word| word.is_any(words::TITLES) && word.text.ends_with('.'));
    if is_whole(words::CALLER) {
        Some(SaidName::Caller)
    } else if is_whole(words::NOBODY) || is_title() || is_of_somebody(words) || ordinary::is_ordinary(words) {
        Some(SaidName::Nobody)
    } else {
        are_two(words).then_some(SaidName::Several)
    }
}

/// `daughter`, `my little one`, `Ann Lee's mom`.
fn is_of_somebody(words: &[Word]) -> bool {
    let is_whole = |words: &[Word]| after_one(words).is_some_and(<[Word]>::is_empty);
    match words {
        [only] => is_somebody(&only.key),
        [whose, rest @ ..] if whose.is_any(words::WHOSE) && is_whole(rest) => true,
        [.., owner, one] => owner.key.ends_with("'s") && is_somebody(&one.key),
        [] => false,
    }
}

/// Whether a word between two people stands in the midst. In Spanish one stands between two last names as well, after a first name.
fn are_two(words: &[Word]) -> bool {
    (1..words.len().saturating_sub(1)).any(|at| {
        let between = words.get(at);
        let of_one = at > 1 && at + 2 == words.len();
        let is_small = |word: &&Word| word.is_lower_case() && word.is_any(words::BETWEEN_OR_WITHIN);
        between.is_some_and(|word| word.is_any(words::BETWEEN)) || between.as_ref().is_some_and(is_small) && !of_one
    })
}

/// Whether it has a word that names do not have. Where names are written with capitals, short words without one are no names either: He,
/// You and Can are.
fn is_sentence(words: &[Word], has_capitals: bool) -> bool {
    let is_joint = |word: &Word| word.is_lower_case() && word.is_any(words::BETWEEN);
    let is_open = words.first().is_some_and(is_joint) || words.last().is_some_and(is_joint);
    is_open
        || words.iter().enumerate().any(|(at, word)| {
            let is_small = has_capitals && word.is_lower_case();
            let is_contraction =
                ["'s", "n't", "'ll", "'re", "'ve", "'d", "'m"].iter().any(|end| word.key.ends_with(end));
            is_contraction
                || spelling::is_half_spelled(word)
                || is_function_word(word, is_small) && !is_vietnamese(at, word)
                || is_small && (ordinary::is_ordinary_word(word) || is_somebody(&word.key))
        })
}

/// `Nguyen The Anh`: after a word, and with a capital, The is a name.
fn is_vietnamese(at: usize, word: &Word) -> bool {
    at > 0 && !word.is_lower_case() && word.key == "the"
}

/// Whether a clause that is no name speaks of somebody by name: `I'm calling for Bob Lee`.
pub(super) fn names_somebody(clause: &[Word]) -> bool {
    let is_known = |word: &Word| {
        is_function_word(word, true)
            || word.is_any(words::INTERJECTIONS)
            || ordinary::is_ordinary_word(word)
            || is_somebody(&word.key)
    };
    clause
        .iter()
        .skip(1)
        .any(|word| !word.is_lower_case() && !is_known(word) && !word.is_number() && !word.key.contains('\''))
}

fn is_function_word(word: &Word, is_small: bool) -> bool {
    word.is_any(words::NEVER_NAMES) || is_small && word.is_any(words::SOMETIMES_NAMES)
}
