//! Objects of clinics that are to be told that something changed. Triggers keep the list, so that a change with SQL counts as one
//! through the API does.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, read, read_sound, run_one, statement};
use crate::{
    domain::{clinic_address::ClinicAddress, id::OrgId},
    ports::{Database, Statement},
};

/// An object that is to be told.
#[derive(Clone, Debug, Deserialize)]
pub struct Poke {
    /// The object.
    #[serde(flatten)]
    pub address: ClinicAddress,
    /// Which change asks for it.
    generation: i64,
}

/// Those that are due, longest due first.
///
/// # Errors
/// When the database did not answer.
pub async fn due(database: &dyn Database, now: DateTime<Utc>, limit: i64) -> Result<Vec<Poke>, StoreError> {
    let select = statement!(
        "SELECT p.org_id, p.generation, o.jurisdiction, o.zone FROM clinic_pokes p JOIN orgs o ON o.id = p.org_id
         WHERE p.due_at <= :now ORDER BY p.due_at LIMIT :limit",
        now,
        limit
    );
    Ok(read_sound(run_one(database, select).await?).0)
}

/// The one of an org, due or not.
///
/// # Errors
/// When the database did not answer.
pub async fn of_org(database: &dyn Database, org_id: OrgId) -> Result<Vec<Poke>, StoreError> {
    let select = statement!(
        "SELECT p.org_id, p.generation, o.jurisdiction, o.zone FROM clinic_pokes p JOIN orgs o ON o.id = p.org_id
         WHERE p.org_id = :org",
        org = org_id
    );
    read(run_one(database, select).await?)
}

/// The object was told, unless there was another change since.
pub fn complete(poke: &Poke) -> Statement {
    statement!(
        "DELETE FROM clinic_pokes WHERE org_id = :org AND generation = :generation",
        org = poke.address.org_id(),
        generation = poke.generation
    )
}

/// The object could not be reached. A newer change is not delayed by it.
pub fn postpone(poke: &Poke, due_at: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE clinic_pokes SET due_at = :due_at WHERE org_id = :org AND generation = :generation",
        org = poke.address.org_id(),
        generation = poke.generation,
        due_at
    )
}
