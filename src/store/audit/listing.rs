//! Lines as they are found again.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;
use serde_json::Value;

use super::Actor;
use crate::{
    domain::id::{OrgId, ids_between},
    ports::Database,
    store::{StoreError, nested, read, run_one, statement},
};

/// A line that was written.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// When it happened.
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// Who exactly, where that is known.
    pub actor_id: Option<String>,
    /// What people called them then.
    pub actor_name: Option<String>,
    /// What was done. A word that this version of the program does not write is shown all the same.
    pub action: String,
    /// The appointment, if it was about one.
    pub appointment_id: Option<String>,
    /// What else was recorded.
    #[serde(deserialize_with = "nested")]
    pub detail: Value,
}

/// Which lines to list; all when nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditFilter<'a> {
    /// Those about one appointment.
    pub appointment_id: Option<&'a str>,
    pub actor: Option<Actor>,
    /// An action such as `appointment.booked`, or all that begin with a word such as `appointment`.
    pub action: Option<&'a str>,
    /// Those of then or later.
    pub from: Option<DateTime<Utc>>,
    /// Those of before.
    pub until: Option<DateTime<Utc>>,
}

impl AuditFilter<'_> {
    /// Ids from the first and up to the second, among which those are that are listed after `cursor`, newest first.
    pub(in crate::store) fn ids(&self, cursor: Option<&str>) -> [String; 2] {
        let [first, last] = ids_between(self.from, self.until);
        let before = cursor.map_or(last.as_str(), |cursor| cursor.min(&last)).to_owned();
        [first, before]
    }
}

/// The condition of a filter, but for the appointment.
macro_rules! is_listed {
    () => {
        " id >= :first_id AND id < :before AND coalesce(at >= :from, 1) AND coalesce(at < :until, 1)
          AND actor = coalesce(:actor, actor)
          AND (:action IS NULL OR action = :action OR substr(action, 1, length(:action) + 1) = :action || '.')
          ORDER BY id DESC LIMIT :limit"
    };
}
pub(in crate::store) use is_listed;

/// The org's lines about what it has set, before `cursor`, newest first, at most `limit`.
///
/// # Errors
/// When the database did not answer.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    filter: &AuditFilter<'_>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let [first_id, before] = filter.ids(cursor);
    let select = statement!(
        concat!(
            "SELECT id, at, actor, actor_id, actor_name, action, NULL AS appointment_id, detail FROM audit WHERE org_id = :org AND",
            is_listed!()
        ),
        org = org_id,
        first_id,
        before,
        from = filter.from,
        until = filter.until,
        actor = filter.actor.map(Actor::as_str),
        action = filter.action,
        limit
    );
    read(run_one(database, select).await?)
}
