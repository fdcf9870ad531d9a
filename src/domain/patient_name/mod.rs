//! What can be a patient's name, and when two names can be one patient's.

mod folded;
mod marks;
mod name_match;

pub use folded::folded_name;
pub use name_match::{NameMatch, ShortForms};

use super::{line::single_line_limited, plain_words::has_words};

const MAX_CHARS: usize = 100;
/// No name has a longer word.
const LONGEST_WORD: usize = 40;

/// A name in letters, digits and the marks that names have; symbols, such as emoji, are left out. `None` for what is no name.
pub fn patient_name(text: &str) -> Option<String> {
    let part_of_a_name = |c: &char| {
        c.is_alphanumeric() || c.is_whitespace() || "'’‘-–.,&/\u{200C}\u{200D}".contains(*c) || marks::is_mark(*c)
    };
    // Some keyboards write other hyphens.
    let kept: String = text.replace(['\u{2010}', '\u{2011}'], "-").chars().filter(part_of_a_name).collect();
    let name = single_line_limited(&kept, MAX_CHARS);
    let is_address = text.contains('@') || name.split(' ').any(|word| word.chars().nth(LONGEST_WORD).is_some());
    (name.chars().any(char::is_alphabetic) && has_words(&name) && !is_address).then_some(name)
}
