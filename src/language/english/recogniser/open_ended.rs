//! Days of which one end was said: by Thursday, before Christmas, from Monday on, any day after the 10th.

use chrono::NaiveDate;

use super::phrase::Phrase;
use super::span::{self, Span};
use super::token::{Token, skip_word};
use crate::domain::dates::Today;

/// Which end was said, and whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Until,
    Before,
    From,
    After,
}

/// What stands before the days that are an end, the longer of two that begin alike first.
const BEFORE_DAYS: &[(&[&str], End)] = &[
    (&["on", "or", "before"], End::Until),
    (&["no", "later", "than"], End::Until),
    (&["not", "later", "than"], End::Until),
    (&["not", "after"], End::Until),
    (&["at", "the", "latest", "by"], End::Until),
    (&["latest", "by"], End::Until),
    (&["up", "to"], End::Until),
    (&["up", "until"], End::Until),
    (&["by"], End::Until),
    (&["until"], End::Until),
    (&["till"], End::Until),
    (&["earlier", "than"], End::Before),
    (&["prior", "to"], End::Before),
    (&["before"], End::Before),
    (&["on", "or", "after"], End::From),
    (&["no", "earlier", "than"], End::From),
    (&["no", "sooner", "than"], End::From),
    (&["not", "earlier", "than"], End::From),
    (&["not", "before"], End::From),
    (&["not", "until"], End::From),
    (&["not", "till"], End::From),
    (&["as", "of"], End::From),
    (&["starting", "from"], End::From),
    (&["starting", "on"], End::From),
    (&["starting"], End::From),
    (&["beginning"], End::From),
    (&["from"], End::From),
    (&["later", "than"], End::After),
    (&["after"], End::After),
];
/// What stands behind them.
const BEHIND_DAYS: &[(&[&str], End)] = &[
    (&["at", "the", "latest"], End::Until),
    (&["or", "earlier"], End::Until),
    (&["or", "before"], End::Until),
    (&["or", "sooner"], End::Until),
    (&["at", "the", "earliest"], End::From),
    (&["or", "any", "day", "after"], End::From),
    (&["or", "later"], End::From),
    (&["or", "after"], End::From),
    (&["and", "later"], End::From),
    (&["and", "after"], End::From),
    (&["and", "onwards"], End::From),
    (&["onwards"], End::From),
    (&["onward"], End::From),
    (&["on"], End::From),
];

/// What begins a part of the day that is one of all days.
const OF_ALL: [&str; 5] = ["in", "at", "during", "between", "around"];

/// Reads them. Without a last day they go on to the end of the calendar.
pub(super) fn read<'t, 'a>(tokens: &'t [Token<'a>], today: Today) -> Span<'t, 'a> {
    let (said_before, days) = match taken(tokens, BEFORE_DAYS) {
        Some((end, rest)) => (Some(end), rest),
        None => (None, tokens),
    };
    let is_end_of = matches!(skip_word(days, &["the"]), [Token::Word("end"), ..]);
    let (first, last, rest) = end_days(days, today)?;
    let (said_behind, rest) = match taken(rest, BEHIND_DAYS) {
        Some((end, rest)) => (Some(end), rest),
        None => (None, rest),
    };
    let end = match (said_before, said_behind) {
        (Some(one), Some(other)) if one != other => return None,
        (one, other) => one.or(other)?,
    };
    // A part of the day at the end is no part of all days: `by Friday afternoon`. `After Friday in the afternoon` is one of all.
    let is_of_all =
        matches!(end, End::From | End::After) && matches!(rest, [Token::Word(word), ..] if OF_ALL.contains(word));
    if !rest.is_empty() && !is_of_all {
        return None;
    }
    let (from, to) = match end {
        End::Until => (today.date, last),
        // Before the end of the week it may be its last day.
        End::Before if is_end_of => (today.date, last),
        End::Before => (today.date, first.pred_opt()?),
        End::From => (first, NaiveDate::MAX),
        End::After => (last.succ_opt()?, NaiveDate::MAX),
    };
    Some((from, to, rest))
}

/// The day or the days that are one end.
fn end_days<'t, 'a>(tokens: &'t [Token<'a>], today: Today) -> Span<'t, 'a> {
    let one_day = (1..=tokens.len()).rev().find_map(|at| {
        let (day, rest) = tokens.split_at_checked(at)?;
        let day = Phrase::of_day(day)?.date(today).ok()?;
        Some((day, day, rest))
    });
    one_day.or_else(|| span::week_or_month(span::without_joints(tokens), today))
}

fn taken<'t, 'a>(tokens: &'t [Token<'a>], phrases: &[(&[&str], End)]) -> Option<(End, &'t [Token<'a>])> {
    phrases.iter().find_map(|(phrase, end)| {
        let (head, rest) = tokens.split_at_checked(phrase.len())?;
        let is_said = head.iter().zip(*phrase).all(|(token, word)| matches!(token, Token::Word(said) if said == word));
        is_said.then_some((*end, rest))
    })
}
