//! What somebody said, in sentences and between marks.

use super::question::words;

/// Of longer ones the end is looked into: a caller's turn has a few dozen words, and a question stands at its end.
const MOST_CHARS: usize = 1000;
/// Marks that set names apart from each other.
const MARKS: [char; 7] = [',', '/', '.', '?', '!', ';', '\n'];

/// What somebody said: they introduce themselves, and then ask.
pub(super) struct Said {
    /// Its sentences.
    pub(super) parts: Vec<Clause>,
    /// All of it. What was one name with dots in it falls apart in the sentences.
    pub(super) whole: Clause,
    /// Whether it was too long to be looked at from its beginning on.
    pub(super) is_cut: bool,
}

/// Words that were said one after the other.
#[derive(Clone, Default)]
pub(super) struct Clause {
    pub(super) words: Vec<String>,
    /// For each word, whether a mark stands between it and the next: `Cigna, MetLife`.
    pub(super) pauses: Vec<bool>,
    /// Whether it ends as questions do in writing.
    pub(super) is_marked: bool,
}

/// What was said, in words.
pub(super) fn said(text: &str) -> Said {
    let skipped = text.chars().count().saturating_sub(MOST_CHARS);
    let text: String = text.chars().skip(skipped).collect();
    let parts = text.split_inclusive(['.', '?', '!', ';', '\n']).map(Clause::new);
    let parts = parts.filter(|part| !part.words.is_empty()).collect();
    Said { parts, whole: Clause::new(&text), is_cut: skipped > 0 }
}

impl Said {
    /// The same without a name, wherever it stands.
    pub(super) fn without(&self, name: &[String]) -> Self {
        let without = |clause: &Clause| clause.without(name, |_| true);
        Self { parts: self.parts.iter().map(without).collect(), whole: without(&self.whole), is_cut: self.is_cut }
    }
}

impl Clause {
    /// Letters that were spelled with marks between them are one word. Then no mark is known of.
    fn new(text: &str) -> Self {
        let (words, phrases) = (words(text), text.split(MARKS).map(|phrase| words(phrase).len()));
        let mut pauses = Vec::new();
        for length in phrases.filter(|length| *length > 0) {
            pauses.resize(pauses.len() + length, false);
            set_last(&mut pauses);
        }
        if pauses.len() != words.len() {
            pauses = vec![false; words.len()];
        }
        Self { words, pauses, is_marked: text.trim_end().ends_with('?') }
    }

    /// With what was said next. If some words of it point back, what stands behind them is said of the same thing, as if no mark stood
    /// between: `Delta Dental? It's the PPO`.
    pub(super) fn then(mut self, next: Self, pointing: usize) -> Self {
        if let Some(last) = self.pauses.last_mut() {
            *last = pointing == 0;
        }
        self.words.extend(next.words.into_iter().skip(pointing));
        self.pauses.extend(next.pauses.into_iter().skip(pointing));
        self
    }

    /// Without a name, where it stands alone: the words right before and behind it are not of some other name with it.
    pub(super) fn without(&self, name: &[String], stands_alone: impl Fn([Option<&str>; 2]) -> bool) -> Self {
        let mut rest = Self { is_marked: self.is_marked, ..Self::default() };
        let mut from = 0;
        while let Some(word) = self.words.get(from) {
            let to = from + name.len();
            if from < to && self.words.get(from..to) == Some(name) && stands_alone(self.beside(from, to)) {
                if self.has_pause(to - 1) {
                    set_last(&mut rest.pauses);
                }
                from = to;
            } else {
                rest.words.push(word.clone());
                rest.pauses.push(self.has_pause(from));
                from += 1;
            }
        }
        rest
    }

    /// What stands between its marks.
    pub(super) fn phrases(self) -> Vec<Self> {
        let mut phrases = vec![Self::default()];
        for (word, is_pause) in self.words.into_iter().zip(self.pauses) {
            if let Some(phrase) = phrases.last_mut() {
                phrase.words.push(word);
                phrase.pauses.push(is_pause);
            }
            phrases.extend(is_pause.then(Self::default));
        }
        phrases
    }

    /// The words right before and behind some, if no mark stands between.
    fn beside(&self, from: usize, to: usize) -> [Option<&str>; 2] {
        let before = from.checked_sub(1).filter(|place| !self.has_pause(*place));
        let behind = Some(to).filter(|place| !self.has_pause(place.saturating_sub(1)));
        [before, behind].map(|place| place.and_then(|place| self.words.get(place)).map(String::as_str))
    }

    /// Whether a mark stands behind a word.
    pub(super) fn has_pause(&self, place: usize) -> bool {
        self.pauses.get(place).copied().unwrap_or_default()
    }
}

fn set_last(pauses: &mut [bool]) {
    if let Some(last) = pauses.last_mut() {
        *last = true;
    }
}
