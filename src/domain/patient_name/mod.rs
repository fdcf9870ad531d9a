//! What can be a patient's name, and when two names can be one patient's.

mod folded;
mod name_match;

pub use folded::folded_name;
pub use name_match::{NameMatch, ShortForms};

use super::line::single_line_limited;

const MAX_CHARS: usize = 100;
/// No name has a longer word.
const LONGEST_WORD: usize = 40;

/// A name in letters, digits and the marks that names have; symbols, such as emoji, are left out. `None` for what is no name.
pub fn patient_name(text: &str) -> Option<String> {
    let part_of_a_name = |c: &char| c.is_alphanumeric() || c.is_whitespace() || "'’‘-–.,&/".contains(*c) || is_mark(*c);
    let kept: String = text.chars().filter(part_of_a_name).collect();
    let name = single_line_limited(&kept, MAX_CHARS);
    let is_address = text.contains('@') || name.split(' ').any(|word| word.chars().nth(LONGEST_WORD).is_some());
    (name.chars().any(char::is_alphabetic) && !is_address).then_some(name)
}

/// Signs inside names that Unicode does not call alphabetic: accents that stand by themselves, and in Indic and Thai scripts those that
/// silence or shift a letter.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{093C}' | '\u{094D}' | '\u{09BC}' | '\u{09CD}' | '\u{0A3C}' | '\u{0A4D}'
        | '\u{0ABC}' | '\u{0ACD}' | '\u{0B3C}' | '\u{0B4D}' | '\u{0BCD}' | '\u{0C4D}' | '\u{0CCD}' | '\u{0D4D}' | '\u{0E47}'..='\u{0E4E}')
}
