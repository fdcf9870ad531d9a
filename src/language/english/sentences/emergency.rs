//! What is said first of all in an emergency.

use super::English;
use crate::{
    domain::line::single_line_limited,
    language::{answer::MAX_ANSWER_CHARS, sentences::EmergencySentences},
};

impl EmergencySentences for English {
    fn emergency_words(&self, number: Option<&str>) -> String {
        let number = number.unwrap_or("your local emergency number");
        format!("If this is a medical emergency, hang up and call {number} now.")
    }

    fn emergency_first(&self, words: &str, answer: &str) -> String {
        let first = format!("{words} (Say this to the caller first.) ");
        let room = MAX_ANSWER_CHARS.saturating_sub(first.chars().count());
        first + &shortened(answer, room)
    }
}

/// An answer of at most `room` characters. The date of today goes before anything else, and no parenthesis is left open: a start that is cut
/// in two would be sent back as another one.
fn shortened(answer: &str, room: usize) -> String {
    if answer.chars().nth(room).is_none() {
        return answer.to_owned();
    }
    let without_date = answer.rsplit_once(" Today is ").map_or(answer, |(said, _)| said);
    let mut cut = single_line_limited(without_date, room);
    if let Some(open) = cut.rfind('(')
        && !cut.get(open..).unwrap_or_default().contains(')')
    {
        cut.truncate(open);
        cut = single_line_limited(&format!("{}…", cut.trim_end()), room);
    }
    cut
}
