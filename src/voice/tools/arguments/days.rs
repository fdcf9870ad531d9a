//! The days on which a caller would like to come.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::{Arguments, Fault, Names, all_of, first_of, moments::clock_text, selection, text, yes_or_no};
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
    let days = days(arguments, language, today);
    let is_today = |days: &Days| matches!(days, Days::One(date) if *date == today.date);
    match days {
        // The earliest of a later day is one of that day. Today, and without a day, it is the first of all.
        Ok((days, part)) => {
            let days = if earliest && part.is_none() && is_today(&days) { Days::Earliest } else { days };
            Ok(AvailabilityQuery { selection, days, part: both(said_part, part)? })
        }
        // A day that is over is no wish against the first one that there is.
        Err(ArgumentFault::NoDays | ArgumentFault::When(DateError::Past { .. })) if earliest => {
            Ok(AvailabilityQuery { selection, days: Days::Earliest, part: said_part })
        }
        Err(fault) => Err(fault),
    }
}

/// The days, and the part of them that was said with them.
fn days(arguments: &Arguments, language: Language, today: Today) -> Result<Found, Fault> {
    let (from, to) = (first_of(arguments, FROMS)?, first_of(arguments, TOS)?);
    let mut found: Option<Found> = None;
    for text in all_of(arguments, DATES)? {
        let read = day(&text, language, today)?;
        if found.is_some_and(|found| found != read) {
            return Err(contradiction());
        }
        found = Some(read);
    }
    match found {
        None => range(from.as_deref(), to.as_deref(), language, today),
        Some(found) if from.is_none() && to.is_none() => Ok(found),
        // From when until when on that day.
        Some((Days::One(date), part)) => {
            let time = |text: Option<String>| text.map(|text| time_on(date, text, language, today)).transpose();
            let times = [time(from)?, time(to)?];
            if matches!(times, [Some(from), Some(to)] if to <= from) {
                return Err(contradiction());
            }
            Ok((Days::One(date), both(part, part_between(times))?))
        }
        Some(_) => Err(contradiction()),
    }
}

fn time_on(date: NaiveDate, text: String, language: Language, today: Today) -> Result<NaiveTime, Fault> {
    let texts = [(Wanted::Date, date.to_string()), (Wanted::Time, text)];
    language.recogniser().start(&texts, None, today).map(|start| start.time()).map_err(|_| contradiction())
}

const fn contradiction() -> Fault {
    ArgumentFault::Start(DateError::Contradiction)
}

/// What two arguments say of the part of the day; `Thursday morning` and `afternoon` contradict each other.
fn both(one: Option<PartOfDay>, other: Option<PartOfDay>) -> Result<Option<PartOfDay>, Fault> {
    match (one, other) {
        (Some(one), Some(other)) => one.overlap(other).map(Some).ok_or(contradiction()),
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

/// The part of the day, of which a time is the part about it. What is said of it in several arguments has to go together.
fn part(arguments: &Arguments, language: Language, today: Today) -> Result<Option<PartOfDay>, Fault> {
    let said = all_of(arguments, PARTS)?.into_iter().chain(clock_text(arguments)?);
    let read = |said: String| language.recogniser().part_of_day(&said, today).map_err(ArgumentFault::When);
    said.map(read).try_fold(None, |found, part| both(found, part?))
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
        (Some(from), Some(to)) => {
            let part = |text| recogniser.days(text, today).ok().and_then(|days| days.part);
            if part(from).zip(part(to)).is_some_and(|(one, other)| one != other) && times == [None, None] {
                return Err(contradiction());
            }
            recogniser.days_between(from, to, today)
        }
        (Some(from), None) => recogniser.days(from, today).map(|days| match days.last.cmp(&days.first) {
            core::cmp::Ordering::Greater => DaysRequest { last: days.last.min(last_of_range(days.first)), ..days },
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
