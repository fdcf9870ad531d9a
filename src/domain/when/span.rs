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
    match week(&tokens, today.date) {
        Some(week) => Some(Ok(week)),
        None => between(skip_word(&tokens, &["from", "between"]), today),
    }
}

/// A week or weekend, with a part of its days before or after it. Weeks begin on Monday; of this one, what is left of it.
fn week(tokens: &[Token], today: NaiveDate) -> Option<DaysRequest> {
    use Token::Word;
    let (first_part, tokens) = part(tokens);
    let gone = u64::from(today.weekday().num_days_from_monday());
    let (first, last, rest) = match skip_word(tokens, &["in", "on", "for", "the"]) {
        [Word("this"), Word("week"), rest @ ..] => (0, 6 - gone, rest),
        [Word("next"), Word("week"), rest @ ..] => (7 - gone, 13 - gone, rest),
        [Word("this"), Word("weekend"), rest @ ..] | [Word("weekend"), rest @ ..] => {
            (5_u64.saturating_sub(gone), 6 - gone, rest)
        }
        [Word("next"), Word("weekend"), rest @ ..] => (12 - gone, 13 - gone, rest),
        _ => return None,
    };
    let (last_part, rest) = part(rest);
    let ahead = |days| today.checked_add_days(Days::new(days)).filter(|_| rest.is_empty());
    Some(DaysRequest { first: ahead(first)?, last: ahead(last)?, part: first_part.or(last_part) })
}

fn part<'t, 'a>(tokens: &'t [Token<'a>]) -> (Option<PartOfDay>, &'t [Token<'a>]) {
    part_of_day::named(tokens).map_or((None, tokens), |(part, rest)| (Some(part), rest))
}

/// `Monday to Wednesday`; `Thursday or Friday`, if these follow each other.
fn between(tokens: &[Token], today: Today) -> Option<Result<DaysRequest, WhenError>> {
    let (first, is_choice, second) = (1..tokens.len()).find_map(|at| {
        let (first, rest) = tokens.split_at_checked(at)?;
        let (joint, second) = rest.split_first()?;
        let is_choice = match joint {
            Token::Word("to" | "through" | "thru" | "until" | "till") | Token::Mark('-' | '/') => false,
            Token::Word("and" | "or") => true,
            _ => return None,
        };
        Some((Phrase::of_day(first)?, is_choice, Phrase::of_day(second)?))
    })?;
    Some(first.date(today).and_then(|from| {
        // `next Monday to Friday` is one week: the second day is the next such day after the first.
        let to = match second.date(today) {
            Ok(to) if to >= from => to,
            _ => second.date(Today { date: from, ..today })?,
        };
        if is_choice && (to - from).num_days() > 1 {
            return Err(WhenError::SeveralDays);
        }
        Ok(DaysRequest { first: from, last: to, part: first.part().or(second.part()) })
    }))
}
