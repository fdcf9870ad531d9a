//! Route documents that are out of date. Triggers list them, so that a change with SQL counts as one through the API does.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, read, run_one, statement};
use crate::{
    domain::id::OrgId,
    ports::{Database, Statement},
};

/// A route document that is out of date.
#[derive(Clone, Debug, Deserialize)]
pub struct Publication {
    /// The identifier whose document it is.
    pub subject: String,
    /// The org whose change it was, as text: nothing depends on it being well-formed.
    pub org_id: String,
    /// Which change made it out of date.
    pub generation: i64,
    /// How often publishing failed.
    pub attempts: i64,
}

/// Publications that are due, most urgent and oldest first.
pub async fn due(database: &dyn Database, now: DateTime<Utc>, limit: i64) -> Result<Vec<Publication>, StoreError> {
    let select = statement!(
        "SELECT subject, org_id, generation, attempts FROM route_publications
         WHERE due_at <= :now ORDER BY priority, due_at LIMIT :limit",
        now,
        limit
    );
    read(run_one(database, select).await?)
}

/// Publications that a change of this org left behind, due or not, most urgent first.
pub async fn of_org(database: &dyn Database, org_id: OrgId, limit: i64) -> Result<Vec<Publication>, StoreError> {
    let select = statement!(
        "SELECT subject, org_id, generation, attempts FROM route_publications
         WHERE org_id = :org ORDER BY priority LIMIT :limit",
        org = org_id,
        limit
    );
    read(run_one(database, select).await?)
}

/// Removes a publication, if nothing changed since it was read.
pub fn complete(publication: &Publication) -> Statement {
    statement!(
        "DELETE FROM route_publications WHERE subject = :subject AND generation = :generation",
        subject = publication.subject.as_str(),
        generation = publication.generation
    )
}

/// Puts a publication off after a failure, also when somebody else has removed it meanwhile. A newer change is not delayed by it.
pub fn postpone(publication: &Publication, error: &str, due_at: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO route_publications (org_id, subject, generation, attempts, due_at, last_error)
         VALUES (:org, :subject, :generation, 1, :due_at, :error)
         ON CONFLICT (subject) DO UPDATE SET attempts = attempts + 1, due_at = excluded.due_at,
         last_error = excluded.last_error
         WHERE generation = excluded.generation",
        org = publication.org_id.as_str(),
        subject = publication.subject.as_str(),
        generation = publication.generation,
        due_at,
        error
    )
}

/// Asks for a document to be published: again, because it was seen to be stale, or before the first call of a new number asks for it. What
/// waits behind others already waits no longer: somebody calls.
pub fn requeue(subject: &str, org_id: OrgId, now: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO route_publications (org_id, subject, due_at) VALUES (:org, :subject, :now)
         ON CONFLICT (subject) DO UPDATE SET priority = 0 WHERE priority > 0",
        org = org_id,
        subject,
        now
    )
}

/// Lets what an import changed wait for everything else. What was waiting before keeps its place: its generation is not the first.
pub fn put_last(subjects: &str) -> Statement {
    statement!(
        "UPDATE route_publications SET priority = 2
         WHERE subject IN (SELECT value FROM json_each(:subjects)) AND generation = 1",
        subjects
    )
}

/// How many documents are waiting to be published.
pub async fn waiting(database: &dyn Database) -> Result<u64, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        waiting: u64,
    }
    let select = statement!("SELECT count(*) AS waiting FROM route_publications");
    Ok(read::<Row>(run_one(database, select).await?)?.pop().map_or(0, |row| row.waiting))
}
