//! Our own appointments, remembered for a few seconds, so that the second question of a call needs no database.
//!
//! Listing may be that much behind: a hold that another isolate just made can still be listed here. Booking is not: it checks again
//! inside its own transaction.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    cache::Cache,
    domain::{id::OrgId, schedule::Interval},
    store::appointments::Booked,
};

/// In appointments, of about 50 bytes each.
const CAPACITY: usize = 200_000;
const TTL: TimeDelta = TimeDelta::seconds(15);
/// What one load covers, so that callers who ask for another day find it loaded.
const AHEAD: TimeDelta = TimeDelta::days(35);
const BEHIND: TimeDelta = TimeDelta::days(1);

#[derive(Clone)]
struct Loaded {
    window: Interval,
    at: DateTime<Utc>,
    booked: Arc<Vec<Booked>>,
}

/// The appointments of one isolate's calendars.
pub struct BookedCache(Cache<(OrgId, String), Loaded>);

impl Default for BookedCache {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl BookedCache {
    /// What was loaded of this calendar, if it covers `window` and is recent.
    pub(super) fn get(
        &self,
        org_id: OrgId,
        calendar_id: &str,
        window: Interval,
        now: DateTime<Utc>,
    ) -> Option<Arc<Vec<Booked>>> {
        let loaded = self.0.get(&(org_id, calendar_id.to_owned()))?;
        let covers = loaded.window.start <= window.start && window.end <= loaded.window.end;
        (covers && now - loaded.at < TTL).then_some(loaded.booked)
    }

    /// Remembers what was loaded.
    pub(super) fn put(
        &self,
        org_id: OrgId,
        calendar_id: &str,
        window: Interval,
        now: DateTime<Utc>,
        booked: Vec<Booked>,
    ) -> Arc<Vec<Booked>> {
        let weight = booked.len() + 10;
        let booked = Arc::new(booked);
        let entry = Loaded { window, at: now, booked: Arc::clone(&booked) };
        self.0.put((org_id, calendar_id.to_owned()), entry, weight);
        booked
    }
}

/// What to load when `window` is asked for.
pub(super) fn load_window(window: Interval, now: DateTime<Utc>) -> Interval {
    Interval { start: window.start.min(now - BEHIND), end: window.end.max(now + AHEAD) }
}
