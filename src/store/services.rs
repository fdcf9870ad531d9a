//! Services as admins see them. Deleted ones stay, inactive: appointments refer to them.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{Expected, StoreError, documents::text, first, nested, read, run, run_one, statement};
use crate::{
    domain::{catalogue::Service, id::OrgId},
    ports::{Database, Statement},
};

/// The most services that an org may have.
pub const MOST: i64 = 200;

/// One active service of an org.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: String,
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
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

/// What a change of a service sets; `None` leaves a field as it is.
#[derive(Default)]
pub struct Changes {
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
    let select = statement!(
        "SELECT * FROM services WHERE org_id = :org AND id > coalesce(:cursor, '')
           AND is_active = 1 ORDER BY id LIMIT :limit",
        org = org_id,
        cursor,
        limit
    );
    read(run_one(database, select).await?)
}

/// One of the org's services.
pub async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Result<Option<Row>, StoreError> {
    let select =
        statement!("SELECT * FROM services WHERE org_id = :org AND id = :id AND is_active = 1", org = org_id, id);
    first(run_one(database, select).await?)
}

/// Inserts a service; `None` if the org has [`MOST`] of them.
pub async fn insert(
    database: &dyn Database,
    org_id: OrgId,
    service: &Service,
    now: DateTime<Utc>,
) -> Result<Option<Row>, StoreError> {
    first(run_one(database, inserting(org_id, service, now)?).await?)
}

/// Whether a new org has room for all of these.
pub fn has_room(services: &[Service]) -> bool {
    i64::try_from(services.len()).is_ok_and(|many| many <= MOST)
}

/// What [`insert`] runs: one row, or none.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn inserting(org_id: OrgId, service: &Service, now: DateTime<Utc>) -> Result<Statement, StoreError> {
    Ok(statement!(
        "INSERT INTO services
           (org_id, id, name, aliases, minutes, buffer_before_minutes, buffer_after_minutes, created_at, updated_at)
         SELECT :org, :id, :name, :aliases, :minutes, :buffer_before_minutes, :buffer_after_minutes, :now, :now
         WHERE (SELECT count(*) FROM services WHERE org_id = :org AND is_active = 1) < :most RETURNING *",
        org = org_id,
        id = service.id.as_str(),
        name = service.name.as_str(),
        aliases = text(&service.aliases)?,
        minutes = i64::from(service.minutes),
        buffer_before_minutes = i64::from(service.buffer_before_minutes),
        buffer_after_minutes = i64::from(service.buffer_after_minutes),
        now,
        most = MOST
    ))
}

/// Changes one of the org's services and gives it back; `None` if it has no such service, or it is not as
/// expected.
pub async fn update(
    database: &dyn Database,
    org_id: OrgId,
    id: &str,
    changes: &Changes,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<Option<Row>, StoreError> {
    let update = statement!(
        "UPDATE services SET name = coalesce(:name, name), aliases = coalesce(:aliases, aliases),
           minutes = coalesce(:minutes, minutes),
           buffer_before_minutes = coalesce(:buffer_before_minutes, buffer_before_minutes),
           buffer_after_minutes = coalesce(:buffer_after_minutes, buffer_after_minutes), updated_at = max(:now, updated_at + 1)
         WHERE org_id = :org AND id = :id AND is_active = 1 AND (:is_anything OR updated_at = :changed_at) RETURNING *",
        org = org_id,
        id,
        name = changes.name.as_deref(),
        aliases = changes.aliases.as_ref().map(text).transpose()?,
        minutes = changes.minutes.map(i64::from),
        buffer_before_minutes = changes.buffer_before_minutes.map(i64::from),
        buffer_after_minutes = changes.buffer_after_minutes.map(i64::from),
        now,
        is_anything = expected.is_anything(),
        changed_at = expected.changed_at()
    );
    first(run_one(database, update).await?)
}

/// Deletes one of the org's services and takes it from those who do it; `false` if it has no such service (any more).
pub async fn delete(
    database: &dyn Database,
    org_id: OrgId,
    id: &str,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<bool, StoreError> {
    let deactivate = statement!(
        "UPDATE services SET is_active = 0, updated_at = max(:now, updated_at + 1) WHERE org_id = :org AND id = :id
           AND is_active = 1 AND (:is_anything OR updated_at = :changed_at) RETURNING id",
        org = org_id,
        id,
        now,
        is_anything = expected.is_anything(),
        changed_at = expected.changed_at()
    );
    let take_away = statement!(
        "UPDATE practitioners SET updated_at = max(:now, updated_at + 1),
           service_ids = (SELECT json_group_array(value) FROM json_each(practitioners.service_ids) WHERE value <> :id)
         WHERE org_id = :org AND is_active = 1 AND EXISTS (SELECT 1 FROM services WHERE org_id = :org AND id = :id AND is_active = 0)
           AND EXISTS (SELECT 1 FROM json_each(practitioners.service_ids) WHERE value = :id)",
        org = org_id,
        id,
        now
    );
    let results = run(database, vec![deactivate, take_away]).await?;
    Ok(results.first().is_some_and(|deactivated| !deactivated.rows.is_empty()))
}
