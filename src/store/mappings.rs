//! Phone number mappings as admins see them.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;
use serde_json::json;

use super::{Batch, StoreError, first, flag, publications, read, run_one, statement};
use crate::{
    domain::{claim::Claim, id::OrgId, phone::PhoneNumber},
    ports::{Database, Rows, Statement},
};

/// One mapping of an org that was not deleted.
#[derive(Clone, Debug, Deserialize)]
pub struct Mapping {
    pub id: String,
    pub org_id: OrgId,
    /// The number, unless by SIP only.
    pub inbound_phone_number: Option<PhoneNumber>,
    /// The SIP address.
    pub sip_uri: Option<String>,
    /// Vapi's id of the number.
    pub vapi_phone_number_id: Option<String>,
    /// The clinic's name under this number.
    pub clinic_name: String,
    /// Whether calls are routed by it.
    #[serde(deserialize_with = "flag")]
    pub is_active: bool,
    /// Whether all that leads to it was proven when it last changed. Where that is this very change, and where it rests, it may be out of date.
    #[serde(deserialize_with = "flag")]
    pub is_proven: bool,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

impl Mapping {
    /// What the org says by it is its own.
    pub fn claims(&self) -> Vec<Claim> {
        let number = self.inbound_phone_number.as_ref().map(PhoneNumber::as_str);
        Claim::all(number, self.sip_uri.as_deref(), self.vapi_phone_number_id.as_deref())
    }
}

/// What an admin says of a mapping. At least one of number and SIP address is there.
#[derive(Clone)]
pub struct NewMapping {
    /// The id that a new row gets.
    pub id: String,
    pub number: Option<PhoneNumber>,
    /// The SIP address; `None` leaves what is stored, `Some(None)` removes it.
    pub sip_uri: Option<Option<String>>,
    /// Vapi's id of the number; likewise.
    pub vapi_phone_number_id: Option<Option<String>>,
    pub clinic_name: String,
    /// Active or not; absent leaves what is stored, and a new one is active.
    pub is_active: Option<bool>,
}

impl NewMapping {
    /// What the org says by it is its own.
    pub fn claims(&self) -> Vec<Claim> {
        let given = |field: &'_ Option<Option<String>>| field.clone().flatten();
        let (sip_uri, vapi_id) = (given(&self.sip_uri), given(&self.vapi_phone_number_id));
        Claim::all(self.number.as_ref().map(PhoneNumber::as_str), sip_uri.as_deref(), vapi_id.as_deref())
    }

    /// What its documents are published under.
    fn subjects(&self) -> Vec<&str> {
        let sip_uri = self.sip_uri.as_ref().and_then(Option::as_deref);
        [self.number.as_ref().map(PhoneNumber::as_str), sip_uri].into_iter().flatten().collect()
    }
}

/// The update of an org's own mapping, which `$condition` finds by `:own`.
macro_rules! update_own {
    ($condition:literal, $org_id:expr, $own:expr, $mapping:expr, $now:expr) => {
        statement!(
            concat!(
                "UPDATE phone_number_mapping SET clinic_name = :clinic_name, is_active = coalesce(:is_active, is_active),
                   updated_at = :now, sip_uri = CASE WHEN :sets_sip_uri THEN :sip_uri ELSE sip_uri END,
                   vapi_phone_number_id = CASE WHEN :sets_vapi_id THEN :vapi_id ELSE vapi_phone_number_id END
                 WHERE org_id = :org AND deleted_at IS NULL AND ",
                $condition,
                " RETURNING *"
            ),
            org = $org_id,
            own = $own,
            clinic_name = $mapping.clinic_name.as_str(),
            is_active = $mapping.is_active,
            now = $now,
            sets_sip_uri = $mapping.sip_uri.is_some(),
            sip_uri = $mapping.sip_uri.as_ref().and_then(Option::as_deref),
            sets_vapi_id = $mapping.vapi_phone_number_id.is_some(),
            vapi_id = $mapping.vapi_phone_number_id.as_ref().and_then(Option::as_deref)
        )
    };
}

/// Updates the org's own mapping of the same number (or, without a number, the same SIP address); `None` if it has none.
pub async fn update(
    database: &dyn Database,
    org_id: OrgId,
    mapping: &NewMapping,
    now: DateTime<Utc>,
) -> Result<Option<Mapping>, StoreError> {
    let update = if let Some(number) = &mapping.number {
        update_own!("inbound_phone_number = :own", org_id, number.as_str(), mapping, now)
    } else {
        let sip_uri = mapping.sip_uri.as_ref().and_then(Option::as_deref);
        update_own!("sip_uri = :own", org_id, sip_uri, mapping, now)
    };
    first(run_one(database, update).await?)
}

/// Inserts a mapping, and has its document published, so that its first call need not wait for D1.
pub async fn insert(
    database: &dyn Database,
    org_id: OrgId,
    mapping: &NewMapping,
    now: DateTime<Utc>,
) -> Result<Option<Mapping>, StoreError> {
    let insert = statement!(
        "INSERT INTO phone_number_mapping
           (id, org_id, inbound_phone_number, sip_uri, vapi_phone_number_id, clinic_name, is_active, created_at, updated_at)
         VALUES (:id, :org, :number, :sip_uri, :vapi_phone_number_id, :clinic_name, :is_active, :now, :now) RETURNING *",
        id = mapping.id.as_str(),
        org = org_id,
        number = mapping.number.as_ref().map(PhoneNumber::as_str),
        sip_uri = mapping.sip_uri.as_ref().and_then(Option::as_deref),
        vapi_phone_number_id = mapping.vapi_phone_number_id.as_ref().and_then(Option::as_deref),
        clinic_name = mapping.clinic_name.as_str(),
        is_active = mapping.is_active.unwrap_or(true),
        now
    );
    let mut batch = Batch::default();
    let inserted = batch.add(insert);
    batch.extend(mapping.subjects().into_iter().map(|subject| publications::requeue(subject, org_id, now)));
    first(batch.run(database).await?.take(inserted))
}

/// The org's mappings after `cursor` in order of id, at most `limit`, of one number if given.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    number: Option<&PhoneNumber>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Mapping>, StoreError> {
    // Two statements, so that each can follow its own index.
    let select = if let Some(number) = number {
        statement!(
            "SELECT * FROM phone_number_mapping
             WHERE org_id = :org AND deleted_at IS NULL AND id > coalesce(:cursor, '') AND inbound_phone_number = :number
             ORDER BY id LIMIT :limit",
            org = org_id,
            cursor,
            number = number.as_str(),
            limit
        )
    } else {
        statement!(
            "SELECT * FROM phone_number_mapping WHERE org_id = :org AND deleted_at IS NULL AND id > coalesce(:cursor, '')
             ORDER BY id LIMIT :limit",
            org = org_id,
            cursor,
            limit
        )
    };
    read(run_one(database, select).await?)
}

/// Vapi's ids of the numbers that are the org's, at most `limit`.
pub fn vapi_numbers(org_id: OrgId, limit: i64) -> Statement {
    statement!(
        "SELECT * FROM phone_number_mapping
         WHERE org_id = :org AND is_active = 1 AND vapi_phone_number_id IS NOT NULL ORDER BY id LIMIT :limit",
        org = org_id,
        limit
    )
}

/// What [`vapi_numbers`] found.
pub fn vapi_ids(rows: Rows) -> Result<Vec<String>, StoreError> {
    Ok(read::<Mapping>(rows)?.into_iter().filter_map(|mapping| mapping.vapi_phone_number_id).collect())
}

/// The org's oldest active mapping of a number: where the clinic can be called when nothing tells which of several numbers was.
pub fn with_number(org_id: OrgId) -> Statement {
    statement!(
        "SELECT * FROM phone_number_mapping
         WHERE org_id = :org AND is_active = 1 AND inbound_phone_number IS NOT NULL ORDER BY id LIMIT 1",
        org = org_id
    )
}

/// Those of some numbers that are the org's and are called; [`found_numbers`] reads them.
pub fn mapped_among<'a>(org_id: OrgId, numbers: impl IntoIterator<Item = &'a PhoneNumber>) -> Statement {
    let numbers = json!(numbers.into_iter().map(PhoneNumber::as_str).collect::<Vec<_>>()).to_string();
    statement!(
        "SELECT inbound_phone_number FROM phone_number_mapping
         WHERE org_id = :org AND deleted_at IS NULL AND is_active = 1
           AND inbound_phone_number IN (SELECT value FROM json_each(:numbers))",
        org = org_id,
        numbers
    )
}

/// What [`mapped_among`] found.
pub fn found_numbers(rows: Rows) -> Result<Vec<PhoneNumber>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        inbound_phone_number: PhoneNumber,
    }
    Ok(read::<Row>(rows)?.into_iter().map(|row| row.inbound_phone_number).collect())
}

/// The org's own mappings of some numbers and SIP addresses, used or not; [`all`] reads them. One of both comes twice.
pub fn own_among(org_id: OrgId, identifiers: &[&str]) -> Statement {
    let identifiers = json!(identifiers).to_string();
    statement!(
        "SELECT * FROM phone_number_mapping
         WHERE org_id = :org AND deleted_at IS NULL AND inbound_phone_number IN (SELECT value FROM json_each(:identifiers))
         UNION ALL
         SELECT * FROM phone_number_mapping
         WHERE org_id = :org AND deleted_at IS NULL AND sip_uri IN (SELECT value FROM json_each(:identifiers))",
        org = org_id,
        identifiers
    )
}

/// What [`own_among`] found.
pub fn all(rows: Rows) -> Result<Vec<Mapping>, StoreError> {
    read(rows)
}

/// Those of some numbers, SIP addresses and ids of Vapi that another org uses; [`taken`] reads them. Whose they are is not read.
pub fn taken_among(org_id: OrgId, identifiers: &[&str]) -> Statement {
    let identifiers = json!(identifiers).to_string();
    statement!(
        "SELECT m.inbound_phone_number AS identifier FROM json_each(:identifiers) AS asked
         CROSS JOIN phone_number_mapping m INDEXED BY phone_number_mapping_number
         ON m.is_active = 1 AND m.org_id <> :org AND m.inbound_phone_number = asked.value
         UNION ALL
         SELECT m.sip_uri FROM json_each(:identifiers) AS asked CROSS JOIN phone_number_mapping m
         ON m.is_active = 1 AND m.org_id <> :org AND m.sip_uri = asked.value
         UNION ALL
         SELECT m.vapi_phone_number_id FROM json_each(:identifiers) AS asked CROSS JOIN phone_number_mapping m
         ON m.is_active = 1 AND m.org_id <> :org AND m.vapi_phone_number_id = asked.value",
        org = org_id,
        identifiers
    )
}

/// What [`taken_among`] found.
pub fn taken(rows: Rows) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        identifier: String,
    }
    Ok(read::<Row>(rows)?.into_iter().map(|row| row.identifier).collect())
}

/// What [`with_number`] found.
pub fn found(rows: Rows) -> Result<Option<Mapping>, StoreError> {
    first(rows)
}

/// Deletes a mapping softly and gives it back; `None` if the org has no such mapping (any more).
pub async fn delete(
    database: &dyn Database,
    org_id: OrgId,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Mapping>, StoreError> {
    let delete = statement!(
        "UPDATE phone_number_mapping SET is_active = 0, deleted_at = :now, updated_at = :now
         WHERE org_id = :org AND id = :id AND deleted_at IS NULL RETURNING *",
        org = org_id,
        id,
        now
    );
    first(run_one(database, delete).await?)
}
