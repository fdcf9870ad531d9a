//! Counters of a minute each, as the runtime has them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use frontdesk::ports::{Clock as _, RateLimit, RateLimiter, RateLimiterError};

use super::Clock;

/// How often each is admitted in a minute, as `wrangler.toml` says; `tests/worker/rate_limits.test.ts` counts there.
const MOST: [(RateLimit, u32); 6] = [
    (RateLimit::Api, 600),
    (RateLimit::SignIn, 10),
    (RateLimit::Unproven, 60),
    (RateLimit::ToolsOfCall, 60),
    (RateLimit::ToolsOfCaller, 20),
    (RateLimit::ToolsOfClinic, 600),
];

pub struct Minutes {
    clock: Arc<Clock>,
    counts: Mutex<HashMap<(RateLimit, String, i64), u32>>,
}

impl Minutes {
    pub fn new(clock: &Arc<Clock>) -> Self {
        Self { clock: Arc::clone(clock), counts: Mutex::default() }
    }
}

#[async_trait]
impl RateLimiter for Minutes {
    async fn admits(&self, limit: RateLimit, key: &str) -> Result<bool, RateLimiterError> {
        let minute = self.clock.now().timestamp().div_euclid(60);
        let mut counts = self.counts.lock().unwrap();
        let count = counts.entry((limit, key.to_owned(), minute)).or_default();
        *count += 1;
        Ok(MOST.iter().any(|(known, most)| *known == limit && *count <= *most))
    }
}
