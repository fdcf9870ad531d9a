//! Words that a clinic has written down, found also by what a transcript may have made of them.
//!
//! A question is compared with some thousand words. What is near a word is therefore looked for among words of about its length and
//! among those that sound as it does, and nowhere else.

use std::collections::HashMap;

use super::question::{QuestionWords, is_slip};

pub(super) type WordId = usize;

/// A slip changes so many letters of a word at most: one goes, and another comes.
const MOST_CHANGED_LETTERS: u32 = 2;
/// Words that sound alike differ by so many letters at most.
const MOST_OTHER_LETTERS: usize = 2;

/// The words of a clinic.
#[derive(Default)]
pub(super) struct WordIndex {
    ids: HashMap<String, WordId>,
    of_length: HashMap<usize, Vec<Known>>,
    of_sound: HashMap<String, Vec<Known>>,
}

#[derive(Clone)]
struct Known {
    id: WordId,
    word: String,
    letters: u32,
}

impl WordIndex {
    /// The id of a word, which is new if nobody has learnt it before. Ids count from 0.
    pub(super) fn learn(&mut self, word: &str, language: &dyn QuestionWords) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let known = Known { id: self.ids.len(), word: word.to_owned(), letters: letters(word) };
        let id = known.id;
        self.ids.insert(word.to_owned(), id);
        if let Some(sound) = language.sound(word) {
            self.of_sound.entry(sound).or_default().push(known.clone());
        }
        self.of_length.entry(word.chars().count()).or_default().push(known);
        id
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.ids.contains_key(word)
    }

    /// The words that this one may be: itself, and what is near it.
    pub(super) fn meant(&self, word: &str, language: &dyn QuestionWords) -> Vec<WordId> {
        self.ids.get(word).copied().into_iter().chain(self.near(word, language)).collect()
    }

    /// The other words of which it may be a slip, or which it sounds like.
    pub(super) fn near(&self, word: &str, language: &dyn QuestionWords) -> Vec<WordId> {
        let (length, letters) = (word.chars().count(), letters(word));
        let may_be_slip = |known: &&Known| (known.letters ^ letters).count_ones() <= MOST_CHANGED_LETTERS;
        let lengths = length.saturating_sub(1)..=length + 1;
        let slips = lengths.filter_map(|length| self.of_length.get(&length)).flatten();
        let slips = slips.filter(may_be_slip).filter(|known| is_slip(word, &known.word));
        let sound = language.sound(word);
        let alike = sound.and_then(|sound| self.of_sound.get(&sound)).into_iter().flatten();
        let alike = alike.filter(|known| strsim::osa_distance(word, &known.word) <= MOST_OTHER_LETTERS);
        let mut near: Vec<WordId> =
            slips.chain(alike).filter(|known| known.word != word).map(|known| known.id).collect();
        near.sort_unstable();
        near.dedup();
        near
    }
}

/// Which letters a word has, a bit each. Different ones may share a bit.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, letter| letters | 1 << (u32::from(letter) % u32::BITS))
}
