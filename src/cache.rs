//! A bounded memory of one isolate.
//!
//! An isolate has 128 MB for all tenants together, so what is remembered is bounded by weight and not only by number: one org with
//! a huge document must not push the isolate over its limit, only others out of the memory.

use std::{
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;

/// A least-recently-used memory that is shared between requests. Values are shared, never futures.
pub struct Cache<K: Hash + Eq, V> {
    entries: Mutex<Entries<K, V>>,
    capacity: usize,
}

struct Entries<K: Hash + Eq, V> {
    lru: LruCache<K, (V, usize)>,
    weight: usize,
}

impl<K: Hash + Eq + Clone, V: Clone> Cache<K, V> {
    /// A memory for entries of `capacity` weight in total.
    pub fn new(capacity: usize) -> Self {
        Self { entries: Mutex::new(Entries { lru: LruCache::unbounded(), weight: 0 }), capacity }
    }

    /// What is remembered of `key`.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.entries().lru.get(key).map(|(value, _)| value.clone())
    }

    /// Remembers `value`, and forgets the least recently used until the whole fits again. What would push out all others is not remembered.
    pub fn put(&self, key: K, value: V, weight: usize) {
        if weight > self.capacity {
            return self.remove(&key);
        }
        let mut entries = self.entries();
        let replaced = entries.lru.put(key, (value, weight)).map_or(0, |(_, weight)| weight);
        entries.weight = entries.weight.saturating_add(weight).saturating_sub(replaced);
        while entries.weight > self.capacity {
            let Some((_, (_, weight))) = entries.lru.pop_lru() else { break };
            entries.weight = entries.weight.saturating_sub(weight);
        }
    }

    /// Forgets `key`.
    pub fn remove(&self, key: &K) {
        let mut entries = self.entries();
        if let Some((_, weight)) = entries.lru.pop(key) {
            entries.weight = entries.weight.saturating_sub(weight);
        }
    }

    /// Forgets all entries that `matches` picks.
    pub fn remove_where(&self, matches: impl Fn(&V) -> bool) {
        let keys: Vec<K> =
            self.entries().lru.iter().filter(|(_, (value, _))| matches(value)).map(|(key, _)| key.clone()).collect();
        for key in &keys {
            self.remove(key);
        }
    }

    /// A poisoned lock would mean that a panic happened while it was held; the map itself is still sound.
    fn entries(&self) -> MutexGuard<'_, Entries<K, V>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_stays_within_the_capacity_and_the_oldest_goes_first() {
        let cache = Cache::new(10);
        cache.put("a", 1, 4);
        cache.put("b", 2, 4);
        assert_eq!(cache.get("a"), Some(1));
        cache.put("c", 3, 4);
        assert_eq!((cache.get("a"), cache.get("b"), cache.get("c")), (Some(1), None, Some(3)));
        cache.put("huge", 4, 11);
        assert_eq!((cache.get("a"), cache.get("c"), cache.get("huge")), (Some(1), Some(3), None));
        cache.put("a", 5, 11);
        assert_eq!((cache.get("a"), cache.get("c")), (None, Some(3)));
    }

    #[test]
    fn replacing_and_removing_give_their_weight_back() {
        let cache = Cache::new(10);
        for value in 0..100 {
            cache.put("a", value, 6);
        }
        cache.put("b", 0, 4);
        assert_eq!((cache.get("a"), cache.get("b")), (Some(99), Some(0)));
        cache.remove(&"a");
        cache.put("c", 1, 6);
        cache.remove_where(|value| *value == 1);
        cache.put("d", 2, 6);
        assert_eq!((cache.get("b"), cache.get("c"), cache.get("d")), (Some(0), None, Some(2)));
    }
}
