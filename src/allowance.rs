//! How often something may be done in one isolate that anybody can cause, whoever they are.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Takes that are allowed at once, and one more after each interval.
pub struct Allowance {
    /// When all that was taken has come back.
    full_at: Mutex<DateTime<Utc>>,
    interval: TimeDelta,
    /// What as many takes as are allowed at once need to come back.
    span: TimeDelta,
}

impl Allowance {
    /// Allows `at_once`, and one more after each `interval`.
    pub const fn new(at_once: i32, interval: TimeDelta) -> Self {
        let span = match interval.checked_mul(at_once) {
            Some(span) => span,
            None => TimeDelta::MAX,
        };
        Self { full_at: Mutex::new(DateTime::UNIX_EPOCH), interval, span }
    }

    /// Whether it may be done now. Who asks has done it.
    pub fn take(&self, now: DateTime<Utc>) -> bool {
        let mut full_at = self.full_at();
        // A clock that was set back is no reason to wait for longer than for all of them.
        let taken = (*full_at).clamp(now, now + self.span) + self.interval;
        let is_allowed = taken - now <= self.span;
        if is_allowed {
            *full_at = taken;
        }
        is_allowed
    }

    /// Takes one back, for somebody who turned out to be no stranger.
    pub fn give_back(&self) {
        *self.full_at() -= self.interval;
    }

    fn full_at(&self) -> MutexGuard<'_, DateTime<Utc>> {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_795_000_000_000 + millis).unwrap()
    }

    #[test]
    fn some_at_once_and_one_more_after_each_interval() {
        let allowance = Allowance::new(3, TimeDelta::seconds(1));
        let taken = |millis| (0..10).filter(|_| allowance.take(at(millis))).count();
        assert_eq!([0, 999, 1_000, 3_500, 60_000, 60_000].map(taken), [3, 0, 1, 2, 3, 0]);
    }

    /// A flood that is refused does not put off the next one.
    #[test]
    fn in_the_long_run_no_more_than_one_in_each_interval() {
        let allowance = Allowance::new(8, TimeDelta::milliseconds(500));
        let taken = (0..60_000).filter(|millis| allowance.take(at(*millis))).count();
        assert_eq!(taken, 8 + 119);
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let allowance = Allowance::new(2, TimeDelta::seconds(1));
        for _ in 0..100 {
            assert!(allowance.take(at(0)));
            allowance.give_back();
        }
        assert!(allowance.take(at(0)) && allowance.take(at(0)) && !allowance.take(at(0)));
    }
}
