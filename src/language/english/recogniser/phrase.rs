//! A whole argument: its day, time, part of the day and zone, in whatever order they came.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::clock::{self, Reading};
use super::part_of_day::{self, half, shares_half};
use super::token::{Figure, Token, normalize, tokenize};
use super::zone::{self, ZoneHint};
use super::{MAX_INPUT_CHARS, courtesy, grammar};
use crate::domain::dates::{DateError, PartOfDay, Today, Wanted, form::DateForm};

/// What an argument says, each kind of thing at most once.
#[derive(Debug)]
pub(super) struct Phrase {
    wanted: Wanted,
    text: String,
    pub(super) parts: Parts,
}

/// What was said.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) date: Option<DateForm>,
    pub(super) weekday: Option<Weekday>,
    pub(super) time: Option<Reading>,
    pub(super) part: Option<PartOfDay>,
    begins_first_thing: bool,
    /// All have to agree: `-05:00[America/New_York]` (RFC 9557) gives two.
    pub(super) zones: Vec<ZoneHint>,
}

impl Phrase {
    /// Reads the whole text; anything left over makes it unclear.
    pub(super) fn read(text: &str, wanted: Wanted) -> Result<Self, DateError> {
        let normalized = vetted(text, wanted)?;
        let (named_zone, normalized) = zone::take_named(&normalized);
        let (tokens, _) = courtesy::without(&tokenize(&normalized));
        let mut parts = Parts { zones: named_zone.map(ZoneHint::Named).into_iter().collect(), ..Parts::default() };
        let rest = parts.take_all(&tokens);
        parts.part = parts.part.or(parts.begins_first_thing.then_some(PartOfDay::MORNING));
        match rest {
            [] => Ok(Self { wanted, text: text.to_owned(), parts }),
            rest if grammar::begins_span(rest) => Err(several(wanted)),
            _ => Err(DateError::unclear(wanted, text)),
        }
    }

    /// Tokens that name a day and nothing else.
    pub(super) fn of_day(tokens: &[Token]) -> Option<Self> {
        let mut parts = Parts::default();
        let is_all = parts.take_all(tokens).is_empty();
        let phrase = Self { wanted: Wanted::Date, text: String::new(), parts };
        let Parts { time, part, .. } = phrase.parts;
        (is_all && phrase.names_day() && time.is_none() && part.is_none()).then_some(phrase)
    }

    /// The day, which after `first` is the next of its weekday if that is all that was said.
    pub(super) fn date_after(&self, first: NaiveDate, today: Today) -> Option<NaiveDate> {
        match (self.parts.date, self.parts.weekday) {
            (None, Some(weekday)) => first.iter_days().skip(1).find(|day| chrono::Datelike::weekday(day) == weekday),
            _ => self.date(today).ok(),
        }
    }

    /// Whether a day was named.
    pub(super) fn names_day(&self) -> bool {
        self.parts.date.is_some() || self.parts.weekday.is_some()
    }

    /// The same of a text that should name a day and nothing else. In `Thursday 10` the number may be the day as well as the hour.
    pub(super) fn day(&self, today: Today) -> Result<NaiveDate, DateError> {
        let Parts { time, part, .. } = self.parts;
        let is_unclear = part.is_none() && time.is_some_and(|time| time.resolve(None).is_err());
        if is_unclear { Err(self.unclear()) } else { self.date(today) }
    }

    /// The day, which must have been named.
    pub(super) fn date(&self, today: Today) -> Result<NaiveDate, DateError> {
        let Parts { date, weekday, .. } = self.parts;
        let form = date.or(weekday.map(DateForm::Coming)).ok_or_else(|| self.unclear())?;
        let date = form.resolve(today)?;
        match weekday {
            Some(named) if named != chrono::Datelike::weekday(&date) => Err(DateError::WrongWeekday { date, named }),
            _ => Ok(date),
        }
    }

    /// The part of the day, when one was named.
    pub(super) fn part(&self) -> Option<PartOfDay> {
        self.parts.part
    }

    /// The part of the day, when nothing else was said.
    pub(super) fn part_alone(&self) -> Option<PartOfDay> {
        let Parts { date, weekday, .. } = self.parts;
        let alone = date.is_none() && weekday.is_none() && self.parts.time.is_none();
        self.parts.part.filter(|_| alone)
    }

    /// Day and time, both of which must have been said.
    pub(super) fn start(&self, today: Today) -> Result<NaiveDateTime, DateError> {
        let date = self.date(today)?;
        let time = self.time_on(date, today)?.ok_or(DateError::NoTime(date))?;
        let start = date.and_time(time);
        let zones = &self.parts.zones;
        if zones.iter().all(|hint| hint.agrees(today.zone, start)) {
            Ok(start)
        } else {
            Err(DateError::OtherZone(today.zone))
        }
    }

    fn time_on(&self, date: NaiveDate, today: Today) -> Result<Option<NaiveTime>, DateError> {
        let half = self.parts.part.and_then(half);
        let Some(reading) = self.parts.time else {
            return Ok(None);
        };
        let time = reading.resolve(half).or_else(|error| within_hours(error, Some(date), today))?;
        match self.parts.part {
            // `9 pm in the morning` contradicts itself.
            Some(part) if !shares_half(part, time) => Err(DateError::NoSuchTime),
            _ => Ok(Some(time)),
        }
    }

    fn unclear(&self) -> DateError {
        DateError::unclear(self.wanted, &self.text)
    }
}

/// The time that is meant where the half of the day was left open, if the clinic's hours tell.
pub(super) fn within_hours(error: DateError, date: Option<NaiveDate>, today: Today) -> Result<NaiveTime, DateError> {
    match error {
        DateError::HalfOfDay { am, pm } => {
            today.open.meant(date.map(|date| chrono::Datelike::weekday(&date)), am, pm).ok_or(error)
        }
        error => Err(error),
    }
}

impl Parts {
    /// Takes everything that is known off `tokens`, and gives the rest.
    fn take_all<'t, 'a>(&mut self, tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
        let mut rest = tokens;
        while let Some(tail) = self.take(rest).filter(|_| !rest.is_empty()) {
            rest = tail;
        }
        rest
    }

    /// Forgets a clock that was never set.
    pub(super) fn clear_time(&mut self) {
        self.time = None;
        self.zones.clear();
    }

    /// Takes the next thing said off `tokens`; `None` when it is unknown or said twice.
    fn take<'t, 'a>(&mut self, tokens: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
        if self.time.is_some()
            && let Some((hint, rest)) = zone::hint(tokens)
        {
            self.zones.push(hint);
            return Some(rest);
        }
        if let Some(rest) = self.take_part_of_today(tokens) {
            return Some(rest);
        }
        if let Some((form, rest)) = grammar::date(tokens) {
            return fill(&mut self.date, form, rest);
        }
        if let [Token::Weekday(day), rest @ ..] = tokens {
            return fill(&mut self.weekday, *day, rest);
        }
        if let [Token::Ordinal(Figure { value: 1, digits: 0 }), Token::Word("thing"), rest @ ..] = tokens {
            // In the morning, said or not.
            self.begins_first_thing = true;
            return Some(rest);
        }
        if let Some((part, rest)) = part_of_day::named(tokens) {
            return fill(&mut self.part, part, rest);
        }
        if let Some((reading, rest)) = clock::time(tokens) {
            return fill(&mut self.time, reading, rest);
        }
        match tokens {
            [Token::Word("at" | "on" | "for" | "in" | "the" | "of"), rest @ ..] if !rest.is_empty() => Some(rest),
            [Token::Mark('-'), rest @ ..] if !rest.is_empty() && self.time.is_none() => Some(rest),
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
}

fn fill<'t, 'a, T>(slot: &mut Option<T>, value: T, rest: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
    slot.is_none().then(|| {
        *slot = Some(value);
        rest
    })
}

fn several(wanted: Wanted) -> DateError {
    match wanted {
        Wanted::Date => DateError::SeveralDays,
        other => DateError::Several(other),
    }
}

/// The text in normal form, unless it is too long, a template, nothing at all, or a wish for the
/// first opening.
pub(super) fn vetted(text: &str, wanted: Wanted) -> Result<String, DateError> {
    if text.chars().nth(MAX_INPUT_CHARS).is_some() {
        return Err(DateError::TooLong(wanted));
    }
    if text.contains(['{', '}', '<', '>']) {
        return Err(DateError::Unfilled(wanted));
    }
    let normalized = normalize(text);
    match normalized.trim() {
        "" | "null" | "none" | "nil" | "undefined" | "n/a" | "na" | "nan" | "unknown" | "tbd" | "string" | "date"
        | "time" | "false" | "true" | "yyyy-mm-dd" | "yyyy-mm-ddthh:mm" | "hh:mm" | "not specified" | "unspecified" => {
            Err(DateError::Missing(wanted))
        }
        "any" | "any day" | "anytime" | "any time" | "whenever" if wanted != Wanted::PartOfDay => {
            Err(DateError::Earliest)
        }
        words if courtesy::asks_for_first(&tokenize(words)) => Err(DateError::Earliest),
        _ => Ok(normalized),
    }
}
