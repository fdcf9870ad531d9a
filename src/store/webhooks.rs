//! Where other systems of an org want to be told what happens there. What was sent is in the clinic's object.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{StoreError, first, flag, nested, read, run_one, statement};
use crate::{
    domain::{id::OrgId, webhook::DisabledReason},
    ports::{Database, Rows, Statement},
};

/// The most endpoints that an org may have.
pub const MOST: i64 = 5;

/// An endpoint, its secrets still sealed.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub org_id: OrgId,
    pub id: String,
    pub url: String,
    /// The words of what it is told of. One that this version does not know is another version's.
    #[serde(deserialize_with = "nested")]
    pub events: Vec<String>,
    /// Whether patients' data goes there.
    #[serde(deserialize_with = "flag")]
    pub is_full: bool,
    pub description: Option<String>,
    /// The envelope.
    pub secrets_sealed: String,
    /// Another one with every save.
    pub save_id: String,
    /// Until when the secret before this one signs too.
    #[serde(with = "ts_seconds_option")]
    pub previous_secret_until: Option<DateTime<Utc>>,
    #[serde(with = "ts_seconds_option")]
    pub disabled_at: Option<DateTime<Utc>>,
    pub disabled_reason: Option<DisabledReason>,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

impl Row {
    /// What the envelope is bound to besides the save: where its secrets are used, and for what.
    pub fn bound_values(&self) -> Value {
        json!({"id": self.id, "url": self.url, "is_full": self.is_full})
    }
}

/// The org's endpoints after `cursor` in order of id, at most `limit`.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let select = statement!(
        "SELECT * FROM webhooks WHERE org_id = :org AND id > coalesce(:cursor, '') ORDER BY id LIMIT :limit",
        org = org_id,
        cursor,
        limit
    );
    read(run_one(database, select).await?)
}

/// One of the org's endpoints.
pub async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Result<Option<Row>, StoreError> {
    let select = statement!("SELECT * FROM webhooks WHERE org_id = :org AND id = :id", org = org_id, id);
    first(run_one(database, select).await?)
}

/// Inserts an endpoint; `None` if the org has [`MOST`] of them.
pub async fn insert(database: &dyn Database, row: &Row) -> Result<Option<Row>, StoreError> {
    let insert = statement!(
        "INSERT INTO webhooks (org_id, id, url, events, is_full, description, secrets_sealed, save_id, created_at, updated_at)
         SELECT :org, :id, :url, :events, :is_full, :description, :sealed, :save_id, :now, :now
         WHERE (SELECT count(*) FROM webhooks WHERE org_id = :org) < :most RETURNING *",
        org = row.org_id,
        id = row.id.as_str(),
        url = row.url.as_str(),
        events = words(&row.events)?,
        is_full = row.is_full,
        description = row.description.as_deref(),
        sealed = row.secrets_sealed.as_str(),
        save_id = row.save_id.as_str(),
        now = row.created_at,
        most = MOST
    );
    first(run_one(database, insert).await?)
}

/// Makes an endpoint what `new` is, if it still is as `was` was read; `None` if it is not.
pub async fn replace(
    database: &dyn Database,
    was: &Row,
    new: &Row,
    now: DateTime<Utc>,
) -> Result<Option<Row>, StoreError> {
    let update = statement!(
        "UPDATE webhooks SET url = :url, events = :events, is_full = :is_full, description = :description, secrets_sealed = :sealed,
           save_id = :save_id, previous_secret_until = :previous_until, disabled_at = :disabled_at,
           disabled_reason = :disabled_reason, updated_at = max(:now, updated_at + 1)
         WHERE org_id = :org AND id = :id AND save_id = :was AND updated_at = :was_at RETURNING *",
        org = was.org_id,
        id = was.id.as_str(),
        was = was.save_id.as_str(),
        was_at = was.updated_at,
        url = new.url.as_str(),
        events = words(&new.events)?,
        is_full = new.is_full,
        description = new.description.as_deref(),
        sealed = new.secrets_sealed.as_str(),
        save_id = new.save_id.as_str(),
        previous_until = new.previous_secret_until,
        disabled_at = new.disabled_at,
        disabled_reason = new.disabled_reason.map(DisabledReason::as_str),
        now
    );
    first(run_one(database, update).await?)
}

/// Deletes an endpoint that still is as `was` was read; `false` if it is not.
pub async fn delete(database: &dyn Database, was: &Row) -> Result<bool, StoreError> {
    let delete = statement!(
        "DELETE FROM webhooks WHERE org_id = :org AND id = :id AND updated_at = :was_at RETURNING id",
        org = was.org_id,
        id = was.id.as_str(),
        was_at = was.updated_at
    );
    Ok(!run_one(database, delete).await?.rows.is_empty())
}

/// Turns an endpoint off, unless it is; no row changes then.
pub fn disable(org_id: OrgId, id: &str, reason: DisabledReason, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE webhooks SET disabled_at = :now, disabled_reason = :reason, updated_at = max(:now, updated_at + 1)
         WHERE org_id = :org AND id = :id AND disabled_at IS NULL",
        org = org_id,
        id,
        reason = reason.as_str(),
        now
    )
}

/// What the clinic's object has to know of the org's endpoints: which there are, and what each is told of.
#[derive(Debug, Deserialize)]
pub struct Subscriber {
    pub id: String,
    #[serde(deserialize_with = "nested")]
    pub events: Vec<String>,
}

/// The org's endpoints that are not turned off; [`found_subscribers`] reads them.
pub fn subscribers(org_id: OrgId) -> Statement {
    statement!("SELECT id, events FROM webhooks WHERE org_id = :org AND disabled_at IS NULL ORDER BY id", org = org_id)
}

/// What [`subscribers`] found.
///
/// # Errors
/// When a row is not what this version writes.
pub fn found_subscribers(rows: Rows) -> Result<Vec<Subscriber>, StoreError> {
    read(rows)
}

fn words(events: &[String]) -> Result<String, StoreError> {
    serde_json::to_string(events).map_err(|_| StoreError::Document("a list of event types"))
}
