//! Days that follow each other: a week, a weekend, from one day to another.

use chrono::{Datelike, Days, NaiveDate};

use super::error::{Wanted, WhenError};
use super::part_of_day::{self, PartOfDay};
use super::phrase::{Phrase, vetted};
use super::token::{Token, skip_word, tokenize};
use super::{DaysRequest, Today};

/// Reads them; `None` when the text is of another kind.
pub(super) fn parse(text: &str, today: Today) -> Option<Result<DaysRequest, WhenError>> {
    let normalized = vetted(text, Wanted::Date).ok()?;
    let tokens = tokenize(&normalized);
    let (part, tokens) = without_part(&tokens);
    if let Some((first, last)) = week(tokens, today.date) {
        return Some(Ok(DaysRequest { first, last, part }));
    }
    between(skip_word(tokens, &["from", "between", "either"]), part, today)
}

/// A part of the day at the beginning or the end.
fn without_part<'t, 'a>(tokens: &'t [Token<'a>]) -> (Option<PartOfDay>, &'t [Token<'a>]) {
    if let Some((part, rest)) = part_of_day::named(tokens) {
        return (Some(part), skip_word(rest, &["on", "of"]));
    }
    let part_last = |at| {
        let (days, part) = tokens.split_at_checked(at)?;
        part_of_day::named(part).filter(|(_, rest)| rest.is_empty()).map(|(part, _)| (Some(part), days))
    };
    (1..tokens.len()).find_map(part_last).unwrap_or((None, tokens))
}

/// A week or weekend. Weeks begin on Monday; of this one, what is left of it.
fn week(tokens: &[Token], today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    use Token::Word;
    let ahead = |days: u32| today.checked_add_days(Days::new(days.into()));
    let gone = today.weekday().num_days_from_monday();
    let (first, last) = match skip_word(tokens, &["in", "on", "for", "during"]) {
        [Word("this"), Word("week")] => (0, 6 - gone),
        [Word("next"), Word("week")] => (7 - gone, 13 - gone),
        [Word("this" | "the"), Word("weekend")] | [Word("weekend")] => (5_u32.saturating_sub(gone), 6 - gone),
        [Word("next"), Word("weekend")] => (12 - gone, 13 - gone),
        _ => return None,
    };
    Some((ahead(first)?, ahead(last)?))
}

/// `Monday to Wednesday`; `Thursday or Friday`, if these follow each other.
fn between(tokens: &[Token], part: Option<PartOfDay>, today: Today) -> Option<Result<DaysRequest, WhenError>> {
    let (first, joint, second) = (1..tokens.len()).find_map(|at| {
        let (first, rest) = tokens.split_at_checked(at)?;
        let (joint, second) = rest.split_first()?;
        let is_joint = match joint {
            Token::Word(word) => ["to", "through", "thru", "until", "till", "and", "or"].contains(word),
            Token::Mark(mark) => matches!(mark, '-' | '/' | '&'),
            _ => false,
        };
        let [first, second] = [first, second].map(Phrase::of_day);
        is_joint.then_some(())?;
        Some((first?, joint, second?))
    })?;
    let read = || {
        let from = first.date(today)?;
        // `next Monday to Friday` is one week: the second day is the next such day after the first.
        let to = match second.date(today) {
            Ok(to) if to >= from => to,
            _ => second.date(Today { date: from, ..today })?,
        };
        let is_choice = matches!(joint, Token::Word("and" | "or") | Token::Mark('&'));
        if is_choice && (to - from).num_days() > 1 {
            return Err(WhenError::SeveralDays);
        }
        Ok(DaysRequest { first: from, last: to, part: part.or(first.part()).or(second.part()) })
    };
    Some(read())
}
