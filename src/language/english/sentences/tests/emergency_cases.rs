//! The cases of the golden file around emergencies.

use super::golden::{Case, half_hours};
use super::prelude::*;
use super::{date, desk};
use crate::language::answer::MAX_ANSWER_CHARS;

/// A whole day of openings, as the longest answers are.
fn long_answer() -> String {
    let slots = half_hours(&["2026-12-01", "2026-12-03", "2026-12-07"]);
    let week = Question::about(Days::Range(date("2026-12-01"), date("2026-12-07")));
    English.openings(&week, &slots, OpeningCount::exactly(slots.len()), &desk())
}

pub(super) fn emergencies() -> Vec<Case> {
    let words = English.emergency_words(Some("911"));
    vec![
        ("an emergency in a country of which the number is known", words.clone()),
        ("an emergency elsewhere", English.emergency_words(None)),
        ("an emergency before another answer", English.emergency_first(&words, &English.out_of_time())),
        ("an emergency before a long answer", English.emergency_first(&words, &long_answer())),
        ("an emergency in the longest words before a long answer", {
            English.emergency_first("Hang up and call 911 now. ".repeat(7).trim_end(), &long_answer())
        }),
    ]
}

/// Whatever is left of an answer, the words are whole, and no start is cut in two.
#[test]
fn the_words_for_an_emergency_are_never_what_is_cut() {
    let answer = long_answer();
    for length in 1..=200 {
        let words = "w".repeat(length);
        let said = English.emergency_first(&words, &answer);
        assert!(said.starts_with(&format!("{words} (")) && said.chars().count() <= MAX_ANSWER_CHARS, "{said}");
        assert_eq!(said.matches('(').count(), said.matches(')').count(), "{said}");
        for start in said.split("(start ").skip(1) {
            let (start, _) = start.split_once(')').unwrap();
            assert!(answer.contains(&format!("(start {start})")), "{said}");
        }
    }
}
