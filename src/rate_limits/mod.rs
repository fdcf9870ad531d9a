//! Who asks too often, and what is then no longer done for them.
//!
//! Whoever has proven who they are is limited by that. Of whoever has not, only what failed is counted: an address of a voice platform
//! sends the calls of many clinics, and one that sends nothing but wrong secrets must not stop the others.

mod key;
mod unproven;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

pub use key::{hashed, of_sender};

use crate::{
    allowance::Allowance,
    log::{self, Level},
    ports::{Ports, RateLimit},
};
use unproven::BarredSenders;

/// After how long somebody who asked too often may ask again, in seconds: the period of every limit.
pub const PERIOD_SECONDS: u16 = 60;

/// How often the log says that a limit was reached: each refusal would be a line for as long as somebody asks.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(10);

/// The limits of a deployment.
pub struct RateLimits {
    ports: Arc<Ports>,
    is_on: bool,
    barred: BarredSenders,
    noted: Allowance,
}

impl RateLimits {
    /// Counts with the runtime's counters, or admits everything if `is_on` is not so.
    pub fn new(ports: Arc<Ports>, is_on: bool) -> Self {
        Self { ports, is_on, barred: BarredSenders::default(), noted: Allowance::new(1, NOTED_EVERY) }
    }

    /// Counts one more of `key`, and says whether it is admitted. Where counting fails it is: a brake that is broken stops no call.
    pub async fn admits(&self, limit: RateLimit, key: &str, now: DateTime<Utc>) -> bool {
        if !self.is_on {
            return true;
        }
        match self.ports.rate_limiter.admits(limit, key).await {
            Ok(true) => true,
            Ok(false) => {
                self.note("rate_limit.reached", &[("limit", limit.binding())], now);
                false
            }
            Err(error) => {
                self.note("rate_limit.failed", &[("limit", limit.binding()), ("detail", &error.to_string())], now);
                true
            }
        }
    }

    fn note(&self, event: &str, fields: &[(&'static str, &str)], now: DateTime<Utc>) {
        if self.noted.take(now) {
            log::write(self.ports.log.as_ref(), Level::Warn, event, fields);
        }
    }

    /// Whether so much from this address proved nothing that nothing more is looked up for it.
    pub fn is_barred(&self, sender: Option<&str>, now: DateTime<Utc>) -> bool {
        self.is_on && sender.is_some() && self.barred.is_barred(&of_sender(sender), now)
    }

    /// Takes note that a request from this address proved nothing.
    pub async fn proved_nothing(&self, sender: Option<&str>, now: DateTime<Utc>) {
        // In a clinic's object nothing arrives but what was let through before.
        if sender.is_none() {
            return;
        }
        let sender = of_sender(sender);
        if self.is_on && !self.admits(RateLimit::Unproven, &sender, now).await {
            self.barred.bar(sender, now);
        }
    }
}
