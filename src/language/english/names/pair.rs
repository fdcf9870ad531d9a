//! Two clauses that are names: one name in its two parts, one name said twice, or two people.

use super::{
    Word, spelling,
    together::{comma, named},
    words,
};
use crate::{
    domain::patient_name::ShortForms,
    language::{SaidName, english::English},
};

/// What the two come to; `is_spelled` if the first was spelled after it was said.
pub(super) fn pair(first: &[Word], second: &[Word], is_spelled: bool) -> SaidName {
    let is_last_name = first.len() == 1 || first.first().is_some_and(is_particle);
    let has_comma = first.last().is_some_and(|last| last.text.ends_with(','));
    if is_said_again(first, second) {
        return named(second);
    }
    if is_said_again(second, first) || matches!(second, [only] if is_spelling_of(only, first)) {
        return named(first);
    }
    // Which of the two is the last name is not said: `John, J-O-H-N, Smith` and `Smith, S-M-I-T-H, John`.
    if is_spelled && second.len() == 1 {
        return SaidName::Nobody;
    }
    match (is_first_name(first), is_first_name(second)) {
        (true, true) => SaidName::Several,
        // A last name, and then the first.
        (false, _) if is_last_name && has_comma => named(&[comma(first), second.to_vec()].concat()),
        _ if first.len() > 1 && second.len() > 1 => SaidName::Several,
        _ => SaidName::Nobody,
    }
}

/// `Mr. Bond, James Bond`: every word but the title comes again.
fn is_said_again(first: &[Word], second: &[Word]) -> bool {
    let mut again = first.iter().filter(|word| !word.is_any(words::TITLES));
    second.len() > 1 && again.all(|word| second.iter().any(|other| other.key == word.key))
}

/// Letters that say how a word of a name is written, or how it begins.
fn is_spelling_of(word: &Word, name: &[Word]) -> bool {
    let begins = || word.is_letter() && name.len() > 1 && name.iter().any(|said| said.key.starts_with(&word.key));
    spelling::spells_one_of(word, name) || begins()
}

/// Whether a name begins with a first name that is known; others may be first names too.
pub(super) fn is_first_name(name: &[Word]) -> bool {
    name.first().is_some_and(|first| English.are_of_one_name(&first.key, &first.key))
}

fn is_particle(word: &Word) -> bool {
    word.is_any(words::PARTICLES)
}
