//! What is said of a date or time that was refused.

use chrono::Datelike;

use super::spoken::{clock, day_name, month_day, month_name, weekday_date_year, zone_words};
use crate::domain::dates::{DateError, NoSuchDay, Wanted};

const SEVERAL_DAYS: &str = "That is more than one day. Send one day as date, or the first and last day as from and to, \
    each as YYYY-MM-DD.";
const NO_DAY: &str = "The day is missing. Ask the caller which day they would like, then send day and time together, as \
    YYYY-MM-DDTHH:MM.";
const CONTRADICTION: &str = "The arguments name different days or times. Ask the caller which day and time they would \
    like, then send both once, as YYYY-MM-DDTHH:MM.";

/// What is wrong, and what to ask or send instead: one line of fewer than 200 characters.
pub(in crate::language::english) fn date_remedy(error: &DateError) -> String {
    match error {
        DateError::Missing(wanted) => format!("The {} is missing. {}.", noun(*wanted), remedy(*wanted)),
        DateError::Unfilled(wanted) => {
            format!("The {} is a template that was not filled in. {}.", noun(*wanted), remedy(*wanted))
        }
        DateError::TooLong(wanted) => format!("The {} is too long to read. {}.", noun(*wanted), remedy(*wanted)),
        DateError::Unclear { wanted, shown } => {
            format!("I could not read \"{shown}\" as a {}. {}.", noun(*wanted), remedy(*wanted))
        }
        DateError::Ambiguous { month_first, day_first } => which_day(&format!(
            "That date could be {} or {}. Ask the caller which one they mean",
            month_day(*month_first),
            month_day(*day_first)
        )),
        DateError::ShortYear => which_day("That date has no four-digit year. Ask the caller which day they mean"),
        DateError::NoSuchDate(day) => {
            which_day(&format!("There is no {} in the calendar. Ask the caller which day they mean", no_such(*day)))
        }
        DateError::WrongWeekday { date, named } => which_day(&format!(
            "{} is a {}, not a {}. Ask the caller which day they mean",
            month_day(*date),
            day_name(date.weekday()),
            day_name(*named)
        )),
        DateError::Past { date, today } => which_day(&format!(
            "{} is in the past: today is {}. Ask the caller for a day from today on",
            weekday_date_year(*date),
            weekday_date_year(*today)
        )),
        DateError::SeveralDays => SEVERAL_DAYS.to_owned(),
        DateError::Several(wanted) => format!("That is more than one {}. {}.", noun(*wanted), remedy(*wanted)),
        DateError::Earliest => {
            "To find the first opening, check availability with earliest set to true and without a date.".to_owned()
        }
        DateError::HalfOfDay { am, pm } => format!(
            "Ask the caller whether they mean {} or {}, then write the time as HH:MM on the 24-hour clock.",
            clock(*am),
            clock(*pm)
        ),
        DateError::NoSuchTime => {
            "There is no such time on the clock. Ask the caller what time they would like, then write it as HH:MM."
                .to_owned()
        }
        DateError::NoTime(date) => format!(
            "The time is missing. Ask the caller what time on {} they would like, then send it as YYYY-MM-DDTHH:MM.",
            weekday_date_year(*date)
        ),
        DateError::NoDay => NO_DAY.to_owned(),
        DateError::Contradiction => CONTRADICTION.to_owned(),
        DateError::OtherZone(zone) => format!(
            "Times are on the clinic's clock, {}. Ask the caller for the time there, then send it without Z, zone or offset.",
            zone_words(*zone)
        ),
    }
}

/// The same of a start, which is sent as day and time: what speaks of the day or the time alone gets both named.
pub(super) fn start_remedy(error: &DateError) -> String {
    match error {
        DateError::Missing(_)
        | DateError::Unfilled(_)
        | DateError::TooLong(_)
        | DateError::Unclear { .. }
        | DateError::Several(_)
        | DateError::Earliest
        | DateError::NoTime(_)
        | DateError::NoDay
        | DateError::Contradiction
        | DateError::OtherZone(_) => date_remedy(error),
        DateError::Ambiguous { .. }
        | DateError::ShortYear
        | DateError::NoSuchDate(_)
        | DateError::WrongWeekday { .. }
        | DateError::Past { .. }
        | DateError::SeveralDays
        | DateError::HalfOfDay { .. }
        | DateError::NoSuchTime => {
            format!("{} Send day and time together, as YYYY-MM-DDTHH:MM.", date_remedy(error))
        }
    }
}

fn which_day(question: &str) -> String {
    format!("{question}, then write the day as YYYY-MM-DD.")
}

fn noun(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Date => "date",
        Wanted::Time => "time",
        Wanted::Start => "start time",
        Wanted::PartOfDay => "part of the day",
    }
}

fn remedy(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Date => "Ask the caller which day they would like, then send it as YYYY-MM-DD",
        Wanted::Time => "Ask the caller what time they would like, then send it as HH:MM",
        Wanted::Start => "Ask the caller which day and time they would like, then send it as YYYY-MM-DDTHH:MM",
        Wanted::PartOfDay => "Ask the caller, then send morning, afternoon or evening",
    }
}

/// `February 30`, `month 13`.
fn no_such(day: NoSuchDay) -> String {
    match day {
        NoSuchDay::OfMonth { month, day, year } => {
            let name = month_name(month).unwrap_or_default();
            year.map_or_else(|| format!("{name} {day}"), |year| format!("{name} {day}, {year}"))
        }
        NoSuchDay::Month(month) => format!("month {month}"),
        NoSuchDay::InThatMonth(day) => format!("day {day} in that month"),
        NoSuchDay::ThatWeekday => "such weekday of that month".to_owned(),
        NoSuchDay::BeyondCalendar => "such day".to_owned(),
    }
}
