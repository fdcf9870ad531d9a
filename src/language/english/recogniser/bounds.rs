//! A part of the day by the clock: after 3, before noon, between 2 and 4, around 10.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::clock::{self, Reading};
use super::grammar::{self, Match};
use super::lexicon::Meridiem;
use super::phrase;
use super::token::{Figure, Token, skip_word};
use super::zone;
use crate::domain::dates::{DateError, PartOfDay, Today, Wanted};

const DAY_END: u32 = 24 * 60;
/// Longest part of a day that two times are taken for whose halves of the day are not said.
const LONGEST_BETWEEN: u32 = 9 * 60;

/// Bounds as they were said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bounds {
    From(Reading),
    Until(Reading),
    Between(Reading, Reading),
    Around(Reading),
    /// `around noon`, which is wider than an hour on each side.
    AroundNoon,
}

/// When bounds hold: on a day, in a half of it.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub(super) date: Option<NaiveDate>,
    pub(super) half: Option<Meridiem>,
    pub(super) today: Today,
}

/// Reads bounds at the beginning of `tokens`.
pub(super) fn bounds<'t, 'a>(tokens: &'t [Token<'a>], wanted: Wanted) -> Match<'t, 'a, Bounds> {
    around(tokens).or_else(|| until(tokens)).or_else(|| between(tokens, wanted)).or_else(|| from(tokens))
}

fn around<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Bounds> {
    use Token::{Mark, Word};
    if let [Word("around" | "about" | "near" | "roughly" | "approximately"), rest @ ..] = tokens {
        return match skip_word(rest, &["at"]) {
            [Word("noon" | "midday"), rest @ ..] => Some((Bounds::AroundNoon, rest)),
            rest => time(rest).map(|(time, rest)| (Bounds::Around(time), rest)),
        };
    }
    if let [Word("noonish"), rest @ ..] = tokens {
        return Some((Bounds::AroundNoon, rest));
    }
    match time(tokens)? {
        (
            time,
            [Mark('-'), Word("ish"), rest @ ..]
            | [Word("ish"), rest @ ..]
            | [Word("or"), Word("so" | "thereabouts"), rest @ ..],
        ) => Some((Bounds::Around(time), rest)),
        _ => None,
    }
}

fn until<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Bounds> {
    use Token::Word;
    let end = match tokens {
        [Word("not"), Word("after" | "later"), Word("than"), rest @ ..]
        | [Word("not"), Word("after"), rest @ ..]
        | [Word("no"), Word("later"), Word("than"), rest @ ..]
        | [Word("at"), Word("the"), Word("latest"), Word("by"), rest @ ..]
        | [Word("latest"), Word("by"), rest @ ..]
        | [Word("up"), Word("to" | "until"), rest @ ..]
        | [Word("any"), Word("time"), Word("before"), rest @ ..]
        | [Word("earlier"), Word("than"), rest @ ..]
        | [Word("before" | "until" | "till" | "by"), rest @ ..] => time(rest),
        _ => match time(tokens)? {
            (time, [Word("or" | "and"), Word("earlier" | "before" | "sooner"), rest @ ..]) => Some((time, rest)),
            _ => None,
        },
    };
    let (time, rest) = end?;
    let rest = match rest {
        [Word("at"), Word("the"), Word("latest"), rest @ ..] | rest => rest,
    };
    Some((Bounds::Until(time), rest))
}

fn from<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Bounds> {
    use Token::Word;
    let begin = match tokens {
        [Word("not"), Word("before" | "earlier"), Word("than"), rest @ ..]
        | [Word("not"), Word("before"), rest @ ..]
        | [Word("no"), Word("earlier" | "sooner"), Word("than"), rest @ ..]
        | [Word("later"), Word("than"), rest @ ..]
        | [Word("any"), Word("time"), Word("after" | "past"), rest @ ..]
        | [Word("anytime"), Word("after" | "past"), rest @ ..]
        | [Word("starting" | "beginning"), Word("at" | "from"), rest @ ..]
        | [Word("after" | "past"), rest @ ..] => time(rest),
        [Word("from"), rest @ ..] => {
            time(rest).map(|(time, rest)| (time, skip_word(rest, &["on", "onwards", "onward"])))
        }
        _ => match time(tokens)? {
            (
                time,
                [Word("or" | "and"), Word("later" | "after" | "onwards"), rest @ ..]
                | [Word("onwards" | "onward"), rest @ ..],
            ) => Some((time, rest)),
            (time, [Word("on")]) => Some((time, Default::default())),
            _ => None,
        },
    };
    begin.map(|(time, rest)| (Bounds::From(time), rest))
}

/// Two times with a word or a dash between them. `10 to 2` is from 10 to 2 here, and not ten minutes before.
fn between<'t, 'a>(tokens: &'t [Token<'a>], wanted: Wanted) -> Match<'t, 'a, Bounds> {
    let is_introduced = matches!(tokens, [Token::Word("from" | "between"), ..]);
    let tokens = skip_word(tokens, &["from", "between"]);
    if grammar::date(tokens).is_some() {
        return None;
    }
    (1..tokens.len()).find_map(|at| {
        let (from, rest) = tokens.split_at_checked(at)?;
        let (joint, until) = rest.split_first()?;
        let (last, after) = time(until)?;
        let is_bare =
            matches!((from, until), ([Token::Number(_)], [Token::Number(_), ..]) if after.len() + 1 == until.len());
        let is_between = match joint {
            Token::Word("to" | "until" | "till") => true,
            // `10 and 11` are two times.
            Token::Word("and") => is_introduced,
            // Two bare numbers may be days, and what follows a time of ISO 8601 is its offset.
            Token::Mark('-') if is_bare => may_be_hours(until, wanted),
            Token::Mark('-') => !may_be_offset(from, rest, wanted),
            _ => false,
        };
        Some((Bounds::Between(alone(from)?, last), after)).filter(|_| is_between)
    })
}

/// Whether a bare number behind a bare number and a dash is an hour: two of them may be days where a day is asked for, `-05` is an
/// offset, and `three-fifteen` is one time.
fn may_be_hours(until: &[Token], wanted: Wanted) -> bool {
    match wanted {
        Wanted::PartOfDay => true,
        Wanted::Start | Wanted::Time => {
            matches!(
                until,
                [Token::Number(Figure { value: 1..=9, digits: 1 } | Figure { value: 10..=24, digits: 2 }), ..]
            )
        }
        Wanted::Date => false,
    }
}

/// Whether what follows a time may be its offset. Behind `T10:30` it is one; behind other times, unless it ends a slot that begins then.
fn may_be_offset(from: &[Token], rest: &[Token], wanted: Wanted) -> bool {
    let is_iso = matches!(from, [Token::Word("t"), ..]);
    let is_start = matches!(wanted, Wanted::Start | Wanted::Time) && from.len() > 1;
    (is_iso || is_start && !is_slot(from, rest)) && zone::hint(rest).is_some()
}

/// Whether two times are an hour or less apart, on whichever half of the dial.
fn is_slot(from: &[Token], rest: &[Token]) -> bool {
    let dial = |tokens: &[Token]| {
        let reading = time(tokens)?.0;
        reading.resolve(Some(Meridiem::Am)).ok().map(|time| of_day(time) % (12 * 60))
    };
    let until = rest.split_first().and_then(|(_, until)| dial(until));
    dial(from).zip(until).is_some_and(|(from, until)| (1..=60).contains(&((until + 12 * 60 - from) % (12 * 60))))
}

/// Whether two bare numbers stand at the beginning, with a word or a dash between them.
pub(super) fn is_bare(tokens: &[Token]) -> bool {
    matches!(tokens, [Token::Number(_), _, Token::Number(_), rest @ ..] if !matches!(rest, [Token::Meridiem(_) | Token::Mark(':' | '.'), ..]))
}

/// A time that is no date: `12/5` is one, and `2026` is a year.
fn time<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Reading> {
    if grammar::date(tokens).is_some() { None } else { clock::time(tokens) }
}

fn alone(tokens: &[Token]) -> Option<Reading> {
    time(tokens).and_then(|(reading, rest)| rest.is_empty().then_some(reading))
}

impl Bounds {
    /// The part of the day.
    ///
    /// # Errors
    /// When a time leaves its half of the day open, and for a part that ends before it begins.
    pub(super) fn part(self, when: When) -> Result<PartOfDay, DateError> {
        match self {
            Self::AroundNoon => Ok(PartOfDay::hours(11, 14)),
            Self::Around(time) => when.likely(time).map(PartOfDay::about),
            Self::From(time) => when.likely(time).and_then(|from| part(of_day(from), DAY_END)),
            Self::Until(time) => when.likely(time).and_then(|until| part(0, of_day(until))),
            Self::Between(from, until) => {
                let until = when.end(from, until)?;
                part(when.begin(from, until)?, until)
            }
        }
    }
}

impl When {
    /// The time that is meant, by what else was said or by the clinic's hours.
    pub(super) fn likely(self, reading: Reading) -> Result<NaiveTime, DateError> {
        reading.resolve(self.half).or_else(|unclear| phrase::within_hours(unclear, self.date, self.today))
    }

    /// `2 pm to 4` ends in the afternoon, `9 am to 10` could end in either half.
    fn end(self, from: Reading, until: Reading) -> Result<u32, DateError> {
        if let Ok(until) = until.resolve(self.half) {
            return Ok(of_day(until));
        }
        let begins = from.resolve(self.half).ok().map(of_day);
        let morning = until.resolve(Some(Meridiem::Am)).map(of_day)?;
        let end = if begins.is_some_and(|begins| begins >= morning) {
            until.resolve(Some(Meridiem::Pm))?
        } else {
            self.likely(until)?
        };
        Ok(of_day(end))
    }

    /// `2 to 4 pm` begins in the afternoon, `10 to 2 pm` in the morning: as late as it can.
    fn begin(self, from: Reading, until: u32) -> Result<u32, DateError> {
        let late = from.resolve(self.half.or(Some(Meridiem::Pm))).map(of_day)?;
        if late < until {
            return Ok(late);
        }
        // Nobody means from four in the night by `between 4 and 2`.
        let early = from.resolve(Some(Meridiem::Am)).map(of_day)?;
        if until.saturating_sub(early) <= LONGEST_BETWEEN { Ok(early) } else { Err(DateError::NoSuchTime) }
    }
}

fn part(from: u32, until: u32) -> Result<PartOfDay, DateError> {
    PartOfDay::minutes(from, until).ok_or(DateError::NoSuchTime)
}

/// Minutes since midnight.
fn of_day(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}
