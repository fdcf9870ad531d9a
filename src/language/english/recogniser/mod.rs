//! Reading dates and times as a caller says them and a model writes them down.
//!
//! Readings that were decided, because English leaves them open:
//! - A weekday, alone or with `this`, is the next such day from today on, today included.
//! - `next Thursday` is the Thursday of the following week, weeks beginning on Monday: on a
//!   Monday it lies ten days ahead, on a Saturday five. `Thursday next week` is the same day.
//! - A date without a year is the next such date from today on; one that was within a month is over, since nobody means next year by it.
//! - `the fourth Thursday in November` without a year is the next one.
//! - `03/04/2027` is refused, but for a clinic in the United States, where the month comes first whoever
//!   writes. Other countries write both ways, Canada among them, and so do models. `13/12/2026` and
//!   `3/3/2026` are accepted everywhere, having one reading.
//! - A weekday that contradicts its date is refused.
//! - Two-digit clock hours (`09:30`, `10:30`) are on the 24-hour clock; `9:30`, `9 o'clock` and
//!   `at 10` need am or pm, a part of the day, or a clinic that is open in one half of the day alone. `midnight` is the beginning of the day.
//! - A zone or offset on a time is accepted only when the clinic's own clock shows the same, so
//!   that both readings agree. A model that sends `Z` may have converted the time or only
//!   decorated it, so ignoring it and converting by it are both guesses, and it is refused.
//!   `EST` is accepted all year where clocks go by EST or EDT, since callers mean the wall clock.
//! - Every word counts. Words that are known to say nothing of the day are passed over (`please`, `any availability on`); any
//!   other word that is left over makes a text unclear. A wish for the first opening beside a day is one of that day.
//! - `Friday to Monday` is the next such pair. Two days with `or` between them are both, if they follow each other.
//! - Of days with one end (`by Thursday`, `after Christmas`) the other is today, or open. Without `between`, two days with `and`
//!   between them are both as with `or`.
//! - The beginning of a week is Monday to Wednesday, its middle Tuesday to Thursday, its end from Thursday on.
//! - A month is its days from today on. Its beginning are ten days, its middle the ten after them, its end the last ten.
//! - Where only a day is asked for, a time beside it is the part of the day about it: an hour before and after. Midnight in ISO 8601 is a
//!   clock that was never set, and a time of another zone says the day alone.
//! - What is said twice has to be the same: models paste our own answers back, with `(start 2026-12-03T09:30)`.
//! - A time with its end is a start if it is no longer than an hour; an interval of ISO 8601, than four.
//! - A part of the day goes with its hours: `1 in the evening`, `12 at night` and `12 in the morning` are asked about.
//! - An appointment that there is tells by itself which half of the day it is in.

mod bounds;
mod clock;
mod courtesy;
mod grammar;
mod hint;
mod joined;
mod lexicon;
mod months;
mod numeric;
mod open_ended;
mod part_of_day;
mod parts;
mod phrase;
mod range;
mod span;
mod token;
mod zone;

#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;

use super::{English, consent, digits, names};
use crate::{
    domain::{
        consent::Consent,
        dates::{DateError, DaysRequest, PartOfDay, StartHint, Today, Wanted},
        texts::TextKind,
    },
    language::{Recogniser, SaidName},
};
use courtesy::Intent;
use phrase::Phrase;

/// Longest text that is read as a date or time, in characters.
const MAX_INPUT_CHARS: usize = 100;

/// Whether a word, in small letters, names a month or counts its days: `may`, `third`.
pub(super) fn is_of_date(word: &str) -> bool {
    lexicon::month(word).is_some() || lexicon::ordinal(word).is_some()
}

impl Recogniser for English {
    fn days(&self, text: &str, today: Today) -> Result<DaysRequest, DateError> {
        let one = Phrase::read(text, Wanted::Date, Intent::Ask).and_then(|phrase| {
            let date = phrase.day(today)?;
            Ok(DaysRequest { first: date, last: date, part: phrase.part_on(date, today)? })
        });
        one.or_else(|error| match error {
            // Only what was vetted, and is no longer than a date, gets here.
            DateError::SeveralDays | DateError::Unclear { .. } => span::parse(text, today).ok_or(error),
            error => Err(error),
        })
    }

    fn days_between(&self, from: &str, to: &str, today: Today) -> Result<DaysRequest, DateError> {
        let (from, last) = (self.days(from, today)?, self.days(to, today)?);
        // `Friday` to `Monday` on a Saturday: the Monday after that Friday.
        let after = |phrase: Phrase| phrase.date_after(from.first, today).filter(|day| *day > from.first);
        let is_before = last.last < from.first;
        let after = is_before.then(|| Phrase::read(to, Wanted::Date, Intent::Ask).ok().and_then(after)).flatten();
        Ok(DaysRequest { first: from.first, last: after.unwrap_or(last.last), part: from.part })
    }

    fn start(&self, texts: &[(Wanted, String)], zone: Option<&str>, today: Today) -> Result<NaiveDateTime, DateError> {
        joined::start(texts, zone, today)
    }

    fn start_hint(&self, texts: &[(Wanted, String)], today: Today) -> Result<StartHint, DateError> {
        hint::read(texts, today)
    }

    fn keeps_day_or_time(&self, text: &str) -> bool {
        courtesy::keeps_day_or_time(&token::tokenize(&token::normalize(text)))
    }

    fn part_of_day(&self, text: &str, today: Today) -> Result<Option<PartOfDay>, DateError> {
        part_of_day::parse(text, today)
    }

    fn yes_or_no(&self, word: &str) -> Option<bool> {
        match word.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "yes please" | "confirmed" | "ok" | "okay" | "1" => Some(true),
            "false" | "no" | "n" | "not yet" | "0" => Some(false),
            _ => None,
        }
    }

    fn digits(&self, text: &str) -> String {
        digits::in_digits(text)
    }

    fn gives_no_number(&self, text: &str) -> bool {
        digits::gives_none(text)
    }

    fn name(&self, said: &str) -> SaidName {
        names::read(said)
    }

    fn text_kind(&self, word: &str) -> Option<TextKind> {
        match word.to_lowercase().as_str() {
            "confirmation" | "confirm" | "details" => Some(TextKind::Confirmation),
            "reminder" | "remind" => Some(TextKind::Reminder),
            _ => None,
        }
    }

    fn consent(&self, body: &str) -> Option<Consent> {
        consent::read(body)
    }
}
