//! Cached access tokens, sealed. They can be lost at any time: the credential makes a new one.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, read, statement};
use crate::{
    domain::{id::OrgId, integration::Vendor},
    ports::{Rows, Statement},
};

/// A cached token.
#[derive(Clone, Debug, Deserialize)]
pub struct SealedToken {
    /// The vendor that issued it.
    pub service_type: Vendor,
    /// The credential that it was issued for.
    pub credential_id: String,
    /// The envelope.
    pub token_sealed: String,
    /// When it ends.
    #[serde(with = "ts_seconds")]
    pub expires_at: DateTime<Utc>,
}

/// Looks for the tokens of the credentials that the org has now, one a vendor.
pub fn current(org_id: OrgId) -> Statement {
    statement!(
        "SELECT service_type, credential_id, token_sealed, expires_at
         FROM access_tokens JOIN integration_settings USING (org_id, service_type, credential_id) WHERE org_id = :org",
        org = org_id
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<SealedToken>, StoreError> {
    read(rows)
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
        "DELETE FROM access_tokens WHERE substr(token_sealed, 1, length(:primary) + 4) <> 'v2.' || :primary || '.'",
        primary
    )
}
