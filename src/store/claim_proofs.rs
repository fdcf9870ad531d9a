//! By what numbers, SIP names and ids of platforms were shown to be an org's.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::{Deserialize, Serialize};

use super::{StoreError, documents::text, read, statement};
use crate::{
    domain::{
        claim::{Claim, Identifier},
        id::OrgId,
        integration::Vendor,
    },
    ports::{Rows, Statement},
};

/// How the operator's approval is stored, where else the vendor stands.
pub const OPERATOR: &str = "operator";

/// A proof of an org.
#[derive(Clone, Debug, Deserialize)]
pub struct Proof {
    pub kind: Identifier,
    pub value: String,
    /// The vendor whose account has it, or [`OPERATOR`].
    pub how: String,
    #[serde(with = "ts_seconds")]
    pub proven_at: DateTime<Utc>,
    /// Since when the vendor's account is known to have it no longer.
    #[serde(with = "ts_seconds_option")]
    pub missing_since: Option<DateTime<Utc>>,
}

/// A claim whose org is named beside it, as the operator's import has them.
#[derive(Serialize)]
pub struct ClaimOfOrg {
    pub org_id: OrgId,
    #[serde(flatten)]
    pub claim: Claim,
}

/// An operator's approval.
pub struct Approval<'a> {
    /// The `sub` of the operator.
    pub by: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub now: DateTime<Utc>,
}

/// Records that the org's account at a vendor has these. What is proven already stays as it is, unless it was missing.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn found_at(org_id: OrgId, vendor: &Vendor, claims: &[Claim], now: DateTime<Utc>) -> Result<Statement, StoreError> {
    Ok(statement!(
        "INSERT INTO claim_proofs (org_id, kind, value, how, proven_at)
         SELECT :org, value ->> 'kind', value ->> 'value', :vendor, :now FROM json_each(:claims) WHERE true
         ON CONFLICT (kind, value, org_id) DO UPDATE SET how = excluded.how, proven_at = excluded.proven_at, missing_since = NULL
         WHERE claim_proofs.missing_since IS NOT NULL",
        org = org_id,
        vendor = vendor.as_str(),
        claims = text(&claims)?,
        now
    ))
}

/// Notes what the org's account at a vendor had and has no longer: all but these.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn missing_at(
    org_id: OrgId,
    vendor: &Vendor,
    claims: &[Claim],
    now: DateTime<Utc>,
) -> Result<Statement, StoreError> {
    Ok(statement!(
        "UPDATE claim_proofs SET missing_since = :now
         WHERE org_id = :org AND how = :vendor AND missing_since IS NULL
           AND kind || ' ' || value NOT IN (SELECT asked.value ->> 'kind' || ' ' || (asked.value ->> 'value') FROM json_each(:claims) AS asked)",
        org = org_id,
        vendor = vendor.as_str(),
        claims = text(&claims)?,
        now
    ))
}

/// Records that the operator approves these of one org, whether it has mapped them or not.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn approve(org_id: OrgId, claims: &[Claim], approval: &Approval<'_>) -> Result<Statement, StoreError> {
    Ok(statement!(
        "INSERT INTO claim_proofs (org_id, kind, value, how, proven_by, reason, proven_at)
         SELECT :org, value ->> 'kind', value ->> 'value', 'operator', :by, :reason, :now FROM json_each(:claims) WHERE true
         ON CONFLICT (kind, value, org_id) DO UPDATE SET how = excluded.how, proven_by = excluded.proven_by, reason = excluded.reason,
           proven_at = excluded.proven_at, missing_since = NULL",
        org = org_id,
        claims = text(&claims)?,
        by = approval.by,
        reason = approval.reason,
        now = approval.now
    ))
}

/// Records that the operator approves these of the orgs that have mapped them, as whoever maps for an org does. What is proven already stays
/// as it is.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn approve_mapped(claims: &[ClaimOfOrg], approval: &Approval<'_>) -> Result<Statement, StoreError> {
    Ok(statement!(
        "INSERT INTO claim_proofs (org_id, kind, value, how, proven_by, reason, proven_at)
         SELECT asked.value ->> 'org_id', asked.value ->> 'kind', asked.value ->> 'value', 'operator', :by, :reason, :now
         FROM json_each(:claims) AS asked
         WHERE CASE asked.value ->> 'kind'
           WHEN 'number' THEN EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = asked.value ->> 'org_id'
             AND m.deleted_at IS NULL AND m.inbound_phone_number = asked.value ->> 'value')
           WHEN 'sip_uri' THEN EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = asked.value ->> 'org_id'
             AND m.deleted_at IS NULL AND m.sip_uri = asked.value ->> 'value')
           ELSE EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = asked.value ->> 'org_id'
             AND m.is_active = 1 AND m.vapi_phone_number_id = asked.value ->> 'value') END
         ON CONFLICT (kind, value, org_id) DO NOTHING",
        claims = text(&claims)?,
        by = approval.by,
        reason = approval.reason,
        now = approval.now
    ))
}

/// Forgets an org's proof of one value.
pub fn forget(org_id: OrgId, claim: &Claim) -> Statement {
    statement!(
        "DELETE FROM claim_proofs WHERE kind = :kind AND value = :value AND org_id = :org",
        kind = kind(claim.kind),
        value = claim.value.as_str(),
        org = org_id
    )
}

/// The org's proofs among these; [`all`] reads them.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn among(org_id: OrgId, claims: &[Claim]) -> Result<Statement, StoreError> {
    Ok(statement!(
        "SELECT p.kind, p.value, p.how, p.proven_at, p.missing_since FROM json_each(:claims) AS asked CROSS JOIN claim_proofs p
         ON p.kind = asked.value ->> 'kind' AND p.value = asked.value ->> 'value' AND p.org_id = :org",
        org = org_id,
        claims = text(&claims)?
    ))
}

/// What [`among`] found.
///
/// # Errors
/// When a row is not what this version writes.
pub fn all(rows: Rows) -> Result<Vec<Proof>, StoreError> {
    read(rows)
}

/// How a kind is stored.
pub(super) const fn kind(identifier: Identifier) -> &'static str {
    match identifier {
        Identifier::Number => "number",
        Identifier::SipUri => "sip_uri",
        Identifier::VapiId => "vapi_id",
    }
}
