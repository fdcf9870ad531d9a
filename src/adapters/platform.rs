//! The smaller ports: time, randomness, the log.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use worker::{Delay, send::SendFuture};

use crate::ports::{Clock, Entropy, EntropyError, LogSink};

pub(super) struct WallClock;

#[async_trait]
impl Clock for WallClock {
    #[allow(clippy::cast_possible_truncation, reason = "JavaScript's time is a whole number of milliseconds")]
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
    }

    async fn sleep(&self, duration: Duration) {
        SendFuture::new(Delay::from(duration)).await;
    }
}

/// `crypto.getRandomValues`.
pub(super) struct WebRandom;

impl Entropy for WebRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|_| EntropyError)
    }
}

/// `console.log`, which Workers Logs collects as JSON.
pub(super) struct Console;

impl LogSink for Console {
    fn write(&self, line: &str) {
        worker::console_log!("{line}");
    }
}
