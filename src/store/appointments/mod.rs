//! Appointments, as far as availability needs them.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

mod events;
mod finding;
mod writing;

pub use events::*;
pub use finding::*;
pub use writing::*;

use crate::{
    domain::{id::OrgId, schedule::Interval},
    ports::{Rows, Statement},
    store::{StoreError, params, read, statement},
};

/// One appointment or hold as it takes time away from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// What it blocks, buffers included.
    pub blocked: Interval,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
    /// When it stops counting, if it is a hold.
    pub hold_expires_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(with = "ts_seconds")]
    blocked_from: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    blocked_until: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    starts_at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_seconds_option")]
    hold_expires_at: Option<DateTime<Utc>>,
}

/// The longest that one appointment may block, which bounds how far back the index has to be read. A CHECK of the table holds it.
const LONGEST_SECONDS: i64 = 2 * 24 * 3600;

/// What blocks the org's calendar between two instants, expired holds left out.
pub fn select(org_id: OrgId, calendar_id: &str, window: Interval, now: DateTime<Utc>) -> Statement {
    statement(
        "SELECT blocked_from, blocked_until, starts_at, hold_expires_at FROM appointments
         WHERE org_id = ?1 AND status <> 'cancelled' AND calendar_id = ?2
           AND blocked_from >= ?3 - ?6 AND blocked_from < ?4 AND blocked_until > ?3
           AND (hold_expires_at IS NULL OR hold_expires_at > ?5)
         ORDER BY blocked_from",
        params![org_id, calendar_id, window.start, window.end, now, LONGEST_SECONDS],
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<Booked>, StoreError> {
    let booked = |row: Row| Booked {
        blocked: Interval { start: row.blocked_from, end: row.blocked_until },
        starts_at: row.starts_at,
        hold_expires_at: row.hold_expires_at,
    };
    Ok(read::<Row>(rows)?.into_iter().map(booked).collect())
}
