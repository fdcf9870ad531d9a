//! Days that follow each other: a week or a part of it, a weekend, from one day to another.

use chrono::{Datelike, Days, NaiveDate};

use super::phrase::Phrase;
use super::token::{Token, normalize, skip_word, tokenize};
use super::{courtesy, part_of_day};
use crate::domain::dates::{DaysRequest, PartOfDay, Today};

/// Reads them; `None` when the text is of another kind.
pub(super) fn parse(text: &str, today: Today) -> Option<DaysRequest> {
    let text = normalize(text);
    let (tokens, _) = courtesy::without(&tokenize(&text));
    week(&tokens, today.date).or_else(|| range(&tokens, today))
}

/// A week or weekend, with a part of its days before or after it. Weeks begin on Monday; of this one, what is left of it.
fn week(tokens: &[Token], today: NaiveDate) -> Option<DaysRequest> {
    let (first_part, tokens) = part(tokens);
    let gone = u64::from(today.weekday().num_days_from_monday());
    let (piece, tokens) = piece(skip_word(skip_word(tokens, &["in", "on", "for", "at"]), &["the"]));
    let (from, to, rest) = whole(skip_word(skip_word(tokens, &["in", "on", "for"]), &["the"]))?;
    let (from, to) = match piece {
        Piece::All => (from, to),
        Piece::Later => (from.max(gone + 1), to),
        Piece::Beginning => (from, from + 2),
        Piece::Middle => (from + 1, from + 3),
        Piece::End => (from + 3, to),
    };
    let (last_part, rest) = part(rest);
    let ahead = |day: u64| today.checked_add_days(Days::new(day.saturating_sub(gone))).filter(|_| rest.is_empty());
    // A piece of this week that is over is none.
    let is_ahead = to >= gone && from <= to;
    Some(DaysRequest { first: ahead(from)?, last: ahead(to)?, part: first_part.or(last_part) }).filter(|_| is_ahead)
}

/// Which days of a week.
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
        [Word("this"), Word("week"), rest @ ..] | [Word("week"), rest @ ..] => (0, 6, rest),
        [Word("next"), Word("week"), rest @ ..] => (7, 13, rest),
        [Word("this"), Word("weekend"), rest @ ..] | [Word("weekend"), rest @ ..] => (5, 6, rest),
        [Word("next"), Word("weekend"), rest @ ..] => (12, 13, rest),
        _ => return None,
    })
}

fn part<'t, 'a>(tokens: &'t [Token<'a>]) -> (Option<PartOfDay>, &'t [Token<'a>]) {
    part_of_day::named(tokens).map_or((None, tokens), |(part, rest)| (Some(part), rest))
}

/// `Monday to Wednesday`, `2026-12-03/2026-12-05`; and two days in a row with `or` between them.
fn range(tokens: &[Token], today: Today) -> Option<DaysRequest> {
    let tokens = skip_word(tokens, &["from", "between"]);
    (1..tokens.len()).find_map(|at| {
        let (first, rest) = tokens.split_at_checked(at)?;
        let (joint, last) = rest.split_first()?;
        let (first, last) = (Phrase::of_day(first)?, Phrase::of_day(last)?);
        let first_day = first.date(today).ok()?;
        let last_day = last.date_after(first_day, today)?;
        let is_range = match joint {
            Token::Word("to" | "through" | "thru" | "until" | "till" | "and") | Token::Mark('-' | '/') => {
                first_day < last_day
            }
            Token::Word("or") => first_day.succ_opt() == Some(last_day),
            _ => false,
        };
        is_range.then_some(DaysRequest { first: first_day, last: last_day, part: None })
    })
}
