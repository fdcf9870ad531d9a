//! Which of their appointments a caller means.

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    Arguments, Fault, Names, first_of, is_agreed, is_nothing,
    moments::{self, Spellings, ZONES},
    person, plain, selection,
};
use crate::{
    booking::AppointmentRef,
    calendars::Selection,
    domain::{
        caller::Caller,
        dates::{DaysRequest, StartHint, Today, Wanted, iso_start},
        phone::PhoneNumber,
        route::Route,
    },
    language::{Language, sentences::ArgumentFault},
};

/// Under which names models say when an appointment is that there is.
const EXISTING: Spellings = [
    (
        Wanted::Start,
        &[
            "start",
            "start_time",
            "date_time",
            "datetime",
            "slot",
            "old_start",
            "current_start",
            "original_start",
            "existing_start",
            "appointment_start",
            "old_start_time",
            "current_start_time",
            "old_datetime",
            "current_datetime",
        ],
    ),
    (
        Wanted::Date,
        &[
            "date",
            "day",
            "when",
            "appointment_date",
            "preferred_date",
            "old_date",
            "current_date",
            "original_date",
            "existing_date",
            "appointment",
        ],
    ),
    (
        Wanted::Time,
        &[
            "time",
            "appointment_time",
            "preferred_time",
            "part_of_day",
            "time_of_day",
            "old_time",
            "current_time",
            "original_time",
        ],
    ),
];
/// The first and the last day of several.
const FROM: Names = &["from", "start_date"];
const TO: Names = &["to", "end_date"];
/// What says nothing of which appointment is meant: why, how long, whether it was confirmed, and what platforms and operators send of the
/// call. The ids that a model makes up for an appointment are not among them: there are none.
#[rustfmt::skip]
const BESIDE: Names = &[
    "reason", "notes", "note", "comments", "cancellation_reason", "summary", "reasoning", "thought", "explanation",
    "context", "status", "language",
    "email", "duration", "duration_minutes", "price", "end", "end_time", "location", "source", "channel", "timestamp",
    "called_number", "inbound_phone_number", "phone_number_id", "tenant", "tenant_id", "org", "org_id", "organization", "organization_id",
    "clinic", "clinic_id", "clinic_name", "account_id", "location_id", "calendar_id", "caller", "caller_number", "caller_id", "customer",
    "customer_id", "user_id", "call", "call_id", "tool_call_id", "request_id", "message_id", "session_id", "conversation_id", "assistant_id",
    "agent_id", "squad_id",
];

/// Which text is sent.
pub(super) const KINDS: Names = &["kind", "type"];

/// What a tool does with the appointment that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Tells of it. What is not understood by its name does no harm.
    Find,
    /// Cancels it.
    Act,
    /// Texts about it, in one of several kinds.
    Text,
    /// Moves it; `from` and `to` are its old and its new start, and a service or practitioner the one that it moves to.
    Move,
}

/// Who sends arguments, and to whom.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) language: Language,
    pub(crate) today: Today,
    /// Of the clinic, whose national numbers are understood.
    pub(crate) route: &'a Route,
}

/// What the caller says of one of their appointments. Where something is done to it, whatever was sent narrows or is a fault, so that
/// nothing which tells appointments apart is passed over.
pub(crate) fn which(arguments: &Arguments, purpose: Purpose, speaker: Speaker<'_>) -> Result<AppointmentRef, Fault> {
    if purpose != Purpose::Find {
        every_name_is_known(arguments, purpose)?;
        is_agreed(arguments, speaker.language)?;
    }
    let selection = if purpose == Purpose::Move { Selection::default() } else { selection(arguments)? };
    let phone = match telling_phone(arguments, speaker) {
        Err(_) if purpose == Purpose::Find => None,
        phone => phone?,
    };
    let when = when(arguments, purpose, speaker)?;
    Ok(AppointmentRef { when, name: person::telling_name(arguments, speaker.language)?, selection, phone })
}

fn when(arguments: &Arguments, purpose: Purpose, speaker: Speaker<'_>) -> Result<StartHint, Fault> {
    let Speaker { language, today, .. } = speaker;
    let mut texts = moments::texts(arguments, &EXISTING)?;
    let (from, to) = (first_of(arguments, FROM)?, first_of(arguments, TO)?.filter(|_| purpose != Purpose::Move));
    let between = match (from, to) {
        (Some(from), Some(to)) => days_between(&from, &to, speaker)?,
        // Its old start, where the appointment is moved.
        (Some(from), None) if purpose == Purpose::Move => {
            texts.push((Wanted::Start, from));
            StartHint::default()
        }
        (Some(from), None) => {
            StartHint { days: Some((days(&from, speaker)?.first, NaiveDate::MAX)), ..StartHint::default() }
        }
        (None, Some(to)) => StartHint { days: Some((today.date, days(&to, speaker)?.last)), ..StartHint::default() },
        (None, None) => StartHint::default(),
    };
    let said = language.recogniser().start_hint(&texts, today).and_then(|said| between.and(said));
    let said = said.map_err(ArgumentFault::When)?;
    // A zone that was sent by itself goes with a start.
    if let (Some(zone), Some(day), [time]) = (first_of(arguments, ZONES)?, said.only_day(), said.times.as_slice()) {
        let start = (Wanted::Start, iso_start(day.and_time(*time)));
        language.recogniser().start(&[start], Some(&zone), today).map_err(ArgumentFault::Start)?;
    }
    Ok(said)
}

fn days(text: &str, Speaker { language, today, .. }: Speaker<'_>) -> Result<DaysRequest, Fault> {
    language.recogniser().days(text, today).map_err(ArgumentFault::When)
}

fn days_between(from: &str, to: &str, speaker: Speaker<'_>) -> Result<StartHint, Fault> {
    let Speaker { language, today, .. } = speaker;
    let days = language.recogniser().days_between(from, to, today).map_err(ArgumentFault::When)?;
    let (from, to) = (days.first, days.last);
    if to < from {
        return Err(ArgumentFault::RangeBackwards { from, to });
    }
    Ok(StartHint { days: Some((from, to)), ..StartHint::default() })
}

/// A name that no reader knows may say which appointment is meant.
fn every_name_is_known(arguments: &Arguments, purpose: Purpose) -> Result<(), Fault> {
    let read = EXISTING.iter().map(|(_, names)| *names).chain([FROM, TO, ZONES, BESIDE, super::AGREEMENTS]);
    let read = read.chain([moments::HOURS, moments::MINUTES, moments::HALVES]);
    let mut known: Vec<Names> = read.chain(person::ALL).chain(super::SELECTION).collect();
    match purpose {
        Purpose::Move => known.extend(moments::NEW.iter().map(|(_, names)| *names)),
        Purpose::Text => known.push(KINDS),
        Purpose::Find | Purpose::Act => {}
    }
    let is_silent = |value: &Value| plain(value, "").is_some_and(|text| is_nothing(text.trim()));
    let is_known = |name: &str| known.iter().any(|names| names.contains(&name));
    for (name, value) in arguments.iter().filter(|(_, value)| !is_silent(value)) {
        if !is_known(name) {
            return Err(ArgumentFault::UnknownName { said: name.clone() });
        }
        // What stands within an argument narrows as well.
        if let Some(inner) = value.as_object().and_then(|parts| unread_within(name, parts)) {
            return Err(ArgumentFault::UnknownName { said: format!("{name}.{inner}") });
        }
    }
    Ok(())
}

/// A member of an argument that no reader of it reads.
fn unread_within<'a>(name: &str, parts: &'a Arguments) -> Option<&'a String> {
    let is_person = person::ALL.iter().any(|names| names.contains(&name));
    let is_moment = EXISTING.iter().chain(&moments::NEW).any(|(_, names)| names.contains(&name));
    parts.keys().find(|part| {
        let part = part.as_str();
        is_person && !person::ALL.iter().any(|names| names.contains(&part))
            || is_moment && !moments::PARTS.contains(&part)
    })
}

/// Appointments are found by the number that the caller calls from, and by no other that they name. Where that number is withheld, the one
/// that they left tells what was booked in the same call apart.
fn telling_phone(arguments: &Arguments, speaker: Speaker<'_>) -> Result<Option<PhoneNumber>, Fault> {
    let own = speaker.caller.number.as_ref();
    match person::phone(arguments, speaker.route, own) {
        Ok(Some(number)) if own.is_none() => Ok(Some(number)),
        Ok(None) => Ok(None),
        Ok(Some(number)) if own == Some(&number) => Ok(None),
        Err(fault) if own.is_none() => Err(fault),
        Ok(Some(_)) | Err(_) => Err(ArgumentFault::OtherNumber),
    }
}
