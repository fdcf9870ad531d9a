//! Spoken forms, the line limit and the choice of slots.

use chrono::NaiveTime;

use super::super::*;
use super::{date, start};

#[test]
fn clock_times_as_they_are_said() {
    let table = [
        ("00:00", "midnight"),
        ("00:05", "12:05 AM"),
        ("09:00", "9 AM"),
        ("09:30", "9:30 AM"),
        ("09:05", "9:05 AM"),
        ("12:00", "noon"),
        ("12:15", "12:15 PM"),
        ("14:00", "2 PM"),
        ("23:59", "11:59 PM"),
    ];
    for (time, said) in table {
        assert_eq!(clock(NaiveTime::parse_from_str(time, "%H:%M").unwrap()), said);
    }
}

#[test]
fn dates_carry_the_year_only_when_it_is_another() {
    assert_eq!(weekday_date(date("2026-12-03"), 2026), "Thursday, December 3");
    assert_eq!(weekday_date(date("2027-01-05"), 2026), "Tuesday, January 5, 2027");
}

#[test]
fn lists_end_with_and() {
    let said = |items: &[&str]| list(&items.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(said(&[]), "");
    assert_eq!(said(&["9 AM"]), "9 AM");
    assert_eq!(said(&["9 AM", "noon"]), "9 AM and noon");
    assert_eq!(said(&["9 AM", "10:30 AM", "2 PM"]), "9 AM, 10:30 AM and 2 PM");
}

#[test]
fn lines_are_single_and_limited() {
    let table = [
        ("one\ntwo\r\nthree", 50, "one two three"),
        ("  a \t b\u{0000}c\u{2028}d  ", 50, "a b c d"),
        ("zero\u{200B}width \u{202E}override", 50, "zerowidth override"),
        ("exactly ten", 11, "exactly ten"),
        ("exactly ten", 10, "exactly…"),
        ("exactly ten", 9, "exactly…"),
        ("exactly ten", 8, "exactly…"),
        ("exactly ten", 7, "exactl…"),
        ("ééééé", 3, "éé…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
        ("", 5, ""),
    ];
    for (text, limit, expected) in table {
        assert_eq!(single_line_limited(text, limit), expected, "{text:?} at {limit}");
    }
}

#[test]
fn slots_are_spread_from_first_to_last() {
    let slots: Vec<u32> = (0..16).collect();
    assert_eq!(spread(&slots, 5), [0, 4, 8, 11, 15]);
    assert_eq!(spread(&slots, 2), [0, 15]);
    assert_eq!(spread(&slots, 1), [0]);
    assert_eq!(spread(&slots, 0), [0; 0]);
    assert_eq!(spread(&slots, 16), slots);
    assert_eq!(spread(&[1, 2, 3], 5), [1, 2, 3]);
}

#[test]
fn a_nameless_clinic_is_still_spoken_of() {
    let unnamed = Desk { clinic: " \n", ..super::desk() };
    let question = Question::about(Days::One(date("2026-12-03")));
    let said = openings(&question, &[start("2026-12-03T09:00")], 1, &unnamed);
    assert!(said.starts_with("On Thursday, December 3, the clinic has one opening"), "{said}");
    let said = nothing_free(&question, &[], &unnamed);
    assert!(said.starts_with("The clinic has nothing free"), "{said}");
}

#[test]
fn long_names_cost_openings_and_never_the_footer() {
    let clinic = "W".repeat(60);
    let practitioner = "P".repeat(40);
    let desk = Desk { clinic: &clinic, ..super::desk() };
    let question = Question {
        practitioner: Some(&practitioner),
        ..Question::about(Days::Range(date("2026-12-01"), date("2026-12-05")))
    };
    let slots: Vec<_> = (1..=5).map(|day| start(&format!("2026-12-0{day}T10:30"))).collect();
    let said = openings(&question, &slots, 5, &desk);
    assert_eq!(said.matches("(start ").count(), 4, "{said}");
    assert!(said.contains("has 5 openings") && said.contains("for example"), "{said}");
    assert!(said.ends_with("(America/New_York)."), "{said}");
}
