//! Who the patient is, how they are reached, and what else was said.

use serde_json::Value;

use super::{Arguments, Fault, Names, first_of, is_nothing, is_template, listed, plain, text};
use crate::{
    domain::{country::Country, phone::PhoneNumber},
    language::english::sentences::{ArgumentFault, single_line_limited},
};

/// The most of a name and of notes that is kept.
const MOST_NAME_CHARACTERS: usize = 100;
const MOST_NOTE_CHARACTERS: usize = 500;
/// No name has a longer word.
const LONGEST_WORD: usize = 40;

const NAMES: Names = &["name", "patient_name", "customer_name", "full_name", "caller_name", "client_name", "patient"];
const FIRST_NAMES: Names = &["first_name", "given_name", "first"];
const MIDDLE_NAMES: Names = &["middle_name", "middle"];
const LAST_NAMES: Names = &["last_name", "family_name", "surname", "last"];
const PHONES: Names = &[
    "phone",
    "phone_number",
    "callback_number",
    "mobile",
    "cell",
    "patient_phone",
    "customer_phone",
    "contact_number",
];
const NOTES: Names = &["notes", "note", "reason", "comments"];

/// What models send as the name of somebody whom they have not asked.
const NOBODY: [&str; 9] =
    ["patient", "the patient", "caller", "the caller", "customer", "user", "guest", "anonymous", "name"];
/// What people say before their name.
const INTRODUCTIONS: [&str; 4] = ["My name is ", "my name is ", "This is ", "this is "];
/// Digits as they are said; then words around them, of which some say that it is the number that the caller is calling from.
const SPOKEN: [(&str, &str); 32] = [
    ("zero", "0"),
    ("oh", "0"),
    ("o", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("plus", "+"),
    ("dash", ""),
    ("dot", ""),
    ("area", ""),
    ("code", ""),
    ("my", ""),
    ("phone", ""),
    ("cell", ""),
    ("mobile", ""),
    ("number", ""),
    ("is", ""),
    ("the", ""),
    ("this", ""),
    ("same", ""),
    ("caller", ""),
    ("calling", ""),
    ("from", ""),
    ("id", ""),
    ("i", ""),
    ("m", ""),
];

/// The patient's name, cleaned of what is no part of one.
pub(crate) fn name(arguments: &Arguments) -> Result<Option<String>, Fault> {
    match said_name(arguments) {
        Err(ArgumentFault::TooLong { .. } | ArgumentFault::Unfilled { .. } | ArgumentFault::Garbled { .. }) => {
            Err(ArgumentFault::UnusableName)
        }
        said => said?.map(|said| patient_name(&said)).transpose(),
    }
}

/// A name as it was said, in one or in parts.
pub(super) fn said_name(arguments: &Arguments) -> Result<Option<String>, Fault> {
    let mut name = None;
    for key in NAMES {
        name = match arguments.get(*key) {
            Some(Value::Object(parts)) => match first_of(parts, &["name", "full_name"])? {
                Some(name) => Some(name),
                None => in_parts(parts, None)?,
            },
            _ => listed(arguments, key, " ")?,
        };
        if name.is_some() {
            break;
        }
    }
    let name = in_parts(arguments, name)?;
    Ok(name.filter(|name| !NOBODY.iter().any(|nobody| name.eq_ignore_ascii_case(nobody))))
}

/// First, middle and last name. What is one of them already, or all of them, gets what it has not.
fn in_parts(parts: &Arguments, name: Option<String>) -> Result<Option<String>, Fault> {
    let mut whole = name.unwrap_or_default();
    for names in [FIRST_NAMES, MIDDLE_NAMES, LAST_NAMES] {
        let Some(part) = first_of(parts, names)? else { continue };
        let known: Vec<&str> = whole.split_whitespace().collect();
        if !part.split_whitespace().all(|word| known.contains(&word)) {
            whole.push(' ');
            whole.push_str(&part);
        }
    }
    Ok(Some(whole.trim().to_owned()).filter(|whole| !whole.is_empty()))
}

/// A name in letters, digits and the marks that names have; symbols, such as emoji, are left out.
pub(crate) fn patient_name(said: &str) -> Result<String, Fault> {
    let said = INTRODUCTIONS.iter().find_map(|words| said.strip_prefix(words)).unwrap_or(said);
    let part_of_a_name = |c: &char| c.is_alphanumeric() || c.is_whitespace() || "'’‘-–.,&/".contains(*c) || is_mark(*c);
    let kept: String = said.chars().filter(part_of_a_name).collect();
    let name = single_line_limited(&kept, MOST_NAME_CHARACTERS);
    let is_address = said.contains('@') || name.split(' ').any(|word| word.chars().nth(LONGEST_WORD).is_some());
    if name.chars().any(char::is_alphabetic) && !is_address { Ok(name) } else { Err(ArgumentFault::UnusableName) }
}

/// Signs inside names that Unicode does not call alphabetic: accents that stand by themselves, and in Indic and Thai scripts those that
/// silence or shift a letter.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{093C}' | '\u{094D}' | '\u{09BC}' | '\u{09CD}' | '\u{0A3C}' | '\u{0A4D}'
        | '\u{0ABC}' | '\u{0ACD}' | '\u{0B3C}' | '\u{0B4D}' | '\u{0BCD}' | '\u{0C4D}' | '\u{0CCD}' | '\u{0D4D}' | '\u{0E47}'..='\u{0E4E}')
}

/// What else was said; shortened, never refused.
pub(crate) fn notes(arguments: &Arguments) -> Option<String> {
    let said = NOTES.iter().find_map(|name| plain(arguments.get(*name)?, "; "))?;
    let notes = single_line_limited(&said, MOST_NOTE_CHARACTERS);
    (!is_nothing(&notes) && !is_template(&notes) && !super::is_garbled(&said)).then_some(notes)
}

/// The number that the caller wants to be texted at.
pub(crate) fn phone(arguments: &Arguments, country: Option<Country>) -> Result<Option<PhoneNumber>, Fault> {
    for name in PHONES {
        let said = match text_of_phone(arguments, name) {
            // A template that nobody filled in says that no number was given.
            Err(ArgumentFault::Unfilled { .. }) | Ok(None) => continue,
            said => in_digits(&said?.unwrap_or_default()),
        };
        // Nothing but words around a number is the number that is known.
        if said.contains(char::is_alphanumeric) {
            return PhoneNumber::parse_entered(&said, country).map(Some).map_err(ArgumentFault::Phone);
        }
    }
    Ok(None)
}

fn text_of_phone(arguments: &Arguments, name: &'static str) -> Result<Option<String>, Fault> {
    match arguments.get(name) {
        Some(Value::Array(_)) => listed(arguments, name, ", "),
        _ => text(arguments, name),
    }
}

/// A number that was written down in words, in digits: `four one five, double five`. Unknown words stay, and are refused as letters.
fn in_digits(said: &str) -> String {
    let (mut digits, mut word) = (String::new(), String::new());
    let (mut times, mut is_spoken) = (1, false);
    for c in said.chars().chain([' ']) {
        if c.is_alphabetic() {
            word.push(c.to_ascii_lowercase());
            continue;
        }
        match (SPOKEN.iter().find(|(spelling, _)| *spelling == word), word.as_str()) {
            (_, "double" | "triple") if times > 1 => digits.push_str(&word),
            (_, "double") => times = 2,
            (_, "triple") => times = 3,
            (Some((_, digit)), _) => {
                (0..times).for_each(|_| digits.push_str(digit));
                (times, is_spoken) = (1, true);
            }
            (None, unknown) => digits.push_str(unknown),
        }
        word.clear();
        // What was said twice may be written as a figure: `double 7`.
        if times > 1 && c.is_ascii_digit() {
            (1..times).for_each(|_| digits.push(c));
            (times, is_spoken) = (1, true);
        }
        // Between groups of digits that are said, a comma is a pause; between whole numbers it is not.
        digits.push(if is_spoken && matches!(c, ',' | '\'' | '\u{2019}') { ' ' } else { c });
    }
    // Twice of nothing is a number that was cut off.
    if times > 1 { format!("{digits} double") } else { digits }
}
