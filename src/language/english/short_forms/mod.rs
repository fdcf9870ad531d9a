//! First names that are forms of one name.
//!
//! A form is left out where it is mostly a name of its own today (Liam, Megan, Lucy): it is better to ask whether two people are meant
//! than to take one for the other.

mod english_names;
mod spanish_names;

#[cfg(test)]
mod tests;

use english_names::ENGLISH;
use spanish_names::SPANISH;

use super::English;
use crate::domain::patient_name::ShortForms;

/// A first name in its spellings, and its short forms; all folded, with spaces between.
type FirstName = (&'static str, &'static str);

/// Clinics that speak English have patients with Spanish names, so both are known.
fn first_names() -> impl Iterator<Item = &'static FirstName> {
    ENGLISH.iter().chain(&SPANISH)
}

impl ShortForms for English {
    fn are_of_one_name(&self, one: &str, other: &str) -> bool {
        first_names().any(|name| is_form_of(one, name) && is_form_of(other, name))
    }
}

fn is_form_of(word: &str, (spellings, short_forms): &FirstName) -> bool {
    spellings.split(' ').chain(short_forms.split(' ')).any(|form| form == word)
}
