//! Reading a tool's arguments as models send them.
//!
//! The schema of a tool is the operator's, and models keep to it loosely: they send numbers and lists for text, objects for names and
//! times, and other names for arguments. What has one meaning is read; what could book something else than was meant is refused with a
//! sentence that says what to ask or send.

mod days;
mod message;
mod moments;
mod person;
mod said_name;
#[cfg(test)]
mod tests;
mod which;

use serde_json::{Map, Value};

use crate::{
    calendars::Selection,
    language::{
        Language,
        sentences::{ArgumentFault, Expected},
    },
};

pub(super) use days::wish;
pub(super) use message::message;
pub(super) use moments::{new_start, start};
pub(super) use person::{another_person, name, notes, phone};
pub(super) use which::{Purpose, Speaker, which};

/// A tool's arguments.
pub(super) type Arguments = Map<String, Value>;
/// What is wrong with them.
pub(super) type Fault = ArgumentFault<'static>;
/// Under which names an argument is sent, the right one first.
type Names = &'static [&'static str];

/// Longer texts are no date, name or choice.
const MOST_CHARACTERS: usize = 200;
/// Texts of more bytes are not looked into. An encrypted value has 344 or 684.
const MOST_READ: usize = 1000;
/// Text without a space that is longer, and has capitals, small letters and digits, was never said.
const LONGEST_WORD: usize = 60;
/// Words that models send for nothing.
const NOTHING: [&str; 12] = [
    "",
    "-",
    "null",
    "none",
    "nil",
    "undefined",
    "n/a",
    "unknown",
    "unspecified",
    "not specified",
    "not provided",
    "string",
];

const SERVICES: Names = &[
    "service",
    "services",
    "service_name",
    "service_type",
    "appointment_type",
    "treatment",
    "treatments",
    "procedure",
];
const PRACTITIONERS: Names = &[
    "practitioner",
    "practitioners",
    "practitioner_name",
    "provider",
    "providers",
    "provider_name",
    "doctor",
    "doctors",
    "doctor_name",
    "dentist",
];
const SELECTION: [Names; 2] = [SERVICES, PRACTITIONERS];
const AGREEMENTS: Names = &["confirm", "confirmed", "confirmation", "user_confirmed", "caller_confirmed"];
/// Where an object holds the text that it was sent for.
const INNER: Names = &["value", "text", "number", "name"];

/// A text argument; `None` when it is absent, null, or a word for nothing.
pub(super) fn text(arguments: &Arguments, name: &'static str) -> Result<Option<String>, Fault> {
    listed(arguments, name, " or ")
}

/// The same, of a list with `joint` between its items.
fn listed(arguments: &Arguments, name: &'static str, joint: &str) -> Result<Option<String>, Fault> {
    let Some(value) = arguments.get(name) else { return Ok(None) };
    let text = plain(value, joint).ok_or(ArgumentFault::WrongType { name, wanted: Expected::Text })?;
    let text = text.trim().trim_matches('"').trim();
    if text.len() > MOST_READ {
        return Err(ArgumentFault::TooLong { name, limit: MOST_CHARACTERS });
    }
    if has_template(text) {
        return Err(ArgumentFault::Unfilled { name });
    }
    if is_garbled(text) {
        return Err(ArgumentFault::Garbled { name });
    }
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        return Err(ArgumentFault::TooLong { name, limit: MOST_CHARACTERS });
    }
    Ok(Some(text.to_owned()).filter(|text| !is_nothing(text)))
}

/// A value that is text, or was meant to be.
fn plain(value: &Value, joint: &str) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        // 4155550100.0 is a number of ten digits.
        Value::Number(number) => Some(number.to_string().trim_end_matches(".0").to_owned()),
        Value::Array(items) => {
            let mut text = String::new();
            for item in items {
                if !text.is_empty() {
                    text.push_str(joint);
                }
                text.push_str(&plain(item, joint)?);
            }
            Some(text)
        }
        Value::Object(object) => INNER.iter().find_map(|name| object.get(*name)).and_then(|inner| plain(inner, joint)),
        Value::Bool(_) | Value::Null => None,
    }
}

/// How a place to be filled in begins and ends: `{{customer.number}}`, `${date}`, `<name>`, `[name]`, `{name}`.
const PLACES: [(&str, &str); 5] = [("{{", "}}"), ("${", "}"), ("<", ">"), ("[", "]"), ("{", "}")];

/// Whether it is nothing but places to be filled in. What a caller says may have brackets in it.
fn is_template(text: &str) -> bool {
    let mut rest = text.trim();
    let is_empty = rest.is_empty();
    while !rest.is_empty() {
        let place = PLACES.iter().find_map(|(open, close)| rest.strip_prefix(open)?.split_once(close));
        match place {
            Some((_, behind)) => rest = behind.trim_start(),
            None => return false,
        }
    }
    !is_empty
}

/// Whether there is a place to be filled in where a value is wanted that stands for something.
pub(crate) fn has_template(text: &str) -> bool {
    let within = |open, close| text.starts_with(open) && text.ends_with(close);
    text.contains("{{") || text.contains("${") || within('<', '>') || within('[', ']') || within('{', '}')
}

/// Whether it is an encrypted value, such as a platform sends when it is told to.
pub(crate) fn is_garbled(text: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
    text.len() > LONGEST_WORD
        && !has(|byte| *byte <= b' ')
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

fn is_nothing(text: &str) -> bool {
    NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// What was sent under several names for one thing. Two that differ are asked about: which of them is meant is anybody's guess.
fn first_of(arguments: &Arguments, names: Names) -> Result<Option<String>, Fault> {
    let mut said: Option<String> = None;
    for other in all_of(arguments, names)? {
        match &said {
            Some(said) if said.to_lowercase() != other.to_lowercase() => {
                let name = names.first().copied().unwrap_or_default();
                return Err(ArgumentFault::Differing { name });
            }
            Some(_) => {}
            None => said = Some(other),
        }
    }
    Ok(said)
}

/// Which text is wanted.
pub(super) fn text_kind(arguments: &Arguments) -> Result<Option<String>, Fault> {
    first_of(arguments, which::KINDS)
}

/// Everything that was sent under several names for one thing.
fn all_of(arguments: &Arguments, names: Names) -> Result<Vec<String>, Fault> {
    names.iter().filter_map(|name| text(arguments, name).transpose()).collect()
}

/// Whether the caller has agreed, where a model says so at all. A tool that does something does not do it on less than a yes.
pub(super) fn is_agreed(arguments: &Arguments, language: Language) -> Result<(), Fault> {
    for name in AGREEMENTS {
        match yes_or_no(arguments, name, language) {
            Ok(None | Some(true)) => {}
            Ok(Some(false)) | Err(_) => return Err(ArgumentFault::NotAgreed),
        }
    }
    Ok(())
}

/// A yes or no; `None` when it is absent or a word for nothing. Models send booleans, and words for them.
fn yes_or_no(arguments: &Arguments, name: &'static str, language: Language) -> Result<Option<bool>, Fault> {
    let wrong = ArgumentFault::WrongType { name, wanted: Expected::YesOrNo };
    match arguments.get(name).map(alone) {
        None => Ok(None),
        Some(Value::Bool(said)) => Ok(Some(*said)),
        Some(value) => match plain(value, "") {
            Some(word) if is_nothing(word.trim()) => Ok(None),
            Some(word) => language.recogniser().yes_or_no(word.trim()).map(Some).ok_or(wrong),
            None => Err(wrong),
        },
    }
}

/// What stands in lists of one.
fn alone(value: &Value) -> &Value {
    match value.as_array().map(Vec::as_slice) {
        Some([item]) => alone(item),
        _ => value,
    }
}

/// What is wanted, and with whom.
pub(super) fn selection(arguments: &Arguments) -> Result<Selection, Fault> {
    Ok(Selection { service: first_of(arguments, SERVICES)?, practitioner: first_of(arguments, PRACTITIONERS)? })
}
