//! Who the patient is, how they are reached, and what else was said.

use serde_json::Value;

use super::{Arguments, Fault, Names, first_of, listed, message::line, text, yes_or_no};
use crate::{
    domain::{
        patient_name::patient_name,
        phone::{PhoneError, PhoneNumber},
        route::Route,
    },
    language::{Language, SaidName, sentences::ArgumentFault},
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

/// All names under which something of the patient is read.
pub(super) const ALL: [Names; 7] = [NAMES, FIRST_NAMES, MIDDLE_NAMES, LAST_NAMES, PHONES, ANOTHER_PERSON, NOTES];

/// The patient's name; `None` where nothing was said, or no name.
pub(crate) fn name(arguments: &Arguments, language: Language) -> Result<Option<String>, Fault> {
    Ok(match read_name(arguments, language)? {
        Some(SaidName::Name(name)) => Some(name),
        Some(SaidName::Several) => return Err(ArgumentFault::SeveralNames),
        Some(SaidName::Caller | SaidName::Nobody) | None => None,
    })
}

/// The name that tells which of the caller's appointments is meant. What is no name tells nothing, and is not passed over.
pub(super) fn telling_name(arguments: &Arguments, language: Language) -> Result<Option<String>, Fault> {
    Ok(match read_name(arguments, language)? {
        Some(SaidName::Name(name)) => Some(name),
        Some(SaidName::Several) => return Err(ArgumentFault::SeveralNames),
        Some(SaidName::Nobody) => return Err(ArgumentFault::UnusableName),
        Some(SaidName::Caller) | None => None,
    })
}

/// What was said for a name, cleaned of what is no part of one.
fn read_name(arguments: &Arguments, language: Language) -> Result<Option<SaidName>, Fault> {
    let said = match said_name(arguments) {
        Err(ArgumentFault::TooLong { .. } | ArgumentFault::Unfilled { .. } | ArgumentFault::Garbled { .. }) => {
            return Err(ArgumentFault::UnusableName);
        }
        said => said?,
    };
    let Some(said) = said else { return Ok(None) };
    Ok(Some(match language.recogniser().name(&said) {
        SaidName::Name(name) => SaidName::Name(patient_name(&name).ok_or(ArgumentFault::UnusableName)?),
        other => other,
    }))
}

/// A name as it was said, in one or in parts.
fn said_name(arguments: &Arguments) -> Result<Option<String>, Fault> {
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
    in_parts(arguments, name)
}

/// First, middle and last name. What is one of them already, or all of them, gets what it has not.
fn in_parts(parts: &Arguments, name: Option<String>) -> Result<Option<String>, Fault> {
    let mut whole = name.unwrap_or_default();
    for names in [FIRST_NAMES, MIDDLE_NAMES, LAST_NAMES] {
        let Some(part) = first_of(parts, names)?.or_else(|| surname_null(parts, names)) else { continue };
        let known: Vec<&str> = whole.split_whitespace().collect();
        if !part.split_whitespace().all(|word| known.contains(&word)) {
            whole.push(' ');
            whole.push_str(&part);
        }
    }
    Ok(Some(whole.trim().to_owned()).filter(|whole| !whole.is_empty()))
}

/// Null is a surname too. Models that mean nothing write it small.
fn surname_null(parts: &Arguments, names: Names) -> Option<String> {
    let is_written = |name: &&str| parts.get(*name).and_then(Value::as_str) == Some("Null");
    (names == LAST_NAMES && names.iter().any(is_written)).then(|| "Null".to_owned())
}

/// Whether the appointment is for another person than one that was made in the same call; `None` when nothing is said of it.
pub(crate) fn another_person(arguments: &Arguments, language: Language) -> Result<Option<bool>, Fault> {
    ANOTHER_PERSON.iter().find_map(|name| yes_or_no(arguments, name, language).transpose()).transpose()
}

/// What else was said; shortened, never refused.
pub(crate) fn notes(arguments: &Arguments) -> Option<String> {
    line(arguments, NOTES, MOST_NOTE_CHARACTERS)
}

/// The number that the caller wants to be texted at. `caller` is the one that they call from.
pub(crate) fn phone(
    arguments: &Arguments,
    route: &Route,
    caller: Option<&PhoneNumber>,
) -> Result<Option<PhoneNumber>, Fault> {
    let language = route.language();
    // A number that stands beside a name is that of whoever is named.
    let beside_a_name = NAMES.iter().filter_map(|name| arguments.get(*name)?.as_object());
    let places = core::iter::once(arguments).chain(beside_a_name);
    let mut found: Option<PhoneNumber> = None;
    for (place, name) in places.flat_map(|place| PHONES.iter().map(move |name| (place, *name))) {
        let said = match text_of_phone(place, name) {
            // A template that nobody filled in says that no number was given.
            Err(ArgumentFault::Unfilled { .. }) | Ok(None) => continue,
            said => language.recogniser().digits(&said?.unwrap_or_default()),
        };
        // Nothing but words around a number is the number that is known.
        if said.contains(char::is_alphanumeric) {
            let number = route.patient_phone(&said, caller).map_err(ArgumentFault::Phone)?;
            if found.as_ref().is_some_and(|found| *found != number) {
                return Err(ArgumentFault::Phone(PhoneError::MoreThanOne));
            }
            found = Some(number);
        }
    }
    Ok(found)
}

fn text_of_phone(arguments: &Arguments, name: &'static str) -> Result<Option<String>, Fault> {
    match arguments.get(name) {
        Some(Value::Array(_)) => listed(arguments, name, ", "),
        _ => text(arguments, name),
    }
}
