//! Who the patient is, how they are reached, and what else was said.

use serde_json::Value;

use super::{Arguments, Fault, Names, first_of, is_nothing, is_template, listed, plain, text};
use crate::domain::{
    country::Country,
    phone::PhoneNumber,
    speech::{ArgumentFault, single_line_limited},
};

/// The most of a name and of notes that is kept.
const MOST_NAME_CHARACTERS: usize = 100;
const MOST_NOTE_CHARACTERS: usize = 500;
/// No name has a longer word.
const LONGEST_WORD: usize = 40;

const NAMES: Names = &["name", "patient_name", "customer_name", "full_name", "caller_name", "client_name", "patient"];
const FIRST_NAMES: Names = &["first_name", "given_name", "first", "given"];
const MIDDLE_NAMES: Names = &["middle_name", "middle"];
const LAST_NAMES: Names = &["last_name", "family_name", "surname", "last", "family"];
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
const INTRODUCTIONS: [&str; 4] = ["my name is ", "the name is ", "this is ", "name: "];
/// Words for the number that the caller is calling from, and words around them.
const SAME_NUMBER: [&str; 7] = ["same", "this", "my", "caller", "calling", "current", "incoming"];
const AROUND: [&str; 15] =
    ["", "number", "phone", "line", "the", "one", "that", "i", "m", "am", "they", "are", "from", "id", "on"];
/// Digits as they are said, then words around them.
const SPOKEN: [(&str, &str); 27] = [
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
    ("dash", " "),
    ("hyphen", " "),
    ("dot", " "),
    ("area", " "),
    ("code", " "),
    ("my", " "),
    ("phone", " "),
    ("cell", " "),
    ("mobile", " "),
    ("number", " "),
    ("is", " "),
    ("its", " "),
    ("at", " "),
    ("the", " "),
];

/// The patient's name, cleaned of what is no part of one.
pub(in crate::http::tools) fn name(arguments: &Arguments) -> Result<Option<String>, Fault> {
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
        if !whole.to_lowercase().contains(&part.to_lowercase()) {
            whole = format!("{whole} {part}");
        }
    }
    Ok(Some(whole.trim().to_owned()).filter(|whole| !whole.is_empty()))
}

/// A name in letters, digits and the marks that names have; symbols, such as emoji, are left out.
pub(crate) fn patient_name(said: &str) -> Result<String, Fault> {
    let introduced = |words: &&str| said.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
    let introduction = INTRODUCTIONS.iter().find(|words| introduced(words)).map_or(0, |words| words.len());
    let said = said.get(introduction..).unwrap_or(said);
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
pub(in crate::http::tools) fn notes(arguments: &Arguments) -> Option<String> {
    let said = NOTES.iter().find_map(|name| plain(arguments.get(*name)?, "; "))?;
    let notes = single_line_limited(&said, MOST_NOTE_CHARACTERS);
    (!is_nothing(&notes) && !is_template(&notes) && !super::is_garbled(&said)).then_some(notes)
}

/// The number that the caller wants to be texted at.
pub(in crate::http::tools) fn phone(
    arguments: &Arguments,
    country: Option<Country>,
) -> Result<Option<PhoneNumber>, Fault> {
    for name in PHONES {
        let said = match text_of_phone(arguments, name) {
            // A template that nobody filled in says that no number was given.
            Err(ArgumentFault::Unfilled { .. }) | Ok(None) => continue,
            Ok(Some(said)) if is_same_number(&said) => continue,
            said => said?.unwrap_or_default(),
        };
        return PhoneNumber::parse_entered(&in_digits(&said), country).map(Some).map_err(ArgumentFault::Phone);
    }
    Ok(None)
}

fn text_of_phone(arguments: &Arguments, name: &'static str) -> Result<Option<String>, Fault> {
    match arguments.get(name) {
        Some(Value::Array(_)) => listed(arguments, name, ", "),
        _ => text(arguments, name),
    }
}

fn is_same_number(said: &str) -> bool {
    let is_in = |word: &str, list: &[&str]| list.iter().any(|other| word.eq_ignore_ascii_case(other));
    let mut words = said.split(|c: char| !c.is_alphanumeric());
    words.clone().all(|word| is_in(word, &SAME_NUMBER) || is_in(word, &AROUND))
        && words.any(|word| is_in(word, &SAME_NUMBER))
}

/// A number that was written down in words, in digits: `four one five, double five`. Unknown words stay, and are refused as letters.
fn in_digits(said: &str) -> String {
    let mut digits = String::new();
    let mut times = 1;
    let mut is_spoken = false;
    for word in said.split_inclusive(|c: char| !c.is_alphabetic()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
        let mark = word.get(letters.len()..).unwrap_or_default();
        match SPOKEN.iter().find(|(spelling, _)| letters.eq_ignore_ascii_case(spelling)) {
            _ if letters.eq_ignore_ascii_case("double") => times = 2,
            _ if letters.eq_ignore_ascii_case("triple") => times = 3,
            Some((_, digit)) => {
                is_spoken = true;
                digits.push_str(&digit.repeat(std::mem::replace(&mut times, 1)));
                digits.push_str(if mark == "-" || mark == "'" { " " } else { mark });
            }
            None => digits.push_str(word),
        }
    }
    // Between groups of digits that are said, a comma is a pause; between whole numbers it is not.
    if is_spoken { digits.replace(',', " ") } else { digits }
}
