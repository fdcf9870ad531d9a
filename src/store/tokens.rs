//! Cached access tokens, sealed. They can be lost at any time: the credential makes a new one.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, first, statement};
use crate::{
    domain::{id::OrgId, integration::Vendor},
    ports::{Rows, Statement},
};

/// A cached token.
#[derive(Clone, Debug, Deserialize)]
pub struct SealedToken {
    /// The envelope.
    pub token_sealed: String,
    /// When the token ends.
    #[serde(with = "ts_seconds")]
    pub expires_at: DateTime<Utc>,
}

/// Looks for a token of exactly this credential.
pub fn select(org_id: OrgId, vendor: &Vendor, credential_id: &str) -> Statement {
    statement!(
        "SELECT token_sealed, expires_at FROM access_tokens
         WHERE org_id = :org AND service_type = :vendor AND credential_id = :credential_id",
        org = org_id,
        vendor = vendor.as_str(),
        credential_id
    )
}

/// Looks for a token of whatever credential the org has now.
pub fn current(org_id: OrgId, vendor: &Vendor) -> Statement {
    statement!(
        "SELECT token_sealed, expires_at FROM access_tokens JOIN integration_settings USING (org_id, service_type,
           credential_id)
         WHERE org_id = :org AND service_type = :vendor",
        org = org_id,
        vendor = vendor.as_str()
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Option<SealedToken>, StoreError> {
    first(rows)
}

/// Keeps a token, if its credential is still the org's.
pub fn put(
    org_id: OrgId,
    vendor: &Vendor,
    credential_id: &str,
    sealed: String,
    expires_at: DateTime<Utc>,
) -> Statement {
    statement!(
        "INSERT INTO access_tokens (org_id, service_type, credential_id, token_sealed, expires_at)
         SELECT org_id, service_type, credential_id, :sealed, :expires_at FROM integration_settings
         WHERE org_id = :org AND service_type = :vendor AND credential_id = :credential_id
         ON CONFLICT (org_id, service_type) DO UPDATE SET credential_id = excluded.credential_id,
           token_sealed = excluded.token_sealed, expires_at = excluded.expires_at",
        org = org_id,
        vendor = vendor.as_str(),
        credential_id,
        sealed,
        expires_at
    )
}

/// Forgets a token that the vendor refused.
pub fn delete(org_id: OrgId, vendor: &Vendor, credential_id: &str) -> Statement {
    statement!(
        "DELETE FROM access_tokens WHERE org_id = :org AND service_type = :vendor AND credential_id = :credential_id",
        org = org_id,
        vendor = vendor.as_str(),
        credential_id
    )
}

/// Forgets every token that is sealed under another key than `primary`; new ones are made when needed.
pub fn delete_not_under_key(primary: &str) -> Statement {
    statement!(
        "DELETE FROM access_tokens WHERE substr(token_sealed, 1, length(:primary) + 4) <> 'v1.' || :primary || '.'",
        primary
    )
}
