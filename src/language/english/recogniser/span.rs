//! Days that follow each other: a week, a month or a piece of one, a weekend, some days from now on, from one day to another.

use chrono::{Datelike, Days, NaiveDate};

use super::bounds::{self, Bounds, When};
use super::courtesy::{self, Intent};
use super::token::{Figure, Token, normalize, skip_word, tokenize};
use super::{clock, grammar, months, open_ended, part_of_day, range};
use crate::domain::dates::{DaysRequest, PartOfDay, Today, Wanted};

/// Reads them; `None` when the text is of another kind.
pub(super) fn parse(text: &str, today: Today) -> Option<DaysRequest> {
    let text = normalize(text);
    let (tokens, _) = courtesy::without(&tokenize(&text), Intent::Ask);
    let (first_part, tokens) = part(&tokens);
    let days = without_joints(tokens);
    let (first, last, rest) = days_ahead(days, today.date)
        .or_else(|| range::read(days, today))
        .or_else(|| week_or_month(days, today))
        .or_else(|| open_ended::read(tokens, today))?;
    let (last_part, rest) = part_behind(rest);
    let part = match (first_part, last_part) {
        (None, None) => None,
        (None, Some(part)) | (Some(part), None) => Some(part.of_days(today)?),
        (Some(_), Some(_)) => return None,
    };
    // What is over of a week or a month is not asked for.
    let is_ahead = rest.is_empty() && last >= today.date && first <= last;
    is_ahead.then_some(DaysRequest { first: first.max(today.date), last, part })
}

/// Without the words before a span that join it to others: `the earliest in the next week`.
pub(super) fn without_joints<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    match tokens {
        [Token::Word("in" | "on" | "for" | "at" | "within" | "the" | "of" | "during"), rest @ ..] => {
            without_joints(rest)
        }
        tokens => tokens,
    }
}

/// The first and the last day of what was read, and the tokens after it.
pub(super) type Span<'t, 'a> = Option<(NaiveDate, NaiveDate, &'t [Token<'a>])>;

/// A week, a weekend or a month, or a piece of one.
pub(super) fn week_or_month<'t, 'a>(tokens: &'t [Token<'a>], today: Today) -> Span<'t, 'a> {
    week_of(tokens, today).or_else(|| week(tokens, today.date)).or_else(|| month(tokens, today.date))
}

/// A part of the day that was said before or after the days.
#[derive(Clone, Copy)]
enum Part {
    Named(PartOfDay),
    ByClock(Bounds),
}

impl Part {
    /// `None` when it cannot be told without one day.
    fn of_days(self, today: Today) -> Option<PartOfDay> {
        match self {
            Self::Named(part) => Some(part),
            Self::ByClock(bounds) => bounds.part(When { date: None, half: None, today }).ok(),
        }
    }
}

fn part<'t, 'a>(tokens: &'t [Token<'a>]) -> (Option<Part>, &'t [Token<'a>]) {
    match (part_of_day::named(tokens), bounds::bounds(tokens, Wanted::Date)) {
        (Some((part, rest)), _) => (Some(Part::Named(part)), rest),
        // After a month, `14 to 16` are days.
        (None, Some((bounds, rest))) if !bounds::is_bare(tokens) => (Some(Part::ByClock(bounds)), rest),
        (None, _) => (None, tokens),
    }
}

/// Behind the days a time is the part of them about it: `next week at 3`.
fn part_behind<'t, 'a>(tokens: &'t [Token<'a>]) -> (Option<Part>, &'t [Token<'a>]) {
    match tokens {
        [Token::Word("at"), rest @ ..] => match clock::time(rest) {
            Some((time, rest)) => (Some(Part::ByClock(Bounds::Around(time))), rest),
            None => part(tokens),
        },
        tokens => part(tokens),
    }
}

/// A week or weekend, or a piece of one. Weeks begin on Monday.
fn week<'t, 'a>(tokens: &'t [Token<'a>], today: NaiveDate) -> Span<'t, 'a> {
    let monday = today.week(chrono::Weekday::Mon).checked_first_day()?;
    let (piece, tokens) = piece(tokens);
    let (from, to, rest) = whole(skip_word(skip_word(tokens, &["in", "on", "for"]), &["the"]))?;
    let gone = u64::from(today.weekday().num_days_from_monday());
    let (from, to) = match piece {
        Piece::All => (from, to),
        Piece::Later => (from.max(gone + 1), to),
        Piece::Beginning => (from, from + 2),
        Piece::Middle => (from + 1, from + 3),
        Piece::End => (from + 3, to),
    };
    Some((after(monday, from)?, after(monday, to)?, rest))
}

/// `the week of December 14`, `week commencing 14 December`, `w/c 14 December`, `the week after Christmas`.
fn week_of<'t, 'a>(tokens: &'t [Token<'a>], today: Today) -> Span<'t, 'a> {
    use Token::{Mark, Word};
    let (weeks_later, rest) = match tokens {
        [Word("week"), Word("of" | "commencing" | "beginning" | "starting"), rest @ ..]
        | [Word("w"), Mark('/'), Word("c"), rest @ ..] => (0, rest),
        [Word("week"), Word("after"), rest @ ..] => (7, rest),
        _ => return None,
    };
    let rest = skip_word(skip_word(rest, &["on"]), &["the"]);
    // `week commencing Monday the 14th`
    let rest = match rest {
        [Token::Weekday(_), date @ ..] if grammar::date(date).is_some() => date,
        rest => rest,
    };
    let (form, rest) = grammar::date(rest)?;
    let monday = form.resolve(today).ok()?.week(chrono::Weekday::Mon).checked_first_day()?;
    Some((after(monday, weeks_later)?, after(monday, weeks_later + 6)?, rest))
}

/// `next two weeks`, `next few days`, `next week or two`; and some days about one that is not exactly said: `few weeks`, `about 10 days`.
fn days_ahead<'t, 'a>(tokens: &'t [Token<'a>], today: NaiveDate) -> Span<'t, 'a> {
    use Token::{Number, Word};
    let (from, to, rest) = match skip_word(tokens, &["a"]) {
        [Word("next" | "coming"), Word("few"), Word("days"), rest @ ..]
        | [Word("next"), Word("couple"), Word("of"), Word("days"), rest @ ..] => (0, 3, rest),
        [Word("next" | "coming"), Number(n), Word("days"), rest @ ..] => (0, u64::from(n.value), rest),
        [Word("next" | "coming"), Word("few") | Number(Figure { value: 2, .. }), Word("weeks"), rest @ ..]
        | [Word("next"), Word("couple"), Word("of"), Word("weeks"), rest @ ..]
        | [Word("next"), Word("week"), Word("or"), Number(Figure { value: 2, .. }), rest @ ..] => (0, 13, rest),
        [Word("few"), Word("days"), rest @ ..] => (2, 6, from_now(rest)),
        [Word("few"), Word("weeks"), rest @ ..] => (14, 27, from_now(rest)),
        [Word("about" | "around" | "roughly"), rest @ ..] => {
            let (days, rest) = grammar::duration(rest)?;
            let (days, around) = (u64::try_from(days).ok()?, if days < 7 { 1 } else { 3 });
            (days.saturating_sub(around), days.saturating_add(around), from_now(rest))
        }
        _ => return None,
    };
    Some((after(today, from)?, after(today, to)?, rest))
}

fn from_now<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    match tokens {
        [Token::Word("from"), Token::Word("now" | "today"), rest @ ..] | rest => rest,
    }
}

/// A month, or a piece of it: `December`, `end of the month`, `first week of January`.
fn month<'t, 'a>(tokens: &'t [Token<'a>], today: NaiveDate) -> Span<'t, 'a> {
    use Token::{Mark, Ordinal, Word};
    let (week, tokens) = match tokens {
        [Ordinal(Figure { value: n @ 1..=4, .. }), Word("week"), Word("of" | "in"), rest @ ..] => {
            (Some(u64::from(*n)), rest)
        }
        [Word("last"), Word("week"), Word("of" | "in"), rest @ ..] => (Some(5), rest),
        tokens => (None, tokens),
    };
    let (piece, tokens) = piece(tokens);
    let tokens = match tokens {
        [Mark('-'), rest @ ..] => rest,
        tokens => tokens,
    };
    // `the month` is this one.
    let (month, rest) = months::month(tokens).or_else(|| months::month(skip_word(tokens, &["the"])))?;
    let (first, last) = month.bounds(today)?;
    let (from, to) = match (week, piece) {
        (Some(5), Piece::All) => (last.checked_sub_days(Days::new(6))?, last),
        (Some(week), Piece::All) => (after(first, (week - 1) * 7)?, after(first, week * 7 - 1)?),
        (Some(_), _) => return None,
        (None, Piece::All) => (first, last),
        (None, Piece::Later) => (after(today, 1)?, last),
        (None, Piece::Beginning) => (first, after(first, 9)?),
        (None, Piece::Middle) => (after(first, 10)?, after(first, 19)?),
        (None, Piece::End) => (last.checked_sub_days(Days::new(9))?, last),
    };
    Some((from, to, rest))
}

fn after(day: NaiveDate, days: u64) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(days))
}

/// Which days of a week or a month.
#[derive(Clone, Copy)]
enum Piece {
    All,
    Later,
    Beginning,
    Middle,
    End,
}

fn piece<'t, 'a>(tokens: &'t [Token<'a>]) -> (Piece, &'t [Token<'a>]) {
    let [Token::Word(word), rest @ ..] = tokens else { return (Piece::All, tokens) };
    let of = |piece| (piece, skip_word(rest, &["of", "in"]));
    match *word {
        "rest" => of(Piece::All),
        "later" => of(Piece::Later),
        "early" | "beginning" | "start" => of(Piece::Beginning),
        "middle" | "mid" => of(Piece::Middle),
        "late" | "end" => of(Piece::End),
        _ => (Piece::All, tokens),
    }
}

/// The first and last day of a week or weekend, counted from the Monday of this week.
fn whole<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(u64, u64, &'t [Token<'a>])> {
    use Token::Word;
    Some(match tokens {
        [Word("next"), Word("week"), rest @ ..] => (7, 13, rest),
        [Word("week"), Word("after"), Word("next"), rest @ ..] => (14, 20, rest),
        [Word("this"), Word("week"), rest @ ..] | [Word("week"), rest @ ..] => (0, 6, rest),
        [Word("this"), Word("weekend"), rest @ ..] | [Word("weekend"), rest @ ..] => (5, 6, rest),
        [Word("next"), Word("weekend"), rest @ ..] => (12, 13, rest),
        _ => return None,
    })
}
