//! What the object has to do and when: one row for each kind of work. The object's alarm is derived from it.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use serde::Deserialize;

use crate::{
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// A kind of work that an object does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueWork {
    /// Deleting what the clinic no longer keeps.
    Retention,
}

impl DueWork {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Retention => "retention",
        }
    }
}

/// Has work done at `at`, unless it is on the list already: a write only where something is new.
///
/// # Errors
/// When the object's database failed.
pub fn add(transaction: &dyn ClinicTransaction, work: DueWork, at: DateTime<Utc>) -> Result<(), StoreError> {
    let insert = statement!(
        "INSERT INTO due (work, at) VALUES (:work, :at) ON CONFLICT (work) DO NOTHING RETURNING work",
        work = work.as_str(),
        at
    );
    if transaction.run(insert)?.rows.is_empty() { Ok(()) } else { arm(transaction) }
}

/// Has work done next at `at`, or not any more.
///
/// # Errors
/// When the object's database failed.
pub fn set(transaction: &dyn ClinicTransaction, work: DueWork, at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
    let Some(at) = at else {
        transaction.run(statement!("DELETE FROM due WHERE work = :work", work = work.as_str()))?;
        return arm(transaction);
    };
    transaction.run(statement!(
        "INSERT INTO due (work, at) VALUES (:work, :at)
         ON CONFLICT (work) DO UPDATE SET at = excluded.at WHERE at <> excluded.at",
        work = work.as_str(),
        at
    ))?;
    arm(transaction)
}

/// When the next work is due.
///
/// # Errors
/// When the object's database failed.
pub fn next(transaction: &dyn ClinicTransaction) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds_option")]
        at: Option<DateTime<Utc>>,
    }
    Ok(first::<Row>(transaction.run(statement!("SELECT min(at) AS at FROM due"))?)?.and_then(|row| row.at))
}

/// Makes the alarm what the list says.
///
/// # Errors
/// When the object's database failed.
pub fn arm(transaction: &dyn ClinicTransaction) -> Result<(), StoreError> {
    if let Some(at) = next(transaction)? {
        transaction.wake_at(at)?;
    }
    Ok(())
}
