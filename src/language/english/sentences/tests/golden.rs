//! `tests/golden/speech.txt`: each case with the sentence that the agent hears. The test prints
//! the whole file as it would be now when it differs, to be read before it is taken over.

use chrono::NaiveDateTime;

use super::super::refusals::day_in_past;
use super::prelude::*;
use super::{booking_cases, date, desk, emergency_cases, hours_cases, inbox_cases, knowledge_cases, start};
use crate::{domain::dates::Wanted, language::Recogniser};

const GOLDEN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/speech.txt"));

pub(super) type Case = (&'static str, String);

fn day(times: &[&str]) -> Vec<NaiveDateTime> {
    let on_thursday = |time: &&str| start(&format!("2026-12-03T{time}"));
    times.iter().map(on_thursday).collect()
}

/// Every half hour from 9 AM to 4:30 PM.
pub(super) fn half_hours(days: &[&str]) -> Vec<NaiveDateTime> {
    days.iter()
        .flat_map(|day| (18..34).map(move |half| format!("{day}T{:02}:{:02}", half / 2, half % 2 * 30)))
        .map(|text| start(&text))
        .collect()
}

fn thursday() -> Question<'static> {
    Question::about(Days::One(date("2026-12-03")))
}

fn week() -> Question<'static> {
    Question::about(Days::Range(date("2026-12-01"), date("2026-12-07")))
}

fn openings_found() -> Vec<Case> {
    let said = |question: Question, slots: &[NaiveDateTime]| {
        English.openings(&question, slots, OpeningCount::exactly(slots.len()), &desk())
    };
    let many = half_hours(&["2026-12-03"]);
    let days = half_hours(&["2026-12-01", "2026-12-03", "2026-12-07"]);
    let for_whom = Question {
        part: Some(PartOfDay::MORNING),
        service: Some("cleaning"),
        practitioner: Some("Dr. Lee"),
        ..thursday()
    };
    let more = OpeningCount { known: days.len(), may_be_more: true };
    let late = Question { part: English.part_of_day("after 3pm", desk().today).unwrap(), ..thursday() };
    let next_year = Question::about(Days::One(date("2027-01-05")));
    vec![
        ("a day with many openings", said(thursday(), &many)),
        ("a day with three", said(thursday(), &day(&["09:00", "12:00", "14:30"]))),
        ("a day with one", said(thursday(), &day(&["09:30"]))),
        ("a morning, a service and a practitioner", said(for_whom, &day(&["09:00", "11:30"]))),
        ("after 3 PM", said(late, &day(&["15:00", "16:00"]))),
        ("a day of next year", said(next_year, &[start("2027-01-05T10:00")])),
        ("a week", said(week(), &days)),
        ("the earliest", said(Question::about(Days::Earliest), &days)),
        (
            "the earliest of more than were counted",
            English.openings(&Question::about(Days::Earliest), &days, more, &desk()),
        ),
        (
            "one, when the search was given up",
            English.openings(&week(), &days[..1], OpeningCount { known: 1, may_be_more: true }, &desk()),
        ),
        ("none, when the search was given up", English.too_many_to_look_through(&week(), &desk())),
    ]
}

fn nothing_found() -> Vec<Case> {
    let friday = half_hours(&["2026-12-04", "2026-12-07"]);
    let tuesday = half_hours(&["2026-12-08"]);
    let after_christmas = half_hours(&["2026-12-28"]);
    let christmas = Question::about(Days::One(date("2026-12-25")));
    let cleaning = Question { part: Some(PartOfDay::AFTERNOON), service: Some("cleaning"), ..thursday() };
    let with_lee = Question { practitioner: Some("Dr. Lee"), ..thursday() };
    let earliest = Question::about(Days::Earliest);
    let evening = Question { part: Some(PartOfDay::EVENING), ..with_lee };
    let late = Question { part: Some(PartOfDay::EVENING), ..earliest };
    let hours = (start("2026-12-04T09:00").time(), start("2026-12-04T17:00").time());
    vec![
        ("nothing free, next day known", English.nothing_free(&thursday(), &friday, &desk())),
        ("nothing free, next day unknown", English.nothing_free(&cleaning, &[], &desk())),
        ("nothing free in a week", English.nothing_free(&week(), &tuesday, &desk())),
        ("nothing free at all", English.nothing_free(&earliest, &[], &desk())),
        ("never open then, a day", English.never_then(&evening, hours, &friday[13..16], &desk())),
        ("never open then, any day", English.never_then(&late, hours, &friday[13..16], &desk())),
        ("never open then, nothing near", English.never_then(&evening, hours, &[], &desk())),
        ("closed on a holiday", English.closed(&christmas, Some("Christmas Day"), &after_christmas, &desk())),
        ("closed on a weekday", English.closed(&thursday(), None, &[], &desk())),
        ("closed to one practitioner", English.closed(&with_lee, Some("a conference"), &friday[..1], &desk())),
        ("closed for one service", English.closed(&cleaning, None, &[], &desk())),
        ("a day in the past", day_in_past(date("2025-12-03"), &desk())),
        ("too far ahead", English.too_far(date("2027-12-03"), date("2027-02-28"), &desk())),
    ]
}

/// Times and days as they are said, here and in other zones.
fn spoken() -> Vec<Case> {
    let at = |name: &str, first: &str, starts: &[NaiveDateTime]| {
        let today = Today::midnight(date(first), name.parse().unwrap());
        let day = starts.first().map_or(today.date, NaiveDateTime::date);
        English.openings(
            &Question::about(Days::One(day)),
            starts,
            OpeningCount::exactly(starts.len()),
            &SpeechContext { clinic: "Oak Dental", today },
        )
    };
    let odd = day(&["00:00", "08:05", "12:00", "12:15", "20:45"]);
    vec![
        ("midnight, five past, noon, a quarter past, in Kathmandu", at("Asia/Kathmandu", "2026-12-03", &odd)),
        (
            "New Year's Eve for New Year's Day, in Auckland",
            at("Pacific/Auckland", "2026-12-31", &[start("2027-01-01T09:00")]),
        ),
        ("the hour that comes twice, in New York", at("America/New_York", "2026-10-31", &[start("2026-11-01T01:30")])),
        ("a leap day, in Lisbon", at("Europe/Lisbon", "2028-02-28", &[start("2028-02-29T14:30")])),
    ]
}

fn not_served() -> Vec<Case> {
    vec![
        ("calendar unreadable", English.calendar_unreadable()),
        ("something else unreachable", English.cannot_look_up()),
        ("unknown number", English.unknown_number()),
        ("no called number", English.no_called_number()),
        ("suspended clinic", English.clinic_suspended("Oak Dental")),
        ("no calendar connected", English.no_calendar_connected("Oak Dental")),
        ("unknown tool", English.unknown_tool("book_it", &["check_availability", "book_appointment"])),
    ]
}

fn bad() -> Vec<Case> {
    let known = desk();
    let said = |fault| English.bad_arguments(&fault, Some(&known));
    let (from, to) = (date("2026-12-07"), date("2026-12-01"));
    vec![
        ("no JSON", said(ArgumentFault::NotJson)),
        ("no object, clinic unknown", English.bad_arguments(&ArgumentFault::NotAnObject, None)),
        ("missing argument", said(ArgumentFault::Missing { name: "name" })),
        ("wrong type", said(ArgumentFault::WrongType { name: "earliest", wanted: Expected::YesOrNo })),
        ("unfilled argument", said(ArgumentFault::Unfilled { name: "name" })),
        ("garbled argument", said(ArgumentFault::Garbled { name: "date" })),
        ("argument too long", said(ArgumentFault::TooLong { name: "notes", limit: 500 })),
        ("unknown argument", said(ArgumentFault::UnknownName { said: "appointment_id".to_owned() })),
        ("two arguments that differ", said(ArgumentFault::Differing { name: "service" })),
        ("not agreed yet", said(ArgumentFault::NotAgreed)),
        ("another number", said(ArgumentFault::OtherNumber)),
        ("no days", said(ArgumentFault::NoDays)),
        ("range backwards", said(ArgumentFault::RangeBackwards { from, to })),
        ("range too long", said(ArgumentFault::RangeTooLong { limit: 31 })),
        ("no message", said(ArgumentFault::NoMessage)),
    ]
}

fn dates() -> Vec<Case> {
    let said = |text| {
        let error = English.days(text, desk().today).unwrap_err();
        English.bad_arguments(&ArgumentFault::When(error), Some(&desk()))
    };
    let time_said = |text: &str| {
        let texts = [(Wanted::Date, "2026-12-03".to_owned()), (Wanted::Time, text.to_owned())];
        date_remedy(&English.start(&texts, None, desk().today).unwrap_err())
    };
    vec![
        ("date: nothing", said("")),
        ("date: template", said("{{date}}")),
        ("date: too long", said(&"a".repeat(101))),
        ("date: unclear", said("the day of the parade, you know which one I mean")),
        ("date: 03/04/2027", said("03/04/2027")),
        ("date: 12/13/26", said("12/13/26")),
        ("date: February 30", said("February 30")),
        ("date: Friday, December 3", said("Friday, December 3")),
        ("date: 2023-05-04", said("2023-05-04")),
        ("date: asap", said("asap")),
        ("date: Thursday or Saturday", said("Thursday or Saturday")),
        ("time: 2:30", time_said("2:30")),
        ("time: 25:00", time_said("25:00")),
    ]
}

/// All cases there are.
pub(super) fn everything() -> Vec<Case> {
    let calendar = [openings_found(), spoken(), nothing_found(), not_served(), bad(), dates(), booking_cases::starts()];
    let appointments =
        [booking_cases::made(), booking_cases::not_made(), booking_cases::refused(), booking_cases::known()];
    let details = [booking_cases::chosen(), booking_cases::texts(), booking_cases::asked()];
    let people = [
        hours_cases::hours_told(),
        hours_cases::people(),
        inbox_cases::messages(),
        knowledge_cases::known(),
        emergency_cases::emergencies(),
    ];
    [calendar.as_slice(), &appointments, &details, &people].concat().concat()
}

#[test]
fn everything_is_said_as_agreed() {
    let said: Vec<String> = everything().iter().map(|(case, sentence)| format!("[{case}]\n{sentence}\n")).collect();
    let said = said.join("\n");
    assert!(said == GOLDEN, "what is said has changed; it is now:\n{said}");
}

#[test]
fn an_unreadable_calendar_is_neither_free_nor_full() {
    let said = English.calendar_unreadable().to_lowercase();
    for word in ["free", "full", "available", "opening", "booked", "busy", "closed", "nothing"] {
        assert!(!said.contains(word), "{word}: {said}");
    }
}
