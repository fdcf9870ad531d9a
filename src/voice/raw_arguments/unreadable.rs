//! Arguments that cannot be read, and what they say all the same.

use super::{LARGEST, snake_case};
use crate::language::sentences::ArgumentFault;

/// A text in a text in a text.
const MOST_LAYERS: usize = 3;
const QUOTES: [char; 2] = ['"', '\''];

/// Arguments that nobody can do anything with. What they say may still save a life.
#[derive(Debug, PartialEq)]
pub(crate) struct Unreadable {
    pub(crate) fault: ArgumentFault<'static>,
    /// The beginning of what was sent. It stays in the memory of this request.
    text: String,
}

impl Unreadable {
    pub(crate) fn new(fault: ArgumentFault<'static>, text: &str) -> Self {
        Self { fault, text: text.get(..text.floor_char_boundary(LARGEST)).unwrap_or_default().to_owned() }
    }

    /// The words of it, as a form has them: `about: chest pain`.
    pub(crate) fn words(&self) -> String {
        let mut text = self.text.clone();
        for _ in 0..MOST_LAYERS {
            text = without_escapes(&text);
        }
        let mut words = String::with_capacity(text.len());
        for piece in text.split_inclusive(':') {
            match piece.strip_suffix(':').and_then(name_at_end) {
                Some((before, name)) => words.extend([before, &snake_case(name).replace('_', " "), ":"]),
                None => words.push_str(piece),
            }
        }
        words.replace('"', "")
    }
}

/// The quoted name with which a text ends, and what stands before it.
fn name_at_end(text: &str) -> Option<(&str, &str)> {
    text.trim_end().strip_suffix(QUOTES)?.rsplit_once(QUOTES)
}

/// The text with one layer of escapes taken off. Line ends become spaces.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        plain.push_str(before);
        let code = escape.strip_prefix('u').and_then(|digits| digits.get(..4));
        if let Some(code) = code.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            plain.push(char::from_u32(code).unwrap_or(' '));
            rest = escape.get(5..).unwrap_or_default();
            continue;
        }
        let mut others = escape.chars();
        plain.extend(others.next().map(|c| if matches!(c, 'n' | 'r' | 't') { ' ' } else { c }));
        rest = others.as_str();
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> String {
        Unreadable::new(ArgumentFault::NotJson, text).words()
    }

    #[test]
    fn the_words_of_a_text_are_left_as_in_a_form() {
        for (text, expected) in [
            (r#"{"about":"my husband has chest pain and can't br"#, "{about:my husband has chest pain and can't br"),
            (r#""{\"about\":\"he can\u2019t\nbreathe"#, "{about:he can\u{2019}t breathe"),
            (r#"{"isEmergency": true, "about": "x"#, "{is emergency: true, about: x"),
            (r#"{"emergency": false, "about": "x"#, "{emergency: false, about: x"),
            ("{emergency: false, about: 'x'", "{emergency: false, about: 'x'"),
            (r#"{"at": "10:30"#, "{at: 10:30"),
            ("chest pain", "chest pain"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = words(&text);
        }
    }
}
