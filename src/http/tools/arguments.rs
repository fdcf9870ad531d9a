//! Reading a tool's arguments as models send them.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value};

use crate::{
    booking::Which,
    calendar::Selection,
    domain::{
        country::Country,
        phone::PhoneNumber,
        speech::{ArgumentFault, single_line_limited},
        when::{self, Today},
    },
};

/// A tool's arguments.
pub(super) type Arguments = Map<String, Value>;
/// What is wrong with them.
pub(super) type Fault = ArgumentFault<'static>;

/// Longer texts are no date, name or choice.
const MOST_CHARACTERS: usize = 200;
/// The most of a name and of notes that is kept.
const MOST_NAME_CHARACTERS: usize = 100;
const MOST_NOTE_CHARACTERS: usize = 500;
/// Words that models send for nothing.
const NOTHING: [&str; 5] = ["", "null", "none", "undefined", "n/a"];

/// Under which names models send a start, a name and a number, the right one first.
const STARTS: [&str; 6] = ["start", "start_time", "startTime", "datetime", "dateTime", "slot"];
const NEW_STARTS: [&str; 6] =
    ["new_start", "newStart", "new_start_time", "newStartTime", "new_datetime", "newDateTime"];
const NAMES: [&str; 6] = ["name", "patient_name", "patientName", "customerName", "customer_name", "fullName"];
const PHONES: [&str; 5] = ["phone", "phone_number", "phoneNumber", "callback_number", "callbackNumber"];

/// A text argument; `None` when it is absent, null, or a word for nothing.
pub(super) fn text<'a>(arguments: &'a Arguments, name: &'static str) -> Result<Option<&'a str>, Fault> {
    match arguments.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.contains("{{") => Err(ArgumentFault::Unfilled { name }),
        Some(Value::String(text)) if text.chars().nth(MOST_CHARACTERS).is_some() => {
            Err(ArgumentFault::TooLong { name, limit: MOST_CHARACTERS })
        }
        Some(Value::String(text)) => {
            let text = text.trim();
            Ok(Some(text).filter(|text| !NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))))
        }
        Some(_) => Err(ArgumentFault::WrongType { name, wanted: "a string" }),
    }
}

/// The first of several names under which a text was sent.
fn any<'a>(arguments: &'a Arguments, names: &[&'static str]) -> Result<Option<&'a str>, Fault> {
    names.iter().find_map(|name| text(arguments, name).transpose()).transpose()
}

/// A yes or no; absent is no. Models send booleans, and words for them.
pub(super) fn flag(arguments: &Arguments, name: &'static str) -> Result<bool, Fault> {
    let word = |text: &str| match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "" | "false" | "no" | "0" | "null" => Ok(false),
        _ => Err(ArgumentFault::WrongType { name, wanted: "true or false" }),
    };
    match arguments.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(Value::String(text)) => word(text),
        Some(Value::Number(number)) => word(&number.to_string()),
        Some(_) => Err(ArgumentFault::WrongType { name, wanted: "true or false" }),
    }
}

/// What is wanted, and with whom.
pub(super) fn selection(arguments: &Arguments) -> Result<Selection, Fault> {
    let said = |name| Ok(text(arguments, name)?.map(str::to_owned));
    Ok(Selection { service: said("service")?, practitioner: said("practitioner")? })
}

/// The start of an appointment; models send it whole, or as a date and a time.
pub(super) fn start(arguments: &Arguments, today: Today) -> Result<NaiveDateTime, Fault> {
    match any(arguments, &STARTS)? {
        Some(start) => local_start(start, today),
        None => date_and_time(arguments, ["date", "time"], today)?.ok_or(ArgumentFault::NoStart),
    }
}

/// The start to which an appointment is moved.
pub(super) fn new_start(arguments: &Arguments, today: Today) -> Result<NaiveDateTime, Fault> {
    match any(arguments, &NEW_STARTS)? {
        Some(start) => local_start(start, today),
        None => date_and_time(arguments, ["new_date", "new_time"], today)?.ok_or(ArgumentFault::NoStart),
    }
}

fn local_start(text: &str, today: Today) -> Result<NaiveDateTime, Fault> {
    when::parse_local_start(text, today).map_err(ArgumentFault::Start)
}

fn date_and_time(
    arguments: &Arguments,
    [date, time]: [&'static str; 2],
    today: Today,
) -> Result<Option<NaiveDateTime>, Fault> {
    match (text(arguments, date)?, text(arguments, time)?) {
        (Some(date), Some(time)) => {
            let date = when::parse_date(date, today).map_err(ArgumentFault::When)?;
            Ok(Some(date.and_time(when::parse_time(time).map_err(ArgumentFault::Start)?)))
        }
        // A date alone may hold the time as well; if not, the answer asks for it.
        (Some(date), None) => local_start(date, today).map(Some),
        (None, _) => Ok(None),
    }
}

/// What the caller says of one of their appointments: its date, its start, the name it is under.
pub(super) fn which(arguments: &Arguments, today: Today) -> Result<Which, Fault> {
    let name = any(arguments, &NAMES)?.map(str::to_owned);
    if let Some(start) = any(arguments, &STARTS)? {
        return Ok(Which { start: Some(local_start(start, today)?), name, ..Which::default() });
    }
    match text(arguments, "date")? {
        // Where two begin on one day, models are asked to send the whole start as the date.
        Some(date) => match when::parse_local_start(date, today) {
            Ok(start) => Ok(Which { start: Some(start), name, ..Which::default() }),
            Err(_) => Ok(Which { date: Some(day(date, today)?), name, ..Which::default() }),
        },
        None => Ok(Which { name, ..Which::default() }),
    }
}

fn day(text: &str, today: Today) -> Result<NaiveDate, Fault> {
    when::parse_date(text, today).map_err(ArgumentFault::When)
}

/// The patient's name, cleaned of what is no part of one.
pub(super) fn name(arguments: &Arguments) -> Result<Option<String>, Fault> {
    match any(arguments, &NAMES) {
        Err(ArgumentFault::TooLong { .. } | ArgumentFault::Unfilled { .. }) => Err(ArgumentFault::UnusableName),
        said => said?.map(patient_name).transpose(),
    }
}

/// A name in letters, digits and the marks that names have; symbols, such as emoji, are left out.
pub(crate) fn patient_name(said: &str) -> Result<String, Fault> {
    let part_of_a_name = |c: &char| c.is_alphanumeric() || c.is_whitespace() || "'’‘-–.,&/".contains(*c) || is_mark(*c);
    let kept: String = said.chars().filter(part_of_a_name).collect();
    let name = single_line_limited(&kept, MOST_NAME_CHARACTERS);
    if name.chars().any(char::is_alphabetic) { Ok(name) } else { Err(ArgumentFault::UnusableName) }
}

/// Signs inside names that Unicode does not call alphabetic: accents that stand by themselves, and in Indic and Thai scripts those that
/// silence or shift a letter.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{093C}' | '\u{094D}' | '\u{09BC}' | '\u{09CD}' | '\u{0A3C}' | '\u{0A4D}'
        | '\u{0ABC}' | '\u{0ACD}' | '\u{0B3C}' | '\u{0B4D}' | '\u{0BCD}' | '\u{0C4D}' | '\u{0CCD}' | '\u{0D4D}' | '\u{0E47}'..='\u{0E4E}')
}

/// What else was said; shortened, never refused.
pub(super) fn notes(arguments: &Arguments) -> Option<String> {
    let said = arguments.get("notes").or_else(|| arguments.get("reason")).and_then(Value::as_str)?;
    let notes = single_line_limited(said, MOST_NOTE_CHARACTERS);
    let nothing = NOTHING.iter().any(|nothing| notes.eq_ignore_ascii_case(nothing));
    (!nothing && !notes.contains("{{")).then_some(notes)
}

/// The number that the caller wants to be texted at.
pub(super) fn phone(arguments: &Arguments, country: Option<Country>) -> Result<Option<PhoneNumber>, Fault> {
    let said = match any(arguments, &PHONES) {
        // A template that nobody filled in says that no number was given.
        Err(ArgumentFault::Unfilled { .. }) => None,
        said => said?,
    };
    said.map(|said| PhoneNumber::parse_entered(said, country).map_err(ArgumentFault::Phone)).transpose()
}
