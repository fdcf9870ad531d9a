//! Services as admins see them. Deleted ones stay, inactive: appointments refer to them.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, documents::text, first, nested, params, read, run, run_one, statement};
use crate::{
    domain::{catalogue::Service, id::OrgId},
    ports::Database,
};

/// The most services that an org may have.
pub const MOST: i64 = 200;

/// One active service of an org.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Other words for it.
    #[serde(deserialize_with = "nested")]
    pub aliases: Vec<String>,
    /// How long it takes.
    pub minutes: u16,
    /// Minutes kept free before it.
    pub buffer_before_minutes: u16,
    /// Minutes kept free after it.
    pub buffer_after_minutes: u16,
    /// When it was created.
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

/// What a change of a service sets; `None` leaves a field as it is.
#[derive(Default)]
pub struct Changes {
    /// The name.
    pub name: Option<String>,
    /// Other words for it.
    pub aliases: Option<Vec<String>>,
    /// How long it takes.
    pub minutes: Option<u16>,
    /// Minutes kept free before it.
    pub buffer_before_minutes: Option<u16>,
    /// Minutes kept free after it.
    pub buffer_after_minutes: Option<u16>,
}

/// The org's services after `cursor` in order of id, at most `limit`.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let select = statement(
        "SELECT * FROM services WHERE org_id = ?1 AND id > coalesce(?2, '') AND is_active = 1 ORDER BY id LIMIT ?3",
        params![org_id, cursor, limit],
    );
    read(run_one(database, select).await?)
}

/// One of the org's services.
pub async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Result<Option<Row>, StoreError> {
    let select =
        statement("SELECT * FROM services WHERE org_id = ?1 AND id = ?2 AND is_active = 1", params![org_id, id]);
    first(run_one(database, select).await?)
}

/// Inserts a service; `None` if the org has [`MOST`] of them.
pub async fn insert(
    database: &dyn Database,
    org_id: OrgId,
    service: &Service,
    now: DateTime<Utc>,
) -> Result<Option<Row>, StoreError> {
    let insert = statement(
        "INSERT INTO services
           (org_id, id, name, aliases, minutes, buffer_before_minutes, buffer_after_minutes, created_at, updated_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8
         WHERE (SELECT count(*) FROM services WHERE org_id = ?1 AND is_active = 1) < ?9 RETURNING *",
        params![
            org_id,
            service.id.as_str(),
            service.name.as_str(),
            text(&service.aliases)?,
            i64::from(service.minutes),
            i64::from(service.buffer_before_minutes),
            i64::from(service.buffer_after_minutes),
            now,
            MOST
        ],
    );
    first(run_one(database, insert).await?)
}

/// Changes one of the org's services and gives it back; `None` if it has no such service.
pub async fn update(
    database: &dyn Database,
    org_id: OrgId,
    id: &str,
    changes: &Changes,
    now: DateTime<Utc>,
) -> Result<Option<Row>, StoreError> {
    let update = statement(
        "UPDATE services SET name = coalesce(?3, name), aliases = coalesce(?4, aliases), minutes = coalesce(?5, minutes),
           buffer_before_minutes = coalesce(?6, buffer_before_minutes),
           buffer_after_minutes = coalesce(?7, buffer_after_minutes), updated_at = ?8
         WHERE org_id = ?1 AND id = ?2 AND is_active = 1 RETURNING *",
        params![
            org_id,
            id,
            changes.name.as_deref(),
            changes.aliases.as_ref().map(text).transpose()?,
            changes.minutes.map(i64::from),
            changes.buffer_before_minutes.map(i64::from),
            changes.buffer_after_minutes.map(i64::from),
            now
        ],
    );
    first(run_one(database, update).await?)
}

/// Deletes one of the org's services and takes it from those who do it; `false` if it has no such service (any more).
pub async fn delete(database: &dyn Database, org_id: OrgId, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let deactivate = statement(
        "UPDATE services SET is_active = 0, updated_at = ?3 WHERE org_id = ?1 AND id = ?2 AND is_active = 1 RETURNING id",
        params![org_id, id, now],
    );
    let take_away = statement(
        "UPDATE practitioners SET updated_at = ?3,
           service_ids = (SELECT json_group_array(value) FROM json_each(practitioners.service_ids) WHERE value <> ?2)
         WHERE org_id = ?1 AND is_active = 1
           AND EXISTS (SELECT 1 FROM json_each(practitioners.service_ids) WHERE value = ?2)",
        params![org_id, id, now],
    );
    let results = run(database, vec![deactivate, take_away]).await?;
    Ok(results.first().is_some_and(|deactivated| !deactivated.rows.is_empty()))
}
