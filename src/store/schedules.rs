//! Opening hours and booking rules, one document per org.

use chrono::{DateTime, Utc};

use super::{StoreError, documents, run_one, statement};
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

/// Sets the org's schedule.
pub async fn put(
    database: &dyn Database,
    org_id: OrgId,
    schedule: &Schedule,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let upsert = statement!(
        "INSERT INTO schedules (org_id, document, updated_at) VALUES (:org, :document, :now)
         ON CONFLICT (org_id) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at",
        org = org_id,
        document = documents::text(schedule)?,
        now
    );
    run_one(database, upsert).await.map(|_| ())
}
