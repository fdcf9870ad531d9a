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

fn longest_words() -> String {
    "Hang up and call 911 now. ".repeat(7).trim_end().to_owned()
}

pub(super) fn emergencies() -> Vec<Case> {
    let words = English.emergency_words(Some("911"));
    vec![
        ("an emergency in a country of which the number is known", words.clone()),
        ("an emergency elsewhere", English.emergency_words(None)),
        ("an emergency in what a caller says", English.emergency_note(&words)),
        ("an emergency before another answer", English.emergency_first(&words, &English.out_of_time())),
        ("an emergency before a long answer", English.emergency_first(&words, &long_answer())),
        ("an emergency in the longest words before a long answer", {
            English.emergency_first(&longest_words(), &long_answer())
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

/// Every sentence there is, behind words of every length: no time, start or list of them ends in the middle, and who cannot be helped is
/// still offered a message.
#[test]
fn what_is_left_of_any_answer_is_whole() {
    let offer = "With Dr. Lee there is nothing then: offer another day, or to take a message (take_message).";
    let long = [
        format!("{} {offer}", long_answer()),
        format!("{} {offer} Today is Monday.", "Some words. ".repeat(40).trim_end()),
    ];
    for answer in super::golden::everything().into_iter().map(|(_, sentence)| sentence).chain(long) {
        for length in 1..=200 {
            let words = "w".repeat(length);
            let said = English.emergency_first(&words, &answer);
            let left = said.split_once("first.)").unwrap().1.trim_start();
            assert!(said.chars().count() <= MAX_ANSWER_CHARS, "{said}");
            assert_eq!(left.contains("take_message"), answer.contains("take_message"), "{answer}: {left}");
            assert_eq!(left.contains(offer), answer.contains(offer), "{answer}: {left}");
            assert!(half_times(left) <= half_times(&answer), "{answer}: {left}");
            let begun = |text: &str| text.matches("(start ").count();
            assert!(
                begun(left) == left.matches(')').count().min(begun(left)) && begun(left) <= begun(&answer),
                "{left}"
            );
        }
    }
}

/// How many times there are in a text without the half of the day that they belong to.
fn half_times(text: &str) -> usize {
    let is_half = |after: &str| {
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
        rest.len() < after.len() && ![" AM", " PM"].iter().any(|half| rest.starts_with(half))
    };
    text.split(" at ").skip(1).filter(|after| is_half(after)).count()
}
