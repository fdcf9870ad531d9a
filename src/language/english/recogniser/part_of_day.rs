//! Parts of a day: the morning, after lunch, before 3 PM.

use chrono::{NaiveTime, Timelike};

use super::clock;
use super::courtesy;
use super::grammar::Match;
use super::lexicon::Meridiem;
use super::phrase::{self, Phrase};
use super::token::{Token, skip_word};
use crate::domain::dates::{DateError, PartOfDay, Today, Wanted};

const DAY_END: u32 = 24 * 60;

/// Whether `time` may be said together with a part (`2 PM in the afternoon`).
pub(super) fn shares_half(part: PartOfDay, time: NaiveTime) -> bool {
    half(part).is_none_or(|half| (half == Meridiem::Pm) == (time.hour() >= 12))
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
    let (tokens, _) = courtesy::without(&tokens);
    let tokens = without_margins(&tokens);
    let unclear = || DateError::unclear(Wanted::PartOfDay, text);
    match by_clock(tokens, today) {
        Some(bounds) => bounds?.ok_or_else(unclear).map(Some),
        None => match named(tokens) {
            Some((part, [])) => Ok(Some(part)),
            _ => Phrase::read(text, Wanted::PartOfDay)?.part_alone().ok_or_else(unclear).map(Some),
        },
    }
}

/// Without words around a part that change nothing: `any time after lunch`, `afternoons only`.
fn without_margins<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    use Token::Word;
    let tokens = match tokens {
        [Word("any"), Word("time"), rest @ ..] | [Word("anytime"), rest @ ..] if !rest.is_empty() => rest,
        tokens => tokens,
    };
    match tokens {
        [part @ .., Word("only")] if !part.is_empty() => part,
        tokens => tokens,
    }
}

fn is_any(tokens: &[Token]) -> bool {
    use Token::Word;
    matches!(
        tokens,
        [Word("any" | "anytime" | "whenever" | "either" | "all" | "flexible")]
            | [Word("any"), Word("time")]
            | [Word("all" | "any" | "whole"), Word("day")]
            | [Word("any"), Word("time"), Word("of"), Word("the"), Word("day")]
            | [Word("no"), Word("preference")]
            | [Word("doesnt" | "dont"), Word("matter" | "mind" | "care")]
    )
}

/// `after 3pm`, `before noon`, `between 2 and 4 pm`, `2-4 pm`, `AM`. `None` when the text is of another kind.
fn by_clock(tokens: &[Token], today: Today) -> Option<Result<Option<PartOfDay>, DateError>> {
    use Token::Word;
    let (from, until) = match tokens {
        [Token::Meridiem(Meridiem::Am)] => return Some(Ok(Some(PartOfDay::MORNING))),
        [Token::Meridiem(Meridiem::Pm)] => return Some(Ok(Some(PartOfDay::hours(12, 24)))),
        [Word("noon" | "midday")] | [Word("around" | "about"), Word("noon" | "midday")] => {
            return Some(Ok(Some(PartOfDay::hours(11, 14))));
        }
        [Word("around" | "about" | "near"), about @ ..]
        | [about @ .., Token::Mark('-'), Word("ish")]
        | [about @ .., Word("ish")] => return Some(around(last(about)?, today)),
        [Word("not"), Word("after"), rest @ ..]
        | [Word("no"), Word("later"), Word("than"), rest @ ..]
        | [Word("at"), Word("the"), Word("latest"), Word("by"), rest @ ..]
        | [Word("by"), rest @ .., Word("at"), Word("the"), Word("latest")]
        | [Word("before" | "until" | "till" | "by"), rest @ ..] => (None, Some(last(rest)?)),
        [Word("not"), Word("before"), rest @ ..]
        | [Word("no"), Word("earlier" | "sooner"), Word("than"), rest @ ..]
        | [Word("after" | "past"), rest @ ..] => (Some(last(rest)?), None),
        [Word("from" | "between"), rest @ ..] | rest => match (from_to(rest), rest) {
            (Some((from, until)), _) => (Some(from), Some(until)),
            (None, [from @ .., Word("on" | "onwards" | "onward")]) => (Some(last(from)?), None),
            (None, from) if from.len() < tokens.len() => (Some(last(from)?), None),
            _ => return None,
        },
    };
    Some(between(from, until, today))
}

/// An hour before a time, and an hour after it.
fn around(reading: clock::Reading, today: Today) -> Result<Option<PartOfDay>, DateError> {
    let time = reading.resolve(None).or_else(|unclear| phrase::within_hours(unclear, None, today)).map(of_day)?;
    Ok(PartOfDay::minutes(time.saturating_sub(60), (time + 60).min(DAY_END)))
}

/// Two times with a word or a dash between them. `10 to 2` is from 10 to 2 here, and not ten minutes before.
fn from_to(tokens: &[Token]) -> Option<(clock::Reading, clock::Reading)> {
    (1..tokens.len()).find_map(|at| {
        let (from, rest) = tokens.split_at_checked(at)?;
        match rest {
            [Token::Word("and" | "to" | "until" | "till") | Token::Mark('-'), until @ ..] => {
                Some((last(from)?, last(until)?))
            }
            _ => None,
        }
    })
}

fn last(tokens: &[Token]) -> Option<clock::Reading> {
    clock::time(tokens).and_then(|(reading, rest)| rest.is_empty().then_some(reading))
}

/// `None` for a range that ends before it begins.
fn between(
    from: Option<clock::Reading>,
    until: Option<clock::Reading>,
    today: Today,
) -> Result<Option<PartOfDay>, DateError> {
    let minutes = |reading: clock::Reading, half| reading.resolve(half).map(of_day);
    let likely = |unclear| phrase::within_hours(unclear, None, today).map(of_day);
    let until = match until.map(|until| (until, minutes(until, None))) {
        None => DAY_END,
        Some((_, Ok(until))) => until,
        // `2 pm to 4` ends in the afternoon, `9 am to 10` could end in either half.
        Some((until, Err(unclear))) => {
            let begins = from.and_then(|from| minutes(from, None).ok());
            if begins.is_some_and(|begins| begins >= minutes(until, Some(Meridiem::Am)).unwrap_or(DAY_END)) {
                minutes(until, Some(Meridiem::Pm))?
            } else {
                likely(unclear)?
            }
        }
    };
    let from = match from {
        // `2 to 4 pm` begins in the afternoon, `10 to 2 pm` in the morning: as late as it can.
        Some(from) if until < DAY_END => match minutes(from, Some(Meridiem::Pm))? {
            late if late < until => late,
            _ => minutes(from, Some(Meridiem::Am))?,
        },
        Some(from) => minutes(from, None).or_else(likely)?,
        None => 0,
    };
    Ok(PartOfDay::minutes(from, until))
}

/// Minutes since midnight.
fn of_day(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
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
