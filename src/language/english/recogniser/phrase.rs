//! A whole argument: its day, time, part of the day and zone, in whatever order they came.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::bounds::{Bounds, When};
use super::clock::Reading;
use super::courtesy::{self, Intent};
use super::part_of_day::{goes_with, half};
use super::parts::{Parts, Shift};
use super::token::{Token, normalize, tokenize};
use super::zone::{self, ZoneHint};
use super::{MAX_INPUT_CHARS, grammar};

/// Longest time, in minutes, of which the beginning is the start that is meant.
const LONGEST_SLOT: i64 = 60;
use crate::domain::dates::{DateError, PartOfDay, Today, Wanted, form::DateForm};

/// What an argument says, each kind of thing at most once.
#[derive(Debug)]
pub(super) struct Phrase {
    wanted: Wanted,
    text: String,
    pub(super) parts: Parts,
}

impl Phrase {
    /// Reads the whole text; anything left over makes it unclear.
    pub(super) fn read(text: &str, wanted: Wanted, intent: Intent) -> Result<Self, DateError> {
        let normalized = vetted(text, wanted)?;
        let (named_zone, normalized) = zone::take_named(&normalized);
        let (tokens, _) = courtesy::without(&tokenize(&normalized), intent);
        let mut parts = Parts::default();
        parts.zones.extend(named_zone.map(ZoneHint::Named));
        match parts.take_all(&tokens, wanted) {
            [] => Ok(Self { wanted, text: text.to_owned(), parts }),
            rest if grammar::begins_span(rest) => Err(several(wanted)),
            _ => Err(DateError::unclear(wanted, text)),
        }
    }

    /// Tokens that name a day and nothing else.
    pub(super) fn of_day(tokens: &[Token]) -> Option<Self> {
        let mut parts = Parts::default();
        let is_all = parts.take_all(tokens, Wanted::Date).is_empty();
        let phrase = Self { wanted: Wanted::Date, text: String::new(), parts };
        let is_day = phrase.parts.name_day() && !phrase.names_time() && phrase.parts.part.is_none();
        (is_all && is_day).then_some(phrase)
    }

    /// The day, which after `first` is the next of its weekday if that is all that was said.
    pub(super) fn date_after(&self, first: NaiveDate, today: Today) -> Option<NaiveDate> {
        match (self.parts.date, self.parts.weekday) {
            (None, Some(weekday)) => first.iter_days().skip(1).find(|day| day.weekday() == weekday),
            _ => self.date(today).ok(),
        }
    }

    /// Whether a time was said, or bounds of one.
    pub(super) fn names_time(&self) -> bool {
        self.parts.time.is_some() || self.parts.bounds.is_some()
    }

    /// The same of a text that should name a day, and a part of it at most. In `Thursday 10` the number may be the day as well as the hour.
    pub(super) fn day(&self, today: Today) -> Result<NaiveDate, DateError> {
        let Parts { part, is_bare_number, .. } = self.parts;
        if is_bare_number && part.is_none() { Err(self.unclear()) } else { self.date(today) }
    }

    /// The day, which must have been named.
    pub(super) fn date(&self, today: Today) -> Result<NaiveDate, DateError> {
        let Parts { date, weekday, shift, .. } = self.parts;
        if let Some(moment) = self.moment_from_now(today)? {
            return Ok(moment.date());
        }
        let form = date.or(weekday.map(DateForm::Coming)).ok_or_else(|| self.unclear())?;
        let date = match shift {
            // The day before tomorrow is today, and the day before today is over.
            Some(shift) => shifted(form.resolve(today)?, shift, today)?,
            None => form.resolve(today)?,
        };
        for again in &self.parts.dates_again {
            if again.resolve(today)? != date {
                return Err(several(self.wanted));
            }
        }
        match weekday {
            Some(named) if named != date.weekday() => Err(DateError::WrongWeekday { date, named }),
            _ => Ok(date),
        }
    }

    /// The part of the day, when one was named by a word or by the clock.
    pub(super) fn part(&self, date: Option<NaiveDate>, today: Today) -> Result<Option<PartOfDay>, DateError> {
        let named = self.parts.part;
        let Some(bounds) = self.parts.bounds else { return Ok(named) };
        let bounded = bounds.part(When { date, half: named.and_then(half), today })?;
        match named {
            Some(named) => named.overlap(bounded).map(Some).ok_or(DateError::Contradiction),
            None => Ok(Some(bounded)),
        }
    }

    /// The part of the day, when no day was named.
    pub(super) fn part_alone(&self, today: Today) -> Result<Option<PartOfDay>, DateError> {
        if self.parts.name_day() {
            return Ok(None);
        }
        match self.time_on(None, today)? {
            Some(time) => {
                self.of_this_clock(today.date.and_time(time), today)?;
                Ok(Some(PartOfDay::about(time)))
            }
            None => self.part(None, today),
        }
    }

    /// The part of a day on which a caller asks what is free: about a time, if they named one.
    pub(super) fn part_on(&self, date: NaiveDate, today: Today) -> Result<Option<PartOfDay>, DateError> {
        // A clock that was never set says the day, and one of another place says nothing of the time here.
        let is_of_clock = self.parts.time != Some(Reading::Exact(0)) && self.parts.zones.is_empty();
        match self.time_on(Some(date), today)?.filter(|_| is_of_clock) {
            Some(time) => Ok(Some(PartOfDay::about(time))),
            None => self.part(Some(date), today),
        }
    }

    /// Day and time, both of which must have been said.
    pub(super) fn start(&self, today: Today) -> Result<NaiveDateTime, DateError> {
        let date = self.date(today)?;
        let time = match self.time_on(Some(date), today)? {
            Some(time) => time,
            None => self.beginning(date, today)?.ok_or(DateError::NoTime(date))?,
        };
        self.of_this_clock(date.and_time(time), today)
    }

    /// The start, if every zone that was said with it is that of the clinic's clock.
    pub(super) fn of_this_clock(&self, start: NaiveDateTime, today: Today) -> Result<NaiveDateTime, DateError> {
        let is_here = self.parts.zones.iter().all(|hint| hint.agrees(today.zone, start));
        is_here.then_some(start).ok_or(DateError::OtherZone(today.zone))
    }

    /// The time, if one was said.
    pub(super) fn time_on(&self, date: Option<NaiveDate>, today: Today) -> Result<Option<NaiveTime>, DateError> {
        if let Some(moment) = self.moment_from_now(today)? {
            return Ok(Some(moment.time()));
        }
        let when = When { date, half: self.parts.part.and_then(half), today };
        let Some(reading) = self.parts.time else { return Ok(None) };
        let time = when.likely(reading)?;
        for again in &self.parts.times_again {
            if when.likely(*again)? != time {
                return Err(DateError::Several(Wanted::Time));
            }
        }
        match self.parts.part {
            Some(part) if !goes_with(part, time) => Err(out_of_part(reading)),
            _ => Ok(Some(time)),
        }
    }

    /// The beginning of a time that was said with its end: `2 PM to 2:30 PM`. From two to four is more than one time.
    fn beginning(&self, date: NaiveDate, today: Today) -> Result<Option<NaiveTime>, DateError> {
        let Some(bounds @ Bounds::Between(..)) = self.parts.bounds else { return Ok(None) };
        let part = bounds.part(When { date: Some(date), half: self.parts.part.and_then(half), today })?;
        let length = part.end().map(|end| (end - part.start()).num_minutes());
        if length.is_some_and(|length| length <= LONGEST_SLOT) {
            Ok(Some(part.start()))
        } else {
            Err(DateError::Several(Wanted::Start))
        }
    }

    fn moment_from_now(&self, today: Today) -> Result<Option<NaiveDateTime>, DateError> {
        let Some(minutes) = self.parts.from_now else { return Ok(None) };
        if self.parts.date.is_some() || self.parts.weekday.is_some() || self.names_time() {
            return Err(self.unclear());
        }
        let ahead = TimeDelta::try_minutes(minutes).and_then(|ahead| today.now().checked_add_signed(ahead));
        ahead.map(Some).ok_or_else(|| self.unclear())
    }

    pub(super) fn unclear(&self) -> DateError {
        DateError::unclear(self.wanted, &self.text)
    }
}

/// The day that is meant beside the one that was named.
fn shifted(date: NaiveDate, shift: Shift, today: Today) -> Result<NaiveDate, DateError> {
    let days = match shift {
        Shift::Days(days) => days,
        Shift::Before(weekday) => -i64::from((date.weekday().days_since(weekday) + 6) % 7 + 1),
        Shift::After(weekday) => i64::from((weekday.days_since(date.weekday()) + 6) % 7 + 1),
    };
    let from_today = (date - today.date).num_days().saturating_add(days);
    DateForm::InDays(from_today).resolve(today)
}

/// A time that does not go with the part of the day: `9 pm in the morning` contradicts itself, `12 at night` could be either.
fn out_of_part(reading: Reading) -> DateError {
    match reading.resolve(None) {
        Err(open @ DateError::HalfOfDay { .. }) => open,
        _ => DateError::Contradiction,
    }
}

/// The time that is meant where the half of the day was left open, if the clinic's hours tell.
pub(super) fn within_hours(error: DateError, date: Option<NaiveDate>, today: Today) -> Result<NaiveTime, DateError> {
    match error {
        DateError::HalfOfDay { am, pm } => today.open.meant(date.map(|date| date.weekday()), am, pm).ok_or(error),
        error => Err(error),
    }
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
        words if wanted != Wanted::PartOfDay && courtesy::is_indifferent(&tokenize(words)) => Err(DateError::Earliest),
        words if courtesy::asks_for_first(&tokenize(words)) => Err(DateError::Earliest),
        _ => Ok(normalized),
    }
}
