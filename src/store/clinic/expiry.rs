//! Rows that nothing needs any more. Each kind is deleted in the order of its age, some at a time.

use chrono::{DateTime, TimeDelta, Utc, serde::ts_seconds_option};
use serde::Deserialize;

use crate::{
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, statement},
};

/// Rows of each kind in one run.
const MOST: i64 = 200;
/// How long an expired hold is kept, for the clinic to see.
const HOLDS: TimeDelta = TimeDelta::days(1);
/// How long the same request gets the same answer, and the same text of a patient is known again.
const RECEIPTS: TimeDelta = TimeDelta::days(30);
/// How long what happened is kept: appointments after their day, texts, and lines of the audit trail.
const APPOINTMENTS: TimeDelta = TimeDelta::days(2 * 365);
const TEXTS: TimeDelta = TimeDelta::days(365);
const AUDIT: TimeDelta = TimeDelta::days(6 * 365);

/// A kind of rows: how to delete those that are older than a moment, and when the oldest is from.
struct Kind {
    kept_for: TimeDelta,
    delete: fn(DateTime<Utc>) -> Statement,
    oldest: fn() -> Statement,
}

const KINDS: [Kind; 6] = [
    Kind {
        kept_for: HOLDS,
        delete: |before| {
            statement!(
                "DELETE FROM appointments WHERE id IN (
                   SELECT id FROM appointments WHERE status = 'held' AND hold_expires_at < :before ORDER BY hold_expires_at LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(hold_expires_at) AS at FROM appointments WHERE status = 'held'"),
    },
    Kind {
        kept_for: APPOINTMENTS,
        delete: |before| {
            statement!(
                "DELETE FROM appointments WHERE id IN (
                   SELECT id FROM appointments WHERE starts_at < :before ORDER BY starts_at LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(starts_at) AS at FROM appointments"),
    },
    // Receipts are numbered, and the ids of texts and lines sort, in the order in which they were written.
    Kind {
        kept_for: RECEIPTS,
        delete: |before| {
            statement!(
                "DELETE FROM receipts WHERE rowid IN (SELECT rowid FROM receipts ORDER BY rowid LIMIT :most) AND created_at < :before
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT created_at AS at FROM receipts ORDER BY rowid LIMIT 1"),
    },
    Kind {
        kept_for: RECEIPTS,
        delete: |before| {
            statement!(
                "DELETE FROM heeded_texts WHERE sid IN (SELECT sid FROM heeded_texts WHERE created_at < :before LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(created_at) AS at FROM heeded_texts"),
    },
    Kind {
        kept_for: TEXTS,
        delete: |before| {
            statement!(
                "DELETE FROM messages WHERE id IN (SELECT id FROM messages ORDER BY id LIMIT :most) AND created_at < :before
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT created_at AS at FROM messages ORDER BY id LIMIT 1"),
    },
    Kind {
        kept_for: AUDIT,
        delete: |before| {
            statement!(
                "DELETE FROM audit WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT :most) AND at < :before RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT at FROM audit ORDER BY id LIMIT 1"),
    },
];

/// Deletes some of what is kept no longer. Says from when on there is more to delete: at once when this run did not come to the end,
/// and never when nothing is left.
///
/// # Errors
/// When the object's database failed.
pub fn expire(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut next: Option<DateTime<Utc>> = None;
    for kind in &KINDS {
        let deleted = transaction.run((kind.delete)(now - kind.kept_for))?.rows.len();
        let more_at = if deleted >= usize::try_from(MOST).unwrap_or(usize::MAX) {
            Some(now)
        } else {
            // A row goes in the second after its time is over.
            oldest(transaction, kind)?.map(|at| at + kind.kept_for + TimeDelta::seconds(1))
        };
        next = [next, more_at].into_iter().flatten().min();
    }
    Ok(next)
}

fn oldest(transaction: &dyn ClinicTransaction, kind: &Kind) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds_option")]
        at: Option<DateTime<Utc>>,
    }
    Ok(first::<Row>(transaction.run((kind.oldest)())?)?.and_then(|row| row.at))
}
