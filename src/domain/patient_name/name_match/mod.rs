//! Whether two names that were said in one call can be one patient's.

#[cfg(test)]
mod tests;

use super::folded_name;

/// What a language knows of first names. Names come folded, as [`folded_name`] gives them.
pub trait ShortForms {
    /// Whether both are forms of one first name: a short form and the name itself (`bill`, `william`), two of its short forms
    /// (`bob`, `rob`), or two of its spellings (`catherine`, `katherine`).
    fn are_of_one_name(&self, one: &str, other: &str) -> bool;
}

/// How two patients' names relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// One name, however it is spelled.
    Same,
    /// One patient can have both: the second corrects or completes the first (`Bill Hart`, then `William J. Hart`).
    Compatible,
    /// Nothing says that they are one patient's.
    Different,
}

impl NameMatch {
    /// Compares two names, as they were said or folded. The order does not matter.
    ///
    /// Compatible are names with the same last name, forms of one first name, and middle names that do not contradict each other, where
    /// an initial stands for a name. `Jr.` and its like have to be the same: they are said to tell two people of one name apart. A first
    /// name alone is compatible with every full name that begins with it or with a form of it.
    pub fn of(one: &str, other: &str, short_forms: &dyn ShortForms) -> Self {
        let (one, other) = (folded_name(one), folded_name(other));
        if one == other {
            return Self::Same;
        }
        let (one, other) = (words(&one), words(&other));
        match (NameParts::of(&one), NameParts::of(&other)) {
            (Some(one), Some(other)) if one.is_compatible_with(&other, short_forms) => Self::Compatible,
            _ => Self::Different,
        }
    }
}

/// A folded name in its parts.
struct NameParts<'a> {
    first: &'a str,
    middle: &'a [&'a str],
    /// Absent where a first name was said alone.
    last: Option<&'a str>,
    /// `jr` and its like.
    generation: Option<&'static str>,
}

impl<'a> NameParts<'a> {
    /// `None` for a name without a word.
    fn of(words: &'a [&'a str]) -> Option<Self> {
        let (words, generation) = without_generation(words);
        match words {
            [] => None,
            [first] => Some(Self { first, middle: &[], last: None, generation }),
            [first, middle @ .., last] => Some(Self { first, middle, last: Some(last), generation }),
        }
    }

    fn is_compatible_with(&self, other: &Self, short_forms: &dyn ShortForms) -> bool {
        if !is_one_name(self.first, other.first, short_forms) {
            return false;
        }
        match (self.last, other.last) {
            (Some(one), Some(another)) => {
                one == another
                    && self.generation == other.generation
                    && are_consistent(self.middle, other.middle, short_forms)
            }
            _ => true,
        }
    }
}

fn words(folded: &str) -> Vec<&str> {
    folded.split_whitespace().collect()
}

/// The words of a name, and the generation that its last word names.
fn without_generation<'a>(words: &'a [&'a str]) -> (&'a [&'a str], Option<&'static str>) {
    match words {
        [name @ .., last] if !name.is_empty() => {
            generation(last).map_or((words, None), |generation| (name, Some(generation)))
        }
        _ => (words, None),
    }
}

fn generation(word: &str) -> Option<&'static str> {
    match word {
        "jr" | "junior" => Some("jr"),
        "sr" | "senior" => Some("sr"),
        "ii" | "2nd" => Some("ii"),
        "iii" | "3rd" => Some("iii"),
        "iv" | "4th" => Some("iv"),
        _ => None,
    }
}

fn is_one_name(one: &str, other: &str, short_forms: &dyn ShortForms) -> bool {
    one == other || short_forms.are_of_one_name(one, other)
}

/// Whether middle names can be one person's: the fewer of them are found among the others, in their order.
fn are_consistent(one: &[&str], other: &[&str], short_forms: &dyn ShortForms) -> bool {
    let (fewer, more) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut rest = more.iter();
    fewer.iter().all(|name| {
        rest.any(|among| {
            is_initial_of(name, among) || is_initial_of(among, name) || is_one_name(name, among, short_forms)
        })
    })
}

/// Whether the first is one letter, and the second begins with it.
fn is_initial_of(letter: &str, name: &str) -> bool {
    letter.chars().count() == 1 && name.starts_with(letter)
}
