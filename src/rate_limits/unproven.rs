//! Addresses from which too much came that proved nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::PERIOD_SECONDS;
use crate::cache::Cache;

/// Some thousand addresses.
const CAPACITY_BYTES: usize = 256 * 1024;

/// Those that one isolate knows of. The runtime's counters tell only whoever counts one more, and whoever is barred is to cost nothing.
pub(super) struct BarredSenders(Cache<String, DateTime<Utc>>);

impl Default for BarredSenders {
    fn default() -> Self {
        Self(Cache::new(CAPACITY_BYTES))
    }
}

impl BarredSenders {
    pub(super) fn bar(&self, sender: String, now: DateTime<Utc>) {
        let weight = sender.len();
        self.0.put(sender, now + TimeDelta::seconds(PERIOD_SECONDS.into()), weight);
    }

    pub(super) fn is_barred(&self, sender: &str, now: DateTime<Utc>) -> bool {
        self.0.get(sender).is_some_and(|until| now < until)
    }
}
