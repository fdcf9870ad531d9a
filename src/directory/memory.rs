//! The first tier: the isolate's memory, short-lived, for found and for unknown keys alike.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

use crate::{
    cache::Cache,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
};

/// About 24 MB.
const CAPACITY_BYTES: usize = 24 * 1024 * 1024;
/// A new number must not stay unknown for long.
const UNKNOWN_TTL: Duration = Duration::from_secs(5);

#[derive(Clone)]
struct Entry {
    route: Option<Arc<Route>>,
    expires_at: DateTime<Utc>,
}

/// The memory.
pub(super) struct Memory {
    entries: Cache<RouteKey, Entry>,
    ttl: Duration,
}

impl Memory {
    /// A memory that keeps routes for `ttl`.
    pub(super) fn new(ttl: Duration) -> Self {
        Self { entries: Cache::new(CAPACITY_BYTES), ttl }
    }

    /// What is remembered of `key`: a route, or that it is unknown.
    pub(super) fn get(&self, key: &RouteKey, now: DateTime<Utc>) -> Option<Option<Arc<Route>>> {
        self.entries.get(key).filter(|entry| now < entry.expires_at).map(|entry| entry.route)
    }

    /// Remembers what `key` leads to.
    pub(super) fn put(&self, key: RouteKey, route: Option<Arc<Route>>, now: DateTime<Utc>) {
        let ttl = if route.is_some() { self.ttl } else { self.ttl.min(UNKNOWN_TTL) };
        let weight = route.as_deref().map_or(200, weight);
        self.entries.put(key, Entry { route, expires_at: now + ttl }, weight);
    }

    /// Remembers that a further identifier of a known clinic's call is nobody's. That may take as long to notice as any change.
    pub(super) fn put_nobody(&self, key: RouteKey, now: DateTime<Utc>) {
        self.entries.put(key, Entry { route: None, expires_at: now + self.ttl }, 200);
    }

    /// Forgets everything of an org.
    pub(super) fn forget_org(&self, org_id: OrgId) {
        self.entries.remove_where(|entry| entry.route.as_ref().is_some_and(|route| route.org_id == org_id));
    }

    /// Forgets one key.
    pub(super) fn forget(&self, key: &RouteKey) {
        self.entries.remove(key);
    }
}

/// Bytes of a route, roughly: envelopes, and what an org may make as long as it likes.
fn weight(route: &Route) -> usize {
    let sealed = route.google.as_ref().map_or(0, |google| google.sealed.len())
        + route.twilio.as_ref().map_or(0, |twilio| twilio.sealed.len());
    let overrides = route.schedule.as_ref().map_or(0, |schedule| schedule.overrides.len());
    1024 + sealed + overrides * 300
}
