//! The days on which a caller would like to come.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::{Arguments, Fault, Names, first_of, selection, text, yes_or_no};
use crate::{
    calendars::{AvailabilityQuery, LONGEST_RANGE_DAYS},
    domain::dates::{DateError, Days, DaysRequest, PartOfDay, Today, Wanted},
    language::{Language, sentences::ArgumentFault},
};

pub(super) const DATES: Names = &["date", "day", "appointment_date", "preferred_date"];
const FROMS: Names = &["from", "start_date", "start", "start_time"];
const TOS: Names = &["to", "end_date", "end", "end_time"];
const PARTS: Names = &["part_of_day", "time_of_day", "preferred_time"];

/// What the model asks for: a day, a range, or the earliest.
pub(crate) fn wish(arguments: &Arguments, language: Language, today: Today) -> Result<AvailabilityQuery, Fault> {
    let selection = selection(arguments)?;
    let said_part = part(arguments, language, today)?;
    let earliest = is_earliest(arguments, language, today)?;
    let days = match first_of(arguments, DATES)? {
        Some(date) => day(&date, language, today),
        None => range(first_of(arguments, FROMS)?.as_deref(), first_of(arguments, TOS)?.as_deref(), language, today),
    };
    let is_today = |days: &Days| matches!(days, Days::One(date) if *date == today.date);
    match days {
        // The earliest of a later day is one of that day. Without a day, or with one that is not understood, it is the first of all.
        Ok((days, part)) if !earliest || !is_today(&days) => {
            Ok(AvailabilityQuery { selection, days, part: both(said_part, part)? })
        }
        Err(fault) if !earliest => Err(fault),
        Ok(_) | Err(_) => Ok(AvailabilityQuery { selection, days: Days::Earliest, part: said_part }),
    }
}

/// What two arguments say of the part of the day; `Thursday morning` and `afternoon` contradict each other.
fn both(one: Option<PartOfDay>, other: Option<PartOfDay>) -> Result<Option<PartOfDay>, Fault> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let contradiction = ArgumentFault::Start(DateError::Contradiction);
            one.overlap(other).map(Some).ok_or(contradiction)
        }
        (one, other) => Ok(one.or(other)),
    }
}

/// Whether the first free time is wanted; absent is no. Models also send the caller's words for it, such as `asap`.
fn is_earliest(arguments: &Arguments, language: Language, today: Today) -> Result<bool, Fault> {
    let said = yes_or_no(arguments, "earliest", language);
    let words = said.is_err().then(|| text(arguments, "earliest").ok().flatten()).flatten();
    match words.map(|words| language.recogniser().days(&words, today)) {
        Some(Err(DateError::Earliest)) => Ok(true),
        _ => Ok(said?.unwrap_or(false)),
    }
}

/// A part of the day. What is sent as a time is one too, if it is no time.
fn part(arguments: &Arguments, language: Language, today: Today) -> Result<Option<PartOfDay>, Fault> {
    if let Some(said) = first_of(arguments, PARTS)? {
        return language.recogniser().part_of_day(&said, today).map_err(ArgumentFault::When);
    }
    Ok(text(arguments, "time")
        .ok()
        .flatten()
        .and_then(|said| language.recogniser().part_of_day(&said, today).ok())
        .flatten())
}

/// In minutes.
const END_OF_DAY: u32 = 24 * 60;

type Found = (Days, Option<PartOfDay>);

fn day(text: &str, language: Language, today: Today) -> Result<Found, Fault> {
    match language.recogniser().days(text, today) {
        // Of a month its beginning is looked at, and the answer says which days those are.
        Ok(DaysRequest { first, last, part }) => Ok((between(first, last.min(last_of_range(first)))?, part)),
        Err(DateError::Earliest) => Ok((Days::Earliest, None)),
        Err(error) => Err(ArgumentFault::When(error)),
    }
}

/// `from` alone is a week; `to` alone begins today.
fn range(from: Option<&str>, to: Option<&str>, language: Language, today: Today) -> Result<Found, Fault> {
    let recogniser = language.recogniser();
    let times = [from, to].map(|text| time_of(text?, language, today));
    let days = match (from, to) {
        (Some(from), Some(to)) => recogniser.days_between(from, to, today),
        (Some(from), None) => recogniser.days(from, today).map(|days| match days.last.cmp(&days.first) {
            core::cmp::Ordering::Greater => days,
            _ => DaysRequest { last: last_of_week(days.first), ..days },
        }),
        (None, Some(to)) => {
            recogniser.days(to, today).map(|days| DaysRequest { first: today.date, part: None, ..days })
        }
        (None, None) => return Err(ArgumentFault::NoDays),
    };
    let DaysRequest { first, last, part } = days.map_err(ArgumentFault::When)?;
    let part = match times {
        // A time says when a range of one day begins and ends, and nothing of longer ones.
        [None, None] => part,
        times => part_between(times).filter(|_| first == last),
    };
    between(first, last).map(|days| (days, part))
}

/// A week later, less a day.
fn last_of_week(first: NaiveDate) -> NaiveDate {
    first.checked_add_days(chrono::Days::new(6)).unwrap_or(first)
}

/// The time of a day that was sent with one.
fn time_of(text: &str, language: Language, today: Today) -> Option<NaiveTime> {
    let start = language.recogniser().start(&[(Wanted::Start, text.to_owned())], None, today);
    start.ok().map(|start| start.time())
}

/// The part of a day from one time to another; `None` for the whole day.
fn part_between([from, to]: [Option<NaiveTime>; 2]) -> Option<PartOfDay> {
    let minutes = |time: NaiveTime| time.hour() * 60 + time.minute();
    let from = from.map_or(0, minutes);
    // A day ends at midnight, or a minute before it.
    let to = to.map(minutes).filter(|to| (1..END_OF_DAY - 1).contains(to)).unwrap_or(END_OF_DAY);
    PartOfDay::minutes(from, to).filter(|_| (from, to) != (0, END_OF_DAY))
}

/// The last day of the longest range that begins then.
fn last_of_range(first: NaiveDate) -> NaiveDate {
    first.checked_add_days(chrono::Days::new(u64::from(LONGEST_RANGE_DAYS - 1))).unwrap_or(first)
}

fn between(from: NaiveDate, to: NaiveDate) -> Result<Days, Fault> {
    if to < from {
        return Err(ArgumentFault::RangeBackwards { from, to });
    }
    if (to - from).num_days() >= i64::from(LONGEST_RANGE_DAYS) {
        return Err(ArgumentFault::RangeTooLong { limit: LONGEST_RANGE_DAYS });
    }
    Ok(if from == to { Days::One(from) } else { Days::Range(from, to) })
}
