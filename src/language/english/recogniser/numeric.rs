//! Dates in figures: ISO 8601 and its relatives, and the orders that need care.

use super::grammar::Match;
use super::token::{Figure, Token};
use crate::domain::dates::form::DateForm;

/// Reads a date in figures at the beginning of `tokens`.
pub(super) fn date<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, DateForm> {
    use Token::{Mark, Month, Number};
    match tokens {
        [Number(one), Mark(mark), Number(two), Mark(again), Number(three), rest @ ..]
            if mark == again && matches!(mark, '-' | '/' | '.') =>
        {
            Some((three_figures(*one, *two, *three)?, rest))
        }
        // 3-Dec-2026 and 2026-Dec-03
        [Number(one), Mark(mark), Month(month), Mark(again), Number(three), rest @ ..]
            if mark == again && matches!(mark, '-' | '/') =>
        {
            Some((around_month(*one, *month, *three)?, rest))
        }
        // As Germans write a day: 3.12.
        [Number(one), Mark('.'), Number(two), Mark('.'), rest @ ..]
            if is_short(*one) && (1..=12).contains(&two.value) =>
        {
            Some((DateForm::Dotted { day: one.value, month: two.value }, rest))
        }
        [Number(one), Mark('/'), Number(two), rest @ ..] if is_short(*one) && is_short(*two) => {
            Some((unordered(*one, *two, None), rest))
        }
        [Number(n), rest @ ..] if n.digits == 8 => Some((compact(n.value)?, rest)),
        _ => None,
    }
}

fn unordered(first: Figure, second: Figure, year: Option<i32>) -> DateForm {
    DateForm::Unordered { first: first.value, second: second.value, year }
}

/// A calendar year of four digits. Years before 1900 are left to be clock times (`1430`).
pub(super) fn year(figure: Figure) -> Option<i32> {
    let plausible = figure.digits == 4 && (1900..=9999).contains(&figure.value);
    i32::try_from(figure.value).ok().filter(|_| plausible)
}

fn three_figures(a: Figure, b: Figure, c: Figure) -> Option<DateForm> {
    if a.digits == 4 && is_short(b) && is_short(c) {
        return Some(DateForm::Full { year: i32::try_from(a.value).ok()?, month: b.value, day: c.value });
    }
    if !is_short(a) || !is_short(b) {
        return None;
    }
    if c.digits == 2 {
        return Some(DateForm::ShortYear(Some([a, b, c].map(|figure| figure.value))));
    }
    Some(unordered(a, b, Some(year(c)?)))
}

fn around_month(a: Figure, month: u32, c: Figure) -> Option<DateForm> {
    let (year_figure, day) = if a.digits == 4 { (a, c) } else { (c, a) };
    if year_figure.digits == 2 {
        return Some(DateForm::ShortYear(None));
    }
    let year = year(year_figure)?;
    let day = is_short(day).then_some(day.value)?;
    Some(DateForm::Full { year, month, day })
}

/// `20261203`, the basic format of ISO 8601.
fn compact(value: u32) -> Option<DateForm> {
    Some(DateForm::Full { year: i32::try_from(value / 10_000).ok()?, month: value / 100 % 100, day: value % 100 })
}

fn is_short(figure: Figure) -> bool {
    matches!(figure.digits, 1 | 2)
}
