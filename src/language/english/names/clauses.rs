//! What was said, cut into clauses.

use super::{Word, clause, words};

/// The clauses of what was said.
pub(super) struct Clauses {
    pub(super) all: Vec<Vec<Word>>,
    /// Whether a sound that is a name too was left out: `Um, Sora`.
    pub(super) may_lack_a_name: bool,
    /// Whether names are written with capitals.
    pub(super) has_capitals: bool,
}

/// Cuts where something new begins. Letters that are said one by one are one clause.
pub(super) fn clauses(said: &str) -> Clauses {
    let written = without_brackets(&plain(said));
    let words = without_examples(&written.split_whitespace().map(Word::of).collect::<Vec<_>>());
    let has_capitals = words.iter().any(|word| !word.is_lower_case() && !word.text.ends_with(':'));
    let (mut clauses, mut may_lack_a_name) = (vec![Vec::new()], false);
    for (at, word) in words.iter().enumerate() {
        let sound = sound(&words, at, has_capitals);
        may_lack_a_name |= sound.is_some_and(|is_name_too| is_name_too);
        if let Some(clause) = clauses.last_mut().filter(|_| sound.is_none() && !word.key.is_empty()) {
            clause.push(word.clone());
        }
        if word.ends_clause() || is_lone_letter(&words, at) {
            clauses.push(Vec::new());
        }
    }
    let all = clauses.iter().flat_map(|clause| divided(clause)).filter(|clause| !clause.is_empty()).collect();
    Clauses { all, may_lack_a_name, has_capitals }
}

/// Whether a letter with a comma stands beside no other: `Mr. T, please`.
fn is_lone_letter(words: &[Word], at: usize) -> bool {
    let is_spelled = |beside: Option<&Word>| {
        beside.is_some_and(|word| word.is_one_letter() || word.is_any(&["double", "triple", "capital"]))
    };
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    words.get(at).is_some_and(|word| word.is_one_letter() && word.text.ends_with(','))
        && !is_spelled(before)
        && !is_spelled(words.get(at + 1))
}

/// Whether a word is a sound, and if it is, whether it may be a name as well. `Um` and `Er` are both: sounds are set off by pauses, or
/// written small beside names that are not, or stand at the edge of a longer text.
fn sound(words: &[Word], at: usize, has_capitals: bool) -> Option<bool> {
    let word = words.get(at).filter(|word| word.is_any(words::SOUNDS))?;
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let (is_first, is_last) = (before.is_none(), at + 1 == words.len());
    let is_set_off = before.is_none_or(Word::ends_clause) && (is_last || word.ends_clause());
    let is_at_edge = (is_first || is_last) && words.len() > 2;
    let is_small = word.is_lower_case() && (has_capitals || is_at_edge);
    (is_set_off || is_small).then(|| !word.is_lower_case() && !is_last)
}

/// A clause cut before each label of a part of the name, and before words that take back what was said.
fn divided(clause: &[Word]) -> Vec<Vec<Word>> {
    let mut pieces = vec![Vec::new()];
    let has_both =
        (0..clause.len()).any(|at| Word::after_any(clause.get(at..).unwrap_or_default(), words::BOTH_NAMES).is_some());
    let mut rest = clause;
    while !rest.is_empty() {
        let cut = clause::labelled(rest)
            .filter(|_| !has_both)
            .map(|(_, left)| left)
            .or_else(|| Word::after_any(rest, words::INSTEAD).filter(|left| !left.is_empty()));
        if cut.is_some() {
            pieces.push(Vec::new());
        }
        // A label stays whole: `first name is` is not cut again at its second word.
        let taken = cut.map_or(1, |left| rest.len() - left.len());
        let (piece, left) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
        if let Some(last) = pieces.last_mut() {
            last.extend_from_slice(piece);
        }
        rest = left;
    }
    pieces
}

/// Without `as in Mike` after a letter that is spelled.
fn without_examples(words: &[Word]) -> Vec<Word> {
    let (mut kept, mut rest): (Vec<Word>, &[Word]) = (Vec::new(), words);
    while let Some((first, after)) = rest.split_first() {
        let example =
            Word::after_any(after, words::AS_IN).filter(|_| first.is_letter()).and_then(<[Word]>::split_first);
        if let Some((example, left)) = example.filter(|(example, _)| example.key.starts_with(&first.key)) {
            kept.push(Word::of(&format!("{}{}", first.bare().text, example.marks_behind())));
            rest = left;
        } else {
            kept.push(first.clone());
            rest = after;
        }
    }
    kept
}

/// With blanks for what models write in their place, and around marks between two people.
fn plain(said: &str) -> String {
    let blank = |c: char| if c == '_' || c.is_control() { ' ' } else { c };
    let said = said.chars().map(blank).collect::<String>().replace('=', ":").replace("...", "... ");
    let mut spaced = String::new();
    for c in said.chars() {
        if c.is_alphabetic() && spaced.ends_with([':', ',', ';']) {
            spaced.push(' ');
        }
        spaced.push(c);
    }
    spaced.split_whitespace().map(apart).collect::<Vec<_>>().join(" ")
}

/// `Ann/Bob` as three words; `d/o`, daughter of, stays.
fn apart(word: &str) -> String {
    let is_between = |mark: &char| {
        word.contains(*mark) && word.split(*mark).all(|side| side.chars().filter(|c| c.is_alphabetic()).count() > 1)
    };
    ['/', '&', '+']
        .iter()
        .filter(|mark| is_between(mark))
        .fold(word.to_owned(), |word, mark| word.replace(*mark, &format!(" {mark} ")))
}

/// Without what stands in brackets, unless a name would be one word without it. A bracket alone is none.
fn without_brackets(said: &str) -> String {
    let (mut outside, mut rest) = (String::new(), said);
    let mut inside = String::new();
    while let Some((before, within, after)) = bracketed(rest) {
        outside.push_str(before);
        outside.push(' ');
        inside.push_str(within);
        rest = after;
    }
    outside.push_str(rest);
    let is_one_word = outside.split_whitespace().count() <= 1;
    let is_name = inside.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let is_joined = inside.split_whitespace().next().is_some_and(|first| words::BETWEEN.contains(&first));
    let keeps = !outside.contains(char::is_alphabetic) || is_one_word && is_name || is_joined;
    let kept = if keeps { said.to_owned() } else { outside };
    kept.replace(['(', ')'], " ")
}

/// What stands before, in and after the first brackets.
fn bracketed(said: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = said.split_once('(')?;
    let (within, after) = rest.split_once(')')?;
    Some((before, within, after))
}
