//! Deleting a call on request.

use chrono::{DateTime, Utc};

use crate::{
    ports::ClinicTransaction,
    store::{StoreError, statement},
};

/// Deletes what is kept of a call and of its tools, and says whether there was such a call. Its id is kept, for as long as a call of now,
/// so that what is still said of it does not bring it back.
///
/// # Errors
/// When the object's database failed.
pub fn erase(transaction: &dyn ClinicTransaction, call_id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let erased = transaction.run(statement!(
        "UPDATE calls SET kind = NULL, caller_number = NULL, called_number = NULL, status = 'ended', started_at = NULL,
           ended_at = NULL, ended_reason = NULL, status_ended_at = NULL, status_ended_reason = NULL, cost_micros = NULL,
           summary = NULL, platform = NULL, caller_verified = NULL, tool_times = NULL, hangs = '[]', first_seen = :now, last_seen = :now, erased_at = :now
         WHERE call_id = :call_id AND erased_at IS NULL RETURNING call_id",
        call_id,
        now
    ))?;
    transaction.run(statement!("DELETE FROM call_tools WHERE call_id = :call_id", call_id))?;
    Ok(!erased.rows.is_empty())
}
