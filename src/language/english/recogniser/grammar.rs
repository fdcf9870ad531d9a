//! Dates in words, read from the beginning of a list of tokens.

use chrono::Weekday;

use super::numeric::{self, year};
use super::token::{Figure, Token, skip_word};
use crate::domain::dates::form::{DateForm, MonthForm, Nth};

/// What was read at the beginning of a list of tokens, and the tokens after it.
pub(super) type Match<'t, 'a, T> = Option<(T, &'t [Token<'a>])>;

/// Reads one way to name a day. Plain weekdays are left to the caller, since they go along with
/// other forms (`Thursday, December 3`, `Thursday next week`).
pub(super) fn date<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    relative(tokens)
        .or_else(|| holiday(tokens))
        .or_else(|| nth_weekday(tokens))
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
        _ => return None,
    })
}

/// A day that everybody knows by its name.
fn holiday<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::Word;
    let (form, rest) = match tokens {
        [Word("christmas"), Word("eve"), rest @ ..] => (annual(12, 24), rest),
        [Word("christmas" | "xmas"), rest @ ..] => (annual(12, 25), rest),
        [Word("boxing"), rest @ ..] => (annual(12, 26), rest),
        [Word("new"), Word("years"), Word("eve"), rest @ ..] => (annual(12, 31), rest),
        [Word("new"), Word("years"), rest @ ..] => (annual(1, 1), rest),
        [Word("valentines"), rest @ ..] => (annual(2, 14), rest),
        [Word("halloween"), rest @ ..] => (annual(10, 31), rest),
        [Word("independence"), rest @ ..] => (annual(7, 4), rest),
        [Word("veterans"), rest @ ..] => (annual(11, 11), rest),
        [Word("thanksgiving"), rest @ ..] => (weekday_of(Nth::FromStart(4), Weekday::Thu, 11), rest),
        [Word("labor" | "labour"), rest @ ..] => (weekday_of(Nth::FromStart(1), Weekday::Mon, 9), rest),
        [Word("memorial"), rest @ ..] => (weekday_of(Nth::Last, Weekday::Mon, 5), rest),
        _ => return None,
    };
    Some((form, skip_word(rest, &["day"])))
}

const fn annual(month: u32, day: u32) -> DateForm {
    DateForm::Annual { month, day }
}

const fn weekday_of(nth: Nth, weekday: Weekday, month: u32) -> DateForm {
    DateForm::NthWeekday { nth, weekday, month: MonthForm::Named { month, year: None } }
}

/// `the first Monday in January`, `last Friday of the month`.
fn nth_weekday<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Ordinal, Word};
    let (nth, weekday, rest) = match skip_word(tokens, &["the"]) {
        [Ordinal(Figure { value: n @ 1..=5, .. }), Token::Weekday(weekday), rest @ ..] => {
            (Nth::FromStart(u8::try_from(*n).ok()?), *weekday, rest)
        }
        [Word("last"), Token::Weekday(weekday), rest @ ..] => (Nth::Last, *weekday, rest),
        _ => return None,
    };
    let [Word("of" | "in"), rest @ ..] = rest else { return None };
    let (month, rest) = month(rest)?;
    Some((DateForm::NthWeekday { nth, weekday, month }, rest))
}

/// `January`, `January 2027`, `next month`.
pub(super) fn month<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, MonthForm> {
    use Token::{Month, Word};
    match tokens {
        [Month(month), rest @ ..] => Some(match trailing_year(rest) {
            Some((year, rest)) => (MonthForm::Named { month: *month, year: Some(year) }, rest),
            None => (MonthForm::Named { month: *month, year: None }, rest),
        }),
        [Word("next" | "this"), Month(month), rest @ ..] => {
            Some((MonthForm::Named { month: *month, year: None }, rest))
        }
        [Word("this" | "the"), Word("month"), rest @ ..] => Some((MonthForm::Ahead(0), rest)),
        [Word("next"), Word("month"), rest @ ..] => Some((MonthForm::Ahead(1), rest)),
        _ => None,
    }
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
            let (form, rest) = months(rest).or_else(|| {
                let (days, rest) = duration(rest)?;
                Some((DateForm::InDays(days), rest))
            })?;
            Some((form, skip_word(rest, &["time"])))
        }
        _ => match months(tokens) {
            Some((form, [Word("from"), Word("today" | "now"), rest @ ..])) => Some((form, rest)),
            Some(_) => None,
            None => match duration(tokens)? {
                (days, [Word("from"), Word("today" | "now"), rest @ ..]) => Some((DateForm::InDays(days), rest)),
                (days, [Word("from"), Word("tomorrow"), rest @ ..]) => {
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
fn months<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
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
        // A date in figures begins with its year.
        [Token::Number(_), Token::Mark('-' | '/'), Token::Number(_), ..] => None,
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
