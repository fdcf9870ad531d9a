//! Rows that nothing needs any more, whosever they are.

use chrono::{DateTime, TimeDelta, Utc};

use super::{StoreError, run, statement};
use crate::ports::Database;

/// How long an expired hold is kept, for the org to see.
const HOLDS: TimeDelta = TimeDelta::days(1);
/// How long the same request gets the same answer, and the same text of a patient is known again.
const RECEIPTS: TimeDelta = TimeDelta::days(30);
/// Rows of each kind in one run.
const MOST: i64 = 200;

/// Deletes some of them.
pub async fn run_once(database: &dyn Database, now: DateTime<Utc>) -> Result<(), StoreError> {
    let holds = statement!(
        "DELETE FROM appointments WHERE rowid IN (
           SELECT rowid FROM appointments WHERE status = 'held' AND hold_expires_at < :before LIMIT :most)",
        before = now - HOLDS,
        most = MOST
    );
    let receipts = statement!(
        "DELETE FROM receipts WHERE rowid IN (SELECT rowid FROM receipts WHERE created_at < :before LIMIT :most)",
        before = now - RECEIPTS,
        most = MOST
    );
    let heeded = statement!(
        "DELETE FROM heeded_texts WHERE (org_id, sid) IN (
           SELECT org_id, sid FROM heeded_texts WHERE created_at < :before LIMIT :most)",
        before = now - RECEIPTS,
        most = MOST
    );
    run(database, vec![holds, receipts, heeded]).await.map(|_| ())
}
