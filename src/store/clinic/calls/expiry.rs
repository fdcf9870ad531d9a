//! Calls that the clinic no longer keeps.

use chrono::{DateTime, TimeDelta, Utc, serde::ts_seconds_option};
use serde::Deserialize;

use crate::{
    domain::assistant::CallLogSettings,
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// Rows of each kind in one run.
const MOST: i64 = 500;

/// Deletes some of the calls, with their tools, and some of the summaries. Says from when on there is more to delete: at once when this
/// run did not come to the end, and never when no call is left.
///
/// # Errors
/// When the object's database failed.
pub fn expire(
    transaction: &dyn ClinicTransaction,
    settings: CallLogSettings,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let kept_for = TimeDelta::days(settings.retention_days.into());
    let deleted = transaction.run(statement!(
        "DELETE FROM calls WHERE call_id IN (SELECT call_id FROM calls WHERE began_at < :kept_from ORDER BY began_at LIMIT :most)
         RETURNING 1 AS deleted",
        kept_from = now - kept_for,
        most = MOST
    ))?;
    let stripped = if settings.keep_summaries { 0 } else { strip_summaries(transaction)? };
    if deleted.rows.len().max(stripped) >= usize::try_from(MOST).unwrap_or(usize::MAX) {
        return Ok(Some(now));
    }
    // A call goes in the second after its time is over.
    Ok(oldest(transaction)?.map(|began_at| began_at + kept_for + TimeDelta::seconds(1)))
}

fn strip_summaries(transaction: &dyn ClinicTransaction) -> Result<usize, StoreError> {
    let update = statement!(
        "UPDATE calls SET summary = NULL WHERE call_id IN (SELECT call_id FROM calls WHERE summary IS NOT NULL LIMIT :most)
         RETURNING 1 AS stripped",
        most = MOST
    );
    Ok(transaction.run(update)?.rows.len())
}

/// When the oldest call began.
fn oldest(transaction: &dyn ClinicTransaction) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds_option")]
        began_at: Option<DateTime<Utc>>,
    }
    let select = statement!("SELECT min(began_at) AS began_at FROM calls");
    Ok(first::<Row>(transaction.run(select)?)?.and_then(|row| row.began_at))
}
