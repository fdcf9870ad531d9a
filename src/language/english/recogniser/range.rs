//! From one day to another: `Monday to Wednesday`, `December 14 to 16`, `2026-12-03/2026-12-05`.

use chrono::{Datelike, NaiveDate};

use super::grammar::Match;
use super::phrase::Phrase;
use super::span::{Span, without_joints};
use super::token::{Token, skip_word};
use crate::domain::dates::{Today, form::DateForm};

/// Reads a range of days.
pub(super) fn read<'t, 'a>(tokens: &'t [Token<'a>], today: Today) -> Span<'t, 'a> {
    of_two_days(tokens, today).or_else(|| days_of_month(tokens, today))
}

/// Two days, each as it may be said alone. Without `from` and `to` they follow each other: `Thursday or Friday`.
fn of_two_days<'t, 'a>(tokens: &'t [Token<'a>], today: Today) -> Span<'t, 'a> {
    let is_introduced = matches!(tokens, [Token::Word("from" | "between"), ..]);
    let tokens = skip_word(tokens, &["from", "between"]);
    (1..tokens.len()).find_map(|at| {
        let (first, rest) = tokens.split_at_checked(at)?;
        let (joint, last) = rest.split_first()?;
        let first_day = Phrase::of_day(first)?.date(today).ok()?;
        let (last_day, rest) = last_day(last, first_day, today)?;
        let is_range = match joint {
            Token::Word("to" | "through" | "thru" | "until" | "till") | Token::Mark('-' | '/') => first_day < last_day,
            Token::Word("and") if is_introduced => first_day < last_day,
            // `Thursday or Friday afternoon` may be all of Thursday, and between Tuesday and Thursday nobody named Wednesday.
            Token::Word("or" | "and") => rest.is_empty() && first_day.succ_opt() == Some(last_day),
            _ => false,
        };
        is_range.then_some((first_day, last_day, rest))
    })
}

/// The day that ends a range, and what stands behind it, such as a part of the days.
fn last_day<'t, 'a>(tokens: &'t [Token<'a>], first: NaiveDate, today: Today) -> Match<'t, 'a, NaiveDate> {
    use Token::Word;
    match tokens {
        [Word("the"), Word("day"), Word("after"), Word("that"), rest @ ..]
        | [Word("the"), Word("day"), Word("after"), rest @ ..]
        | [Word("the"), Word("next" | "following"), Word("day"), rest @ ..]
            if rest.is_empty() =>
        {
            Some((first.succ_opt()?, rest))
        }
        // Behind another day, New Year is the day and not the months that begin then.
        [Word("new"), Word("year"), rest @ ..] | [Word("the"), Word("new"), Word("year"), rest @ ..] => {
            let (year, rest) = (first.year().checked_add(1)?, rest);
            Some((NaiveDate::from_ymd_opt(year, 1, 1)?, rest))
        }
        _ => (1..=tokens.len()).rev().find_map(|to| {
            let (day, rest) = tokens.split_at_checked(to)?;
            Some((Phrase::of_day(day)?.date_after(first, today)?, rest))
        }),
    }
}

/// `December 14 to 16`, `7 to 9 December`, `between December 7 and 9`.
fn days_of_month<'t, 'a>(tokens: &'t [Token<'a>], today: Today) -> Span<'t, 'a> {
    use Token::{Month, Number, Ordinal};
    let tokens = without_joints(skip_word(tokens, &["from", "between"]));
    let (month, first, last, rest) = match tokens {
        [Month(month), Number(first) | Ordinal(first), joint, rest @ ..] if is_joint(joint) => {
            match skip_word(rest, &["the"]) {
                [Number(last) | Ordinal(last), rest @ ..] => (*month, *first, *last, rest),
                _ => return None,
            }
        }
        [Number(first) | Ordinal(first), joint, Number(last) | Ordinal(last), rest @ ..] if is_joint(joint) => {
            match skip_word(rest, &["of"]) {
                [Month(month), rest @ ..] => (*month, *first, *last, rest),
                _ => return None,
            }
        }
        _ => return None,
    };
    let first = DateForm::Annual { month, day: first.value }.resolve(today).ok()?;
    let last = chrono::NaiveDate::from_ymd_opt(first.year(), month, last.value)?;
    (first < last).then_some((first, last, rest))
}

fn is_joint(token: &Token) -> bool {
    matches!(token, Token::Word("to" | "through" | "thru" | "until" | "till" | "and") | Token::Mark('-'))
}
