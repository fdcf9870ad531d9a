//! Accounts that somebody has consented to, until a calendar of theirs is chosen.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, first, integrations::Integration, run_one, statement};
use crate::{
    domain::{id::OrgId, integration::Vendor},
    ports::{Database, Rows, Statement},
};

/// Rows that [`sweep`] deletes at a time.
const MOST_SWEPT: i64 = 100;

/// An account that has been consented to, sealed.
pub struct PendingConnection<'a> {
    pub vendor: &'a Vendor,
    /// The settings document, without a calendar.
    pub settings: String,
    /// The envelope, of the same form as that of an integration.
    pub sealed: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Keeps one, in place of an earlier one that nobody has gone on with.
pub fn put(org_id: OrgId, new: &PendingConnection<'_>) -> Statement {
    statement!(
        "INSERT INTO pending_connections (org_id, service_type, settings, credentials_sealed, created_at, expires_at)
         VALUES (:org, :vendor, :settings, :sealed, :created_at, :expires_at)
         ON CONFLICT (org_id, service_type) DO UPDATE SET settings = excluded.settings,
           credentials_sealed = excluded.credentials_sealed, created_at = excluded.created_at, expires_at = excluded.expires_at",
        org = org_id,
        vendor = new.vendor.as_str(),
        settings = new.settings.as_str(),
        sealed = new.sealed.as_str(),
        created_at = new.created_at,
        expires_at = new.expires_at
    )
}

/// The org's at a vendor that is not over yet, as the integration that it is about to be.
///
/// # Errors
/// When the database did not answer.
pub async fn get(
    database: &dyn Database,
    org_id: OrgId,
    vendor: &Vendor,
    now: DateTime<Utc>,
) -> Result<Option<Integration>, StoreError> {
    let select = statement!(
        "SELECT org_id, service_type, settings, credentials_sealed, '' AS credential_id, 'connected' AS status,
           NULL AS status_detail, created_at, created_at AS updated_at
         FROM pending_connections WHERE org_id = :org AND service_type = :vendor AND expires_at > :now",
        org = org_id,
        vendor = vendor.as_str(),
        now
    );
    first(run_one(database, select).await?)
}

#[derive(Deserialize)]
struct Settings {
    settings: String,
}

/// The settings of the org's at a vendor, if it is not over yet.
pub fn settings(org_id: OrgId, vendor: &Vendor, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT settings FROM pending_connections WHERE org_id = :org AND service_type = :vendor AND expires_at > :now",
        org = org_id,
        vendor = vendor.as_str(),
        now
    )
}

/// What [`settings`] found.
///
/// # Errors
/// When the row is not what it should be.
pub fn found_settings(rows: Rows) -> Result<Option<String>, StoreError> {
    Ok(first::<Settings>(rows)?.map(|found| found.settings))
}

/// Forgets the org's at a vendor.
pub fn delete(org_id: OrgId, vendor: &Vendor) -> Statement {
    statement!(
        "DELETE FROM pending_connections WHERE org_id = :org AND service_type = :vendor",
        org = org_id,
        vendor = vendor.as_str()
    )
}

/// Forgets every one that is sealed under another key than `primary`: whoever was about to choose consents again.
pub fn delete_not_under_key(primary: &str) -> Statement {
    statement!(
        "DELETE FROM pending_connections WHERE substr(credentials_sealed, 1, length(:primary) + 4) <> 'v1.' || :primary || '.'",
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
