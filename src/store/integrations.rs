//! Sealed credentials of orgs.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{StoreError, first, nested, pending_connections, read, run_one, statement};
use crate::{
    domain::{
        clinic_address::ClinicAddress,
        id::OrgId,
        integration::{IntegrationStatus, Purpose, SealedCredential, Vendor},
    },
    ports::{Database, Rows, Statement},
};

/// One integration of one org, its credentials still sealed.
#[derive(Clone, Debug, Deserialize)]
pub struct Integration {
    /// The org.
    pub org_id: OrgId,
    /// At which vendor.
    pub service_type: Vendor,
    /// The settings document.
    pub settings: String,
    /// The envelope.
    pub credentials_sealed: String,
    /// Another one with every save.
    pub credential_id: String,
    /// Whether the vendor still takes them.
    pub status: IntegrationStatus,
    /// Why not, for the admin.
    pub status_detail: Option<String>,
    /// When it was first stored.
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

impl Integration {
    /// The envelope with what it is bound to; `None` if the settings are no JSON.
    pub fn credential(&self) -> Option<SealedCredential> {
        let settings = serde_json::from_str(&self.settings).ok()?;
        let (sealed, credential_id) = (self.credentials_sealed.clone(), self.credential_id.clone());
        Some(SealedCredential { settings, sealed, credential_id, status: self.status })
    }

    /// One of the settings, if it is there and can be read.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let settings: Value = serde_json::from_str(&self.settings).ok()?;
        T::deserialize(settings.get(name)?).ok()
    }

    /// Where its vendor keeps the account, if that is said.
    pub fn region<R: DeserializeOwned>(&self) -> Option<R> {
        self.setting("region")
    }
}

/// New credentials, sealed.
pub struct NewIntegration<'a> {
    /// At which vendor.
    pub vendor: &'a Vendor,
    /// What for.
    pub purpose: Purpose,
    /// The settings document.
    pub settings: String,
    /// The envelope.
    pub sealed: String,
    /// The credential's new id.
    pub credential_id: &'a str,
}

/// Stores credentials in place of what was there, and of what somebody was about to store.
pub async fn put(
    database: &dyn Database,
    org_id: OrgId,
    new: NewIntegration<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Integration>, StoreError> {
    let upsert = statement!(
        "INSERT INTO integration_settings
           (org_id, service_type, purpose, settings, credentials_sealed, credential_id, created_at, updated_at)
         VALUES (:org, :vendor, :purpose, :settings, :sealed, :credential_id, :now, :now)
         ON CONFLICT (org_id, service_type) DO UPDATE SET purpose = excluded.purpose, settings = excluded.settings,
           credentials_sealed = excluded.credentials_sealed, credential_id = excluded.credential_id,
           status = 'connected', status_detail = NULL, updated_at = excluded.updated_at
         RETURNING *",
        org = org_id,
        vendor = new.vendor.as_str(),
        purpose = new.purpose.as_str(),
        settings = new.settings,
        sealed = new.sealed,
        credential_id = new.credential_id,
        now
    );
    let written = super::run(database, vec![upsert, pending_connections::delete(org_id, new.vendor)]).await?;
    written.into_iter().next().map_or(Ok(None), first)
}

/// Changes what is not secret of an account; `None` if it was saved meanwhile.
pub async fn change_settings(
    database: &dyn Database,
    row: &Integration,
    new: Save<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Integration>, StoreError> {
    let update = statement!(
        "UPDATE integration_settings SET settings = :settings, credentials_sealed = :sealed, credential_id = :new_id,
           updated_at = :now
         WHERE org_id = :org AND service_type = :vendor AND credential_id = :credential_id RETURNING *",
        org = row.org_id,
        vendor = row.service_type.as_str(),
        credential_id = row.credential_id.as_str(),
        settings = new.settings,
        sealed = new.sealed,
        new_id = new.credential_id,
        now
    );
    first(run_one(database, update).await?)
}

/// What one save writes: settings and an envelope that opens beside them and this id alone.
pub struct Save<'a> {
    /// The whole settings document.
    pub settings: &'a str,
    /// The envelope.
    pub sealed: String,
    /// The new id.
    pub credential_id: &'a str,
}

/// Replaces the credentials of an account and what goes with them, unless it was saved meanwhile; `None` if it was. Whatever waited to take
/// its place is forgotten.
pub async fn renew(
    database: &dyn Database,
    row: &Integration,
    new: Save<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Integration>, StoreError> {
    let update = statement!(
        "UPDATE integration_settings SET settings = :settings, credentials_sealed = :sealed,
           credential_id = :new_id, status = 'connected', status_detail = NULL, updated_at = :now
         WHERE org_id = :org AND service_type = :vendor AND credential_id = :credential_id RETURNING *",
        org = row.org_id,
        vendor = row.service_type.as_str(),
        credential_id = row.credential_id.as_str(),
        settings = new.settings,
        sealed = new.sealed,
        new_id = new.credential_id,
        now
    );
    let written =
        super::run(database, vec![update, pending_connections::delete(row.org_id, &row.service_type)]).await?;
    written.into_iter().next().map_or(Ok(None), first)
}

/// The org's account at a vendor.
pub async fn get(database: &dyn Database, org_id: OrgId, vendor: &Vendor) -> Result<Option<Integration>, StoreError> {
    let select = statement!(
        "SELECT * FROM integration_settings WHERE org_id = :org AND service_type = :vendor",
        org = org_id,
        vendor = vendor.as_str()
    );
    first(run_one(database, select).await?)
}

/// What an org signs with at a vendor, and whose object what is signed goes to.
#[derive(Debug, Deserialize)]
pub struct ClinicCredential {
    /// The envelope.
    pub credentials_sealed: String,
    pub credential_id: String,
    pub status: IntegrationStatus,
    /// The settings document.
    #[serde(deserialize_with = "nested")]
    pub settings: Value,
    /// The object of the org.
    #[serde(flatten)]
    pub address: ClinicAddress,
}

impl ClinicCredential {
    /// The envelope with what it is bound to, and the address.
    pub fn parts(self) -> (SealedCredential, ClinicAddress) {
        let Self { credentials_sealed: sealed, credential_id, status, settings, address } = self;
        (SealedCredential { settings, sealed, credential_id, status }, address)
    }
}

/// The org's credential at a vendor with the address of the org's object, in one read.
///
/// # Errors
/// When the database did not answer.
pub async fn of_clinic(
    database: &dyn Database,
    org_id: OrgId,
    vendor: &Vendor,
) -> Result<Option<ClinicCredential>, StoreError> {
    let select = statement!(
        "SELECT i.org_id, i.credentials_sealed, i.credential_id, i.status, i.settings, o.jurisdiction, o.zone
         FROM integration_settings i JOIN orgs o ON o.id = i.org_id
         WHERE i.org_id = :org AND i.service_type = :vendor",
        org = org_id,
        vendor = vendor.as_str()
    );
    first(run_one(database, select).await?)
}

/// Forgets the org's credentials at a vendor, with any cached token and whatever waited to take their place; `false` if there were none.
pub async fn delete(database: &dyn Database, org_id: OrgId, vendor: &Vendor) -> Result<bool, StoreError> {
    let statements = vec![
        statement!(
            "DELETE FROM integration_settings WHERE org_id = :org AND service_type = :vendor RETURNING org_id",
            org = org_id,
            vendor = vendor.as_str()
        ),
        statement!(
            "DELETE FROM access_tokens WHERE org_id = :org AND service_type = :vendor",
            org = org_id,
            vendor = vendor.as_str()
        ),
        pending_connections::delete(org_id, vendor),
    ];
    let results = super::run(database, statements).await?;
    Ok(results.first().is_some_and(|deleted| !deleted.rows.is_empty()))
}

/// An account of an org, as far as work that waits for it needs to know it.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    pub service_type: Vendor,
    pub purpose: Purpose,
    pub status: IntegrationStatus,
    /// Another one with every credential.
    pub credential_id: String,
    /// When it last changed, its status included: Unix seconds.
    pub updated_at: i64,
}

/// The accounts of an org.
pub fn accounts(org_id: OrgId) -> Statement {
    statement!(
        "SELECT service_type, purpose, status, credential_id, updated_at FROM integration_settings WHERE org_id = :org AND purpose IS NOT NULL
         ORDER BY service_type",
        org = org_id
    )
}

/// The objects of the other orgs that send texts from the same sender of the same account, at most `most` of them.
pub fn sharing_a_sender(org_id: OrgId, most: usize) -> Statement {
    // A cross join is done in the order it is written in.
    statement!(
        "SELECT o.org_id, c.jurisdiction, c.zone FROM integration_settings a CROSS JOIN integration_settings o
           ON o.service_type = a.service_type AND o.settings = a.settings AND o.org_id <> a.org_id
           CROSS JOIN orgs c ON c.id = o.org_id
         WHERE a.org_id = :org AND a.purpose = 'texts' ORDER BY o.org_id LIMIT :most",
        org = org_id,
        most = i64::try_from(most).unwrap_or(i64::MAX)
    )
}

/// What [`sharing_a_sender`] found.
pub fn sharing(rows: Rows) -> Result<Vec<ClinicAddress>, StoreError> {
    read(rows)
}

/// What was found.
pub fn found_accounts(rows: Rows) -> Result<Vec<Account>, StoreError> {
    read(rows)
}

/// Records what the vendor thinks of one credential, unless it was replaced or nothing changes.
pub fn set_status(
    org_id: OrgId,
    vendor: &Vendor,
    credential_id: &str,
    status: IntegrationStatus,
    detail: Option<&str>,
    now: DateTime<Utc>,
) -> Statement {
    let status = match status {
        IntegrationStatus::Connected => "connected",
        IntegrationStatus::NeedsReconnect => "needs_reconnect",
    };
    statement!(
        "UPDATE integration_settings SET status = :status, status_detail = :detail, updated_at = :now
         WHERE org_id = :org AND service_type = :vendor AND credential_id = :credential_id
         AND (status <> :status OR status_detail IS NOT :detail)",
        org = org_id,
        vendor = vendor.as_str(),
        credential_id,
        status,
        detail,
        now
    )
}
