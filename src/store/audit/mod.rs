//! Who changed what: lines that are written in the batch of the change itself, and that only the org reads. Lines about what an org has
//! set are in D1; those about what happens are in its object.

mod expiry;
mod listing;
mod words;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;

pub use expiry::expire;
pub(super) use expiry::{found_oldest, oldest};
pub(super) use listing::is_listed;
pub use listing::{AuditFilter, Line, list};
pub use words::{Action, Actor};

use super::statement;
use crate::{
    domain::{id::OrgId, principal::Principal},
    ports::{Database, DatabaseError, Rows, Statement},
};

/// Writes a line for `$entry`, on a condition.
macro_rules! insert_line {
    ($condition:literal, $org_id:expr, $entry:expr) => {
        statement!(
            concat!(
                "INSERT INTO audit (org_id, id, at, actor, actor_id, actor_name, action, detail)
                 SELECT :org, :id, :at, :actor, :actor_id, :actor_name, :action, :detail ",
                $condition
            ),
            org = $org_id,
            id = $entry.id,
            at = $entry.at,
            actor = $entry.actor.as_str(),
            actor_id = $entry.actor_id(),
            actor_name = $entry.actor_name(),
            action = $entry.action.as_str(),
            detail = $entry.detail.to_string()
        )
    };
}

/// A line to write.
#[derive(Clone, Debug)]
pub struct AuditEntry<'a> {
    /// Its id, a UUID of version 7: lines are listed in the order of their ids.
    pub id: &'a str,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// Who exactly, where that is known: which admin.
    pub principal: Option<&'a Principal>,
    /// What was done.
    pub action: Action,
    /// What else the org wants to know, an object: times, names of what changed. Never a secret.
    pub detail: Value,
}

impl AuditEntry<'_> {
    pub(in crate::store) fn actor_id(&self) -> Option<&str> {
        self.principal.map(|principal| principal.id.as_ref())
    }

    pub(in crate::store) fn actor_name(&self) -> Option<&str> {
        self.principal.and_then(|principal| principal.name.as_deref())
    }
}

/// Writes a line of the org, whatever else happens in its batch.
pub fn record(org_id: OrgId, entry: &AuditEntry<'_>) -> Statement {
    insert_line!("WHERE 1", org_id, entry)
}

/// Writes a line right after a change in the same batch, if that change changed anything.
pub fn record_if_changed(org_id: OrgId, entry: &AuditEntry<'_>) -> Statement {
    insert_line!("WHERE changes() > 0", org_id, entry)
}

/// Writes a line for each of several orgs, `{"id": …, "org_id": …, "detail": {…}}` as JSON, that are alike in all else with `entry`.
pub fn record_each(lines: &str, entry: &AuditEntry<'_>) -> Statement {
    statement!(
        "INSERT INTO audit (org_id, id, at, actor, actor_id, actor_name, action, detail)
         SELECT value ->> 'org_id', value ->> 'id', :at, :actor, :actor_id, :actor_name, :action, value ->> 'detail'
         FROM json_each(:lines)",
        lines,
        at = entry.at,
        actor = entry.actor.as_str(),
        actor_id = entry.actor_id(),
        actor_name = entry.actor_name(),
        action = entry.action.as_str()
    )
}

/// The database for one change that leaves a line: the line goes into the batch of the change, right behind its first statement, and is
/// written if that statement changed anything. So neither comes about without the other, and functions that change rows need not know
/// who asked for it.
pub struct Audited<'a> {
    database: &'a dyn Database,
    line: Statement,
}

impl<'a> Audited<'a> {
    /// `database`, for the change that `line` tells of, which is written if the statement before it changed anything.
    pub fn new(database: &'a dyn Database, line: Statement) -> Self {
        Self { database, line }
    }
}

#[async_trait]
impl Database for Audited<'_> {
    async fn batch(&self, mut statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        let place = statements.len().min(1);
        statements.insert(place, self.line.clone());
        let mut results = self.database.batch(statements).await?;
        if place < results.len() {
            results.remove(place);
        }
        Ok(results)
    }
}
