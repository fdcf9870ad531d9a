//! What somebody says of when an appointment of theirs is.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{DateError, PartOfDay};

/// What was said of the start of an appointment that there is. What was not said fits every start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartHint {
    /// The first and the last local day on which it may start.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The times at which it may start, if one was said: two where the half of the day was left open.
    pub times: Vec<NaiveTime>,
    /// The part of the day.
    pub part: Option<PartOfDay>,
    /// Which of those that fit.
    pub choice: Option<Choice>,
}

/// Which of several appointments is meant, by their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one that comes next.
    Next,
    /// More than one.
    Several,
}

impl StartHint {
    /// A hint of one day.
    pub fn day(date: NaiveDate) -> Self {
        Self { days: Some((date, date)), ..Self::default() }
    }

    /// A hint of one start.
    pub fn at(start: NaiveDateTime) -> Self {
        Self { times: vec![start.time()], ..Self::day(start.date()) }
    }

    /// The one day that was said.
    pub fn only_day(&self) -> Option<NaiveDate> {
        self.days.filter(|(first, last)| first == last).map(|(day, _)| day)
    }

    /// Whether an appointment that starts then may be meant.
    pub fn fits(&self, start: NaiveDateTime) -> bool {
        let (date, time) = (start.date(), start.time());
        self.days.is_none_or(|(first, last)| (first..=last).contains(&date))
            && (self.times.is_empty() || self.times.contains(&time))
            && self.part.is_none_or(|part| part.contains(time))
    }

    /// What two texts say together of the same start.
    ///
    /// # Errors
    /// When they contradict each other.
    pub fn and(self, other: Self) -> Result<Self, DateError> {
        Ok(Self {
            days: both(self.days, other.days, |(first, last), (begin, end)| {
                Some((first.max(begin), last.min(end))).filter(|(first, last)| first <= last)
            })?,
            times: match (self.times.is_empty(), other.times.is_empty()) {
                (true, _) => other.times,
                (_, true) => self.times,
                _ => {
                    let same: Vec<_> = self.times.into_iter().filter(|time| other.times.contains(time)).collect();
                    if same.is_empty() {
                        return Err(DateError::Contradiction);
                    }
                    same
                }
            },
            part: both(self.part, other.part, PartOfDay::overlap)?,
            choice: both(self.choice, other.choice, |one, another| (one == another).then_some(one))?,
        })
    }
}

/// What either says, or what both say together.
fn both<T: Copy>(
    one: Option<T>,
    other: Option<T>,
    join: impl FnOnce(T, T) -> Option<T>,
) -> Result<Option<T>, DateError> {
    match one.zip(other) {
        Some((one, other)) => join(one, other).map(Some).ok_or(DateError::Contradiction),
        None => Ok(one.or(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn what_was_said_narrows_and_what_was_not_does_not() {
        let thursday = at("2026-12-03 09:30");
        let part = |part| StartHint { part: Some(part), ..StartHint::default() };
        let times = |hours: &[u32]| StartHint {
            times: hours.iter().map(|hour| NaiveTime::from_hms_opt(*hour, 30, 0).unwrap()).collect(),
            ..StartHint::default()
        };
        for (hint, fits) in [
            (StartHint::default(), true),
            (StartHint::day(thursday.date()), true),
            (StartHint::day(at("2026-12-04 09:30").date()), false),
            (times(&[9, 21]), true),
            (times(&[10, 22]), false),
            (part(PartOfDay::MORNING), true),
            (part(PartOfDay::AFTERNOON), false),
        ] {
            assert_eq!(hint.fits(thursday), fits, "{hint:?}");
        }
        let both = StartHint::day(thursday.date()).and(times(&[9, 21])).unwrap();
        assert!(both.fits(thursday));
        assert!(!both.fits(at("2026-12-04 09:30")));
        assert!(StartHint::day(thursday.date()).and(StartHint::day(at("2026-12-04 09:30").date())).is_err());
        assert!(part(PartOfDay::MORNING).and(part(PartOfDay::AFTERNOON)).is_err());
        assert!(times(&[9]).and(times(&[10])).is_err());
    }
}
