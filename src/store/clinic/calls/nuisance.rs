//! Callers who call again and again and never say what they want.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use crate::{
    domain::phone::PhoneNumber,
    ports::{Rows, Statement},
    store::{StoreError, read, statement},
};

/// So many calls make a caller suspect.
const LEAST_CALLS: i64 = 3;
/// A shorter call is over before anything could be said.
const SHORTEST_SECONDS: i64 = 15;
/// More callers are not looked at: some of them are blocked already, or are not to be.
const MOST: i64 = 1000;

/// A number that may be worth blocking.
#[derive(Clone, Debug, Deserialize)]
pub struct NuisanceCaller {
    pub caller_number: PhoneNumber,
    /// How many of its calls were short and without a tool.
    pub calls: u32,
    /// When the last of them began.
    #[serde(with = "ts_seconds")]
    pub last_began: DateTime<Utc>,
}

/// Numbers that made three or more calls of less than 15 seconds since a moment, never used a tool since then, and have no appointment
/// to come; most calls first. [`found_nuisance_callers`] reads them.
pub fn nuisance_callers(since: DateTime<Utc>, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT caller_number, count(*) AS calls, max(began_at) AS last_began FROM calls c
         WHERE began_at >= :since AND caller_number IS NOT NULL AND erased_at IS NULL
           AND coalesce(kind, 'inboundPhoneCall') = 'inboundPhoneCall'
           AND coalesce(ended_at, status_ended_at) - began_at >= 0
           AND coalesce(ended_at, status_ended_at) - began_at < :shortest
           AND NOT EXISTS (SELECT 1 FROM calls o JOIN call_tools t ON t.call_id = o.call_id
             WHERE o.caller_number = c.caller_number AND o.began_at >= :since)
           AND NOT EXISTS (SELECT 1 FROM appointments a
             WHERE a.caller_number = c.caller_number AND a.starts_at >= :now AND a.status = 'confirmed')
           AND NOT EXISTS (SELECT 1 FROM appointments a
             WHERE a.phone = c.caller_number AND a.phone IS NOT a.caller_number
               AND a.starts_at >= :now AND a.status = 'confirmed')
         GROUP BY caller_number HAVING count(*) >= :least
         ORDER BY calls DESC, last_began DESC, caller_number LIMIT :most",
        since,
        now,
        shortest = SHORTEST_SECONDS,
        least = LEAST_CALLS,
        most = MOST
    )
}

/// The callers of [`nuisance_callers`].
///
/// # Errors
/// When a row is not what this version writes.
pub fn found_nuisance_callers(rows: Rows) -> Result<Vec<NuisanceCaller>, StoreError> {
    read(rows)
}
