//! Orgs.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, first, read_sound, run_one, statement};
use crate::{
    domain::{
        clinic_address::ClinicAddress,
        country::Country,
        id::OrgId,
        org::{Org, OrgStatus},
        placement::{Jurisdiction, jurisdiction_or_null},
        schedule::Zone,
    },
    ports::{Database, Statement},
};

#[derive(Deserialize)]
struct Row {
    id: OrgId,
    name: String,
    zone: Zone,
    #[serde(deserialize_with = "jurisdiction_or_null")]
    jurisdiction: Option<Jurisdiction>,
    country: Option<Country>,
    status: OrgStatus,
    #[serde(with = "ts_seconds")]
    created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    updated_at: DateTime<Utc>,
}

impl From<Row> for Org {
    fn from(row: Row) -> Self {
        let Row { id, name, zone, country, jurisdiction, status, created_at, updated_at } = row;
        Self { id, name, zone, country, jurisdiction, status, created_at, updated_at }
    }
}

/// What a change of an org sets; `None` leaves a field as it is.
#[derive(Default)]
pub struct Changes {
    pub name: Option<String>,
    pub zone: Option<Zone>,
    /// The country; `Some(None)` removes it.
    pub country: Option<Option<Country>>,
    pub status: Option<OrgStatus>,
}

/// Inserts an org, which fails if one with its id exists.
pub fn insert(org: &Org) -> Statement {
    statement!(
        "INSERT INTO orgs (id, name, zone, jurisdiction, country, status, created_at, updated_at)
         VALUES (:org, :name, :zone, :jurisdiction, :country, :status, :created_at, :created_at)",
        org = org.id,
        name = org.name.as_str(),
        zone = org.zone.name(),
        jurisdiction = org.jurisdiction.map(Jurisdiction::as_str),
        country = org.country.map(|c| c.as_str().to_owned()),
        status = org.status.as_str(),
        created_at = org.created_at
    )
}

/// The org.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Option<Org>, StoreError> {
    Ok(first::<Row>(run_one(database, select(org_id)).await?)?.map(Org::from))
}

/// Where the org's object is asked; `None` if there is no such org, and so no object of it either.
///
/// # Errors
/// When the database did not answer.
pub async fn clinic_address(database: &dyn Database, org_id: OrgId) -> Result<Option<ClinicAddress>, StoreError> {
    let select = statement!("SELECT id AS org_id, jurisdiction, zone FROM orgs WHERE id = :org", org = org_id);
    first(run_one(database, select).await?)
}

/// The org's row.
pub fn select(org_id: OrgId) -> Statement {
    statement!("SELECT * FROM orgs WHERE id = :org", org = org_id)
}

/// Deletes the org's row, which nothing may refer to any more.
pub fn delete(org_id: OrgId) -> Statement {
    statement!("DELETE FROM orgs WHERE id = :org", org = org_id)
}

/// Changes the org and gives it back; `None` if there is none.
pub async fn update(
    database: &dyn Database,
    org_id: OrgId,
    changes: &Changes,
    now: DateTime<Utc>,
) -> Result<Option<Org>, StoreError> {
    let update = statement!(
        "UPDATE orgs SET name = coalesce(:name, name), zone = coalesce(:zone, zone), status = coalesce(:status, status),
           country = CASE WHEN :sets_country THEN :country ELSE country END, updated_at = :now
         WHERE id = :org RETURNING *",
        org = org_id,
        name = changes.name.as_deref(),
        zone = changes.zone.map(Zone::name),
        status = changes.status.map(OrgStatus::as_str),
        sets_country = changes.country.is_some(),
        country = changes.country.flatten().map(|c| c.as_str().to_owned()),
        now
    );
    Ok(first::<Row>(run_one(database, update).await?)?.map(Org::from))
}

/// All orgs after `cursor` in order of id, at most `limit`, rows that cannot be read left out. For the operator only: this is the one
/// list that crosses tenants.
pub async fn list_all(database: &dyn Database, cursor: Option<&str>, limit: i64) -> Result<Vec<Org>, StoreError> {
    let select =
        statement!("SELECT * FROM orgs WHERE id > coalesce(:cursor, '') ORDER BY id LIMIT :limit", cursor, limit);
    let (rows, _) = read_sound::<Row>(run_one(database, select).await?);
    Ok(rows.into_iter().map(Org::from).collect())
}
