//! What of what happened at the clinic needs a person. Each is a range of an index that holds nothing else.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::attention::Trouble,
    ports::ClinicTransaction,
    store::{StoreError, read, statement},
};

/// How long a text that did not arrive is worth a look, if what it was about has not begun before.
const TEXTS: TimeDelta = TimeDelta::days(7);

/// All of it at a moment, in no order that means something.
///
/// # Errors
/// When the object's database failed.
pub fn all(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<Vec<Trouble>, StoreError> {
    let (keep, since) = (TEXTS.num_seconds(), now - TEXTS);
    let select = statement!(
        "SELECT 'urgent_messages' AS code, min(created_at) AS since, count(*) AS count, NULL AS until
         FROM inbox WHERE status = 'open' AND urgency = 'emergency' HAVING count(*) > 0
         UNION ALL
         SELECT 'work_given_up', min(dead_at), count(*), NULL FROM outbox WHERE dead_at IS NOT NULL HAVING count(*) > 0
         UNION ALL
         SELECT CASE status WHEN 'capped' THEN 'texts_capped' ELSE 'texts_undelivered' END, min(updated_at), count(*),
           CAST(max(min(created_at + CAST(:keep AS INTEGER), coalesce(starts_at, created_at + CAST(:keep AS INTEGER)))) AS INTEGER)
         FROM messages
         WHERE status IN ('undelivered', 'failed', 'capped') AND created_at > :since AND coalesce(starts_at > :now, 1)
         GROUP BY 1",
        keep,
        since,
        now
    );
    read(transaction.run(select)?)
}
