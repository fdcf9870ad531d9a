//! Months, and the days that are told by them: by their number, by their weekday, or by a name that everybody knows.

use chrono::Weekday;

use super::grammar::Match;
use super::numeric::year;
use super::token::{Figure, Token, skip_word};
use crate::domain::dates::form::{DateForm, MonthForm, Nth};

/// A day that everybody knows by its name.
pub(super) fn holiday<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
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
        [Word("martin"), Word("luther"), Word("king"), rest @ ..] | [Word("mlk"), rest @ ..] => {
            (weekday_of(Nth::FromStart(3), Weekday::Mon, 1), skip_word(rest, &["jr", "junior"]))
        }
        [Word("presidents"), rest @ ..] => (weekday_of(Nth::FromStart(3), Weekday::Mon, 2), rest),
        [Word("juneteenth"), rest @ ..] => (annual(6, 19), rest),
        [Word("columbus"), rest @ ..] => (weekday_of(Nth::FromStart(2), Weekday::Mon, 10), rest),
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
pub(super) fn nth_weekday<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
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

/// `the last day of the month`.
pub(super) fn last_day<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::Word;
    let [Word("last"), Word("day"), Word("of" | "in"), rest @ ..] = skip_word(tokens, &["the"]) else { return None };
    let (month, rest) = month(rest)?;
    Some((DateForm::LastOfMonth(month), rest))
}

/// `January`, `January 2027`, `next month`, `the new year`, which begins with January.
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
        [Word("new"), Word("year"), rest @ ..] => Some((MonthForm::Named { month: 1, year: None }, rest)),
        _ => None,
    }
}

/// Day and month, either first, with or without a year.
pub(super) fn day_and_month<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
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
pub(super) fn day_of_month<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Ordinal, Word};
    let (day, rest) = match tokens {
        [Word("the"), Ordinal(day), rest @ ..] => (day.value, rest),
        // The first, second or third may be of what was offered.
        [Ordinal(day), rest @ ..] if day.digits > 0 || day.value > 3 => (day.value, rest),
        _ => return None,
    };
    Some(match rest {
        // The third Thursday is not the third, and the second one is one of those that were offered.
        [Token::Weekday(..) | Token::Number(Figure { value: 1, digits: 0 }), ..] => return None,
        [Word("of"), Word("next"), Word("month"), rest @ ..] => (DateForm::OfNextMonth(day), rest),
        [Word("of"), Word("the" | "this"), Word("month"), rest @ ..] | rest => (DateForm::DayOfMonth(day), rest),
    })
}
