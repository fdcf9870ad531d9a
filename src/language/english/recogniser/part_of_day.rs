//! Parts of a day: the morning, after lunch, before 3 PM.

use chrono::{NaiveTime, Timelike};

use super::courtesy::{self, Intent};
use super::grammar::Match;
use super::lexicon::Meridiem;
use super::phrase::{self, Phrase};
use super::token::{Token, skip_word};
use crate::domain::dates::{DateError, PartOfDay, Today, Wanted};

/// Whether a time may be said together with a part (`2 PM in the afternoon`). Nobody says one in the evening, or twelve at night.
pub(super) fn goes_with(part: PartOfDay, time: NaiveTime) -> bool {
    let hour = time.hour();
    match part {
        PartOfDay::MORNING => (1..12).contains(&hour),
        PartOfDay::AFTERNOON => (12..19).contains(&hour),
        PartOfDay::EVENING => (16..24).contains(&hour),
        part => half(part).is_none_or(|half| (half == Meridiem::Pm) == (hour >= 12)),
    }
}

/// The half of the day that a part lies in, for a clock time that was said with it.
pub(super) fn half(part: PartOfDay) -> Option<Meridiem> {
    if part.ends_by_noon() { Some(Meridiem::Am) } else { part.begins_after_noon().then_some(Meridiem::Pm) }
}

pub(super) fn parse(text: &str, today: Today) -> Result<Option<PartOfDay>, DateError> {
    let normalized = phrase::vetted(text, Wanted::PartOfDay)?;
    let tokens = super::token::tokenize(&normalized);
    if is_any(&tokens) {
        return Ok(None);
    }
    let (tokens, _) = courtesy::without(&tokens, Intent::Ask);
    match tokens.as_slice() {
        [Token::Meridiem(Meridiem::Am)] => Ok(Some(PartOfDay::MORNING)),
        [Token::Meridiem(Meridiem::Pm)] => Ok(Some(PartOfDay::hours(12, 24))),
        [Token::Word("noon" | "midday")] => Ok(Some(PartOfDay::hours(11, 14))),
        _ => {
            let unclear = || DateError::unclear(Wanted::PartOfDay, text);
            match Phrase::read(text, Wanted::PartOfDay, Intent::Ask)?.part_alone(today) {
                // One that ends before it begins is none.
                Err(DateError::NoSuchTime) | Ok(None) => Err(unclear()),
                part => part,
            }
        }
    }
}

fn is_any(tokens: &[Token]) -> bool {
    use Token::Word;
    courtesy::is_indifferent(tokens)
        || matches!(
            tokens,
            [Word("either" | "all")]
                | [Word("all" | "whole"), Word("day")]
                | [Word("any"), Word("time"), Word("of"), Word("the"), Word("day")]
        )
}

/// Reads the name of a part at the beginning of `tokens`.
pub(super) fn named<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, PartOfDay> {
    use Token::Word;
    let tokens = skip_word(skip_word(tokens, &["in", "during", "at"]), &["the"]);
    Some(match tokens {
        [Word("early"), Word("morning"), rest @ ..] => (PartOfDay::hours(0, 10), rest),
        [Word("mid"), Token::Mark('-'), Word("morning"), rest @ ..]
        | [Word("mid"), Word("morning"), rest @ ..]
        | [Word("midmorning"), rest @ ..] => (PartOfDay::hours(9, 11), rest),
        [Word("mid"), Token::Mark('-'), Word("afternoon"), rest @ ..]
        | [Word("mid"), Word("afternoon"), rest @ ..]
        | [Word("midafternoon"), rest @ ..] => (PartOfDay::hours(14, 16), rest),
        [Word("late"), Word("morning"), rest @ ..] => (PartOfDay::hours(10, 12), rest),
        [Word("early"), Word("afternoon"), rest @ ..] => (PartOfDay::hours(12, 15), rest),
        [Word("late"), Word("afternoon"), rest @ ..]
        | [Word("end"), Word("of"), Word("the"), Word("day"), rest @ ..]
        | [Word("end"), Word("of"), Word("day"), rest @ ..] => (PartOfDay::hours(15, 18), rest),
        [Word("morning" | "mornings" | "forenoon"), rest @ ..] | [Word("before"), Word("lunch"), rest @ ..] => {
            (PartOfDay::MORNING, rest)
        }
        [Word("around" | "about"), rest @ ..] if matches!(rest, [Word("lunchtime" | "lunch"), ..]) => {
            return named(rest);
        }
        [Word("lunchtime" | "lunch"), Word("time"), rest @ ..] | [Word("lunchtime" | "lunch"), rest @ ..] => {
            (PartOfDay::hours(11, 14), rest)
        }
        [Word("afternoon" | "afternoons"), rest @ ..] => (PartOfDay::AFTERNOON, rest),
        [Word("after"), Word("lunch"), rest @ ..] => (PartOfDay::hours(13, 17), rest),
        [Word("evening" | "evenings" | "night" | "tonight"), rest @ ..] | [Word("after"), Word("work"), rest @ ..] => {
            (PartOfDay::EVENING, rest)
        }
        _ => return None,
    })
}
