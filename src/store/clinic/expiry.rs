//! Rows that nothing needs any more. Each kind is deleted in the order of its age, some at a time.

use chrono::{DateTime, TimeDelta, Utc, serde::ts_seconds_option};
use serde::Deserialize;

use crate::{
    domain::retention::RetentionSettings,
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, statement},
};

/// Rows of each kind in one run.
const MOST: i64 = 200;
/// How long an expired hold is kept, for the clinic to see.
const HOLDS: TimeDelta = TimeDelta::days(1);

/// How long it is kept that a caller was asked for a number. No call is longer.
const INBOX_QUESTIONS: TimeDelta = TimeDelta::days(1);

/// How long a copy of busy times is kept that nobody has asked for, and a channel that has ended.
const COPIES: TimeDelta = TimeDelta::days(7);
const CHANNELS: TimeDelta = TimeDelta::days(1);

/// How long it is kept in which call a token was used. Tokens themselves live for two hours.
const CALL_TOKENS: TimeDelta = TimeDelta::days(1);

/// How long it is kept what was sent to webhooks. It is tried for a day, and what failed can be replayed meanwhile.
const WEBHOOK_DELIVERIES: TimeDelta = TimeDelta::days(14);

/// How long a question that was not answered is kept. By then the clinic has written it down, or does not want to.
const KNOWLEDGE_GAPS: TimeDelta = TimeDelta::days(90);

/// How long it is kept what calendars' vendors refused. D1 keeps the counts of a day as long.
const CALENDAR_ERRORS: TimeDelta = TimeDelta::days(35);

/// A kind of rows: for how long they are kept, how to delete those that are older than a moment, and when the oldest is from.
struct Kind {
    kept_for: fn(&RetentionSettings) -> TimeDelta,
    delete: fn(DateTime<Utc>) -> Statement,
    oldest: fn() -> Statement,
}

// Some tables are not here, since their rows are kept as long as the clinic. `webhook_endpoints` and `webhook_subscriptions` are what D1
// has of webhooks. A number that asked not to be texted (`opt_outs`) never
// asked for that to end, and forgetting it would text that person again. `calendar_follow` has one row for each calendar, and a calendar
// whose row is gone would be compared as if it were new. `seen_settings` has a handful of rows, and forgetting what was seen would do
// again what follows from a change. `changed_days` is emptied whenever D1 is told.
const KINDS: [Kind; 15] = [
    Kind {
        kept_for: |_| HOLDS,
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
        kept_for: RetentionSettings::appointments,
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
    // Work that was given up waits for a person, who needs the appointment to make anything of it.
    Kind {
        kept_for: RetentionSettings::appointments,
        delete: |before| {
            statement!(
                "DELETE FROM outbox WHERE id IN (
                   SELECT id FROM outbox WHERE dead_at < :before ORDER BY dead_at LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(dead_at) AS at FROM outbox WHERE dead_at IS NOT NULL"),
    },
    // Receipts are numbered, and the ids of texts and lines sort, in the order in which they were written.
    Kind {
        kept_for: RetentionSettings::receipts,
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
        kept_for: RetentionSettings::receipts,
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
        kept_for: RetentionSettings::texts,
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
    // What is not done waits for somebody, however long that takes.
    Kind {
        kept_for: RetentionSettings::inbox,
        delete: |before| {
            statement!(
                "DELETE FROM inbox WHERE id IN (
                   SELECT id FROM inbox WHERE done_at < :before ORDER BY done_at LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(done_at) AS at FROM inbox WHERE done_at IS NOT NULL"),
    },
    Kind {
        kept_for: |_| INBOX_QUESTIONS,
        delete: |before| {
            statement!(
                "DELETE FROM inbox_questions WHERE key IN (SELECT key FROM inbox_questions WHERE asked_at < :before LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(asked_at) AS at FROM inbox_questions"),
    },
    Kind {
        kept_for: |_| COPIES,
        delete: |before| {
            statement!(
                "DELETE FROM busy_mirror WHERE calendar_id IN (SELECT calendar_id FROM busy_mirror WHERE asked_at < :before LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(asked_at) AS at FROM busy_mirror"),
    },
    Kind {
        kept_for: |_| CHANNELS,
        delete: |before| {
            statement!(
                "DELETE FROM calendar_channels WHERE id IN (SELECT id FROM calendar_channels WHERE expires_at < :before LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(expires_at) AS at FROM calendar_channels"),
    },
    Kind {
        kept_for: |_| CALL_TOKENS,
        delete: |before| {
            statement!(
                "DELETE FROM call_tokens WHERE call_id IN (SELECT call_id FROM call_tokens WHERE bound_at < :before LIMIT :most)
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT min(bound_at) AS at FROM call_tokens"),
    },
    Kind {
        kept_for: |_| WEBHOOK_DELIVERIES,
        delete: |before| {
            statement!(
                "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries ORDER BY id LIMIT :most) AND at < :before
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT at FROM webhook_deliveries ORDER BY id LIMIT 1"),
    },
    Kind {
        kept_for: RetentionSettings::audit,
        delete: |before| {
            statement!(
                "DELETE FROM audit WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT :most) AND at < :before RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT at FROM audit ORDER BY id LIMIT 1"),
    },
    Kind {
        kept_for: |_| KNOWLEDGE_GAPS,
        delete: |before| {
            statement!(
                "DELETE FROM knowledge_gaps WHERE id IN (SELECT id FROM knowledge_gaps ORDER BY id LIMIT :most) AND asked_at < :before
                 RETURNING 1 AS deleted",
                before,
                most = MOST
            )
        },
        oldest: || statement!("SELECT asked_at AS at FROM knowledge_gaps ORDER BY id LIMIT 1"),
    },
    Kind {
        kept_for: |_| CALENDAR_ERRORS,
        delete: |before| {
            statement!(
                "DELETE FROM calendar_errors WHERE day < CAST(:before AS INTEGER) / 86400 RETURNING 1 AS deleted",
                before
            )
        },
        oldest: || statement!("SELECT (min(day) + 1) * 86400 AS at FROM calendar_errors"),
    },
];

/// Deletes some of what is kept no longer. Says from when on there is more to delete: at once when this run did not come to the end,
/// and never when nothing is left.
///
/// # Errors
/// When the object's database failed.
pub fn expire(
    transaction: &dyn ClinicTransaction,
    settings: &RetentionSettings,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut next: Option<DateTime<Utc>> = None;
    for kind in &KINDS {
        let kept_for = (kind.kept_for)(settings);
        let deleted = transaction.run((kind.delete)(now - kept_for))?.rows.len();
        let more_at = if deleted >= usize::try_from(MOST).unwrap_or(usize::MAX) {
            Some(now)
        } else {
            // A row goes in the second after its time is over.
            oldest(transaction, kind)?.map(|at| at + kept_for + TimeDelta::seconds(1))
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
