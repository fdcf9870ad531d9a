//! Spoken forms, the line limit and the choice of slots.

use chrono::{NaiveTime, TimeDelta};

use super::super::spoken::{clock, list, weekday_date};
use super::prelude::*;
use super::{booking_cases::cleaning, date, start};

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
    let unnamed = SpeechContext { clinic: " \n", ..super::desk() };
    let question = Question::about(Days::One(date("2026-12-03")));
    let said = English.openings(&question, &[start("2026-12-03T09:00")], OpeningCount::exactly(1), &unnamed);
    assert!(said.starts_with("On Thursday, December 3, the clinic has one opening"), "{said}");
    let said = English.nothing_free(&question, &[], &unnamed);
    assert!(said.starts_with("The clinic has nothing free"), "{said}");
}

#[test]
fn long_names_cost_openings_and_never_the_footer() {
    let clinic = "W".repeat(60);
    let practitioner = "P".repeat(40);
    let desk = SpeechContext { clinic: &clinic, ..super::desk() };
    let question = Question {
        practitioner: Some(&practitioner),
        ..Question::about(Days::Range(date("2026-12-01"), date("2026-12-05")))
    };
    let slots: Vec<_> = (1..=5).map(|day| start(&format!("2026-12-0{day}T10:30"))).collect();
    let said = English.openings(&question, &slots, OpeningCount::exactly(5), &desk);
    assert_eq!(said.matches("(start ").count(), 4, "{said}");
    assert!(said.contains("has 5 openings") && said.contains("for example"), "{said}");
    assert!(said.ends_with("New York time."), "{said}");
}

#[test]
fn names_are_shortened_before_appointments_are_left_out() {
    let visit = AppointmentSummary { name: Some("Anna Maximiliane Charlotte Bergerdorff von Stein"), ..cleaning() };
    let listed = |count| {
        English.found(
            &vec![AppointmentSummary { practitioner: Some("Dr. Alexandra Lee"), ..visit }; count],
            count,
            &super::desk(),
        )
    };
    let said = listed(2);
    assert_eq!(said.matches("under the name Anna Maximiliane Charlotte Bergerdorff…").count(), 2, "{said}");
    let said = listed(3);
    assert!(said.starts_with("The caller has 3 appointments: "), "{said}");
    assert_eq!(said.matches("under the name Anna Maximiliane…").count(), 3, "{said}");
    let said = listed(4);
    assert!(said.starts_with("The caller has 4 appointments, the next of them: "), "{said}");
    assert_eq!(said.matches("(start ").count(), 3, "{said}");
}

#[test]
fn lengths_as_they_are_said() {
    let said =
        |minutes| English.booked(&AppointmentSummary { minutes, ..cleaning() }, TextOutcome::Off, &super::desk());
    let table = [
        (1, "one minute"),
        (30, "30 minutes"),
        (60, "one hour"),
        (90, "90 minutes"),
        (120, "2 hours"),
        (720, "12 hours"),
    ];
    for (minutes, length) in table {
        assert!(said(minutes).contains(&format!(" It takes {length}.")), "{}", said(minutes));
    }
    for minutes in [0, -30, i64::MIN] {
        assert!(!said(minutes).contains("It takes"), "{}", said(minutes));
    }
}

#[test]
fn a_text_on_its_way_names_the_last_digits_only() {
    let said = |last_digits| English.booked(&cleaning(), TextOutcome::Sent { last_digits }, &super::desk());
    assert!(said("34").contains(" is on its way to the number ending in 34."), "{}", said("34"));
    assert!(said("+15550100134").contains(" the number ending in 0134."), "{}", said("+15550100134"));
    assert!(said("").contains(" is on its way to the caller's number."), "{}", said(""));
    assert!(!said("34").contains("has been sent") && !said("34").contains("arrived"));
}

#[test]
fn the_nearest_openings_lie_on_both_sides_of_a_refused_start() {
    let half_hours: Vec<_> = (0..20).map(|half| start("2026-12-03T08:00") + TimeDelta::minutes(30 * half)).collect();
    let noon = AppointmentSummary { start: start("2026-12-03T12:00"), ..cleaning() };
    let said = English.not_bookable(&Refusal::Taken, &noon, &half_hours, &super::desk());
    assert!(said.contains("11 AM") && said.contains("11:30 AM") && said.contains("12:30 PM"), "{said}");
}

#[test]
fn a_practitioner_or_service_that_is_not_to_be_had_does_not_close_the_clinic() {
    let day = Question::about(Days::One(date("2026-12-03")));
    let desk = super::desk();
    for question in [Question { service: Some("cleaning"), ..day }, Question { practitioner: Some("Dr. Lee"), ..day }] {
        assert!(!English.closed(&question, None, &[], &desk).contains("closed"));
    }
    assert!(English.closed(&day, None, &[], &desk).contains("closed"));
}
