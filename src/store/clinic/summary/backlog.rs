//! Work for vendors that is due.

use chrono::{DateTime, Utc};

use crate::{
    domain::clinic_summary::Backlog,
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// What of the outbox should have been done by now and was not given up. What waits for other systems of the clinic's is their affair.
///
/// # Errors
/// When the object's database failed.
pub fn backlog(transaction: &dyn ClinicTransaction, now: DateTime<Utc>) -> Result<Backlog, StoreError> {
    let select = statement!(
        "SELECT count(*) AS waiting, CAST(coalesce(:now - min(due_at), 0) AS INTEGER) AS oldest_seconds
         FROM outbox WHERE dead_at IS NULL AND due_at <= :now AND +kind <> 'webhook.deliver'",
        now
    );
    Ok(first(transaction.run(select)?)?.unwrap_or_default())
}
