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
/// About 4,000 unknown numbers. They have a memory of their own, so that whoever makes numbers up pushes no clinic out.
const UNKNOWN_CAPACITY_BYTES: usize = 2 * 1024 * 1024;
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

impl Remembered {
    const NOBODY: Self = Self { route: None, due: false };
}

/// The memory.
pub(super) struct Memory {
    entries: Cache<RouteKey, Entry>,
    /// Until when a key is known to lead to nobody.
    unknown: Cache<RouteKey, DateTime<Utc>>,
    ttl: Duration,
}

impl Memory {
    /// A memory that keeps routes for `ttl`.
    pub(super) fn new(ttl: Duration) -> Self {
        Self { entries: Cache::new(CAPACITY_BYTES), unknown: Cache::new(UNKNOWN_CAPACITY_BYTES), ttl }
    }

    /// What is remembered of `key`.
    pub(super) fn get(&self, key: &RouteKey, now: DateTime<Utc>) -> Option<Remembered> {
        let Some(entry) = self.entry(key, now) else { return self.is_unknown(key, now).then_some(Remembered::NOBODY) };
        let due = entry.due_at <= now;
        if due {
            let told = Entry { due_at: entry.expires_at, ..entry.clone() };
            self.entries.put(key.clone(), told, entry.route.as_deref().map_or(UNKNOWN_WEIGHT, weight));
        }
        Some(Remembered { route: entry.route, due })
    }

    /// The same without telling anybody to read it again.
    pub(super) fn peek(&self, key: &RouteKey, now: DateTime<Utc>) -> Option<Option<Arc<Route>>> {
        self.entry(key, now).map(|entry| entry.route).or_else(|| self.is_unknown(key, now).then_some(None))
    }

    fn entry(&self, key: &RouteKey, now: DateTime<Utc>) -> Option<Entry> {
        self.entries.get(key).filter(|entry| now < entry.expires_at)
    }

    fn is_unknown(&self, key: &RouteKey, now: DateTime<Utc>) -> bool {
        self.unknown.get(key).is_some_and(|until| now < until)
    }

    /// Remembers what `key` leads to. A number that is in use is read again after half of its time, so that no call waits for it.
    pub(super) fn put(&self, key: RouteKey, route: Option<Arc<Route>>, now: DateTime<Utc>) {
        let Some(route) = route else {
            self.entries.remove(&key);
            return self.unknown.put(key, now + self.ttl.min(UNKNOWN_TTL), UNKNOWN_WEIGHT);
        };
        self.unknown.remove(&key);
        // What is as it was stays the same in memory too: others know it by where it is.
        let known = self.entries.get(&key).and_then(|entry| entry.route).filter(|known| *known == route);
        let route = known.unwrap_or(route);
        let weight = weight(&route);
        let entry = Entry { route: Some(route), due_at: now + self.ttl / 2, expires_at: now + self.ttl };
        self.entries.put(key, entry, weight);
    }

    /// Remembers that a further identifier of a known clinic's call is nobody's. That may take as long to notice as any change.
    pub(super) fn put_nobody(&self, key: RouteKey, now: DateTime<Utc>) {
        let expires_at = now + self.ttl;
        self.entries.put(key, Entry { route: None, due_at: expires_at, expires_at }, UNKNOWN_WEIGHT);
    }

    /// Forgets everything of an org.
    pub(super) fn forget_org(&self, org_id: OrgId) {
        self.entries.remove_where(|entry| entry.route.as_ref().is_some_and(|route| route.org_id == org_id));
    }

    /// Forgets one key.
    pub(super) fn forget(&self, key: &RouteKey) {
        self.entries.remove(key);
        self.unknown.remove(key);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn number(n: usize) -> RouteKey {
        RouteKey::from_published(&format!("+1212{:07}", 2_000_000 + n)).unwrap()
    }

    /// By where a route is in memory others know what they made of it.
    #[test]
    fn a_route_that_is_read_again_as_it_was_stays_the_same() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let memory = Memory::new(Duration::from_secs(30));
        let route = || Some(Arc::new(crate::domain::assistant::tests::clinic()));
        let remembered = || memory.peek(&number(0), now).flatten().unwrap();
        memory.put(number(0), route(), now);
        let first = remembered();
        memory.put(number(0), route(), now);
        assert!(Arc::ptr_eq(&first, &remembered()));
        memory.put(number(0), Some(Arc::new(Route { version: first.version + 1, ..(*first).clone() })), now);
        assert_eq!(remembered().version, first.version + 1);
    }

    /// Whoever has a token, or none, can ask for numbers that nobody has, as many as they like.
    #[test]
    fn numbers_that_are_made_up_have_a_memory_of_their_own() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let memory = Memory::new(Duration::from_secs(30));
        // Beside a clinic's number: what is kept among the routes.
        memory.put_nobody(number(0), now);
        let many = CAPACITY_BYTES / UNKNOWN_WEIGHT + 1_000;
        (1..many).for_each(|n| memory.put(number(n), None, now));
        assert!(memory.peek(&number(0), now).is_some());
        let remembered = (1..many).filter(|n| memory.peek(&number(*n), now).is_some()).count();
        assert_eq!(remembered, UNKNOWN_CAPACITY_BYTES / UNKNOWN_WEIGHT);
        let last = number(many - 1);
        assert!(memory.peek(&last, now + UNKNOWN_TTL).is_none(), "it may have become somebody's");
        memory.forget(&last);
        assert!(memory.peek(&last, now).is_none());
    }
}
