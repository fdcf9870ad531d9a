//! The start of an appointment that is wanted.

use chrono::NaiveDateTime;
use serde_json::Value;

use super::{Arguments, Fault, Names, days::DATES, first_of, plain, text};
use crate::{
    booking::{AppointmentRef, NewStart},
    domain::dates::{DateError, Today, Wanted},
    language::{
        Language,
        sentences::{ArgumentFault, Expected},
    },
};

/// Under which names models send a start whole, and its date and its time.
pub(super) type Spellings = [(Wanted, Names); 3];

const WANTED: Spellings = [
    (Wanted::Start, &["start", "start_time", "date_time", "datetime", "slot"]),
    (Wanted::Date, DATES),
    (Wanted::Time, &["time", "appointment_time", "preferred_time", "part_of_day", "time_of_day"]),
];
pub(super) const NEW: Spellings = [
    (
        Wanted::Start,
        &["new_start", "new_start_time", "new_date_time", "new_datetime", "new_slot", "new_appointment", "to"],
    ),
    (Wanted::Date, &["new_date", "new_day", "new_appointment_date"]),
    (Wanted::Time, &["new_time", "new_hour", "new_appointment_time"]),
];
pub(super) const HOURS: Names = &["hour"];
pub(super) const MINUTES: Names = &["minute", "minutes"];
pub(super) const HALVES: Names = &["meridiem", "am_pm", "ampm"];
pub(super) const ZONES: Names = &["timezone", "time_zone", "tz"];
/// Where an object holds a start, as Google's do.
pub(super) const PARTS: [&str; 8] =
    ["date_time", "datetime", "start", "date", "time", "value", "time_zone", "timezone"];

/// The start of an appointment; models send it whole, or as a date and a time.
pub(crate) fn start(arguments: &Arguments, language: Language, today: Today) -> Result<NaiveDateTime, Fault> {
    moment(arguments, &WANTED, language, today)?.ok_or(ArgumentFault::NoStart { name: "start" })
}

/// The start to which an appointment is moved. Whoever says which day it is on and names another time means that day.
pub(crate) fn new_start(
    arguments: &Arguments,
    which: &AppointmentRef,
    language: Language,
    today: Today,
) -> Result<NewStart, Fault> {
    let keeps =
        |texts: &[(Wanted, String)]| texts.iter().any(|(_, text)| language.recogniser().keeps_day_or_time(text));
    match moment(arguments, &NEW, language, today) {
        // Ten o'clock at the same time is two times.
        Ok(Some(_)) if keeps(&texts(arguments, &NEW)?) => Err(ArgumentFault::Start(DateError::Contradiction)),
        Ok(start) => start.map(NewStart::At).ok_or(ArgumentFault::NoStart { name: "new_start" }),
        Err(ArgumentFault::Start(DateError::NoDay)) => {
            let mut texts = texts(arguments, &NEW)?;
            if which.when.days.is_none() && !keeps(&texts) {
                return Err(ArgumentFault::Start(DateError::NoDay));
            }
            // The time is told by the clinic's hours on that day. Of a day that only the appointment knows it is told if all days agree.
            let (day, today) = match which.when.only_day() {
                Some(day) => (day, today),
                None => (today.date, Today { open: today.open.on_any_day(), ..today }),
            };
            texts.push((Wanted::Date, day.to_string()));
            let start = language.recogniser().start(&texts, None, today).map_err(ArgumentFault::Start)?;
            Ok(NewStart::SameDay(start.time()))
        }
        Err(ArgumentFault::Start(DateError::NoTime(day))) if keeps(&texts(arguments, &NEW)?) => {
            Ok(NewStart::SameTime(day))
        }
        Err(fault) => Err(fault),
    }
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
pub(super) fn texts(arguments: &Arguments, spellings: &Spellings) -> Result<Vec<(Wanted, String)>, Fault> {
    let mut texts = Vec::new();
    for (wanted, names) in spellings {
        for name in names.iter().filter(|name| **name != "time") {
            texts.extend(whole(arguments, name)?.map(|text| (*wanted, text)));
        }
        if names.contains(&"time") {
            texts.extend(clock_text(arguments)?.map(|text| (*wanted, text)));
        }
    }
    Ok(texts)
}

/// A time in one argument, or in pieces: its hour, its minute, its half of the day.
pub(super) fn clock_text(arguments: &Arguments) -> Result<Option<String>, Fault> {
    let [hour, minute, half] = [HOURS, MINUTES, HALVES].map(|names| first_of(arguments, names));
    let (hour, minute, half) = (hour?, minute?, half?);
    let time = match (whole(arguments, "time")?, hour, minute) {
        (time, None, None) => time,
        (None, Some(hour), None) => Some(hour),
        (None, Some(hour), Some(minute)) => Some(format!("{hour}:{minute:0>2}")),
        // A time and an hour, or a minute of nothing.
        _ => return Err(ArgumentFault::Start(DateError::Contradiction)),
    };
    Ok(match (time, half) {
        (Some(time), Some(half)) => Some(format!("{time} {half}")),
        (time, _) => time,
    })
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
