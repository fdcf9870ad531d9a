//! A patient's name as callers say it and models write it down: the name without what was said around it, or what was said in its place.
//!
//! It is read clause by clause. What stands around a name is known from lists; what is left is the name, letter for letter, if it has no
//! word that names do not have. A word for somebody or a word for yes is no name, and two people are not one. Where it is not clear which
//! name was meant, none is read, so that it is asked for.

mod clause;
mod clauses;
mod ordinary;
mod pair;
mod spelling;
#[cfg(test)]
mod tests;
mod together;
mod word;
mod words;

use clause::Clause;
use clauses::Clauses;
use together::Said;
use word::Word;

use crate::language::SaidName;

/// Whether a word, in small letters, is for somebody: `daughter`.
pub(super) fn is_somebody(word: &str) -> bool {
    words::SOMEBODY.contains(&word)
}

/// Whether a word may stand between whose and somebody: `my little son`.
pub(super) fn is_what_somebody(word: &str) -> bool {
    words::WHAT_SOMEBODY.contains(&word)
}

/// Whether a word, in small letters, is no name when it stands alone.
pub(super) fn is_ordinary(word: &str) -> bool {
    ordinary::ORDINARY.contains(&word) || words::NEVER_NAMES.contains(&word)
}

/// Whether a word says that a birth is spoken of.
pub(super) fn is_of_birth(word: &str) -> bool {
    words::BIRTH.contains(&word) || word == "birth"
}

/// Reads what was said where a name was asked for.
pub(super) fn read(said: &str) -> SaidName {
    if !said.contains(char::is_alphabetic) {
        return SaidName::Nobody;
    }
    if !said.contains(|c: char| c.is_ascii_alphabetic()) {
        return SaidName::Name(said.trim().to_owned());
    }
    let Clauses { all, may_lack_a_name, has_capitals } = clauses::clauses(said);
    let mut heard = Said::default();
    for clause in &all {
        if clause::is_of_birth(clause, has_capitals) {
            break;
        }
        heard.clause(clause, has_capitals);
    }
    match heard.together() {
        // `Um, Ann` or the last name Um.
        SaidName::Name(name) if may_lack_a_name && !name.contains(' ') => SaidName::Nobody,
        said => said,
    }
}
