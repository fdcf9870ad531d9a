//! The first tier: a bounded memory of the isolate, short-lived, for found and for unknown keys alike.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use lru::LruCache;

use crate::domain::{
    id::OrgId,
    route::{Route, RouteKey},
};

/// A route with its schedule and envelopes is about 3 KB; an isolate has 128 MB.
const CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4_999);
/// A new number must not stay unknown for long.
const UNKNOWN_TTL: Duration = Duration::from_secs(5);

struct Entry {
    route: Option<Arc<Route>>,
    expires_at: DateTime<Utc>,
}

/// The memory.
pub(super) struct Memory {
    entries: Mutex<LruCache<RouteKey, Entry>>,
    ttl: Duration,
}

impl Memory {
    /// A memory that keeps routes for `ttl`.
    pub(super) fn new(ttl: Duration) -> Self {
        Self { entries: Mutex::new(LruCache::new(CAPACITY)), ttl }
    }

    /// What is remembered of `key`: a route, or that it is unknown.
    pub(super) fn get(&self, key: &RouteKey, now: DateTime<Utc>) -> Option<Option<Arc<Route>>> {
        let mut entries = self.entries();
        let entry = entries.get(key)?;
        (now < entry.expires_at).then(|| entry.route.clone())
    }

    /// Remembers what `key` leads to.
    pub(super) fn put(&self, key: RouteKey, route: Option<Arc<Route>>, now: DateTime<Utc>) {
        let ttl = if route.is_some() { self.ttl } else { self.ttl.min(UNKNOWN_TTL) };
        self.entries().put(key, Entry { route, expires_at: now + ttl });
    }

    /// Forgets everything of an org.
    pub(super) fn forget_org(&self, org_id: OrgId) {
        let mut entries = self.entries();
        let of_org = |entry: &Entry| entry.route.as_ref().is_some_and(|route| route.org_id == org_id);
        let keys: Vec<RouteKey> = entries.iter().filter(|(_, e)| of_org(e)).map(|(key, _)| key.clone()).collect();
        for key in keys {
            entries.pop(&key);
        }
    }

    /// Forgets one key.
    pub(super) fn forget(&self, key: &RouteKey) {
        self.entries().pop(key);
    }

    /// A poisoned lock would mean that a panic happened while it was held; the map itself is still sound.
    fn entries(&self) -> MutexGuard<'_, LruCache<RouteKey, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
