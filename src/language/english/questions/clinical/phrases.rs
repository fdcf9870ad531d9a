//! Finding words and phrases in a question.

use strsim::osa_distance;

const SHORTEST_MISHEARD: usize = 8;

/// Whether a word is in one of these lists, with a space between two words.
pub(super) fn is_one_of(word: &str, lists: &[&str]) -> bool {
    lists.iter().any(|list| list.split(' ').any(|known| known == word))
}

/// The same, also for longer words that are misheard or said in another language.
pub(super) fn is_like_one_of(word: &str, lists: &[&str]) -> bool {
    let is_like = |known: &str| known.len() >= SHORTEST_MISHEARD && osa_distance(word, known) <= 1;
    let mut known = lists.iter().flat_map(|list| list.split(' '));
    is_one_of(word, lists) || word.len() >= SHORTEST_MISHEARD && known.any(is_like)
}

pub(super) fn any_of(words: &[String], lists: &[&str]) -> bool {
    words.iter().any(|word| is_one_of(word, lists))
}

/// Whether the words of one of these stand beside each other.
pub(super) fn has_phrase(words: &[String], phrases: &[&str]) -> bool {
    let begins = |from: usize, phrase: &str| {
        let mut rest = words.iter().skip(from);
        phrase.split(' ').all(|known| rest.next().is_some_and(|word| word == known))
    };
    (0..words.len()).any(|from| phrases.iter().any(|phrase| begins(from, phrase)))
}
