//! The outbox: work that follows a change, written by the change's own transaction.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, params, read, run_one, statement};
use crate::{
    domain::id::OrgId,
    ports::{Database, Statement},
};

/// A route document that is out of date.
#[derive(Clone, Debug, Deserialize)]
pub struct Publication {
    /// The identifier whose document it is.
    pub subject: String,
    /// Which change made it out of date.
    pub generation: i64,
    /// How often publishing failed.
    pub attempts: i64,
}

/// Publications that are due, oldest first.
pub async fn due(database: &dyn Database, now: DateTime<Utc>, limit: i64) -> Result<Vec<Publication>, StoreError> {
    let select = statement(
        "SELECT subject, generation, attempts FROM outbox
         WHERE kind = 'route.publish' AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2",
        params![now, limit],
    );
    read(run_one(database, select).await?)
}

/// Publications that a change of this org left behind, due or not.
pub async fn of_org(database: &dyn Database, org_id: OrgId, limit: i64) -> Result<Vec<Publication>, StoreError> {
    let select = statement(
        "SELECT subject, generation, attempts FROM outbox
         WHERE kind = 'route.publish' AND org_id = ?1 ORDER BY id LIMIT ?2",
        params![org_id, limit],
    );
    read(run_one(database, select).await?)
}

/// The row as it is now, and its removal if nothing changed since `generation`. `RETURNING` tells which happened.
pub fn complete(subject: &str, generation: i64) -> Statement {
    statement(
        "DELETE FROM outbox WHERE kind = 'route.publish' AND subject = ?1 AND generation = ?2 RETURNING id",
        params![subject, generation],
    )
}

/// Puts a publication off after a failure.
pub fn postpone(subject: &str, error: &str, due_at: DateTime<Utc>) -> Statement {
    statement(
        "UPDATE outbox SET attempts = attempts + 1, last_error = ?2, due_at = ?3
         WHERE kind = 'route.publish' AND subject = ?1",
        params![subject, error, due_at],
    )
}

/// How much is waiting, and since when the oldest of it was due.
pub async fn backlog(database: &dyn Database) -> Result<(u64, Option<i64>), StoreError> {
    #[derive(Deserialize)]
    struct Row {
        waiting: u64,
        oldest: Option<i64>,
    }
    let select = statement("SELECT count(*) AS waiting, min(created_at) AS oldest FROM outbox", Vec::new());
    let row = read::<Row>(run_one(database, select).await?)?.pop();
    Ok(row.map_or((0, None), |row| (row.waiting, row.oldest)))
}
