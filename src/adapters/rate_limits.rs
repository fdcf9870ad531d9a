//! Counters over Cloudflare's rate-limit bindings.

use async_trait::async_trait;
use worker::{Env, RateLimiter as Binding, send::SendFuture};

use crate::ports::{RateLimit, RateLimiter, RateLimiterError};

/// The binding of each limit; none where nothing is limited.
pub(super) struct Counters(Vec<(RateLimit, Binding)>);

impl Counters {
    /// The bindings, if limits are on.
    ///
    /// # Errors
    /// The name of one that is missing.
    pub(super) fn of(env: &Env, is_on: bool) -> Result<Self, &'static str> {
        let wanted = RateLimit::ALL.into_iter().filter(|_| is_on);
        let bound = wanted.map(|limit| match env.rate_limiter(limit.binding()) {
            Ok(binding) => Ok((limit, binding)),
            Err(_) => Err(limit.binding()),
        });
        bound.collect::<Result<_, _>>().map(Self)
    }
}

#[async_trait]
impl RateLimiter for Counters {
    async fn admits(&self, limit: RateLimit, key: &str) -> Result<bool, RateLimiterError> {
        let Some((_, binding)) = self.0.iter().find(|(known, _)| *known == limit) else { return Ok(true) };
        let outcome = SendFuture::new(binding.limit(key.to_owned())).await;
        outcome.map(|outcome| outcome.success).map_err(|error| RateLimiterError(error.to_string()))
    }
}
