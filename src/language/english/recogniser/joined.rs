//! One start out of several texts: models send it whole, as a date and a time, or both at once.

use chrono::{NaiveDateTime, TimeDelta};

use super::clock::Reading;
use super::courtesy::Intent;
use super::part_of_day::{goes_with, half};
use super::phrase::Phrase;
use super::zone::{self, ZoneHint};
use crate::domain::dates::{DateError, Today, Wanted};

/// Longer intervals are no appointment.
const LONGEST_INTERVAL: TimeDelta = TimeDelta::hours(4);

/// The start that the texts name together.
pub(super) fn start(texts: &[(Wanted, String)], zone: Option<&str>, today: Today) -> Result<NaiveDateTime, DateError> {
    let mut whole: Option<Phrase> = None;
    for (wanted, text) in texts {
        let text = beginning_of(text, today);
        match (Phrase::read(text, *wanted, Intent::Act), &mut whole) {
            (Ok(phrase), Some(whole)) => whole.join(phrase, today)?,
            (Ok(phrase), None) => whole = Some(phrase),
            // Where day and time are known, a text that says nothing changes nothing.
            (Err(DateError::Missing(_) | DateError::Unfilled(_) | DateError::Earliest), Some(whole))
                if whole.is_complete() => {}
            (Err(error), _) => return Err(error),
        }
    }
    let mut whole = whole.ok_or(DateError::Missing(Wanted::Start))?;
    whole.add_zone(zone.map(zone::alone));
    whole.start_of_parts(today)
}

/// The beginning of an interval of ISO 8601, as long as an appointment may be; else the text itself.
fn beginning_of(text: &str, today: Today) -> &str {
    let read = |text: &str| Phrase::read(text, Wanted::Start, Intent::Act).and_then(|phrase| phrase.start(today));
    match text.split_once('/').map(|(begin, end)| (begin, read(begin), read(end))) {
        Some((begin, Ok(start), Ok(end))) if start < end && end - start <= LONGEST_INTERVAL => begin,
        _ => text,
    }
}

impl Phrase {
    /// Adds what another text says of the same start.
    fn join(&mut self, mut other: Self, today: Today) -> Result<(), DateError> {
        if self.names_date() && other.names_date() && self.date(today)? != other.date(today)?
            || self.parts.weekday.zip(other.parts.weekday).is_some_and(|(own, others)| own != others)
        {
            return Err(DateError::Contradiction);
        }
        let part = self.parts.part.or(other.parts.part);
        if self.parts.time.is_some() && other.parts.time.is_some() {
            // A date is often sent with a clock that was never set.
            if other.is_bare_date() {
                other.parts.clear_time();
            } else if self.is_bare_date() {
                self.parts.clear_time();
            }
        }
        self.parts.time = match (self.parts.time, other.parts.time) {
            (Some(own), Some(others)) => Some(own.agreed(others).ok_or(DateError::Contradiction)?),
            (own, others) => own.or(others),
        };
        let time = self.parts.time.and_then(|time| time.resolve(part.and_then(half)).ok());
        if part.zip(time).is_some_and(|(part, time)| !goes_with(part, time)) {
            return Err(DateError::Contradiction);
        }
        self.parts.part = part;
        if !self.names_date() {
            self.parts.date = other.parts.date;
            self.parts.shift = other.parts.shift;
            self.parts.from_now = other.parts.from_now;
        }
        self.parts.bounds = self.parts.bounds.or(other.parts.bounds);
        self.parts.times_again.append(&mut other.parts.times_again);
        // A weekday beside a date has to be that of the date, as within one text.
        self.parts.weekday = self.parts.weekday.or(other.parts.weekday);
        self.parts.zones.append(&mut other.parts.zones);
        Ok(())
    }

    /// Adds a zone that was sent by itself.
    fn add_zone(&mut self, zone: Option<ZoneHint>) {
        self.parts.zones.extend(zone);
    }

    /// Whether both day and time were said.
    fn is_complete(&self) -> bool {
        self.parts.name_day() && self.names_time()
    }

    /// Whether a day was named otherwise than by its weekday.
    fn names_date(&self) -> bool {
        self.parts.date.is_some() || self.parts.from_now.is_some()
    }

    /// As [`Self::start`], for what several texts said.
    fn start_of_parts(&self, today: Today) -> Result<NaiveDateTime, DateError> {
        if !self.parts.name_day() && self.names_time() {
            return Err(DateError::NoDay);
        }
        self.start(today)
    }

    pub(super) fn is_bare_date(&self) -> bool {
        self.parts.name_day() && self.parts.time == Some(Reading::Exact(0))
    }
}
