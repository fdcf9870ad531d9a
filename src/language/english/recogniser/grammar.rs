//! Dates in words, read from the beginning of a list of tokens.

use super::numeric::{self, year};
use super::token::{Figure, Token, skip_word};
use crate::domain::dates::form::DateForm;

/// What was read at the beginning of a list of tokens, and the tokens after it.
pub(super) type Match<'t, 'a, T> = Option<(T, &'t [Token<'a>])>;

/// Reads one way to name a day. Plain weekdays are left to the caller, since they go along with
/// other forms (`Thursday, December 3`, `Thursday next week`).
pub(super) fn date<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    relative(tokens)
        .or_else(|| counted(tokens))
        .or_else(|| numeric::date(tokens))
        .or_else(|| with_month(tokens))
        .or_else(|| day_of_month(tokens))
}

fn relative<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Weekday, Word};
    Some(match tokens {
        [Word("the"), Word("day"), Word("after"), Word("tomorrow"), rest @ ..]
        | [Word("day"), Word("after"), Word("tomorrow"), rest @ ..] => (DateForm::InDays(2), rest),
        [Word("today" | "now"), rest @ ..] | [Word("later"), Word("today"), rest @ ..] => (DateForm::InDays(0), rest),
        [Word("tomorrow" | "tmrw" | "tomorow" | "tommorow" | "tommorrow"), rest @ ..] => (DateForm::InDays(1), rest),
        [Word("yesterday"), rest @ ..] => (DateForm::InDays(-1), rest),
        [Word("this" | "coming" | "upcoming"), Weekday(day), rest @ ..]
        | [Word("this"), Word("coming" | "week"), Weekday(day), rest @ ..]
        | [Word("this"), Word("week"), Word("on"), Weekday(day), rest @ ..]
        | [Weekday(day), Word("this"), Word("week"), rest @ ..] => (DateForm::Coming(*day), rest),
        [Word("next"), Weekday(day), rest @ ..]
        | [Weekday(day), Word("next"), Word("week"), rest @ ..]
        | [Weekday(day), Word("of"), Word("next"), Word("week"), rest @ ..]
        | [Word("next"), Word("week"), Weekday(day), rest @ ..]
        | [Word("next"), Word("week"), Word("on"), Weekday(day), rest @ ..] => (DateForm::NextWeek(*day), rest),
        [Word("last" | "past"), Weekday(day), rest @ ..] => (DateForm::Last(*day), rest),
        // As the British say it: a week after the coming one.
        [Weekday(day), Word("week"), rest @ ..] => (DateForm::AfterComing { weekday: *day, days: 7 }, rest),
        [Word("christmas"), Word("eve"), rest @ ..] => (DateForm::Annual { month: 12, day: 24 }, rest),
        [Word("christmas"), Word("day"), rest @ ..] | [Word("christmas"), rest @ ..] => {
            (DateForm::Annual { month: 12, day: 25 }, rest)
        }
        [Word("new"), Word("years"), Word("eve"), rest @ ..] => (DateForm::Annual { month: 12, day: 31 }, rest),
        [Word("new"), Word("years"), Word("day"), rest @ ..] => (DateForm::Annual { month: 1, day: 1 }, rest),
        [Word("valentines"), Word("day"), rest @ ..] => (DateForm::Annual { month: 2, day: 14 }, rest),
        [Word("halloween"), rest @ ..] => (DateForm::Annual { month: 10, day: 31 }, rest),
        _ => return None,
    })
}

/// `in 3 days`, `two weeks from today`, `a week from Thursday`.
fn counted<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Weekday, Word};
    match tokens {
        [Word("in"), rest @ ..] => {
            let (days, rest) = duration(rest)?;
            Some((DateForm::InDays(days), skip_word(rest, &["time"])))
        }
        _ => match duration(tokens)? {
            (days, [Word("from"), Word("today" | "now"), rest @ ..]) => Some((DateForm::InDays(days), rest)),
            (days, [Word("from"), Word("tomorrow"), rest @ ..]) => {
                Some((DateForm::InDays(days.saturating_add(1)), rest))
            }
            (
                days,
                [Word("from" | "on"), Weekday(weekday), rest @ ..]
                | [Word("from"), Word("this"), Weekday(weekday), rest @ ..],
            ) => {
                let weekday = *weekday;
                Some((DateForm::AfterComing { weekday, days }, rest))
            }
            (days, [Word("ago"), rest @ ..]) => Some((DateForm::InDays(-days), rest)),
            _ => None,
        },
    }
}

/// A number of days or weeks, in days.
fn duration<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, i64> {
    use Token::{Number, Word};
    let (count, rest) = match tokens {
        [Word("a" | "an"), rest @ ..] => (1, rest),
        [Number(n), rest @ ..] => (i64::from(n.value), rest),
        _ => return None,
    };
    match rest {
        [Word("day" | "days"), rest @ ..] => Some((count, rest)),
        [Word("week" | "weeks"), rest @ ..] => Some((count.saturating_mul(7), rest)),
        [Word("fortnight"), rest @ ..] => Some((count.saturating_mul(14), rest)),
        _ => None,
    }
}

/// Whether a week, a month or a range begins here: recognised so that the refusal can say what to
/// send instead.
pub(super) fn begins_span(tokens: &[Token]) -> bool {
    use Token::{Month, Number, Word};
    let named = skip_word(tokens, &["this", "next", "the", "any"]);
    match named {
        [Word(word), ..] => matches!(
            *word,
            "week"
                | "weekend"
                | "month"
                | "weekday"
                | "weekdays"
                | "weekends"
                | "between"
                | "through"
                | "to"
                | "until"
                | "or"
                | "and"
        ),
        [Month(_)] => true,
        [Month(_), Number(n)] => year(*n).is_some(),
        _ => false,
    }
}

/// Day and month, either first, with or without a year.
fn with_month<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Month, Word};
    let (month, day, rest) = match tokens {
        [Month(month), Word("the"), rest @ ..] | [Month(month), rest @ ..] => {
            let (day, rest) = day(rest)?;
            (*month, day, rest)
        }
        [Word("the"), rest @ ..] | rest => match day(rest)? {
            (day, [Word("of"), Month(month), rest @ ..] | [Month(month), rest @ ..]) => (*month, day, rest),
            _ => return None,
        },
    };
    Some(match trailing_year(rest) {
        Some((year, rest)) => (DateForm::Full { year, month, day }, rest),
        None => (DateForm::Annual { month, day }, rest),
    })
}

fn day<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, u32> {
    match tokens {
        [Token::Ordinal(day), rest @ ..] => Some((day.value, rest)),
        [Token::Number(Figure { value, digits: 0..=2 }), rest @ ..] => Some((*value, rest)),
        _ => None,
    }
}

fn trailing_year<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, i32> {
    match tokens {
        // `twenty twenty-seven`
        [
            Token::Number(Figure { value: 20, digits: 0 }),
            Token::Number(Figure { value: n @ 20..=99, digits: 0 }),
            rest @ ..,
        ] => Some((i32::try_from(2000 + n).ok()?, rest)),
        [Token::Word("of" | "in"), Token::Number(n), rest @ ..] | [Token::Number(n), rest @ ..] => {
            Some((year(*n)?, rest))
        }
        _ => None,
    }
}

/// `the 3rd`, `3rd`, `the third of the month`. A bare `3` is no date, and a bare `first` may be the
/// first opening.
fn day_of_month<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Ordinal, Word};
    let (day, rest) = match tokens {
        [Word("the"), Ordinal(day), rest @ ..] => (day.value, rest),
        [Ordinal(day), rest @ ..] if day.digits > 0 => (day.value, rest),
        _ => return None,
    };
    Some(match rest {
        // The third Thursday is not the third, and the second one is one of those that were offered.
        [Token::Weekday(..) | Token::Number(Figure { value: 1, digits: 0 }), ..] => return None,
        [Word("of"), Word("next"), Word("month"), rest @ ..] => (DateForm::OfNextMonth(day), rest),
        [Word("of"), Word("the" | "this"), Word("month"), rest @ ..] | rest => (DateForm::DayOfMonth(day), rest),
    })
}
