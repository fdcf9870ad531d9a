//! The answer of a check that found something.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::spoken::{clock, list, weekday_date, weekday_date_year, zone_words};
use super::{English, not_bookable, refusals};
use crate::{
    domain::{
        appointment::AppointmentSummary,
        dates::{Days, PartOfDay, iso_start},
        line::single_line_limited,
        schedule::Refusal,
    },
    language::{
        answer::{NAME_CHARS, first_fitting},
        sentences::{AvailabilitySentences, OpeningCount, Question, SpeechContext},
        spread::{MAX_SLOTS_SPOKEN, spread},
    },
};

const MAX_CLINIC_CHARS: usize = 60;
/// The highest number that is said.
const MOST_COUNTED: usize = 9;

impl AvailabilitySentences for English {
    fn openings(
        &self,
        question: &Question,
        slots: &[NaiveDateTime],
        total: OpeningCount,
        desk: &SpeechContext,
    ) -> String {
        if slots.is_empty() {
            return self.nothing_free(question, &[], desk);
        }
        let total = OpeningCount { known: total.known.max(slots.len()), ..total };
        let sentence = |count| {
            let chosen = match question.days {
                Days::Earliest => slots.iter().take(count).copied().collect(),
                Days::One(_) | Days::Range(..) => spread(slots, count),
            };
            format!(
                "{} {} {}",
                heading(question, total, chosen.len(), desk),
                listing(question.days, &chosen, desk),
                today(desk)
            )
        };
        first_fitting((1..=MAX_SLOTS_SPOKEN).rev().map(sentence))
    }

    fn too_many_to_look_through(&self, question: &Question, desk: &SpeechContext) -> String {
        let days = asked_days(question, desk).map(|days| format!(" {days}")).unwrap_or_default();
        format!(
            "I could not look through all calendars{}{days} at once. Ask for one day, with one practitioner or in one part of the day. {}",
            subject(question),
            today(desk)
        )
    }

    fn nothing_free(&self, question: &Question, later: &[NaiveDateTime], desk: &SpeechContext) -> String {
        refusals::nothing_free(question, later, desk)
    }

    fn closed(
        &self,
        question: &Question,
        label: Option<&str>,
        later: &[NaiveDateTime],
        desk: &SpeechContext,
    ) -> String {
        refusals::closed(question, label, later, desk)
    }

    fn never_then(
        &self,
        question: &Question,
        hours: (NaiveTime, NaiveTime),
        others: &[NaiveDateTime],
        desk: &SpeechContext,
    ) -> String {
        refusals::never_then(question, hours, others, desk)
    }

    fn too_far(&self, date: NaiveDate, last_bookable: NaiveDate, desk: &SpeechContext) -> String {
        refusals::too_far(date, last_bookable, desk)
    }

    fn not_bookable(
        &self,
        refusal: &Refusal,
        visit: &AppointmentSummary,
        nearby: &[NaiveDateTime],
        desk: &SpeechContext,
    ) -> String {
        not_bookable::not_bookable(refusal, visit, nearby, desk)
    }
}

/// `On Thursday, December 3 in the morning, Oak Dental has 9 openings for cleaning, for example`.
fn heading(question: &Question, total: OpeningCount, shown: usize, desk: &SpeechContext) -> String {
    let number = match total {
        OpeningCount { known: 1, may_be_more: false } => "one opening".to_owned(),
        OpeningCount { known: 1, may_be_more: true } => "at least one opening".to_owned(),
        // Nobody says "273 openings".
        OpeningCount { known, .. } if known > MOST_COUNTED => "more than nine openings".to_owned(),
        OpeningCount { known, may_be_more: false } => format!("{known} openings"),
        OpeningCount { known, may_be_more: true } => format!("at least {known} openings"),
    };
    let introduction = match question.days {
        _ if total.known == shown => ":",
        Days::Earliest => ", the first of them",
        Days::One(_) | Days::Range(..) => ", for example",
    };
    let found = format!("has {number}{}{introduction}", subject(question));
    match asked_days(question, desk) {
        Some(days) => format!("{}, {} {found}", sentence_case(&days), clinic_or(desk.clinic, "the clinic")),
        None => format!("{} {found}", clinic(desk)),
    }
}

/// One day's times after each other, several days each with its date.
fn listing(days: Days, chosen: &[NaiveDateTime], desk: &SpeechContext) -> String {
    if let Days::One(_) = days {
        return format!("{}.", times(chosen));
    }
    format!("{}.", by_day(chosen, desk).join("; "))
}

/// `Friday, December 4 at 9 AM (start 2026-12-04T09:00) and noon (start 2026-12-04T12:00)`, one for
/// each day.
pub(super) fn by_day(starts: &[NaiveDateTime], desk: &SpeechContext) -> Vec<String> {
    starts
        .chunk_by(|a, b| a.date() == b.date())
        .filter_map(|day| {
            let date = day.first()?.date();
            Some(format!("{} at {}", spoken_day(date, desk), times(day)))
        })
        .collect()
}

fn times(starts: &[NaiveDateTime]) -> String {
    let said: Vec<String> =
        starts.iter().map(|start| format!("{} (start {})", clock(start.time()), iso_start(*start))).collect();
    list(&said)
}

/// `on Thursday, December 3 in the morning`; `None` when no days were named.
pub(super) fn asked_days(question: &Question, desk: &SpeechContext) -> Option<String> {
    let part = question.part.map(spoken_part);
    let days = match question.days {
        Days::One(date) => Some(format!("on {}", spoken_day(date, desk))),
        Days::Range(first, last) => Some(format!("from {} to {}", spoken_day(first, desk), spoken_day(last, desk))),
        Days::Earliest => None,
    };
    match (days, part) {
        (Some(days), Some(part)) => Some(format!("{days} {part}")),
        (days, part) => days.or(part),
    }
}

pub(super) fn spoken_part(part: PartOfDay) -> String {
    match part {
        PartOfDay::MORNING => "in the morning".to_owned(),
        PartOfDay::AFTERNOON => "in the afternoon".to_owned(),
        PartOfDay::EVENING => "in the evening".to_owned(),
        part => match part.end() {
            Some(end) if part.start() == chrono::NaiveTime::MIN => format!("before {}", clock(end)),
            Some(end) => format!("between {} and {}", clock(part.start()), clock(end)),
            None => format!("after {}", clock(part.start())),
        },
    }
}

/// ` for cleaning with Dr. Lee`, or nothing.
pub(super) fn subject(question: &Question) -> String {
    for_and_with(question.service, question.practitioner, NAME_CHARS)
}

/// As [`subject`], with names of at most `names` characters.
pub(super) fn for_and_with(service: Option<&str>, practitioner: Option<&str>, names: usize) -> String {
    let name = |preposition: &str, name: Option<&str>| {
        let name = single_line_limited(name.unwrap_or_default(), names);
        if name.is_empty() { name } else { format!(" {preposition} {name}") }
    };
    name("for", service) + &name("with", practitioner)
}

pub(super) fn spoken_day(date: NaiveDate, desk: &SpeechContext) -> String {
    weekday_date(date, desk.today.year())
}

pub(super) fn clinic(desk: &SpeechContext) -> String {
    clinic_or(desk.clinic, "The clinic")
}

/// The clinic's name, short enough for a sentence, or other words where there is none.
pub(super) fn clinic_or(name: &str, otherwise: &str) -> String {
    let name = single_line_limited(name, MAX_CLINIC_CHARS);
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// The reminder that ends every answer about the calendar.
pub(super) fn today(desk: &SpeechContext) -> String {
    format!("Today is {}, {}.", weekday_date_year(desk.today.date), zone_words(desk.today.zone))
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
