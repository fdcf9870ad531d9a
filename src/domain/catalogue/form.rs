//! Names in words, with their titles, and without the words that stand around a name.

use crate::domain::plain_words::words;

/// Titles and their short forms, written in one way.
const TITLES: [(&str, &str); 22] = [
    ("dr", "dr"),
    ("doc", "dr"),
    ("doctor", "dr"),
    ("dra", "dr"),
    ("doctora", "dr"),
    ("dentist", "dr"),
    ("physician", "dr"),
    ("mr", "mr"),
    ("mister", "mr"),
    ("sir", "mr"),
    ("herr", "mr"),
    ("mrs", "mrs"),
    ("missus", "mrs"),
    ("ms", "mrs"),
    ("miss", "mrs"),
    ("madam", "mrs"),
    ("frau", "mrs"),
    ("mx", "mx"),
    ("prof", "prof"),
    ("professor", "prof"),
    ("nurse", "nurse"),
    ("sister", "nurse"),
];

/// Words around a name that say nothing about which it is.
const FILLERS: [&str; 32] = [
    "a",
    "an",
    "the",
    "and",
    "for",
    "of",
    "with",
    "to",
    "at",
    "by",
    "in",
    "my",
    "me",
    "i",
    "id",
    "want",
    "would",
    "like",
    "need",
    "see",
    "book",
    "get",
    "please",
    "just",
    "only",
    "if",
    "possible",
    "preferably",
    "ideally",
    "appointment",
    "visit",
    "session",
];

/// A name, or what was said for one, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Titles in their one spelling.
    titles: Vec<&'static str>,
    /// The other words, in order.
    pub(super) words: Vec<String>,
    /// Those of them that tell it from others.
    pub(super) telling: Vec<String>,
}

impl Form {
    /// The form of a person's name. Short words that stand around names are also names, such as An and My: where there is
    /// nothing else, they tell.
    pub(super) fn of_person(text: &str) -> Self {
        let all = words(text);
        let titles = all.iter().filter_map(|word| title(word)).collect();
        let words: Vec<String> = all.into_iter().filter(|word| title(word).is_none()).collect();
        let telling = telling(&words);
        Self { titles, telling: if telling.is_empty() { words.clone() } else { telling }, words }
    }

    /// The form of anything else.
    pub(super) fn of_thing(text: &str) -> Self {
        let words = words(text);
        Self { titles: Vec::new(), telling: telling(&words), words }
    }

    /// Whether both have a title in common.
    pub(super) fn shares_title(&self, other: &Self) -> bool {
        self.titles.iter().any(|title| other.titles.contains(title))
    }

    /// Whether a title was said.
    pub(super) fn has_title(&self) -> bool {
        !self.titles.is_empty()
    }

    /// Whether nothing was said.
    pub(super) fn is_empty(&self) -> bool {
        self.titles.is_empty() && self.words.is_empty()
    }

    /// Whether both have the same titles and words, however the words are divided.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.titles == other.titles && self.words.concat() == other.words.concat()
    }

    /// Whether both have a title, and not the same.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        !self.titles.is_empty() && !other.titles.is_empty() && self.titles.iter().all(|it| !other.titles.contains(it))
    }
}

fn telling(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !is_filler(word)).cloned().collect()
}

/// Whether a word stands around names.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// The title that a word is.
pub(super) fn title(word: &str) -> Option<&'static str> {
    TITLES.iter().find(|(spelling, _)| *spelling == word).map(|(_, title)| *title)
}
