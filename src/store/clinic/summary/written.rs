//! The last summary that was written to D1: one row, by which the object knows whether there is anything to tell.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use serde::Deserialize;

use crate::{
    domain::clinic_summary::{ClinicSummary, WrittenSummary},
    ports::ClinicTransaction,
    store::{StoreError, first, nested, statement},
};

/// The last one; none if there never was one.
///
/// # Errors
/// When the object's database failed.
pub fn last(transaction: &dyn ClinicTransaction) -> Result<Option<WrittenSummary>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds_option")]
        at: Option<DateTime<Utc>>,
        #[serde(deserialize_with = "nested")]
        document: ClinicSummary,
    }
    let row = first::<Row>(transaction.run(statement!("SELECT at, document FROM written_summary WHERE id = 1"))?)?;
    Ok(row.map(|row| WrittenSummary { at: row.at, summary: row.document }))
}

/// Notes what was written at `at`, unless something later was noted meanwhile.
///
/// # Errors
/// When the object's database failed.
pub fn replace(
    transaction: &dyn ClinicTransaction,
    summary: &ClinicSummary,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let document = serde_json::to_string(summary).map_err(|_| StoreError::Document("a summary"))?;
    transaction.run(statement!(
        "INSERT INTO written_summary (id, at, next_due, document) VALUES (1, :at, :next_due, :document)
         ON CONFLICT (id) DO UPDATE SET at = excluded.at, next_due = excluded.next_due, document = excluded.document
         WHERE coalesce(at, 0) <= excluded.at",
        at,
        next_due = summary.next_due,
        document
    ))?;
    Ok(())
}

/// D1 may have something else: the next summary is written whatever it says. The counters of the last one are kept.
///
/// # Errors
/// When the object's database failed.
pub fn forget(transaction: &dyn ClinicTransaction) -> Result<(), StoreError> {
    transaction
        .run(statement!("UPDATE written_summary SET at = NULL, next_due = NULL WHERE id = 1 AND at IS NOT NULL"))?;
    Ok(())
}
