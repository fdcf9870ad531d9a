//! Who the patient is, how they are reached, and what else was said.

use serde_json::Value;

use super::{
    Arguments, Fault, Names, listed,
    message::line,
    said_name::{FIRST_NAMES, LAST_NAMES, MIDDLE_NAMES, said_name},
    text, yes_or_no,
};
use crate::{
    domain::{
        caller_message::CallbackNumber,
        phone::{PhoneError, PhoneNumber},
        route::Route,
    },
    language::{Language, SaidName, sentences::ArgumentFault},
};

/// The most of notes that is kept.
const MOST_NOTE_CHARACTERS: usize = 500;

const NAMES: Names = &["name", "patient_name", "customer_name", "full_name", "caller_name", "client_name", "patient"];
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
    match said_name(arguments, NAMES, language) {
        Err(ArgumentFault::TooLong { .. } | ArgumentFault::Unfilled { .. } | ArgumentFault::Garbled { .. }) => {
            Err(ArgumentFault::UnusableName)
        }
        said => said,
    }
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

/// What the caller says of the number to call back. `caller` is the one that they call from.
pub(super) fn callback(
    arguments: &Arguments,
    route: &Route,
    caller: Option<&PhoneNumber>,
) -> Result<CallbackNumber, Fault> {
    let gives_none = |name: &&'static str| {
        let said = text_of_phone(arguments, name).ok().flatten();
        said.is_some_and(|said| route.language().recogniser().gives_no_number(&said))
    };
    match phone(arguments, route, caller) {
        Ok(Some(number)) => Ok(CallbackNumber::Said(number)),
        Ok(None) => Ok(CallbackNumber::NotSaid),
        Err(ArgumentFault::Phone(_)) if PHONES.iter().any(gives_none) => Ok(CallbackNumber::Declined),
        Err(ArgumentFault::Phone(error)) => Ok(CallbackNumber::Unreadable(error)),
        Err(fault) => Err(fault),
    }
}

fn text_of_phone(arguments: &Arguments, name: &'static str) -> Result<Option<String>, Fault> {
    match arguments.get(name) {
        Some(Value::Array(_)) => listed(arguments, name, ", "),
        _ => text(arguments, name),
    }
}
