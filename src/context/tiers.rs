//! Which tier of the directory answered, for one request.

use std::sync::atomic::{AtomicU32, Ordering};

/// Counts of look-ups answered per tier.
#[derive(Debug, Default)]
pub struct Tiers {
    memory: AtomicU32,
    kv: AtomicU32,
    d1: AtomicU32,
}

impl Tiers {
    pub(crate) fn memory(&self) {
        self.memory.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn kv(&self) {
        self.kv.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn d1(&self) {
        self.d1.fetch_add(1, Ordering::Relaxed);
    }

    /// As the value of a `Server-Timing` header (W3C Server Timing), hits per tier as descriptions.
    pub fn server_timing(&self) -> String {
        let count = |tier: &AtomicU32| tier.load(Ordering::Relaxed);
        format!(
            "memory;desc=\"{}\", kv;desc=\"{}\", d1;desc=\"{}\"",
            count(&self.memory),
            count(&self.kv),
            count(&self.d1)
        )
    }
}
