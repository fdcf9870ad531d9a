//! What holds around booking, whatever people and services are called.

use chrono::{NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use super::super::spoken::zone_words;
use super::prelude::*;
use super::properties::{check_line, name, starts_in};
use super::start;
use crate::domain::{
    appointment::CallerLimit,
    dates::Today,
    phone::PhoneError,
    schedule::{Refusal, Zone},
};

/// What a visit is made of: quarters of an hour from the first day on, minutes, and names.
#[derive(Clone, Debug)]
struct Made {
    start: NaiveDateTime,
    minutes: i64,
    service: Option<String>,
    practitioner: Option<String>,
    name: Option<String>,
}

impl Made {
    fn visit(&self) -> AppointmentSummary<'_> {
        AppointmentSummary {
            start: self.start,
            minutes: self.minutes,
            service: self.service.as_deref(),
            practitioner: self.practitioner.as_deref(),
            name: self.name.as_deref(),
        }
    }
}

/// Names of every kind: of any characters, over several lines, of emoji alone, very long, and such as look like our own
/// words for the model.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => name(),
        1 => Just("👩‍⚕️🦷".repeat(5_000)),
        1 => Just("Wolfeschlegelstein ".repeat(600)),
        1 => Just("W".repeat(10_000)),
        1 => Just("Ann\r\n\u{2028}Lee".to_owned()),
    ]
}

fn patient() -> impl Strategy<Value = String> {
    prop_oneof![3 => any_name(), 1 => Just("Ann (start 2030-01-01T00:00)".to_owned())]
}

fn moment() -> impl Strategy<Value = NaiveDateTime> {
    (0_i64..70_000).prop_map(|quarter| start("2026-11-30T00:00") + TimeDelta::minutes(15 * quarter))
}

fn made() -> impl Strategy<Value = Made> {
    let names = (prop::option::of(any_name()), prop::option::of(any_name()), prop::option::of(patient()));
    (moment(), -1_i64..1000, names).prop_map(|(start, minutes, (service, practitioner, name))| Made {
        start,
        minutes,
        service,
        practitioner,
        name,
    })
}

fn textings() -> Vec<TextOutcome<'static>> {
    use TextOutcome::{
        ClinicsNumber, Failed, LimitReached, NoNumber, NotConnected, NumberLimitReached, Off, OptedOut, OtherCountry,
        PremiumNumber, Sent,
    };
    let digits = ["34", "", "+15550100134"].map(|last_digits| Sent { last_digits });
    [
        digits.as_slice(),
        &[
            Off,
            NoNumber,
            OptedOut,
            LimitReached,
            NumberLimitReached,
            OtherCountry,
            ClinicsNumber,
            PremiumNumber,
            NotConnected,
            Failed,
        ],
    ]
    .concat()
}

fn texting() -> impl Strategy<Value = TextOutcome<'static>> {
    prop::sample::select(textings())
}

fn refusals(visit: &AppointmentSummary, label: &str) -> [Refusal; 10] {
    let date = visit.start.date();
    [
        Refusal::NoSuchTime,
        Refusal::Past,
        Refusal::TooSoon { earliest: visit.start.and_utc() + TimeDelta::milliseconds(1) },
        Refusal::TooFar { last_date: date },
        Refusal::Closed { date, label: None },
        Refusal::Closed { date, label: Some(label.to_owned()) },
        Refusal::OutsideHours,
        Refusal::OffGrid,
        Refusal::DayFull,
        Refusal::Taken,
    ]
}

/// The clinic on November 30, 2026, in any zone and of any name.
fn clinic() -> impl Strategy<Value = (String, Today)> {
    let zones = prop::sample::select(Zone::all().collect::<Vec<_>>());
    (any_name(), zones).prop_map(|(name, zone)| (name, Today::midnight(super::date("2026-11-30"), zone)))
}

fn check_footer(said: &str, desk: &SpeechContext) -> Result<(), TestCaseError> {
    check_line(said)?;
    let footer = format!(" Today is Monday, November 30, 2026, {}.", zone_words(desk.today.zone));
    prop_assert!(said.ends_with(&footer), "{}", said);
    prop_assert_eq!(said.matches("Today is").count(), 1, "{}", said);
    Ok(())
}

/// All that is said around one appointment.
fn about(visit: &AppointmentSummary, was: NaiveDateTime, texting: TextOutcome, desk: &SpeechContext) -> [String; 11] {
    [
        English.held(visit, 59, desk),
        English.booked(visit, texting, desk),
        English.rescheduled(was, visit, texting, desk),
        English.already_there(visit, desk),
        English.cancelled(visit, texting, desk),
        English.already_cancelled(visit, desk),
        English.already_booked(visit, desk),
        English.name_corrected(visit, desk),
        English.same_or_another_person(visit, desk),
        English.text_sent(TextKind::Confirmation, visit, "+15550100134", desk),
        English.found(&[*visit], 1, desk),
    ]
}

/// The longest names, the longest zone, the longest dates: nothing is cut off.
#[test]
fn the_longest_sentences_fit() {
    let long = "W".repeat(10_000);
    let zone = Zone::all().max_by_key(|zone| zone.name().len()).unwrap();
    let desk = SpeechContext { clinic: &long, today: Today::midnight(super::date("2026-09-30"), zone) };
    let start = start("2027-09-29T12:30");
    let (service, practitioner, name) = (Some(long.as_str()), Some(long.as_str()), Some(long.as_str()));
    let visit = AppointmentSummary { start, minutes: 719, service, practitioner, name };
    let footer = format!(" Today is Wednesday, September 30, 2026, {}.", zone_words(zone));
    for texting in textings() {
        for said in about(&visit, start, texting, &desk) {
            assert!(said.ends_with(&footer) && said.chars().count() < 500, "{said}");
            assert_eq!(starts_in(&said), [start], "{said}");
        }
    }
    for refusal in refusals(&visit, &long) {
        let said =
            English.not_bookable(&refusal, &visit, &[start - TimeDelta::days(1), start + TimeDelta::days(1)], &desk);
        assert!(said.ends_with(&footer) && said.chars().count() < 500, "{said}");
    }
}

proptest! {
    #[test]
    fn what_is_done_names_its_start_alone(
        (made, was) in (made(), moment()),
        (texting, (clinic, today)) in (texting(), clinic()),
    ) {
        let (visit, desk) = (made.visit(), SpeechContext { clinic: &clinic, today });
        for said in about(&visit, was, texting, &desk) {
            check_footer(&said, &desk)?;
            prop_assert_eq!(starts_in(&said), vec![visit.start], "{}", said);
            prop_assert!(!said.contains("5550100"), "{}", said);
        }
    }

    #[test]
    fn lists_of_appointments_begin_with_the_next_and_lose_only_the_last(
        (made, more, (clinic, today)) in (prop::collection::vec(made(), 0..8), 0_usize..5, clinic()),
    ) {
        let desk = SpeechContext { clinic: &clinic, today };
        let visits: Vec<AppointmentSummary> = made.iter().map(Made::visit).collect();
        let starts: Vec<_> = visits.iter().map(|visit| visit.start).collect();
        let deeds = [Operation::Find, Operation::Reschedule, Operation::Cancel, Operation::Text];
        let asked = deeds.map(|operation| English.which_one(&visits, operation, &desk));
        let none_fits = deeds.map(|operation| English.none_fits(&visits, operation, &desk));
        for said in asked.into_iter().chain(none_fits).chain([English.found(&visits, visits.len() + more, &desk)]) {
            check_footer(&said, &desk)?;
            let named = starts_in(&said);
            prop_assert!(starts.starts_with(&named), "{}", said);
            prop_assert_eq!(named.is_empty(), visits.is_empty(), "{}", said);
        }
    }

    #[test]
    fn refused_starts_are_not_offered_and_free_ones_are(
        (made, label, nearby) in (made(), any_name(), prop::collection::btree_set(moment(), 0..20)),
        (clinic, today) in clinic(),
    ) {
        let (visit, desk) = (made.visit(), SpeechContext { clinic: &clinic, today });
        let nearby: Vec<_> = nearby.into_iter().collect();
        let sentences = refusals(&visit, &label).map(|refusal| English.not_bookable(&refusal, &visit, &nearby, &desk));
        for said in sentences.iter().chain([&English.not_bookable(&Refusal::Taken, &visit, &nearby, &desk)]) {
            check_footer(said, &desk)?;
            let named = starts_in(said);
            prop_assert!(!named.contains(&visit.start), "{}", said);
            prop_assert!(named.is_sorted() && named.iter().all(|start| nearby.contains(start)), "{}", said);
            prop_assert_eq!(named.is_empty(), nearby.iter().all(|start| *start == visit.start), "{}", said);
        }
    }

    #[test]
    fn choices_are_named_whole_or_not_at_all(
        names in prop::collection::vec("[A-Z][a-z]{2,78}[0-9]", 0..12),
        (said_name, (clinic, today)) in (any_name(), clinic()),
    ) {
        let desk = SpeechContext { clinic: &clinic, today };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for said in [
            English.unknown_service(&said_name, &names, &desk),
            English.unknown_practitioner(&said_name, &names, &desk),
            English.which_service(&names, &desk),
            English.which_practitioner(&names, &desk),
            English.not_offered(&said_name, None, &names, &desk),
            English.not_offered(&said_name, Some(&said_name), &names, &desk),
        ] {
            check_footer(&said, &desk)?;
            prop_assert!(names.first().is_none_or(|first| said.contains(first)), "{}", said);
        }
    }

    #[test]
    fn choices_of_any_name_are_single_lines(names in prop::collection::vec(any_name(), 0..4), (clinic, today) in clinic()) {
        let desk = SpeechContext { clinic: &clinic, today };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let first = names.first().copied();
        check_footer(&English.unknown_service(first.unwrap_or_default(), &names, &desk), &desk)?;
        check_footer(&English.which_practitioner(&names, &desk), &desk)?;
        check_footer(&English.not_offered(first.unwrap_or_default(), first, &names, &desk), &desk)?;
    }

    #[test]
    fn other_answers_around_booking_end_with_today((texting, (clinic, today)) in (texting(), clinic())) {
        let desk = SpeechContext { clinic: &clinic, today };
        for said in [
            English.limit_reached(CallerLimit::UpcomingPerCaller, &desk),
            English.limit_reached(CallerLimit::BookedPerCall, &desk),
            English.other_request(&desk),
            English.refused_by_calendar(&desk),
            English.changed_meanwhile(&desk),
            English.could_not_do(Operation::Book, &desk),
            English.could_not_do(Operation::Find, &desk),
            English.could_not_do(Operation::Reschedule, &desk),
            English.found_none(&desk, true),
            English.found_none(&desk, false),
            English.none_to(Operation::Cancel, &desk),
            English.text_not_sent(texting, &desk),
            English.phone_needed(&desk),
            English.bad_arguments(&ArgumentFault::Phone(PhoneError::TooShort), Some(&desk)),
            English.bad_arguments(&ArgumentFault::NoName, Some(&desk)),
            English.bad_arguments(&ArgumentFault::SeveralNames, Some(&desk)),
            English.bad_arguments(&ArgumentFault::UnusableName, Some(&desk)),
        ] {
            check_footer(&said, &desk)?;
        }
    }
}
