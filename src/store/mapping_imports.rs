//! Phone number mappings by the hundred. Each statement takes all of its rows as one JSON text, so their number costs no parameters.
//!
//! Rows name their org: the one of the admin who imports, or any that the platform's operator names.

use std::collections::HashMap;

use super::{Batch, StoreError, documents::text, mappings::Mapping, nested, publications, read, run_one, statement};
use crate::{
    domain::{
        country::Country,
        id::OrgId,
        phone::{DialNumber, PhoneNumber},
    },
    ports::{Database, Statement},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What of an org decides about its numbers.
#[derive(Deserialize)]
pub struct ImportingOrg {
    id: OrgId,
    /// National forms are read by it.
    pub country: Option<Country>,
    /// The numbers that its calls are handed to.
    #[serde(deserialize_with = "nested")]
    pub handed_to: Vec<Option<DialNumber>>,
}

/// A mapping as it is to be written. What is `None` stays as it is, and of a new one is not there.
#[derive(Serialize)]
pub struct WrittenMapping<'a> {
    /// The id that a new one gets, or that of the one that is changed.
    pub id: String,
    pub org_id: OrgId,
    pub number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip_uri: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vapi_id: Option<Option<&'a str>>,
    pub clinic_name: &'a str,
    pub is_active: Option<bool>,
}

/// What stands in the way of a mapping, or is the same.
#[derive(Clone, Copy, Serialize)]
pub struct Identifiers<'a> {
    pub org_id: OrgId,
    pub number: Option<&'a str>,
    pub sip_uri: Option<&'a str>,
    pub vapi_id: Option<&'a str>,
}

/// Rows as statements take them. Written straight to a text: there are many.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn list<T: Serialize>(rows: &[T]) -> Result<String, StoreError> {
    text(&rows)
}

/// The orgs that there are among `ids`.
///
/// # Errors
/// When the database did not answer.
pub async fn orgs(database: &dyn Database, ids: &[OrgId]) -> Result<HashMap<OrgId, ImportingOrg>, StoreError> {
    let select = statement!(
        "SELECT o.id, o.country, json_array(a.document ->> '$.forwarding_number', a.document ->> '$.transfer.number',
           a.document ->> '$.transfer.after_hours_number') AS handed_to
         FROM orgs o LEFT JOIN assistants a ON a.org_id = o.id WHERE o.id IN (SELECT value FROM json_each(:ids))",
        ids = list(ids)?
    );
    let found: Vec<ImportingOrg> = read(run_one(database, select).await?)?;
    Ok(found.into_iter().map(|org| (org.id, org)).collect())
}

/// The orgs' own mappings of these, used or not. [`super::mappings::all`] reads them; one of number and SIP address comes twice.
pub fn own(identifiers: &str) -> Statement {
    statement!(
        "SELECT m.* FROM json_each(:identifiers) AS asked CROSS JOIN phone_number_mapping m
         ON m.org_id = asked.value ->> 'org_id' AND m.inbound_phone_number = asked.value ->> 'number' AND m.deleted_at IS NULL
         UNION ALL
         SELECT m.* FROM json_each(:identifiers) AS asked CROSS JOIN phone_number_mapping m
         ON m.org_id = asked.value ->> 'org_id' AND m.sip_uri = asked.value ->> 'sip_uri' AND m.deleted_at IS NULL",
        identifiers
    )
}

/// The mappings of any org that use one of these. Whose they are is told to nobody.
pub fn in_use(identifiers: &str) -> Statement {
    statement!(
        "SELECT m.* FROM json_each(:identifiers) AS asked CROSS JOIN phone_number_mapping m
         ON m.is_active = 1 AND m.inbound_phone_number = asked.value ->> 'number'
         UNION ALL
         SELECT m.* FROM json_each(:identifiers) AS asked CROSS JOIN phone_number_mapping m
         ON m.is_active = 1 AND m.sip_uri = asked.value ->> 'sip_uri'
         UNION ALL
         SELECT m.* FROM json_each(:identifiers) AS asked CROSS JOIN phone_number_mapping m
         ON m.is_active = 1 AND m.vapi_phone_number_id = asked.value ->> 'vapi_id'",
        identifiers
    )
}

/// What is written of one chunk.
pub struct Writing<'a> {
    pub created: &'a [WrittenMapping<'a>],
    pub updated: &'a [WrittenMapping<'a>],
    pub now: DateTime<Utc>,
}

impl Writing<'_> {
    /// Adds the statements to a batch. A number or address that was taken meanwhile fails all of it; a mapping that was deleted meanwhile
    /// stays deleted, as if it was deleted after.
    ///
    /// # Errors
    /// When something cannot be written as JSON.
    pub fn add_to(&self, batch: &mut Batch) -> Result<(), StoreError> {
        // The orgs whose lists of numbers change.
        let mut orgs: Vec<OrgId> = self.created.iter().map(|row| row.org_id).collect();
        orgs.extend(self.updated.iter().filter(|row| row.is_active.is_some()).map(|row| row.org_id));
        orgs.sort_unstable();
        orgs.dedup();
        let orgs = list(&orgs)?;
        batch.extend([
            begin(&orgs),
            insert(&list(self.created)?, self.now),
            update(&list(self.updated)?, self.now),
            raise_versions(&orgs),
            end(&orgs),
            publications::put_last(&self.subjects()?),
        ]);
        Ok(())
    }

    fn subjects(&self) -> Result<String, StoreError> {
        let rows = self.created.iter().chain(self.updated);
        let subjects: Vec<&str> = rows.flat_map(|row| [row.number, row.sip_uri.flatten()]).flatten().collect();
        list(&subjects)
    }
}

/// From here on these orgs' versions are not raised by each of their numbers.
fn begin(orgs: &str) -> Statement {
    statement!(
        "INSERT INTO orgs_in_import (org_id, numbers)
         SELECT value, (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
           WHERE m.org_id = value AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102))
         FROM json_each(:orgs) WHERE true",
        orgs
    )
}

fn insert(rows: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO phone_number_mapping
           (id, org_id, inbound_phone_number, sip_uri, vapi_phone_number_id, clinic_name, is_active, created_at, updated_at)
         SELECT value ->> 'id', value ->> 'org_id', value ->> 'number', value ->> 'sip_uri', value ->> 'vapi_id',
           value ->> 'clinic_name', coalesce(value ->> 'is_active', 1), :now, :now
         FROM json_each(:rows)",
        rows,
        now
    )
}

/// An absent member leaves what is stored; JSON's `null` removes it. The index is that of the primary key: with few mappings SQLite would
/// rather read all of them.
fn update(rows: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE phone_number_mapping INDEXED BY sqlite_autoindex_phone_number_mapping_1 SET clinic_name = asked.value ->> 'clinic_name', updated_at = :now,
           is_active = coalesce(asked.value ->> 'is_active', is_active),
           sip_uri = CASE WHEN json_type(asked.value, '$.sip_uri') IS NULL THEN sip_uri ELSE asked.value ->> 'sip_uri' END,
           vapi_phone_number_id = CASE WHEN json_type(asked.value, '$.vapi_id') IS NULL THEN vapi_phone_number_id
             ELSE asked.value ->> 'vapi_id' END
         FROM json_each(:rows) AS asked
         WHERE phone_number_mapping.id = asked.value ->> 'id' AND org_id = asked.value ->> 'org_id' AND deleted_at IS NULL",
        rows,
        now
    )
}

/// What names an org's numbers is made anew, if it named them before or does now: they are at most 100 then.
fn raise_versions(orgs: &str) -> Statement {
    statement!(
        "UPDATE orgs SET config_version = config_version + 1
         WHERE id IN (SELECT value FROM json_each(:orgs))
           AND min((SELECT i.numbers FROM orgs_in_import i WHERE i.org_id = orgs.id),
             (SELECT count(*) FROM (SELECT 1 FROM phone_number_mapping m
               WHERE m.org_id = orgs.id AND m.is_active = 1 AND m.inbound_phone_number IS NOT NULL LIMIT 102))) <= 100",
        orgs
    )
}

fn end(orgs: &str) -> Statement {
    statement!("DELETE FROM orgs_in_import WHERE org_id IN (SELECT value FROM json_each(:orgs))", orgs)
}

/// By what a mapping is found among others.
pub fn identifiers_of(mapping: &Mapping) -> Identifiers<'_> {
    Identifiers {
        org_id: mapping.org_id,
        number: mapping.inbound_phone_number.as_ref().map(PhoneNumber::as_str),
        sip_uri: mapping.sip_uri.as_deref(),
        vapi_id: mapping.vapi_phone_number_id.as_deref(),
    }
}
