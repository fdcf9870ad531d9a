//! Days that follow each other: a week, a weekend.

use chrono::{Datelike, Days, NaiveDate};

use super::part_of_day;
use super::token::{Token, normalize, skip_word, tokenize};
use crate::domain::dates::{DaysRequest, PartOfDay};

/// Reads them; `None` when the text is of another kind.
pub(super) fn parse(text: &str, today: NaiveDate) -> Option<DaysRequest> {
    week(&tokenize(&normalize(text)), today)
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
