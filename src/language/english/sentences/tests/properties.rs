//! What holds whatever the clinic is called and however many openings there are.

use std::collections::BTreeSet;

use chrono::{Days as Ahead, NaiveDateTime, NaiveTime, TimeDelta};
use proptest::prelude::*;

use super::super::spoken::zone_words;
use super::prelude::*;
use super::{date, start};
use crate::domain::schedule::Zone;

fn slots() -> impl Strategy<Value = Vec<NaiveDateTime>> {
    prop::collection::btree_set(0_i64..10_000, 0..60).prop_map(|quarters| {
        let origin = start("2026-11-30T00:00");
        let at = |quarter| origin + TimeDelta::minutes(15 * quarter);
        quarters.into_iter().map(at).collect()
    })
}

fn days() -> impl Strategy<Value = Days> {
    let day = || (0_u64..2000).prop_map(|days| date("2026-11-30") + Ahead::new(days));
    prop_oneof![day().prop_map(Days::One), (day(), day()).prop_map(|(a, b)| Days::Range(a, b)), Just(Days::Earliest),]
}

/// Names of any characters, often too long to be said.
pub(super) fn name() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[A-Z][a-z\u{e9} \n]{0,120}"]
}

fn part() -> impl Strategy<Value = Option<PartOfDay>> {
    let texts = ["any", "morning", "evening", "after 11:45", "between 10:15 am and 12:45 pm"];
    prop::sample::select(texts.to_vec()).prop_map(|text| English.part_of_day(text, super::desk().today).unwrap())
}

/// The starts that a sentence holds for the model.
pub(super) fn starts_in(said: &str) -> Vec<NaiveDateTime> {
    said.split("(start ").skip(1).map(|rest| start(rest.split(')').next().unwrap())).collect()
}

pub(super) fn check_line(said: &str) -> Result<(), TestCaseError> {
    prop_assert!(said.chars().count() < 500, "{}", said);
    prop_assert!(!said.chars().any(char::is_control), "{:?}", said);
    prop_assert!(!said.contains("  "), "{:?}", said);
    Ok(())
}

proptest! {
    #[test]
    fn openings_name_only_what_is_free(
        (slots, days, part) in (slots(), days(), part()),
        (clinic, service, practitioner) in (name(), name(), name()),
        (more, zone) in (0_usize..1_000_000, prop::sample::select(Zone::all().collect::<Vec<_>>())),
    ) {
        let today = Today::midnight(date("2026-11-30"), zone);
        let desk = SpeechContext { clinic: &clinic, today };
        let question = Question {
            days,
            part,
            service: Some(&service),
            practitioner: Some(&practitioner),
        };
        let said = English.openings(&question, &slots, OpeningCount::exactly(slots.len() + more), &desk);
        check_line(&said)?;
        let footer = format!("Today is Monday, November 30, 2026, {}.", zone_words(zone));
        prop_assert!(said.ends_with(&footer), "{}", said);
        let named = starts_in(&said);
        prop_assert!(named.len() <= MAX_SLOTS_SPOKEN);
        prop_assert_eq!(named.is_empty(), slots.is_empty(), "{}", said);
        prop_assert!(named.is_sorted());
        let given: BTreeSet<_> = slots.iter().collect();
        prop_assert!(named.iter().all(|start| given.contains(start)), "{}", said);
        prop_assert_eq!(named.first(), slots.first());
    }

    #[test]
    fn refusals_suggest_only_what_is_free(
        (slots, days, part) in (slots(), days(), part()),
        (clinic, label, service, practitioner) in (name(), name(), name(), name()),
    ) {
        let desk = SpeechContext { clinic: &clinic, ..super::desk() };
        let question = Question { days, part, service: Some(&service), practitioner: Some(&practitioner) };
        let hours = (NaiveTime::MIN, NaiveTime::MIN);
        for said in [
            English.nothing_free(&question, &slots, &desk),
            English.closed(&question, Some(&label), &slots, &desk),
            English.never_then(&question, hours, &slots, &desk),
        ] {
            check_line(&said)?;
            prop_assert!(said.ends_with("Today is Monday, November 30, 2026, New York time."), "{}", said);
            let named = starts_in(&said);
            prop_assert_eq!(named.is_empty(), slots.is_empty(), "{}", said);
            prop_assert!(named.iter().all(|start| slots.contains(start)), "{}", said);
            let days: BTreeSet<_> = named.iter().map(NaiveDateTime::date).collect();
            prop_assert!(days.len() <= 1, "{}", said);
        }
    }

    #[test]
    fn other_sentences_are_single_lines(text in any::<String>()) {
        check_line(&English.clinic_suspended(&text))?;
        check_line(&English.no_calendar_connected(&text))?;
        check_line(&English.unknown_tool(&text, &[&text, "check_availability"]))?;
        check_line(&English.bad_arguments(&ArgumentFault::Missing { name: &text }, Some(&super::desk())))?;
    }

    #[test]
    fn spread_keeps_order_and_both_ends(length in 0_usize..200, count in 0_usize..20) {
        let slots: Vec<usize> = (0..length).collect();
        let chosen = spread(&slots, count);
        prop_assert_eq!(chosen.len(), length.min(count));
        prop_assert!(chosen.is_sorted_by(|a, b| a < b));
        prop_assert_eq!(spread(&slots, count), chosen.clone());
        if let (true, [first, .., last]) = (count >= 2, chosen.as_slice()) {
            prop_assert_eq!((*first, *last), (0, length - 1));
        }
        let gaps: Vec<usize> = chosen.windows(2).map(|pair| pair[1] - pair[0]).collect();
        if let (Some(least), Some(most)) = (gaps.iter().min(), gaps.iter().max()) {
            prop_assert!(most - least <= 1, "{:?}", chosen);
        }
    }
}
