//! Accounts that somebody has consented to, until a calendar of theirs is chosen.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{
    StoreError, first,
    integrations::{Integration, Save},
    run, run_one, statement,
};
use crate::{
    domain::{
        id::OrgId,
        integration::{IntegrationStatus, Purpose, Vendor},
    },
    ports::{Database, Rows, Statement},
};

/// Rows that [`sweep`] deletes at a time.
const MOST_SWEPT: i64 = 100;

/// An account that has been consented to, sealed.
pub struct NewPendingConnection<'a> {
    pub vendor: &'a Vendor,
    /// Another one with every consent.
    pub id: &'a str,
    /// The settings document, without a calendar.
    pub settings: String,
    /// The envelope, of the place of an integration's, which opens beside these settings and this id.
    pub sealed: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// One that waits.
#[derive(Clone, Debug, Deserialize)]
pub struct PendingConnection {
    pub org_id: OrgId,
    pub service_type: Vendor,
    pub id: String,
    pub settings: String,
    pub credentials_sealed: String,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub expires_at: DateTime<Utc>,
}

/// Keeps one, in place of an earlier one that nobody has gone on with.
pub fn put(org_id: OrgId, new: &NewPendingConnection<'_>) -> Statement {
    statement!(
        "INSERT INTO pending_connections (org_id, service_type, id, settings, credentials_sealed, created_at, expires_at)
         VALUES (:org, :vendor, :id, :settings, :sealed, :created_at, :expires_at)
         ON CONFLICT (org_id, service_type) DO UPDATE SET id = excluded.id, settings = excluded.settings,
           credentials_sealed = excluded.credentials_sealed, created_at = excluded.created_at, expires_at = excluded.expires_at",
        org = org_id,
        vendor = new.vendor.as_str(),
        id = new.id,
        settings = new.settings.as_str(),
        sealed = new.sealed.as_str(),
        created_at = new.created_at,
        expires_at = new.expires_at
    )
}

/// The org's at a vendor that is not over yet.
pub fn select(org_id: OrgId, vendor: &Vendor, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM pending_connections WHERE org_id = :org AND service_type = :vendor AND expires_at > :now",
        org = org_id,
        vendor = vendor.as_str(),
        now
    )
}

/// What [`select`] found.
///
/// # Errors
/// When the row is not what it should be.
pub fn found(rows: Rows) -> Result<Option<PendingConnection>, StoreError> {
    first(rows)
}

/// Makes the one with this id the org's integration, in place of the one before. It is gone then; `None` if it was gone already, over, or
/// somebody has consented again.
///
/// # Errors
/// When the database did not answer. It may have been done all the same.
pub async fn connect(
    database: &dyn Database,
    waiting: &PendingConnection,
    purpose: Purpose,
    new: Save<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Integration>, StoreError> {
    let (org_id, vendor) = (waiting.org_id, waiting.service_type.as_str());
    let upsert = statement!(
        "INSERT INTO integration_settings
           (org_id, service_type, purpose, settings, credentials_sealed, credential_id, created_at, updated_at)
         SELECT org_id, service_type, :purpose, :settings, :sealed, :credential_id, :now, :now
         FROM pending_connections WHERE org_id = :org AND service_type = :vendor AND id = :id AND expires_at > :now
         ON CONFLICT (org_id, service_type) DO UPDATE SET purpose = excluded.purpose, settings = excluded.settings,
           credentials_sealed = excluded.credentials_sealed, credential_id = excluded.credential_id,
           status = 'connected', status_detail = NULL, updated_at = excluded.updated_at
         RETURNING *",
        org = org_id,
        vendor,
        id = waiting.id.as_str(),
        purpose = purpose.as_str(),
        settings = new.settings,
        sealed = new.sealed,
        credential_id = new.credential_id,
        now
    );
    let gone = statement!(
        "DELETE FROM pending_connections WHERE org_id = :org AND service_type = :vendor AND id = :id",
        org = org_id,
        vendor,
        id = waiting.id.as_str()
    );
    let written = run(database, vec![upsert, gone]).await?;
    written.into_iter().next().map_or(Ok(None), first)
}

/// Forgets the org's at a vendor.
pub fn delete(org_id: OrgId, vendor: &Vendor) -> Statement {
    statement!(
        "DELETE FROM pending_connections WHERE org_id = :org AND service_type = :vendor",
        org = org_id,
        vendor = vendor.as_str()
    )
}

/// Forgets the org's at a vendor that is not over yet; `false` if there was none.
///
/// # Errors
/// When the database did not answer.
pub async fn put_away(
    database: &dyn Database,
    org_id: OrgId,
    vendor: &Vendor,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let delete = statement!(
        "DELETE FROM pending_connections WHERE org_id = :org AND service_type = :vendor AND expires_at > :now
         RETURNING org_id",
        org = org_id,
        vendor = vendor.as_str(),
        now
    );
    Ok(!run_one(database, delete).await?.rows.is_empty())
}

/// Forgets every one that is sealed under another key than `primary`: whoever was about to choose consents again.
pub fn delete_not_under_key(primary: &str) -> Statement {
    statement!(
        "DELETE FROM pending_connections WHERE substr(credentials_sealed, 1, length(:primary) + 4) <> 'v2.' || :primary || '.'",
        primary
    )
}

/// Deletes some that are over.
pub fn sweep(now: DateTime<Utc>) -> Statement {
    statement!(
        "DELETE FROM pending_connections WHERE (org_id, service_type) IN
           (SELECT org_id, service_type FROM pending_connections WHERE expires_at <= :now ORDER BY expires_at LIMIT :most)",
        now,
        most = MOST_SWEPT
    )
}

impl From<PendingConnection> for Integration {
    /// As the integration that it is about to be.
    fn from(waiting: PendingConnection) -> Self {
        Self {
            org_id: waiting.org_id,
            service_type: waiting.service_type,
            settings: waiting.settings,
            credentials_sealed: waiting.credentials_sealed,
            credential_id: waiting.id,
            status: IntegrationStatus::Connected,
            status_detail: None,
            created_at: waiting.created_at,
            updated_at: waiting.created_at,
        }
    }
}
