//! The start of an appointment: one that is wanted, or one that there is.

use chrono::{NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::{Arguments, Fault, Names, days::DATES, first_of, person, plain, text};
use crate::{
    booking::AppointmentRef,
    domain::dates::{DateError, Today, Wanted},
    language::{
        Language,
        sentences::{ArgumentFault, Expected},
    },
};

/// Under which names models send a start whole, and its date and its time.
type Spellings = [(Wanted, Names); 3];

const TIMES: Names = &["time", "appointment_time", "preferred_time"];
const WANTED: Spellings = [
    (Wanted::Start, &["start", "start_time", "date_time", "datetime", "slot"]),
    (Wanted::Date, DATES),
    (Wanted::Time, TIMES),
];
const NEW: Spellings = [
    (Wanted::Start, &["new_start", "new_start_time", "new_date_time", "new_datetime", "new_slot"]),
    (Wanted::Date, &["new_date"]),
    (Wanted::Time, &["new_time"]),
];
const OLD: Spellings =
    [(Wanted::Start, &["start", "start_time", "date_time", "datetime"]), (Wanted::Date, DATES), (Wanted::Time, TIMES)];
const ZONES: Names = &["timezone", "time_zone", "tz"];
/// Where an object holds a start, as Google's do.
const PARTS: [&str; 8] = ["date_time", "datetime", "start", "date", "time", "value", "time_zone", "timezone"];

/// The start of an appointment; models send it whole, or as a date and a time.
pub(crate) fn start(arguments: &Arguments, language: Language, today: Today) -> Result<NaiveDateTime, Fault> {
    moment(arguments, &WANTED, language, today)?.ok_or(ArgumentFault::NoStart { name: "start" })
}

/// The start to which an appointment is moved.
pub(crate) fn new_start(arguments: &Arguments, language: Language, today: Today) -> Result<NaiveDateTime, Fault> {
    moment(arguments, &NEW, language, today)?.ok_or(ArgumentFault::NoStart { name: "new_start" })
}

fn moment(
    arguments: &Arguments,
    spellings: &Spellings,
    language: Language,
    today: Today,
) -> Result<Option<NaiveDateTime>, Fault> {
    let texts = texts(arguments, spellings)?;
    if texts.is_empty() {
        return Ok(None);
    }
    let zone = first_of(arguments, ZONES)?;
    language.recogniser().start(&texts, zone.as_deref(), today).map(Some).map_err(ArgumentFault::Start)
}

/// Everything that is said of one start.
fn texts(arguments: &Arguments, spellings: &Spellings) -> Result<Vec<(Wanted, String)>, Fault> {
    let mut texts = Vec::new();
    for (wanted, names) in spellings {
        for name in *names {
            texts.extend(whole(arguments, name)?.map(|text| (*wanted, text)));
        }
    }
    Ok(texts)
}

/// A text, or an object that holds it in parts.
fn whole(arguments: &Arguments, name: &'static str) -> Result<Option<String>, Fault> {
    let Some(Value::Object(object)) = arguments.get(name) else { return text(arguments, name) };
    let parts = PARTS.iter().filter_map(|part| plain(object.get(*part)?, " "));
    Some(parts.collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .map(Some)
        .ok_or(ArgumentFault::WrongType { name, wanted: Expected::Text })
}

/// What the caller says of one of their appointments: its date, its start, the name it is under.
pub(crate) fn which(arguments: &Arguments, language: Language, today: Today) -> Result<AppointmentRef, Fault> {
    let which = AppointmentRef { name: person::telling_name(arguments, language)?, ..AppointmentRef::default() };
    let texts = texts(arguments, &OLD)?;
    let Some((wanted, day)) = texts.iter().find(|(wanted, _)| *wanted != Wanted::Time) else { return Ok(which) };
    match language.recogniser().start(&texts, None, today) {
        // A clock that was never set says the day.
        Ok(start) if start.time() == NaiveTime::MIN => Ok(AppointmentRef { date: Some(start.date()), ..which }),
        Ok(start) => Ok(AppointmentRef { start: Some(start), ..which }),
        Err(error @ (DateError::Contradiction | DateError::WrongWeekday { .. })) => Err(ArgumentFault::Start(error)),
        Err(DateError::Earliest) => Ok(which),
        Err(error) => match language.recogniser().date(day, today) {
            // Where two begin on one day, models are asked to send the whole start as the date.
            Ok(date) if *wanted == Wanted::Date => Ok(AppointmentRef { date: Some(date), ..which }),
            Ok(date) if matches!(error, DateError::NoTime(_)) => Ok(AppointmentRef { date: Some(date), ..which }),
            Ok(_) => Err(ArgumentFault::Start(error)),
            Err(DateError::Earliest) => Ok(which),
            Err(error) => Err(ArgumentFault::When(error)),
        },
    }
}
