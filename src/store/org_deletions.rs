//! Deleting an org. Its rows go at once, and what tells of the deletion stays until its object is empty too.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, first, org_data, run, run_one, statement};
use crate::{
    domain::{clinic_address::ClinicAddress, id::OrgId},
    ports::Database,
};

/// An org that is there, or that is being deleted.
#[derive(Debug, Deserialize)]
pub struct DeletableOrg {
    /// What confirms that it is meant.
    pub name: String,
    /// Its object, which is there as long as the org or the note of its deletion is.
    #[serde(flatten)]
    pub address: ClinicAddress,
}

/// The org, whether it is there or being deleted.
///
/// # Errors
/// When the database did not answer.
pub async fn find(database: &dyn Database, org_id: OrgId) -> Result<Option<DeletableOrg>, StoreError> {
    let select = statement!(
        "SELECT id AS org_id, name, jurisdiction, zone FROM orgs WHERE id = :org
         UNION ALL SELECT org_id, name, jurisdiction, zone FROM org_deletions WHERE org_id = :org",
        org = org_id
    );
    first(run_one(database, select).await?)
}

/// Deletes all rows of the org, and notes that it is being deleted. Done again, it deletes what is left.
///
/// # Errors
/// When the database did not answer; it may be done all the same.
pub async fn begin(database: &dyn Database, org_id: OrgId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let note = statement!(
        "INSERT INTO org_deletions (org_id, name, jurisdiction, zone, began_at)
         SELECT id, name, jurisdiction, zone, :now FROM orgs WHERE id = :org
         ON CONFLICT (org_id) DO NOTHING",
        org = org_id,
        now
    );
    run(database, std::iter::once(note).chain(org_data::delete_all(org_id)).collect()).await.map(|_| ())
}

/// The org's object is empty: nothing is left of the org.
///
/// # Errors
/// When the database did not answer.
pub async fn finish(database: &dyn Database, org_id: OrgId) -> Result<(), StoreError> {
    run_one(database, statement!("DELETE FROM org_deletions WHERE org_id = :org", org = org_id)).await.map(|_| ())
}
