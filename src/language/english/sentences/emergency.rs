//! What is said first of all in an emergency.

use super::English;
use crate::{
    domain::line::single_line_limited,
    language::{answer::MAX_ANSWER_CHARS, sentences::EmergencySentences},
};

/// The tool that is still of use where nothing else helps. Whoever cannot be helped at once is at least called back.
const MESSAGE_TOOL: &str = "take_message";
const ELLIPSIS: char = '…';

impl EmergencySentences for English {
    fn emergency_words(&self, number: Option<&str>) -> String {
        let number = number.unwrap_or("your local emergency number");
        format!("If this is a medical emergency, hang up and call {number} now.")
    }

    fn emergency_note(&self, words: &str) -> String {
        format!("{words} (Say this to the caller first.)")
    }

    fn emergency_first(&self, words: &str, answer: &str) -> String {
        let first = self.emergency_note(words) + " ";
        let room = MAX_ANSWER_CHARS.saturating_sub(first.chars().count());
        (first + &shortened(answer, room)).trim_end().to_owned()
    }
}

/// An answer of at most `room` characters. The date of today goes before anything else, and the offer of a message goes last.
fn shortened(answer: &str, room: usize) -> String {
    if answer.chars().nth(room).is_none() {
        return answer.to_owned();
    }
    let without_date = match answer.rsplit_once(" Today is ") {
        Some((said, date)) if !date.contains(MESSAGE_TOOL) => said,
        _ => answer,
    };
    let (said, offer) = with_offer_apart(without_date);
    let length = offer.map_or(0, |offer| offer.chars().count() + 1);
    match (room.checked_sub(length), offer) {
        (Some(rest), Some(offer)) => format!("{} {offer}", cut(said, rest)).trim_start().to_owned(),
        _ => cut(without_date, room),
    }
}

/// What is said before the last sentence that offers a message, and that sentence. What follows it, if anything does, is of less use.
fn with_offer_apart(answer: &str) -> (&str, Option<&str>) {
    let sentences = sentences(answer);
    let Some((start, end)) = sentences
        .into_iter()
        .rfind(|&(start, end)| answer.get(start..end).is_some_and(|sentence| sentence.contains(MESSAGE_TOOL)))
    else {
        return (answer, None);
    };
    (answer.get(..start).unwrap_or_default().trim_end(), answer.get(start..end))
}

/// The beginning of a text, in at most `room` characters, up to the end of a sentence or of one item of a list. Where it has neither, it
/// ends at a word, with nothing that is half a time, half a date or half a parenthesis: a start that is cut in two would be sent back as
/// another one.
fn cut(text: &str, room: usize) -> String {
    if text.chars().nth(room).is_none() {
        return text.to_owned();
    }
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let sentence = sentences(text).into_iter().map(|(_, end)| end).rfind(|&at| at <= end);
    let item = text.match_indices("; ").map(|(at, _)| at).take_while(|&at| at < end).last();
    match (sentence, item) {
        (Some(sentence), item) if item.is_none_or(|item| item < sentence) => {
            text.get(..sentence).unwrap_or_default().to_owned()
        }
        (_, Some(item)) => format!("{}{ELLIPSIS}", text.get(..item).unwrap_or_default()),
        _ => cut_at_word(text, room),
    }
}

fn cut_at_word(text: &str, room: usize) -> String {
    let cut = single_line_limited(text, room);
    let mut whole = cut.trim_end_matches(ELLIPSIS);
    if let Some((before, open)) = whole.rsplit_once('(')
        && !open.contains(')')
    {
        whole = before.trim_end();
    }
    // `Thursday, December 3 at 10:30` is no time without its AM.
    while let Some((before, last)) = whole.rsplit_once(' ')
        && (last.contains(|c: char| c.is_ascii_digit()) || matches!(last, "at" | "on" | "from" | "to" | "and" | "or"))
        && !last.ends_with(')')
    {
        whole = before;
    }
    if whole.is_empty() { String::new() } else { format!("{}{ELLIPSIS}", whole.trim_end_matches([',', ':', ' '])) }
}

/// Where each sentence begins and ends, in bytes. The full stop of `Dr. Lee` ends none.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let (mut sentences, mut start) = (Vec::new(), 0);
    let ends = text.match_indices(['.', '?', '!']).map(|(at, mark)| at + mark.len());
    for end in ends.filter(|&end| text.get(end..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))) {
        let sentence = text.get(start..end).unwrap_or_default();
        if !ends_in_title(sentence) {
            sentences.push((start, end));
            start = end + 1;
        }
    }
    sentences
}

/// Whether the last word is a title or an initial: a capital with at most one small letter, or `Mrs`.
fn ends_in_title(sentence: &str) -> bool {
    let word = sentence.strip_suffix('.').map(|words| words.rsplit(' ').next().unwrap_or_default());
    word.is_some_and(|word| {
        let mut letters = word.chars();
        let is_short = letters.next().is_some_and(char::is_uppercase) && letters.clone().count() <= 1;
        word == "Mrs" || is_short && letters.all(char::is_lowercase)
    })
}
