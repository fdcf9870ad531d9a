//! Reading routes again before they end, behind the answers that they serve.
//!
//! A number that is called often never makes a call wait: from half of its time on, memory still serves its route and D1 is asked
//! behind the answer. What becomes due at the same time is read together.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::route::RouteKey;

/// D1 statements per batch.
const MOST: usize = 40;
/// A reader that was cut off is replaced after this.
const LEASE: TimeDelta = TimeDelta::seconds(4);

/// Keys whose routes are due, and since when somebody has been reading them.
#[derive(Default)]
pub(super) struct Due(Mutex<State>);

#[derive(Default)]
struct State {
    keys: Vec<RouteKey>,
    reading: Option<DateTime<Utc>>,
}

impl Due {
    /// Adds a key, and tells whether the caller should start reading.
    pub(super) fn add(&self, key: RouteKey, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        state.keys.push(key);
        let idle = state.reading.is_none_or(|since| now - since >= LEASE);
        if idle {
            state.reading = Some(now);
        }
        idle
    }

    /// The next keys to read; none ends the reading.
    pub(super) fn take(&self) -> Vec<RouteKey> {
        let mut state = self.state();
        let many = state.keys.len().min(MOST);
        let rest = state.keys.split_off(many);
        let taken = mem::replace(&mut state.keys, rest);
        if taken.is_empty() {
            state.reading = None;
        }
        taken
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reader_reads_all_and_a_lost_one_is_replaced() {
        let due = Due::default();
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let key = |n: usize| RouteKey::VapiNumber(n.to_string());
        assert!(due.add(key(0), now));
        for n in 1..100 {
            assert!(!due.add(key(n), now));
        }
        assert_eq!([due.take().len(), due.take().len(), due.take().len(), due.take().len()], [40, 40, 20, 0]);
        assert!(due.add(key(0), now), "the reading has ended");
        assert!(!due.add(key(1), now + TimeDelta::seconds(3)));
        assert!(due.add(key(2), now + TimeDelta::seconds(4)), "the reader was lost");
    }
}
