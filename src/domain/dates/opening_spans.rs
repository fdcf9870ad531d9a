//! Which half of the day a clock time is in that was said without one: the half in which the clinic is open.

use chrono::{NaiveTime, Timelike, Weekday};

use crate::domain::schedule::{DateOverride, TimeRange, WeeklyHours};

const END_OF_DAY: u16 = 24 * 60;

/// From when to when a clinic is ever open on each weekday, breaks included. Without any span nothing is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpeningSpans([Option<Span>; 7]);

/// Minutes since midnight, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    open: u16,
    close: u16,
}

impl OpeningSpans {
    /// With the hours of a week, those of the clinic or of somebody who works there.
    #[must_use]
    pub fn with_week(mut self, weekly: &WeeklyHours) -> Self {
        for (day, ranges) in weekly.days().into_iter().enumerate() {
            self.widen(day, ranges);
        }
        self
    }

    /// With the hours of single dates.
    #[must_use]
    pub fn with_dates(mut self, overrides: &[DateOverride]) -> Self {
        for exception in overrides {
            let day = chrono::Datelike::weekday(&exception.date).num_days_from_monday();
            self.widen(usize::try_from(day).unwrap_or_default(), &exception.hours);
        }
        self
    }

    fn widen(&mut self, day: usize, ranges: &[TimeRange]) {
        let Some(known) = self.0.get_mut(day) else { return };
        for range in ranges {
            let close = if range.runs_past_midnight() { END_OF_DAY } else { range.close.minutes() };
            *known = Some(Span { open: range.open.minutes(), close }.and(*known));
        }
    }

    /// The same for a day that is not known: it may be any on which the clinic is ever open.
    #[must_use]
    pub fn on_any_day(self) -> Self {
        Self([self.widest(); 7])
    }

    fn widest(&self) -> Option<Span> {
        self.0.iter().flatten().copied().reduce(|one, other| one.and(Some(other)))
    }

    /// Which of two times is meant that lie twelve hours apart: the one at which the clinic can be open on that day, or on any day if it is
    /// closed on that one. If it can be open at neither, the one that is nearer to its hours, for the answer to say that it is closed then.
    /// `None` if it can be open at both, or nothing is known of it.
    pub fn meant(&self, weekday: Option<Weekday>, am: NaiveTime, pm: NaiveTime) -> Option<NaiveTime> {
        let of_day = weekday.and_then(|day| self.0.get(usize::try_from(day.num_days_from_monday()).ok()?).copied()?);
        let span = of_day.or_else(|| self.widest())?;
        match [am, pm].map(|time| span.distance(time)) {
            [0, 0] => None,
            [before, after] => Some(if before <= after { am } else { pm }),
        }
    }
}

impl Span {
    /// The span that has both.
    fn and(self, other: Option<Self>) -> Self {
        other.map_or(self, |other| Self { open: self.open.min(other.open), close: self.close.max(other.close) })
    }

    /// How many minutes a time lies outside.
    fn distance(self, time: NaiveTime) -> u32 {
        let (open, close) = (u32::from(self.open), u32::from(self.close));
        let at = time.hour() * 60 + time.minute();
        open.saturating_sub(at).max((at + 1).saturating_sub(close))
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday::{Mon, Sat, Sun};

    use super::*;

    fn meant(open: &str, weekday: Weekday, hour: u32) -> Option<u32> {
        let day: TimeRange = serde_json::from_value(serde_json::json!({
            "open": open.split_once('-').unwrap().0, "close": open.split_once('-').unwrap().1,
        }))
        .unwrap();
        let short = TimeRange { open: "09:00".parse().unwrap(), close: "12:00".parse().unwrap() };
        let weekly = WeeklyHours { monday: vec![day], saturday: vec![short], ..WeeklyHours::default() };
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let spans = OpeningSpans::default().with_week(&weekly);
        spans.meant(Some(weekday), time(hour), time(hour + 12)).map(|time| time.hour())
    }

    #[test]
    fn the_half_in_which_the_clinic_is_open_is_meant() {
        for (open, weekday, hour, expected) in [
            ("09:00-17:00", Mon, 9, Some(9)),
            ("09:00-17:00", Mon, 2, Some(14)),
            ("09:00-17:00", Mon, 11, Some(11)),
            ("09:00-17:00", Mon, 8, Some(8)),
            ("09:00-17:00", Mon, 5, Some(17)),
            ("07:00-21:00", Mon, 8, None),
            ("07:00-21:00", Mon, 3, Some(15)),
            ("20:00-04:00", Mon, 9, Some(21)),
            ("09:00-17:00", Sat, 10, Some(10)),
            ("09:00-17:00", Sat, 3, Some(15)),
            ("09:00-17:00", Sun, 10, Some(10)),
        ] {
            assert_eq!(meant(open, weekday, hour), expected, "{open} {weekday} at {hour}");
        }
        let nothing = OpeningSpans::default().meant(Some(Mon), NaiveTime::MIN, NaiveTime::MIN);
        assert_eq!(nothing, None);
    }
}
