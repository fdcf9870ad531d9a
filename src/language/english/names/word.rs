//! One word of what was said.

use super::words;

/// Marks around a word that are no part of it.
pub(super) const AROUND: &[char] =
    &[',', '.', ';', ':', '!', '?', '"', '“', '”', '(', ')', '[', ']', '{', '}', '<', '>', '–', '-', '…', '|', '*'];
/// Those of them after which something new begins.
const PAUSES: &[char] = &[',', ';', ':', '!', '?', '…'];

#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    /// In small letters, with plain apostrophes, and without marks around it.
    pub(super) key: String,
}

impl Word {
    pub(super) fn of(text: &str) -> Self {
        let key = text.to_lowercase().replace(['’', '‘'], "'");
        Self { text: text.to_owned(), key: key.trim_matches(AROUND).to_owned() }
    }

    /// A word that was spelled.
    pub(super) fn spelled(letters: &str) -> Self {
        let mut chars = letters.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        Self::of(&first.chain(chars.flat_map(char::to_lowercase)).collect::<String>())
    }

    /// Without the marks around it.
    pub(super) fn bare(&self) -> Self {
        Self::of(self.text.trim_matches(AROUND))
    }

    /// The marks behind it.
    pub(super) fn marks_behind(&self) -> &str {
        self.text.get(self.text.trim_end_matches(AROUND).len()..).unwrap_or_default()
    }

    /// What comes after `phrase`, if the words begin with it.
    pub(super) fn after<'a>(words: &'a [Self], phrase: &str) -> Option<&'a [Self]> {
        let mut rest = words;
        for part in phrase.split(' ') {
            let (first, others) = rest.split_first()?;
            if first.key != part {
                return None;
            }
            rest = others;
        }
        Some(rest)
    }

    /// What comes after the longest of `phrases` with which the words begin.
    pub(super) fn after_any<'a>(words: &'a [Self], phrases: &[&str]) -> Option<&'a [Self]> {
        phrases.iter().filter_map(|phrase| Self::after(words, phrase)).min_by_key(|rest| rest.len())
    }

    /// What comes before `phrase`, if the words end with it.
    pub(super) fn before<'a>(words: &'a [Self], phrase: &str) -> Option<&'a [Self]> {
        let (front, tail) = words.split_at_checked(words.len().checked_sub(phrase.split(' ').count())?)?;
        Self::after(tail, phrase).map(|_| front)
    }

    pub(super) fn is_any(&self, keys: &[&str]) -> bool {
        keys.contains(&self.key.as_str())
    }

    /// A letter by itself, in a script that has capitals.
    pub(super) fn is_one_letter(&self) -> bool {
        let mut chars = self.key.chars();
        matches!((chars.next(), chars.next()), (Some(letter), None) if letter.is_lowercase())
    }

    /// A letter by itself, without the dot of an initial.
    pub(super) fn is_letter(&self) -> bool {
        self.is_one_letter() && !self.text.ends_with('.')
    }

    /// Whether something new begins after it.
    pub(super) fn ends_clause(&self) -> bool {
        if self.key.is_empty() {
            return self.text.ends_with(['-', '–', '.', ',', '|']);
        }
        let is_letter_and_mark = self.is_one_letter() && self.text.ends_with(',');
        !is_letter_and_mark
            && (self.text.ends_with(PAUSES)
                || self.text.ends_with("..")
                || self.text.ends_with('.') && !self.is_abbreviation())
    }

    /// Whether its dot ends nothing: an initial, several of them (`J.R.R.`, `Ph.D.`), a title, a short form.
    fn is_abbreviation(&self) -> bool {
        let is_dotted =
            self.key.contains('.') && self.key.split('.').all(|part| (1..=3).contains(&part.chars().count()));
        let is_initial = self.key.rsplit('-').next().is_some_and(|part| part.chars().count() == 1);
        let has_vowel = self.key.contains(|c: char| !c.is_ascii() || "aeiouy".contains(c));
        is_initial
            || is_dotted
            || !has_vowel
            || self.is_any(words::TITLES)
            || self.is_any(words::SHORTENED)
            || self.is_any(words::DOTTED)
    }

    pub(super) fn is_lower_case(&self) -> bool {
        !self.text.contains(char::is_uppercase)
    }

    pub(super) fn is_number(&self) -> bool {
        self.key.contains(|c: char| c.is_numeric()) && !self.key.contains(char::is_alphabetic)
    }
}
