//! What of what happened at the clinic needs a person. Each is a range of an index that holds little else, or the last call.

use chrono::{DateTime, TimeDelta, Utc};

use super::budget;
use crate::{
    domain::attention::Trouble,
    ports::ClinicTransaction,
    store::{StoreError, read, statement},
};

/// How long what went wrong is worth a look; a text only until what it was about begins.
const KEPT: TimeDelta = TimeDelta::days(7);

/// All of it at a moment, in no order that means something.
///
/// # Errors
/// When the object's database failed.
pub fn all(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<Vec<Trouble>, StoreError> {
    let (keep, since) = (KEPT.num_seconds(), now - KEPT);
    let select = statement!(
        "SELECT 'urgent_messages' AS code, min(created_at) AS since, count(*) AS count, NULL AS until
         FROM inbox WHERE status = 'open' AND urgency = 'emergency' HAVING count(*) > 0
         UNION ALL
         SELECT 'work_given_up', min(dead_at), count(*), NULL FROM outbox WHERE dead_at IS NOT NULL HAVING count(*) > 0
         UNION ALL
         SELECT 'call_not_answered', began_at, 1, began_at + CAST(:keep AS INTEGER)
         FROM (SELECT began_at, coalesce(ended_reason, status_ended_reason) AS reason FROM calls
               WHERE began_at > :since AND erased_at IS NULL ORDER BY began_at DESC, call_id DESC LIMIT 1)
         WHERE reason GLOB 'assistant-request-*' AND reason NOT GLOB '*-forwarding-phone-number'
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
    let mut found: Vec<Trouble> = read(transaction.run(select)?)?;
    found.extend(budget::troubles(transaction, now)?);
    Ok(found)
}
