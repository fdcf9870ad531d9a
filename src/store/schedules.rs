//! Opening hours and booking rules, one document per org.

use chrono::{DateTime, Utc};

use super::{Expected, StoreError, StoredDocument, documents, run_one, statement};
use crate::{
    domain::{id::OrgId, schedule::Schedule},
    ports::{Database, Rows, Statement},
};

/// The org's schedule, if it has set one.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Option<Schedule>, StoreError> {
    found(run_one(database, select(org_id)).await?)
}

/// The org's schedule; [`found`] reads it.
pub fn select(org_id: OrgId) -> Statement {
    statement!("SELECT document FROM schedules WHERE org_id = :org", org = org_id)
}

/// What [`select`] found.
///
/// # Errors
/// When the document is not what this version writes.
pub fn found(rows: Rows) -> Result<Option<Schedule>, StoreError> {
    documents::found(rows)
}

/// The same with when it last changed.
///
/// # Errors
/// When the database did not answer, or the document is not one.
pub async fn stored(database: &dyn Database, org_id: OrgId) -> Result<Option<StoredDocument<Schedule>>, StoreError> {
    documents::stored(database, documents::dated!("schedules", org_id)).await
}

/// Sets the org's schedule, if it is as expected: one row then.
pub fn put(
    org_id: OrgId,
    schedule: &Schedule,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<Statement, StoreError> {
    Ok(documents::put!("schedules", org_id, schedule, now, expected))
}
