//! Dates in words, read from the beginning of a list of tokens.

use super::months;
use super::numeric::{self, year};
use super::token::{Token, skip_word};
use crate::domain::dates::form::DateForm;

/// What was read at the beginning of a list of tokens, and the tokens after it.
pub(super) type Match<'t, 'a, T> = Option<(T, &'t [Token<'a>])>;

/// Reads one way to name a day. Plain weekdays are left to the caller, since they go along with
/// other forms (`Thursday, December 3`, `Thursday next week`).
pub(super) fn date<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    relative(tokens)
        .or_else(|| months::holiday(tokens))
        .or_else(|| months::nth_weekday(tokens))
        .or_else(|| months::last_day(tokens))
        .or_else(|| counted(tokens))
        .or_else(|| numeric::date(tokens))
        .or_else(|| months::day_and_month(tokens))
        .or_else(|| months::day_of_month(tokens))
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
        _ => return None,
    })
}

/// Minutes from now: `in an hour`, `in 30 minutes`, `two hours from now`.
pub(super) fn from_now<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, i64> {
    use Token::Word;
    match tokens {
        [Word("in" | "within"), rest @ ..] => {
            let (minutes, rest) = minutes(rest)?;
            Some((minutes, skip_word(rest, &["time"])))
        }
        tokens => match minutes(tokens)? {
            (minutes, [Word("from"), Word("now"), rest @ ..]) => Some((minutes, rest)),
            _ => None,
        },
    }
}

fn minutes<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, i64> {
    use Token::{Number, Word};
    match tokens {
        [Word("half"), Word("an"), Word("hour"), rest @ ..] => Some((30, rest)),
        [Word("an"), Word("hour"), Word("and"), Word("a"), Word("half"), rest @ ..] => Some((90, rest)),
        [Word("a" | "an"), Word("hour"), rest @ ..] => Some((60, rest)),
        [Number(n), Word("hour" | "hours" | "hrs"), rest @ ..] => Some((i64::from(n.value).saturating_mul(60), rest)),
        [Number(n), Word("minutes" | "mins"), rest @ ..] => Some((n.value.into(), rest)),
        _ => None,
    }
}

/// `in 3 days`, `two weeks from today`, `a week from Thursday`.
fn counted<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::Word;
    match tokens {
        [Word("in"), rest @ ..] => {
            let (form, rest) = number_of_months(rest).or_else(|| {
                let (days, rest) = duration(rest)?;
                Some((DateForm::InDays(days), rest))
            })?;
            Some((form, skip_word(rest, &["time"])))
        }
        _ => match number_of_months(tokens) {
            Some((form, [Word("from"), Word("today" | "now"), rest @ ..])) => Some((form, rest)),
            Some(_) => None,
            None => match duration(tokens)? {
                (days, [Word("from"), Word("today" | "now"), rest @ ..]) => Some((DateForm::InDays(days), rest)),
                (days, [Word("from"), Word("tomorrow"), rest @ ..]) => {
                    Some((DateForm::InDays(days.saturating_add(1)), rest))
                }
                // As the British say it: `three weeks today`, `a week tomorrow`.
                (days, [Word("today"), rest @ ..]) if days % 7 == 0 => Some((DateForm::InDays(days), rest)),
                (days, [Word("tomorrow"), rest @ ..]) if days % 7 == 0 => {
                    Some((DateForm::InDays(days.saturating_add(1)), rest))
                }
                (
                    days,
                    [Word("from" | "on"), Token::Weekday(weekday), rest @ ..]
                    | [Word("from"), Word("this" | "the" | "coming"), Token::Weekday(weekday), rest @ ..],
                ) => {
                    let weekday = *weekday;
                    Some((DateForm::AfterComing { weekday, days }, rest))
                }
                (days, [Word("ago"), rest @ ..]) => Some((DateForm::InDays(-days), rest)),
                _ => None,
            },
        },
    }
}

/// A number of months or years.
fn number_of_months<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Number, Word};
    let (count, rest) = match tokens {
        [Word("a" | "an"), rest @ ..] => (1, rest),
        [Number(n), rest @ ..] => (n.value, rest),
        [Word("half"), Word("a"), Word("year"), rest @ ..] => return Some((DateForm::InMonths(6), rest)),
        _ => return None,
    };
    match rest {
        [Token::Word("month" | "months"), rest @ ..] => Some((DateForm::InMonths(count), rest)),
        [Token::Word("year" | "years"), rest @ ..] => Some((DateForm::InMonths(count.saturating_mul(12)), rest)),
        _ => None,
    }
}

/// A number of days or weeks, in days.
pub(super) fn duration<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, i64> {
    use Token::{Number, Word};
    let (count, rest) = match tokens {
        [Word("a"), Word("couple"), Word("of"), rest @ ..] | [Word("a"), Word("couple"), rest @ ..] => (2, rest),
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
