//! What a caller wants the staff to know. Nothing of it is refused for how it is said: what is too long is shortened, and whom it is for
//! is kept in words if it is nobody's name. A number alone has to be one that can be called, if there is one.

use super::{Arguments, Fault, Names, PRACTITIONERS, is_garbled, is_nothing, is_template, person, plain};
use crate::{
    domain::{
        caller::Caller,
        caller_message::{CallbackNumber, MessageWords},
        line::single_line_limited,
        route::Route,
        urgency::Urgency,
    },
    language::sentences::ArgumentFault,
    voice::emergency,
};

const MOST_ABOUT: usize = 500;
const MOST_OTHER: usize = 100;

const ABOUTS: Names =
    &["about", "message", "reason", "notes", "note", "details", "content", "text", "question", "subject", "summary"];
const ADDRESSEES: Names = &["for", "for_whom", "recipient", "addressee", "to"];
const NAMES: Names = &["name", "caller_name", "patient_name", "full_name"];
const BEST_TIMES: Names = &["best_time", "best_time_to_call", "callback_time", "preferred_time", "when"];
const URGENCIES: Names = &["urgency", "priority"];

/// A message of `caller`.
///
/// # Errors
/// When nothing was said that it could be about, or what stands for a number is no text. In an emergency nobody waits for a number.
pub(crate) fn message(arguments: &Arguments, route: &Route, caller: &Caller) -> Result<MessageWords, Fault> {
    let language = route.language();
    let addressee = line(arguments, ADDRESSEES, MOST_OTHER).or_else(|| line(arguments, PRACTITIONERS, MOST_OTHER));
    let practitioner =
        addressee.as_deref().and_then(|said| route.catalogue.practitioner(said, language.short_forms()).ok().flatten());
    let words = language.urgency_words();
    let urgency = line(arguments, URGENCIES, MOST_OTHER).and_then(|word| words.urgency(&word));
    let is_emergency = emergency::is_said(arguments, language, &route.clinic_name);
    let urgency = if is_emergency { Urgency::Emergency } else { urgency.unwrap_or_default() };
    let callback = match person::callback(arguments, route, caller.number.as_ref()) {
        Ok(CallbackNumber::Unreadable(_)) | Err(_) if is_emergency => CallbackNumber::NotSaid,
        said => said?,
    };
    Ok(MessageWords {
        about: line(arguments, ABOUTS, MOST_ABOUT).ok_or(ArgumentFault::NoMessage)?,
        // What is no name may still tell the staff who it was.
        name: person::name(arguments, language).unwrap_or_else(|_| line(arguments, NAMES, MOST_OTHER)),
        callback,
        practitioner: practitioner.map(|practitioner| (practitioner.id.clone(), practitioner.name.clone())),
        addressee,
        urgency,
        best_time: line(arguments, BEST_TIMES, MOST_OTHER),
    })
}

/// The first of several arguments that says something, on one line of at most `most` characters.
pub(super) fn line(arguments: &Arguments, names: Names, most: usize) -> Option<String> {
    names.iter().find_map(|name| {
        let said = plain(arguments.get(*name)?, "; ")?;
        let line = single_line_limited(&said, most);
        (!is_nothing(&line) && !is_template(&line) && !is_garbled(&said)).then_some(line)
    })
}
