//! What one text says of a day and a time, taken off it piece by piece.

use chrono::Weekday;

use super::bounds::{self, Bounds};
use super::clock::{self, Reading};
use super::grammar;
use super::part_of_day;
use super::token::{Figure, Token, skip_word};
use super::zone::{self, ZoneHint};
use crate::domain::dates::{PartOfDay, Wanted, form::DateForm};

/// What was said.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) date: Option<DateForm>,
    pub(super) weekday: Option<Weekday>,
    /// From the date to the day that is meant.
    pub(super) shift: Option<Shift>,
    /// Minutes from now, which is a day and a time.
    pub(super) from_now: Option<i64>,
    pub(super) time: Option<Reading>,
    /// A number that may be an hour, or something else: nothing says so.
    pub(super) is_bare_number: bool,
    pub(super) bounds: Option<Bounds>,
    pub(super) part: Option<PartOfDay>,
    begins_first_thing: bool,
    /// All have to agree: `-05:00[America/New_York]` (RFC 9557) gives two.
    pub(super) zones: Vec<ZoneHint>,
    /// Days and times that were said once more; they have to be the same.
    pub(super) dates_again: Vec<DateForm>,
    pub(super) times_again: Vec<Reading>,
}

/// From a day that was named to the one that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    /// `the day after`, `the day before`.
    Days(i64),
    /// `the Monday before`.
    Before(Weekday),
    /// `the Friday after`.
    After(Weekday),
}

impl Parts {
    /// Takes everything that is known off `tokens`, and gives the rest.
    pub(super) fn take_all<'t, 'a>(&mut self, tokens: &'t [Token<'a>], wanted: Wanted) -> &'t [Token<'a>] {
        let (mut rest, mut after_at) = (tokens, tokens.len() == 1 && wanted == Wanted::Time);
        while let Some(tail) = self.take(rest, wanted, after_at).filter(|_| !rest.is_empty()) {
            after_at = matches!(rest, [Token::Word("at"), ..]) && tail.len() + 1 == rest.len();
            rest = tail;
        }
        self.part = self.part.or(self.begins_first_thing.then_some(PartOfDay::MORNING));
        rest
    }

    /// Whether a day was named.
    pub(super) fn name_day(&self) -> bool {
        self.date.is_some() || self.weekday.is_some() || self.from_now.is_some()
    }

    /// Forgets a clock that was never set.
    pub(super) fn clear_time(&mut self) {
        self.time = None;
        self.zones.clear();
    }

    /// Takes the next thing said off `tokens`; `None` when it is unknown.
    fn take<'t, 'a>(&mut self, tokens: &'t [Token<'a>], wanted: Wanted, after_at: bool) -> Option<&'t [Token<'a>]> {
        if self.time.is_some()
            && let Some((hint, rest)) = zone::hint(tokens)
        {
            self.zones.push(hint);
            return Some(rest);
        }
        let taken = self.take_part_of_today(tokens).or_else(|| self.take_within_part(tokens));
        if let Some(rest) = taken.or_else(|| self.take_shifted(tokens)) {
            return Some(rest);
        }
        if let Some((minutes, rest)) = grammar::from_now(tokens) {
            return fill(&mut self.from_now, minutes, rest);
        }
        // Ten to two is a time where one start is asked for, and from ten to two elsewhere.
        let is_start = matches!(wanted, Wanted::Start | Wanted::Time) && clock::is_relative(tokens);
        if !is_start && let Some((bounds, rest)) = bounds::bounds(tokens, wanted) {
            return fill(&mut self.bounds, bounds, rest);
        }
        if let Some((form, rest)) = grammar::date(tokens) {
            fill_or_repeat(&mut self.date, &mut self.dates_again, form);
            return Some(rest);
        }
        if let [Token::Weekday(day), rest @ ..] = tokens {
            return (*self.weekday.get_or_insert(*day) == *day).then_some(rest);
        }
        if let [Token::Ordinal(Figure { value: 1, digits: 0 }), Token::Word("thing"), rest @ ..] = tokens {
            // In the morning, said or not.
            self.begins_first_thing = true;
            return Some(rest);
        }
        if let Some((part, rest)) = part_of_day::named(tokens) {
            return (*self.part.get_or_insert(part) == part).then_some(rest);
        }
        // `one on Thursday` is any of them, and no hour.
        let is_any = matches!(tokens, [Token::Number(Figure { value: 1, digits: 0 }), ..]) && !after_at;
        if let Some((reading, rest)) = clock::time(tokens).filter(|(_, rest)| !is_any || rest.len() + 1 < tokens.len())
        {
            let is_number = tokens.len() == rest.len() + 1 && matches!(tokens, [Token::Number(_), ..]);
            // `1400` is no day.
            let may_be_day = matches!(tokens, [Token::Number(Figure { digits: 0..=2, .. }), ..]);
            self.is_bare_number |= is_number && may_be_day && !after_at;
            fill_or_repeat(&mut self.time, &mut self.times_again, reading);
            return Some(rest);
        }
        match tokens {
            // `start` as our own answers give it: `(start 2026-12-03T09:30)`.
            [Token::Word("at" | "on" | "for" | "in" | "the" | "of" | "start" | "starts"), rest @ ..]
                if !rest.is_empty() =>
            {
                Some(rest)
            }
            // `starting Thursday` is from then on where days are asked for.
            [Token::Word("starting"), rest @ ..] if !rest.is_empty() && wanted != Wanted::Date => Some(rest),
            // `December 9-10` are two days.
            [Token::Mark('-'), rest @ ..] if !rest.is_empty() && self.time.is_none() && !is_bare_number(rest) => {
                Some(rest)
            }
            _ => None,
        }
    }

    /// `this afternoon` and `tonight` name today as well.
    fn take_part_of_today<'t, 'a>(&mut self, tokens: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
        let ([Token::Word("this"), named @ ..] | named @ [Token::Word("tonight"), ..]) = tokens else {
            return None;
        };
        let (part, rest) = part_of_day::named(named)?;
        fill(&mut self.part, part, rest)?;
        // `today, this afternoon` says the same day twice.
        let today = DateForm::InDays(0);
        (*self.date.get_or_insert(today) == today).then_some(rest)
    }

    /// `late Thursday afternoon`, `early tomorrow morning`: the day stands within the part.
    fn take_within_part<'t, 'a>(&mut self, tokens: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
        let [size @ Token::Word("early" | "mid" | "late"), day, part @ Token::Word("morning" | "afternoon"), rest @ ..] =
            tokens
        else {
            return None;
        };
        let (part, _) = part_of_day::named(&[*size, *part])?;
        fill(&mut self.part, part, rest)?;
        match day {
            Token::Weekday(day) => fill(&mut self.weekday, *day, rest),
            day => fill(&mut self.date, grammar::date(&[*day])?.0, rest),
        }
    }

    /// `the day before Christmas`, `the Monday after January 6`.
    fn take_shifted<'t, 'a>(&mut self, tokens: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
        use Token::{Weekday, Word};
        let (shift, rest) = match skip_word(tokens, &["the"]) {
            [Word("day"), Word("before"), rest @ ..] => (Shift::Days(-1), rest),
            [Word("day"), Word("after"), rest @ ..] => (Shift::Days(1), rest),
            [Weekday(day), Word("before"), rest @ ..] => (Shift::Before(*day), rest),
            [Weekday(day), Word("after"), rest @ ..] => (Shift::After(*day), rest),
            _ => return None,
        };
        let (form, rest) = match skip_word(rest, &["the"]) {
            [Weekday(day), rest @ ..] if matches!(shift, Shift::Days(_)) => (DateForm::Coming(*day), rest),
            rest => grammar::date(rest)?,
        };
        fill(&mut self.shift, shift, rest)?;
        fill(&mut self.date, form, rest)
    }
}

fn fill<'t, 'a, T>(slot: &mut Option<T>, value: T, rest: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
    slot.is_none().then(|| {
        *slot = Some(value);
        rest
    })
}

fn fill_or_repeat<T>(slot: &mut Option<T>, again: &mut Vec<T>, value: T) {
    if slot.is_none() {
        *slot = Some(value);
    } else {
        again.push(value);
    }
}

/// Whether a number begins here of which nothing says that it is an hour.
fn is_bare_number(tokens: &[Token]) -> bool {
    use Token::{Mark, Meridiem, Number, Word};
    matches!(tokens, [Number(_), rest @ ..] if !matches!(rest, [Mark(':' | '.') | Meridiem(_) | Word("oclock"), ..]))
}
