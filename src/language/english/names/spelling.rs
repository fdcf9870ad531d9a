//! Names that are spelled, after they were said or in their place.

use strsim::osa_distance;

use super::{Word, words};

/// A spelling that differs from a word in so many letters may be that word's.
const MOST_SLIPS: usize = 2;
/// Of longer words the first letter may be among them: `Katherine`, `Catherine`.
const LONGEST_SHORT: usize = 4;

/// Words that were spelled.
pub(super) struct Spelling {
    pub(super) words: Vec<Word>,
    /// Whether they were said to be the spelling of what came before.
    is_of_the_last: bool,
    /// Letters one by one, which do not tell where one word ends.
    pub(super) is_one_run: bool,
}

/// The spelling that a clause is which only spells, such as `that's L-E-E`.
pub(super) fn whole(clause: &[Word]) -> Option<Spelling> {
    let after = Word::after_any(clause, words::SPELLED);
    let (spelled, rest) = spelled(after.unwrap_or(clause), 2);
    let is_one_run = spelled.len() == 1 && !clause.iter().any(|word| hyphened(&word.key, 3).is_some());
    let is_spelled = !spelled.is_empty() && rest.is_empty();
    is_spelled.then(|| Spelling { words: spelled, is_of_the_last: after.is_some(), is_one_run })
}

/// Puts a spelling to the names that were said before it: in place of the words that it is of. Without any it is a name itself. `None`
/// where it may be another spelling of a word, or another word.
pub(super) fn place(names: &mut Vec<Vec<Word>>, spelling: Spelling) -> Option<()> {
    let Some(name) = names.last_mut() else {
        names.push(spelling.words);
        return Some(());
    };
    let is_complete = name.len() > 1 && name.last().is_some_and(Word::ends_clause);
    for word in spelling.words {
        if name.iter().any(|said| spelled_key(said) == word.key || is_twice_in(&word, said)) {
            continue;
        }
        let like = name.iter().rposition(|said| is_like(said, &word));
        let is_another = is_complete || name.iter().any(|said| begin_alike(said, &word));
        match like.or(name.len().checked_sub(1).filter(|_| spelling.is_of_the_last)).and_then(|at| name.get_mut(at)) {
            Some(said) => *said = word,
            None if is_another => return None,
            None => {
                if let Some(last) = name.last_mut() {
                    *last = last.bare();
                }
                name.push(word);
            }
        }
    }
    Some(())
}

/// Whether a spelled word may be how a word is written that was heard.
fn is_like(said: &Word, spelled: &Word) -> bool {
    let is_long = said.key.chars().count() > LONGEST_SHORT;
    (is_long || said.key.chars().next() == spelled.key.chars().next())
        && osa_distance(&said.key, &spelled.key) <= MOST_SLIPS
}

/// The letters of a word; nobody spells its marks.
fn spelled_key(said: &Word) -> String {
    said.key.replace(['\'', '-'], "")
}

/// `double E` of `Lee`.
fn is_twice_in(spelled: &Word, said: &Word) -> bool {
    let mut chars = spelled.key.chars();
    matches!((chars.next(), chars.next(), chars.next()), (Some(one), Some(two), None) if one == two)
        && said.key.contains(&spelled.key)
}

/// Whether two words have their first two letters in common.
fn begin_alike(one: &Word, other: &Word) -> bool {
    one.key.chars().zip(other.key.chars()).take(2).filter(|(one, other)| one == other).count() == 2
}

/// Spelled letters joined, and marks that were said (`apostrophe`, `hyphen`) set. `None` where it is not clear how the name is written.
pub(super) fn joined(said: &[Word]) -> Option<Vec<Word>> {
    let is_initial = |word: &Word| word.is_one_letter() && word.text.ends_with('.');
    if said.len() > 2 && said.iter().all(is_initial) {
        return None;
    }
    without_hint(marked(respelled(said)?))
}

/// Letters one by one as words; what is spelled after it was said is said once.
fn respelled(said: &[Word]) -> Option<Vec<Word>> {
    let (mut name, mut rest) = (vec![Vec::new()], said);
    while let Some((first, after)) = rest.split_first() {
        let is_begun = name.last().is_some_and(|words| !words.is_empty());
        let connection = Word::after_any(rest, words::SPELLED).filter(|_| is_begun);
        let least = if connection.is_some() { 2 } else { 3 };
        let (spelled, after_spelled) = spelled(connection.unwrap_or(rest), least);
        if let Some(after) = spelled_briefly(rest, name.last().map_or(&[], Vec::as_slice)) {
            rest = after;
        } else if spelled.is_empty() {
            for words in name.iter_mut().filter(|words| !spells_one_of(first, words)) {
                words.push(first.clone());
            }
            rest = after;
        } else {
            place(&mut name, Spelling { words: spelled, is_of_the_last: connection.is_some(), is_one_run: false })?;
            rest = after_spelled;
        }
    }
    Some(name.concat())
}

/// What stands behind two letters that spell a word of the name: `Ann Ng N G`.
fn spelled_briefly<'a>(rest: &'a [Word], name: &[Word]) -> Option<&'a [Word]> {
    let (letters, after) = letters(rest);
    (letters.chars().count() == 2 && name.iter().any(|said| said.key == letters)).then_some(after)
}

/// Whether it is two letters with a hyphen between them.
pub(super) fn are_two_letters(word: &Word) -> bool {
    hyphened(&word.key, 2).is_some_and(|letters| letters.chars().count() == 2)
}

/// `d-e` and `O-apostrophe-B`: spelled, but not so that the word is clear.
pub(super) fn is_half_spelled(word: &Word) -> bool {
    are_two_letters(word) && word.is_lower_case() || word.key.contains("-apostrophe") || word.key.contains("-hyphen")
}

/// Whether two letters spell a word of the name: `Ann Li L-I`. Otherwise they are initials: `J-P Morgan`.
pub(super) fn spells_one_of(word: &Word, name: &[Word]) -> bool {
    hyphened(&word.key, 2).is_some_and(|letters| name.iter().any(|said| said.key == letters))
}

/// The words that are spelled first, and what comes after them. Fewer letters than `least`, each by itself, are initials.
fn spelled(mut rest: &[Word], least: usize) -> (Vec<Word>, &[Word]) {
    let mut all = Vec::new();
    while let Some((first, after)) = rest.split_first() {
        let (letters, after_letters) = letters(rest);
        if let Some(letters) = hyphened(&first.key, 3) {
            all.push(Word::spelled(&letters));
            rest = after;
        } else if letters.chars().count() >= least || !all.is_empty() && letters.chars().count() > 1 {
            all.push(Word::spelled(&letters));
            rest = after_letters;
        } else {
            break;
        }
        // Where one word ends and the next begins may be said.
        rest = Word::after_any(rest, &["space", "new word", "next word"]).unwrap_or(rest);
    }
    (all, rest)
}

/// Letters one by one, also `double E` and `capital E`.
fn letters(words: &[Word]) -> (String, &[Word]) {
    let (mut letters, mut rest, mut has_comma) = (String::new(), words, None);
    loop {
        let (times, from) = match rest {
            [first, from @ ..] if first.is_any(&["double"]) => (2, from),
            [first, from @ ..] if first.is_any(&["triple"]) => (3, from),
            [first, from @ ..] if first.is_any(&["capital"]) => (1, from),
            _ => (1, rest),
        };
        // The dot of the last letter is that of the sentence.
        let is_last = |letter: &Word, after: &[Word]| letter.is_one_letter() && after.is_empty() && !letters.is_empty();
        let next = from.split_first().filter(|(letter, after)| letter.is_letter() || is_last(letter, after));
        let Some((letter, after)) = next else {
            return (letters, rest);
        };
        let ends_word = has_comma == Some(false) && letter.text.ends_with(',');
        has_comma = has_comma.or(Some(letter.text.ends_with(',')));
        letters.push_str(&letter.key.repeat(times));
        rest = after;
        // A comma is behind each letter, or behind the last one of a word.
        if ends_word {
            return (letters, rest);
        }
    }
}

/// `j-o-h-n`, of so many letters at least.
fn hyphened(key: &str, least: usize) -> Option<String> {
    let letters: Vec<&str> = key.split('-').collect();
    let is_letter = |part: &&str| part.chars().count() == 1 && part.chars().all(char::is_lowercase);
    (letters.len() >= least && letters.iter().all(is_letter)).then(|| letters.concat())
}

/// With the marks that were said between two words. Dash and Comma with a capital are names.
fn marked(said: Vec<Word>) -> Vec<Word> {
    let mut name: Vec<Word> = Vec::new();
    let mut mark = None;
    let last = said.len().saturating_sub(1);
    for (at, word) in said.into_iter().enumerate() {
        let said_mark = if at < last && word.is_lower_case() { word.key.as_str() } else { "" };
        match (said_mark, name.last_mut(), mark.take()) {
            ("apostrophe", Some(_), None) => mark = Some('\''),
            ("hyphen" | "dash", Some(_), None) => mark = Some('-'),
            ("comma", Some(last), None) => last.text.push(','),
            (_, Some(last), Some(mark)) => *last = Word::of(&format!("{}{mark}{}", last.text, word.text)),
            _ => name.push(word),
        }
    }
    name
}

/// Without `with two Es` at the end, which says how it is written; `None` where it is not written so.
fn without_hint(mut name: Vec<Word>) -> Option<Vec<Word>> {
    let from = name.len().saturating_sub(3);
    let Some(([with, count, letter], said)) = name.get(from..).zip(name.get(..from)) else { return Some(name) };
    let letter = letter.key.trim_end_matches("'s");
    let letter = letter.strip_suffix('s').filter(|one| !one.is_empty()).unwrap_or(letter);
    let is_hint = with.is_any(&["with"]) && letter.chars().count() == 1;
    let Some(most) = how_often(&count.key).filter(|_| is_hint && !said.is_empty()) else { return Some(name) };
    let times = |word: &Word| word.key.matches(letter).count();
    let fits = said.iter().any(|word| if most == 0 { times(word) == 0 } else { times(word) >= most });
    name.truncate(from);
    fits.then_some(name)
}

fn how_often(count: &str) -> Option<usize> {
    match count {
        "no" => Some(0),
        "a" | "an" | "one" => Some(1),
        "two" | "double" => Some(2),
        _ => None,
    }
}
