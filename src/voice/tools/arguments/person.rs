//! Who the patient is, how they are reached, and what else was said.

use serde_json::Value;

use super::{Arguments, Fault, Names, first_of, is_nothing, is_template, listed, plain, text, yes_or_no};
use crate::{
    domain::{country::Country, line::single_line_limited, patient_name::patient_name, phone::PhoneNumber},
    language::{Language, sentences::ArgumentFault},
};

/// The most of notes that is kept.
const MOST_NOTE_CHARACTERS: usize = 500;

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
const ANOTHER_PERSON: Names = &["another_person", "other_person", "someone_else", "somebody_else"];
const NOTES: Names = &["notes", "note", "reason", "comments"];

/// The patient's name, cleaned of what is no part of one.
pub(crate) fn name(arguments: &Arguments, language: Language) -> Result<Option<String>, Fault> {
    match said_name(arguments, language) {
        Err(ArgumentFault::TooLong { .. } | ArgumentFault::Unfilled { .. } | ArgumentFault::Garbled { .. }) => {
            Err(ArgumentFault::UnusableName)
        }
        said => said?
            .map(|said| {
                patient_name(language.recogniser().without_introduction(&said)).ok_or(ArgumentFault::UnusableName)
            })
            .transpose(),
    }
}

/// A name as it was said, in one or in parts.
pub(super) fn said_name(arguments: &Arguments, language: Language) -> Result<Option<String>, Fault> {
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
    Ok(name.filter(|name| !language.recogniser().names_nobody(name)))
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

/// Whether the appointment is for another person than one that was made in the same call; `None` when nothing is said of it.
pub(crate) fn another_person(arguments: &Arguments, language: Language) -> Result<Option<bool>, Fault> {
    ANOTHER_PERSON.iter().find_map(|name| yes_or_no(arguments, name, language).transpose()).transpose()
}

/// What else was said; shortened, never refused.
pub(crate) fn notes(arguments: &Arguments) -> Option<String> {
    let said = NOTES.iter().find_map(|name| plain(arguments.get(*name)?, "; "))?;
    let notes = single_line_limited(&said, MOST_NOTE_CHARACTERS);
    (!is_nothing(&notes) && !is_template(&notes) && !super::is_garbled(&said)).then_some(notes)
}

/// The number that the caller wants to be texted at.
pub(crate) fn phone(
    arguments: &Arguments,
    language: Language,
    country: Option<Country>,
) -> Result<Option<PhoneNumber>, Fault> {
    for name in PHONES {
        let said = match text_of_phone(arguments, name) {
            // A template that nobody filled in says that no number was given.
            Err(ArgumentFault::Unfilled { .. }) | Ok(None) => continue,
            said => language.recogniser().digits(&said?.unwrap_or_default()),
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
