//! Two orgs want the same number, SIP name or id of a number: noted for the operator, who decides.

use chrono::{DateTime, Utc, serde::ts_seconds, serde::ts_seconds_option};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Batch, StoreError,
    claim_proofs::{self, Approval, kind},
    documents::text,
    nested, read, read_sound, run_one, statement,
};
use crate::{
    domain::{
        claim::{Claim, Identifier},
        id::OrgId,
    },
    ports::{Database, Rows, Statement},
};

/// Seconds in which a dispute is counted once, however often it is seen.
const COUNTED_EVERY: i64 = 60;
/// Open disputes of one org that are kept. Who wants more than that is known to the operator by then.
const MOST_OPEN: i64 = 200;

/// A mapping as somebody wants it, of which others have a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedMapping {
    pub number: Option<String>,
    pub sip_uri: Option<String>,
    /// The clinic's name under it; absent where only a call has shown that it is wanted.
    pub clinic_name: Option<String>,
}

/// A claim that another org may have mapped.
#[derive(Serialize)]
pub struct WantedClaim<'a> {
    /// The id that a new dispute gets.
    pub id: String,
    #[serde(flatten)]
    pub claim: &'a Claim,
    pub wanted: &'a WantedMapping,
}

/// By what a dispute came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeSource {
    /// An admin asked for what another org has.
    Request,
    /// A call arrived whose number is one org's, and whose id or SIP name another's.
    Call,
}

/// The note of one kind of claim, which `$join` finds the holder of.
macro_rules! note {
    ($kind:literal, $join:literal, $org_id:expr, $claims:expr, $source:expr, $now:expr) => {
        statement!(
            concat!(
                "INSERT INTO claim_disputes (org_id, id, holder_id, kind, value, source, wanted, first_seen_at, last_seen_at)
                 SELECT :org, asked.value ->> 'id', m.org_id, asked.value ->> 'kind', asked.value ->> 'value', :source,
                   asked.value ->> 'wanted', :now, :now
                 FROM json_each(:claims) AS asked CROSS JOIN phone_number_mapping m ",
                $join,
                " AND m.is_active = 1 AND m.org_id <> :org AND asked.value ->> 'kind' = '",
                $kind,
                "'
                 WHERE true LIMIT max(0, :most - (SELECT count(*) FROM claim_disputes WHERE org_id = :org AND status = 'open'))
                 ON CONFLICT (kind, value, holder_id, org_id) DO UPDATE SET seen = seen + 1, last_seen_at = excluded.last_seen_at,
                   wanted = excluded.wanted,
                   status = CASE WHEN claim_disputes.status IN ('moved', 'ended') OR EXISTS (SELECT 1 FROM claim_proofs p
                       WHERE p.kind = excluded.kind AND p.value = excluded.value AND p.org_id = excluded.org_id
                         AND p.proven_at > claim_disputes.resolved_at)
                     THEN 'open' ELSE claim_disputes.status END
                 WHERE claim_disputes.last_seen_at <= excluded.last_seen_at - :spacing"
            ),
            org = $org_id,
            claims = $claims,
            source = $source,
            most = MOST_OPEN,
            spacing = COUNTED_EVERY,
            now = $now
        )
    };
}

/// Notes that an org wants what others have; what nobody has is no dispute. One that was decided is open again only if the org has got
/// proof since, or if it was given to them before.
///
/// # Errors
/// When the claims cannot be written as JSON.
pub fn note(
    org_id: OrgId,
    claims: &[WantedClaim<'_>],
    source: DisputeSource,
    now: DateTime<Utc>,
) -> Result<[Statement; 3], StoreError> {
    let claims = text(&claims)?;
    let claims = claims.as_str();
    let source = match source {
        DisputeSource::Request => "request",
        DisputeSource::Call => "call",
    };
    Ok([
        note!(
            "number",
            "INDEXED BY phone_number_mapping_number ON m.inbound_phone_number = asked.value ->> 'value'",
            org_id,
            claims,
            source,
            now
        ),
        note!("sip_uri", "ON m.sip_uri = asked.value ->> 'value'", org_id, claims, source, now),
        note!("vapi_id", "ON m.vapi_phone_number_id = asked.value ->> 'value'", org_id, claims, source, now),
    ])
}

/// What an org has for proof, in a dispute.
#[derive(Clone, Debug, Deserialize)]
pub struct DisputeProof {
    pub how: String,
    #[serde(with = "ts_seconds")]
    pub proven_at: DateTime<Utc>,
    #[serde(with = "ts_seconds_option")]
    pub missing_since: Option<DateTime<Utc>>,
}

/// A dispute, as the operator sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Dispute {
    pub id: String,
    pub org_id: OrgId,
    pub org_name: String,
    pub holder_id: OrgId,
    pub holder_name: String,
    pub kind: Identifier,
    pub value: String,
    pub source: String,
    #[serde(deserialize_with = "nested")]
    pub wanted: WantedMapping,
    pub seen: i64,
    #[serde(with = "ts_seconds")]
    pub first_seen_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub last_seen_at: DateTime<Utc>,
    pub status: String,
    #[serde(with = "ts_seconds_option")]
    pub resolved_at: Option<DateTime<Utc>>,
    pub resolved_by: Option<String>,
    pub reason: Option<String>,
    /// Since when the holder has it; nothing once they have it no longer.
    #[serde(with = "ts_seconds_option")]
    pub held_since: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "nested")]
    pub proof: Option<DisputeProof>,
    #[serde(deserialize_with = "nested")]
    pub holder_proof: Option<DisputeProof>,
    /// 0 if who wants it has proof and who has it has none, 2 if it is the other way round, else 1. The list is ordered by it.
    pub rank: i64,
}

/// The disputes that `$condition` names, `$found` around them.
macro_rules! select_disputes {
    ($condition:literal, $found:literal) => {
        concat!(
            "SELECT * FROM (SELECT *, CASE
                 WHEN proof ->> '$.how' IS NOT NULL AND proof ->> '$.missing_since' IS NULL
                   AND (holder_proof IS NULL OR holder_proof ->> '$.missing_since' IS NOT NULL) THEN 0
                 WHEN holder_proof IS NOT NULL AND proof IS NULL THEN 2 ELSE 1 END AS rank
               FROM (SELECT d.*, c.name AS org_name, h.name AS holder_name,
                   CASE d.kind
                     WHEN 'number' THEN (SELECT m.created_at FROM phone_number_mapping m
                       WHERE m.is_active = 1 AND m.inbound_phone_number = d.value AND m.org_id = d.holder_id)
                     WHEN 'sip_uri' THEN (SELECT m.created_at FROM phone_number_mapping m
                       WHERE m.is_active = 1 AND m.sip_uri = d.value AND m.org_id = d.holder_id)
                     ELSE (SELECT m.created_at FROM phone_number_mapping m
                       WHERE m.is_active = 1 AND m.vapi_phone_number_id = d.value AND m.org_id = d.holder_id) END AS held_since,
                   (SELECT json_object('how', p.how, 'proven_at', p.proven_at, 'missing_since', p.missing_since) FROM claim_proofs p
                     WHERE p.kind = d.kind AND p.value = d.value AND p.org_id = d.org_id) AS proof,
                   (SELECT json_object('how', p.how, 'proven_at', p.proven_at, 'missing_since', p.missing_since) FROM claim_proofs p
                     WHERE p.kind = d.kind AND p.value = d.value AND p.org_id = d.holder_id) AS holder_proof
                 FROM claim_disputes d JOIN orgs c ON c.id = d.org_id JOIN orgs h ON h.id = d.holder_id WHERE ",
            $condition,
            ")) ",
            $found
        )
    };
}

/// Disputes behind `cursor`, a rank and an id, the most pressing first, at most `limit`: those that are open, or those that were decided or ended. For the
/// operator only.
///
/// # Errors
/// When the database did not answer.
pub async fn list(
    database: &dyn Database,
    is_open: bool,
    cursor: Option<(i64, String)>,
    limit: i64,
) -> Result<Vec<Dispute>, StoreError> {
    let select = statement!(
        select_disputes!(
            "(d.status = 'open') = :is_open",
            "WHERE (rank, id) > (coalesce(:rank, -1), coalesce(:after, '')) ORDER BY rank, id LIMIT :limit"
        ),
        is_open,
        rank = cursor.as_ref().map(|(rank, _)| *rank),
        after = cursor.as_ref().map(|(_, id)| id.as_str()),
        limit
    );
    Ok(read_sound(run_one(database, select).await?).0)
}

/// The dispute with this id; `None` if there is none. For the operator only.
///
/// # Errors
/// When the database did not answer.
pub async fn find(database: &dyn Database, id: &str) -> Result<Option<Dispute>, StoreError> {
    let select = statement!(select_disputes!("d.id = :id", ""), id);
    Ok(read_sound(run_one(database, select).await?).0.into_iter().next())
}

/// What the operator decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It stays with who has it.
    Keep,
    /// Who wants it gets it.
    Move,
    /// Nothing is decided: it was no dispute.
    Dismiss,
}

impl Decision {
    const fn status(self) -> &'static str {
        match self {
            Self::Keep => "kept",
            Self::Move => "moved",
            Self::Dismiss => "dismissed",
        }
    }
}

/// Decides a dispute, with `lines` of both orgs' trails in the same transaction. All of it fails if it was decided or ended meanwhile.
///
/// # Errors
/// [`is_decided`] then; another if what the claimant would get is in the way of something else.
pub async fn decide(
    database: &dyn Database,
    dispute: &Dispute,
    (decision, new_id): (Decision, &str),
    approval: &Approval<'_>,
    lines: Statement,
) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    batch.extend([statement!(
        "UPDATE claim_disputes SET status = :status, resolved_at = :now, resolved_by = :by, reason = :reason
         WHERE id = :id AND org_id = :org",
        id = dispute.id.as_str(),
        org = dispute.org_id,
        status = decision.status(),
        by = approval.by,
        reason = approval.reason,
        now = approval.now
    )]);
    let claim = Claim { kind: dispute.kind, value: dispute.value.clone() };
    match decision {
        Decision::Move => {
            batch.extend([release(dispute, approval.now)]);
            batch.extend(give(dispute, new_id, approval.now));
            batch.extend([
                claim_proofs::forget(dispute.holder_id, &claim),
                claim_proofs::approve(dispute.org_id, std::slice::from_ref(&claim), approval)?,
            ]);
        }
        Decision::Keep | Decision::Dismiss => {}
    }
    batch.extend([lines]);
    batch.run(database).await.map(drop)
}

/// Whether a dispute was decided or ended meanwhile, so that nothing was changed.
pub fn is_decided(error: &StoreError) -> bool {
    error.violates("dispute_decided")
}

/// Takes the value from its holder. A mapping that nothing else leads to is deleted.
fn release(dispute: &Dispute, now: DateTime<Utc>) -> Statement {
    let (org_id, value) = (dispute.holder_id, dispute.value.as_str());
    match dispute.kind {
        Identifier::Number => statement!(
            "UPDATE phone_number_mapping SET updated_at = :now,
               inbound_phone_number = CASE WHEN sip_uri IS NULL THEN inbound_phone_number END,
               is_active = sip_uri IS NOT NULL, deleted_at = CASE WHEN sip_uri IS NULL THEN :now END
             WHERE org_id = :org AND is_active = 1 AND inbound_phone_number = :value",
            org = org_id,
            value,
            now
        ),
        Identifier::SipUri => statement!(
            "UPDATE phone_number_mapping SET updated_at = :now,
               sip_uri = CASE WHEN inbound_phone_number IS NULL THEN sip_uri END,
               is_active = inbound_phone_number IS NOT NULL, deleted_at = CASE WHEN inbound_phone_number IS NULL THEN :now END
             WHERE org_id = :org AND is_active = 1 AND sip_uri = :value",
            org = org_id,
            value,
            now
        ),
        Identifier::VapiId => statement!(
            "UPDATE phone_number_mapping SET updated_at = :now, vapi_phone_number_id = NULL
             WHERE org_id = :org AND is_active = 1 AND vapi_phone_number_id = :value",
            org = org_id,
            value,
            now
        ),
    }
}

/// Gives the value to who wants it: to their mapping of the number or SIP name with which they want it, or to a new one. An id alone leads to
/// no call, so without such a mapping it is free, and theirs to map.
fn give(dispute: &Dispute, new_id: &str, now: DateTime<Utc>) -> Vec<Statement> {
    let (org_id, value, wanted) = (dispute.org_id, dispute.value.as_str(), &dispute.wanted);
    let with_number = wanted.number.as_deref();
    let with_sip = wanted.sip_uri.as_deref();
    let update = statement!(
        "UPDATE phone_number_mapping SET is_active = 1, updated_at = :now,
           inbound_phone_number = CASE :kind WHEN 'number' THEN :value ELSE inbound_phone_number END,
           sip_uri = CASE :kind WHEN 'sip_uri' THEN :value ELSE sip_uri END,
           vapi_phone_number_id = CASE :kind WHEN 'vapi_id' THEN :value ELSE vapi_phone_number_id END
         WHERE org_id = :org AND deleted_at IS NULL AND id = coalesce(
           (SELECT id FROM phone_number_mapping WHERE org_id = :org AND deleted_at IS NULL AND inbound_phone_number = :number),
           (SELECT id FROM phone_number_mapping WHERE org_id = :org AND deleted_at IS NULL AND sip_uri = :sip_uri
              AND (:kind <> 'number' OR inbound_phone_number IS NULL)))",
        org = org_id,
        kind = kind(dispute.kind),
        value,
        number = with_number,
        sip_uri = with_sip,
        now
    );
    if dispute.kind == Identifier::VapiId {
        return vec![update];
    }
    let insert = statement!(
        "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, sip_uri, clinic_name, created_at, updated_at)
         SELECT :id, o.id, CASE WHEN :kind = 'number' THEN :value END, CASE WHEN :kind = 'sip_uri' THEN :value END,
           coalesce(:clinic_name, o.name), :now, :now
         FROM orgs o WHERE o.id = :org AND changes() = 0",
        id = new_id,
        org = org_id,
        kind = kind(dispute.kind),
        value,
        clinic_name = wanted.clinic_name.as_deref(),
        now
    );
    vec![update, insert]
}

/// Which of these the org is asked for by another clinic that may be right, so that the operator looks at it: values, as JSON, of the org's
/// own mappings. What a proven holder is asked for by somebody without proof disturbs nobody.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn of_holder(org_id: OrgId, claims: &[Claim]) -> Result<Statement, StoreError> {
    Ok(statement!(
        "SELECT d.kind, d.value FROM json_each(:claims) AS asked CROSS JOIN claim_disputes d
         ON d.kind = asked.value ->> 'kind' AND d.value = asked.value ->> 'value' AND d.holder_id = :holder
         WHERE d.status = 'open'
           AND (NOT EXISTS (SELECT 1 FROM claim_proofs p WHERE p.kind = d.kind AND p.value = d.value AND p.org_id = :holder)
             OR EXISTS (SELECT 1 FROM claim_proofs p WHERE p.kind = d.kind AND p.value = d.value AND p.org_id = d.org_id))",
        holder = org_id,
        claims = text(&claims)?
    ))
}

/// A line of both orgs' trails about a decision. Neither names the other.
pub fn detail(dispute: &Dispute, decision: Decision) -> Value {
    json!({"decision": decision.status(), "kind": dispute.kind, "value": dispute.value})
}

/// What [`of_holder`] found.
///
/// # Errors
/// When a row is not what this version writes.
pub fn claims(rows: Rows) -> Result<Vec<Claim>, StoreError> {
    read(rows)
}
