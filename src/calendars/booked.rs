//! Our own appointments, remembered for a few seconds, so that the second question of a call needs no database.
//!
//! Listing may be that much behind: a hold that another isolate just made can still be listed here. Booking is not: it checks again
//! inside its own transaction.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    cache::Cache,
    domain::{catalogue::CalendarResource, id::OrgId, schedule::Interval},
    store::appointments::Booked,
};

/// In units of about 50 bytes.
const CAPACITY: usize = 200_000;
const TTL: TimeDelta = TimeDelta::seconds(15);
/// What one load covers, so that callers who ask for another day find it loaded.
const AHEAD: TimeDelta = TimeDelta::days(35);
const BEHIND: TimeDelta = TimeDelta::days(1);

#[derive(Clone)]
struct Loaded {
    org_id: OrgId,
    window: Interval,
    at: DateTime<Utc>,
    booked: Arc<Vec<Booked>>,
}

/// An org, and the calendars and practitioners of a reading.
pub(super) type Key = (OrgId, Vec<(String, Option<String>)>);

/// The appointments of one isolate's calendars.
pub struct BookedCache(Cache<Key, Loaded>);

impl Default for BookedCache {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl BookedCache {
    /// Under what a reading of these calendars is remembered.
    pub(super) fn key(org_id: OrgId, resources: &[CalendarResource]) -> Key {
        (org_id, resources.iter().map(|r| (r.calendar_id.clone(), r.practitioner_id.clone())).collect())
    }

    /// What was loaded, if it covers `window` and is recent.
    pub(super) fn get(&self, key: &Key, window: Interval, now: DateTime<Utc>) -> Option<Arc<Vec<Booked>>> {
        let loaded = self.0.get(key)?;
        let covers = loaded.window.start <= window.start && window.end <= loaded.window.end;
        (covers && now - loaded.at < TTL).then_some(loaded.booked)
    }

    /// Remembers what was loaded.
    pub(super) fn put(&self, key: Key, window: Interval, now: DateTime<Utc>, booked: Vec<Booked>) -> Arc<Vec<Booked>> {
        let weight = booked.len() * 4 + 10;
        let booked = Arc::new(booked);
        let entry = Loaded { org_id: key.0, window, at: now, booked: Arc::clone(&booked) };
        self.0.put(key, entry, weight);
        booked
    }

    /// Forgets what was loaded of an org, after something changed here.
    pub(crate) fn forget(&self, org_id: OrgId) {
        self.0.remove_where(|loaded| loaded.org_id == org_id);
    }
}

/// What to load when `window` is asked for.
pub(super) fn load_window(window: Interval, now: DateTime<Utc>) -> Interval {
    Interval { start: window.start.min(now - BEHIND), end: window.end.max(now + AHEAD) }
}
