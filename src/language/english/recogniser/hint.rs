//! Which of their appointments a caller means, by when it is.

use super::courtesy::{self, Intent};
use super::part_of_day;
use super::phrase::Phrase;
use super::span;
use super::token::{Figure, Token, normalize, tokenize};
use crate::domain::dates::{Choice, DateError, StartHint, Today, Wanted};

/// Words around the appointment that is meant, which say nothing of when it is.
const AROUND: &[&str] =
    &["my", "the", "that", "our", "appointment", "appointments", "appt", "booking", "visit", "one", "ones", "slot"];
const THING: &[&str] = &["my", "that", "our", "appointment", "appointments", "appt", "booking", "visit", "ones"];
/// Behind these, `one` is an appointment wherever it stands. `the Friday one` has it at its end.
const POINTING: &[&str] = &["the", "that", "this", "my", "our", "which", "other", "only"];
const NEXT: &[&str] = &["next", "upcoming", "soonest", "earliest", "coming", "nearest"];
const ALL: &[&str] = &["all", "any", "every", "everything", "each", "upcoming", "future", "whichever", "of", "them"];
const SEVERAL: &[&str] = &["both", "of", "them", "two"];

/// What several texts say together of one appointment.
pub(super) fn read(texts: &[(Wanted, String)], today: Today) -> Result<StartHint, DateError> {
    texts.iter().try_fold(StartHint::default(), |hint, (wanted, text)| hint.and(read_one(text, *wanted, today)?))
}

fn read_one(text: &str, wanted: Wanted, today: Today) -> Result<StartHint, DateError> {
    if let Some(hint) = in_order(text) {
        return Ok(hint);
    }
    if courtesy::is_wish(&tokenize(&normalize(text))) {
        return Err(DateError::unclear(wanted, text));
    }
    let (whole, text) = (text, &*without_the_thing(text));
    let error = match phrase(text, wanted, today) {
        Err(DateError::Earliest | DateError::Unclear { .. }) => DateError::unclear(wanted, whole),
        Err(error @ (DateError::SeveralDays | DateError::Several(_))) => error,
        said => return said,
    };
    let normalized = normalize(text);
    let tokens = tokenize(&normalized);
    // A bare number may be a day as well as an hour.
    let is_bare = matches!(tokens.as_slice(), [Token::Number(_)] | [Token::Word("the"), Token::Number(_)]);
    if courtesy::is_hedged(&tokens) || is_bare && wanted != Wanted::Time {
        return Err(error);
    }
    if let Some(days) = span::parse(text, today) {
        return Ok(StartHint { days: Some((days.first, days.last)), part: days.part, ..StartHint::default() });
    }
    let error = match error {
        // What there is has one date, and no first and last day that could be sent instead.
        DateError::SeveralDays => DateError::Several(Wanted::Date),
        error => error,
    };
    let part = part_of_day::parse(text, today).map_err(|_| error)?;
    Ok(StartHint { part, ..StartHint::default() })
}

/// Without the words for an appointment: `my Friday appointment`, `the afternoon one`. What is left is as it was said.
fn without_the_thing(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| normalize(word).trim_matches([' ', '.']).to_owned()).collect();
    let is_thing = |at: usize, word: &str| THING.contains(&word) || word == "one" && is_the_one(&folded, at);
    let kept = words.iter().zip(folded.iter().enumerate()).filter(|(_, (at, word))| !is_thing(*at, word));
    kept.map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
}

/// Whether `one` means an appointment, and not the number: `the one on Friday`, `the Friday one`, but `December twenty one`, `Friday at one`.
fn is_the_one(words: &[String], at: usize) -> bool {
    let (before, behind) = words.split_at_checked(at).unwrap_or_default();
    let points = |word: &String| POINTING.contains(&word.as_str());
    let tells_half = |word: &String| matches!(tokenize(word).as_slice(), [Token::Meridiem(_) | Token::Word("oclock")]);
    match (before, behind) {
        (_, [_, next, ..]) if tells_half(next) => false,
        ([.., last], [_, ..]) if points(last) => true,
        ([.., last], [_]) => before.iter().any(points) && !wants_number(last),
        _ => false,
    }
}

/// Whether a number is what goes on behind a word.
fn wants_number(word: &str) -> bool {
    const BEFORE_NUMBERS: &[&str] = &[
        "at", "by", "past", "to", "till", "until", "from", "after", "before", "around", "about", "and", "or", "oh", "o",
    ];
    BEFORE_NUMBERS.contains(&word) || matches!(tokenize(word).as_slice(), [Token::Number(Figure { digits: 0, .. })])
}

/// Which one by its order among them, if nothing but that was said.
fn in_order(text: &str) -> Option<StartHint> {
    let text = normalize(text);
    let tokens = tokenize(&text);
    // A number alone is an hour, or a day.
    if matches!(tokens.as_slice(), [Token::Number(_)]) {
        return None;
    }
    let mut words = Vec::new();
    for token in &tokens {
        match token {
            Token::Word(word) => words.push(*word),
            // `the next one`
            Token::Number(Figure { value: 1, digits: 0 }) => words.push("one"),
            Token::Number(Figure { value: 2, digits: 0 }) => words.push("two"),
            _ => return None,
        }
    }
    // `upcoming appointments` are all of them, and `my upcoming appointment` is the next one.
    let is_plural = words.iter().any(|word| matches!(*word, "appointments" | "ones")) || words == ["upcoming"];
    words.retain(|word| !AROUND.contains(word));
    let are = |known: &[&str]| !words.is_empty() && words.iter().all(|word| known.contains(word));
    let choice = match () {
        () if !is_plural && are(NEXT) => Some(Choice::Next),
        () if are(SEVERAL) => Some(Choice::Several),
        () if words.is_empty() || are(ALL) => None,
        () => return None,
    };
    Some(StartHint { choice, ..StartHint::default() })
}

fn phrase(text: &str, wanted: Wanted, today: Today) -> Result<StartHint, DateError> {
    let mut phrase = Phrase::read(text, wanted, Intent::Act)?;
    if phrase.is_bare_date() {
        // A clock that was never set says the day.
        phrase.parts.clear_time();
    }
    if phrase.parts.is_bare_number && !phrase.parts.name_day() && wanted != Wanted::Time {
        // `10` may be a day as well.
        return Err(phrase.unclear());
    }
    let date = if phrase.parts.name_day() { Some(phrase.day(today)?) } else { None };
    let hint = StartHint { days: date.map(|date| (date, date)), ..StartHint::default() };
    match phrase.time_on(date, today) {
        // The appointment itself says which half of the day it is in.
        Err(DateError::HalfOfDay { am, pm }) => Ok(StartHint { times: vec![am, pm], ..hint }),
        Err(error) => Err(error),
        Ok(Some(time)) => {
            phrase.of_this_clock(date.unwrap_or(today.date).and_time(time), today)?;
            Ok(StartHint { times: vec![time], ..hint })
        }
        Ok(None) => match phrase.part(date, today)? {
            None if date.is_none() => Err(phrase.unclear()),
            part => Ok(StartHint { part, ..hint }),
        },
    }
}
