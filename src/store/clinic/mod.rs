//! SQL of a clinic's object. The object is the org, so no table has an `org_id`.
//!
//! Numbers are bound as REAL here. Columns that are declared INTEGER make them whole again; anything else needs a CAST.

pub mod appointments;
pub mod audit;
pub mod budget;
pub mod busy_mirror;
pub mod call_tokens;
pub mod calls;
pub mod channels;
mod context;
mod database;
pub mod due;
pub mod expiry;
pub mod follow;
pub mod gaps;
pub mod inbox;
pub mod metrics;
pub mod opt_outs;
pub mod outbox;
pub mod patients;
pub mod receipts;
pub mod reminders;
pub mod schema;
pub mod seen;
pub mod sending;
pub mod summary;
pub mod texts;
pub mod troubles;
pub mod usage;
pub mod webhooks;

pub use context::ClinicContext;
pub use database::ClinicDatabase;
pub mod tables;

use crate::{
    ports::{ClinicStorage, ClinicTransaction},
    store::StoreError,
};

/// Runs `work` in one transaction of a clinic's object; an error rolls everything back.
///
/// # Errors
/// The error of `work`, or why the transaction could not be committed.
pub fn transact<T>(
    storage: &dyn ClinicStorage,
    work: impl Fn(&dyn ClinicTransaction) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut outcome = None;
    let committed = storage.transaction(&mut |transaction| {
        match outcome.insert(work(transaction)) {
            Ok(_) => Ok(()),
            // The storage needs to know that it failed; what failed is told below.
            Err(_) => Err(crate::ports::DatabaseError::Unavailable("rolled back".into())),
        }
    });
    match outcome {
        Some(Err(error)) => Err(error),
        Some(Ok(value)) => committed.map(|()| value).map_err(StoreError::from),
        None => Err(committed.err().map_or(StoreError::Incomplete, StoreError::from)),
    }
}
