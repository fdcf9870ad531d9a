//! Opening hours and booking rules, one document per org.

use chrono::{DateTime, Utc};

use super::{StoreError, documents, run_one, statement};
use crate::{
    domain::{id::OrgId, schedule::Schedule},
    ports::Database,
};

/// The org's schedule, if it has set one.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Option<Schedule>, StoreError> {
    documents::get(database, statement!("SELECT document FROM schedules WHERE org_id = :org", org = org_id)).await
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
