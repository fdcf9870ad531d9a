//! Our own appointments, remembered for a few seconds, so that the second question of a call needs no database.
//!
//! Listing may be that much behind: a hold that another isolate just made can still be listed here. Booking is not: it checks again
//! inside its own transaction.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use lru::LruCache;

use crate::{
    domain::{id::OrgId, schedule::Interval},
    store::appointments::Booked,
};

const CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1_999);
const TTL: TimeDelta = TimeDelta::seconds(15);
/// What one load covers, so that callers who ask for another day find it loaded.
const AHEAD: TimeDelta = TimeDelta::days(35);
const BEHIND: TimeDelta = TimeDelta::days(1);

struct Loaded {
    calendar_id: String,
    window: Interval,
    at: DateTime<Utc>,
    booked: Arc<Vec<Booked>>,
}

/// The appointments of one isolate's orgs.
pub struct BookedCache(Mutex<LruCache<OrgId, Loaded>>);

impl Default for BookedCache {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(CAPACITY)))
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
        let mut loaded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = loaded.get(&org_id)?;
        let covers = loaded.window.start <= window.start && window.end <= loaded.window.end;
        let recent = now - loaded.at < TTL;
        (covers && recent && loaded.calendar_id == calendar_id).then(|| Arc::clone(&loaded.booked))
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
        let booked = Arc::new(booked);
        let entry = Loaded { calendar_id: calendar_id.to_owned(), window, at: now, booked: Arc::clone(&booked) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(org_id, entry);
        booked
    }
}

/// What to load when `window` is asked for.
pub(super) fn load_window(window: Interval, now: DateTime<Utc>) -> Interval {
    Interval { start: window.start.min(now - BEHIND), end: window.end.max(now + AHEAD) }
}
