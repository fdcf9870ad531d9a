//! Opening hours and booking rules, one document per org.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, first, params, routes::document, run_one, statement};
use crate::{
    domain::{id::OrgId, schedule::Schedule},
    ports::Database,
};

#[derive(Deserialize)]
struct Row {
    document: String,
}

/// The org's schedule, if it has set one.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Option<Schedule>, StoreError> {
    let select = statement("SELECT document FROM schedules WHERE org_id = ?1", params![org_id]);
    first::<Row>(run_one(database, select).await?)?.map(|row| document(&row.document)).transpose()
}

/// Sets the org's schedule.
pub async fn put(
    database: &dyn Database,
    org_id: OrgId,
    schedule: &Schedule,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let text =
        serde_json::to_string(schedule).map_err(|_| StoreError::Row("a schedule could not be written".into()))?;
    let upsert = statement(
        "INSERT INTO schedules (org_id, document, updated_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (org_id) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at",
        params![org_id, text, now],
    );
    run_one(database, upsert).await.map(|_| ())
}
