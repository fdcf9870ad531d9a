//! Answers for days that cannot be had.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::inbox::TAKE_A_MESSAGE;
use super::openings::{asked_days, by_day, clinic, for_and_with, spoken_part, today};
use super::spoken::{clock, weekday_date_year};
use crate::{
    domain::{dates::Days, line::single_line_limited},
    language::{
        answer::{answer, fitted_list},
        sentences::{Question, SpeechContext},
        spread::spread,
    },
};

const MAX_LABEL_CHARS: usize = 60;
/// Most openings that are offered instead of what was asked for.
pub(super) const MAX_SUGGESTIONS: usize = 3;

/// The days asked about are worked, and have no opening left. `later` are the local starts of the
/// next day that has some, in ascending order; those of days beyond it are left out.
pub(super) fn nothing_free(question: &Question, later: &[NaiveDateTime], desk: &SpeechContext) -> String {
    let days = spoken_days(question, desk);
    let horizon = match question.days {
        Days::Earliest => " in the next four weeks",
        Days::One(_) | Days::Range(..) => "",
    };
    fitted_list(MAX_SUGGESTIONS, |count, names| {
        format!(
            "{} has nothing free{}{days}{horizon}. {} {}",
            clinic(desk),
            for_and_with(question.service, question.practitioner, names),
            suggestion(question.days, later, count, desk),
            today(desk)
        )
    })
}

/// Nobody who could be seen works on the days asked about; `label` says why, as the clinic put it
/// (`Thanksgiving`). `later` as for [`nothing_free`].
pub(super) fn closed(
    question: &Question,
    label: Option<&str>,
    later: &[NaiveDateTime],
    desk: &SpeechContext,
) -> String {
    let days = spoken_days(question, desk);
    fitted_list(MAX_SUGGESTIONS, |count, names| {
        let subject = for_and_with(question.service, question.practitioner, names);
        format!(
            "{} {} {}",
            closed_reason(&subject, &days, label, desk),
            suggestion(question.days, later, count, desk),
            today(desk)
        )
    })
}

/// Nobody ever works in the part of the day that was asked for. The hours are those of the days asked about.
pub(super) fn never_then(
    question: &Question,
    (open, close): (NaiveTime, NaiveTime),
    others: &[NaiveDateTime],
    desk: &SpeechContext,
) -> String {
    let part = question.part.map(spoken_part).unwrap_or_default();
    let days =
        asked_days(&Question { part: None, ..*question }, desk).map(|days| format!(" {days}")).unwrap_or_default();
    let (open, close) = (clock(open), clock(close));
    let (has, hours) = match question.days {
        Days::One(_) => ("has no appointments", format!("the hours are {open} to {close}")),
        Days::Range(..) | Days::Earliest => (
            "never has appointments",
            format!("the hours begin at {open} at the earliest and end at {close} at the latest"),
        ),
    };
    fitted_list(MAX_SUGGESTIONS, |count, names| {
        let subject = for_and_with(question.service, question.practitioner, names);
        let other = offer("nearest", &spread(first_day(others), count), desk);
        let other = other.unwrap_or_else(|| "Ask the caller for another time.".to_owned());
        format!("{} {has}{subject} {part}{days}: {hours}. {other} {}", clinic(desk), today(desk))
    })
}

/// A day before today.
pub(super) fn day_in_past(date: NaiveDate, desk: &SpeechContext) -> String {
    in_past(date, "a day from today on, then write the day as YYYY-MM-DD", desk)
}

/// A start on a day before today.
pub(super) fn start_in_past(date: NaiveDate, desk: &SpeechContext) -> String {
    in_past(date, "a day from today on and a time, then send both as YYYY-MM-DDTHH:MM", desk)
}

fn in_past(date: NaiveDate, wanted: &str, desk: &SpeechContext) -> String {
    answer(&format!("{} is in the past. Ask the caller for {wanted}. {}", weekday_date_year(date), today(desk)))
}

/// A day after the last that can be booked.
pub(super) fn too_far(date: NaiveDate, last_bookable: NaiveDate, desk: &SpeechContext) -> String {
    answer(&format!("{} Ask the caller for an earlier day. {}", too_far_reason(date, last_bookable, desk), today(desk)))
}

/// `Oak Dental is closed on Friday, December 25 for Christmas Day.` Where a service or a practitioner was chosen, others
/// may well be at work: `Oak Dental has no appointments with Dr. Lee on Friday, December 25.`
pub(super) fn closed_reason(subject: &str, days: &str, label: Option<&str>, desk: &SpeechContext) -> String {
    let label = single_line_limited(label.unwrap_or_default(), MAX_LABEL_CHARS);
    match (subject, label.as_str()) {
        ("", "") => format!("{} is closed{days}.", clinic(desk)),
        ("", label) => format!("{} is closed{days} for {label}.", clinic(desk)),
        (subject, "") => format!("{} has no appointments{subject}{days}.", clinic(desk)),
        (subject, label) => format!("{} has no appointments{subject}{days} because of {label}.", clinic(desk)),
    }
}

pub(super) fn too_far_reason(date: NaiveDate, last_bookable: NaiveDate, desk: &SpeechContext) -> String {
    format!(
        "{} is too far ahead: {} takes bookings up to {}.",
        weekday_date_year(date),
        clinic(desk),
        weekday_date_year(last_bookable)
    )
}

/// `The next openings are Friday, December 4 at 9 AM (start 2026-12-04T09:00) and …`; nothing where there are none.
pub(super) fn offer(which: &str, starts: &[NaiveDateTime], desk: &SpeechContext) -> Option<String> {
    let days = by_day(starts, desk).join("; ");
    match starts {
        [] => None,
        [_] => Some(format!("The {which} opening is {days}.")),
        _ => Some(format!("The {which} openings are {days}.")),
    }
}

fn spoken_days(question: &Question, desk: &SpeechContext) -> String {
    asked_days(question, desk).map(|days| format!(" {days}")).unwrap_or_default()
}

/// The starts of the first day that has some.
fn first_day(starts: &[NaiveDateTime]) -> &[NaiveDateTime] {
    starts.chunk_by(|a, b| a.date() == b.date()).next().unwrap_or_default()
}

/// What to offer instead: the next day's openings, or what to ask.
fn suggestion(days: Days, later: &[NaiveDateTime], count: usize, desk: &SpeechContext) -> String {
    offer("next", &spread(first_day(later), count), desk).unwrap_or_else(|| match days {
        Days::Earliest => format!("Offer to {TAKE_A_MESSAGE}."),
        Days::One(_) | Days::Range(..) => "Ask the caller for another day.".to_owned(),
    })
}
