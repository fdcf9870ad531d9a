//! Answers for days and times that cannot be had.

use chrono::{NaiveDate, NaiveDateTime};

use super::line::answer;
use super::openings::{asked_days, by_day, clinic, day_said, subject, today};
use super::spoken::{clock, weekday_date_year};
use super::{Days, Desk, Question, single_line_limited, spread};

const MAX_LABEL_CHARS: usize = 60;
const MAX_SUGGESTIONS: usize = 3;

/// The days asked about are worked, and have no opening left. `later` are the local starts of the
/// next day that has some, in ascending order; those of days beyond it are left out.
pub fn nothing_free(question: &Question, later: &[NaiveDateTime], desk: &Desk) -> String {
    let days = asked_days(question, desk).map(|days| format!(" {days}")).unwrap_or_default();
    let horizon = match question.days {
        Days::Earliest => " in the next four weeks",
        Days::One(_) | Days::Range(..) => "",
    };
    answer(&format!(
        "{} has nothing free{}{days}{horizon}. {} {}",
        clinic(desk),
        subject(question),
        suggestion(question.days, later, desk),
        today(desk)
    ))
}

/// The clinic does not work on the days asked about; `label` says why, as the clinic put it
/// (`Thanksgiving`). `later` as for [`nothing_free`].
pub fn closed(question: &Question, label: Option<&str>, later: &[NaiveDateTime], desk: &Desk) -> String {
    let days = asked_days(question, desk).map(|days| format!(" {days}")).unwrap_or_default();
    let reason = match single_line_limited(label.unwrap_or_default(), MAX_LABEL_CHARS) {
        label if label.is_empty() => label,
        label => format!(" for {label}"),
    };
    answer(&format!(
        "{} is closed{days}{reason}. {} {}",
        clinic(desk),
        suggestion(question.days, later, desk),
        today(desk)
    ))
}

/// A day before today.
pub fn day_in_past(date: NaiveDate, desk: &Desk) -> String {
    answer(&format!(
        "{} is in the past. Ask the caller for a day from today on, then write the day as YYYY-MM-DD. {}",
        weekday_date_year(date),
        today(desk)
    ))
}

/// A day after the last that can be booked.
pub fn too_far(date: NaiveDate, last_bookable: NaiveDate, desk: &Desk) -> String {
    answer(&format!(
        "{} is too far ahead: {} takes bookings up to {}. Ask the caller for an earlier day. {}",
        weekday_date_year(date),
        clinic(desk),
        weekday_date_year(last_bookable),
        today(desk)
    ))
}

/// A start that has passed or lies within the clinic's notice; `bookable_from` is the end of it.
pub fn too_soon(start: NaiveDateTime, bookable_from: NaiveDateTime, desk: &Desk) -> String {
    answer(&format!(
        "It is too late to book {}. {} takes bookings no earlier than {}. Ask the caller for a later time. {}",
        moment(start, desk),
        clinic(desk),
        moment(bookable_from, desk),
        today(desk)
    ))
}

fn moment(start: NaiveDateTime, desk: &Desk) -> String {
    format!("{} on {}", clock(start.time()), day_said(start.date(), desk))
}

/// What to offer instead: the next day's openings, or what to ask.
fn suggestion(days: Days, later: &[NaiveDateTime], desk: &Desk) -> String {
    let next_day: Vec<NaiveDateTime> =
        later.chunk_by(|a, b| a.date() == b.date()).next().map(|day| spread(day, MAX_SUGGESTIONS)).unwrap_or_default();
    match by_day(&next_day, desk).first() {
        Some(openings) => format!("The next openings are {openings}."),
        None if days == Days::Earliest => "Offer to have someone from the clinic call back.".to_owned(),
        None => "Ask the caller for another day.".to_owned(),
    }
}
