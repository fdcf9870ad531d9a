//! The first tier: the isolate's memory, short-lived, for found and for unknown keys alike.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

use crate::{
    cache::Cache,
    domain::{
        catalogue::Catalogue,
        id::OrgId,
        route::{Route, RouteKey},
    },
};

/// About 24 MB.
const CAPACITY_BYTES: usize = 24 * 1024 * 1024;
/// A new number must not stay unknown for long.
const UNKNOWN_TTL: Duration = Duration::from_secs(5);
/// Bytes of an entry without a route, its key included.
const UNKNOWN_WEIGHT: usize = 500;

#[derive(Clone)]
struct Entry {
    route: Option<Arc<Route>>,
    /// From when on the route is served but read again behind the answer.
    due_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// What is remembered of a key.
pub(super) struct Remembered {
    /// A route, or that it is unknown.
    pub(super) route: Option<Arc<Route>>,
    /// Whether it should be read again. Only one caller is told so.
    pub(super) due: bool,
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

    /// What is remembered of `key`.
    pub(super) fn get(&self, key: &RouteKey, now: DateTime<Utc>) -> Option<Remembered> {
        let entry = self.entries.get(key).filter(|entry| now < entry.expires_at)?;
        let due = entry.due_at <= now;
        if due {
            let told = Entry { due_at: entry.expires_at, ..entry.clone() };
            self.entries.put(key.clone(), told, entry.route.as_deref().map_or(UNKNOWN_WEIGHT, weight));
        }
        Some(Remembered { route: entry.route, due })
    }

    /// Remembers what `key` leads to. A number that is in use is read again after half of its time, so that no call waits for it.
    pub(super) fn put(&self, key: RouteKey, route: Option<Arc<Route>>, now: DateTime<Utc>) {
        match route {
            Some(route) => {
                let weight = weight(&route);
                let entry = Entry { route: Some(route), due_at: now + self.ttl / 2, expires_at: now + self.ttl };
                self.entries.put(key, entry, weight);
            }
            None => self.put_unknown(key, now + self.ttl.min(UNKNOWN_TTL)),
        }
    }

    /// Remembers that a further identifier of a known clinic's call is nobody's. That may take as long to notice as any change.
    pub(super) fn put_nobody(&self, key: RouteKey, now: DateTime<Utc>) {
        self.put_unknown(key, now + self.ttl);
    }

    fn put_unknown(&self, key: RouteKey, expires_at: DateTime<Utc>) {
        self.entries.put(key, Entry { route: None, due_at: expires_at, expires_at }, UNKNOWN_WEIGHT);
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
    let integrations: usize = route.integrations.values().map(|account| 300 + account.sealed.len()).sum();
    let overrides = route.schedule.as_ref().map_or(0, |schedule| schedule.overrides.len());
    // What texts and assistants say is of this order.
    4096 + integrations + overrides * 300 + catalogue(&route.catalogue)
}

fn catalogue(catalogue: &Catalogue) -> usize {
    let services = catalogue.services.iter().map(|service| 300 + service.aliases.len() * 60);
    let practitioners = catalogue.practitioners.iter().map(|one| {
        let services = one.service_ids.as_ref().map_or(0, Vec::len);
        700 + one.aliases.len() * 60 + one.overrides.len() * 300 + services * 60
    });
    services.chain(practitioners).sum()
}
