//! How the sweep that cron runs every minute went.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use super::{StoreError, first, statement};
use crate::ports::{Rows, Statement};

/// How the sweeps went.
#[derive(Clone, Debug, Deserialize)]
pub struct SweepRuns {
    #[serde(with = "ts_seconds")]
    pub finished_at: DateTime<Utc>,
    /// When the last one ended in which nothing failed.
    #[serde(with = "ts_seconds_option")]
    pub succeeded_at: Option<DateTime<Utc>>,
    /// How long the last one took.
    pub millis: i64,
    pub succeeded: i64,
    pub failed: i64,
}

/// Notes one that ends now.
pub fn record(now: DateTime<Utc>, millis: i64, has_failed: bool) -> Statement {
    statement!(
        "INSERT INTO sweep_runs (id, finished_at, succeeded_at, millis, succeeded, failed)
         VALUES (1, :now, CASE WHEN :has_failed THEN NULL ELSE CAST(:now AS INTEGER) END, :millis, NOT :has_failed, :has_failed)
         ON CONFLICT (id) DO UPDATE SET finished_at = excluded.finished_at, millis = excluded.millis,
           succeeded_at = coalesce(excluded.succeeded_at, succeeded_at),
           succeeded = succeeded + excluded.succeeded, failed = failed + excluded.failed",
        now,
        millis,
        has_failed
    )
}

/// How they went; [`found`] reads it.
pub fn select() -> Statement {
    statement!("SELECT finished_at, succeeded_at, millis, succeeded, failed FROM sweep_runs WHERE id = 1")
}

/// What [`select`] found; none before the first one.
///
/// # Errors
/// When the row is not what this version writes.
pub fn found(rows: Rows) -> Result<Option<SweepRuns>, StoreError> {
    first(rows)
}
