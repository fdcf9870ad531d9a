//! What an org sees of its work for Google and Twilio. Deliveries to webhooks have a list of their own. Route documents are not among it: publishing them is the platform's own affair.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ports::Database,
    store::{StoreError, first, read, run_one, statement},
};

/// How a piece of work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkState {
    /// It is done when it is due.
    Waiting,
    /// It is being done.
    Leased,
    /// It was given up: it waits for a person.
    Dead,
}

impl WorkState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Leased => "leased",
            Self::Dead => "dead",
        }
    }
}

/// One piece of an org's work.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    /// The row.
    pub id: i64,
    /// What kind, as [`super::Kind`] has it. A kind that this version of the program does not know is shown all the same.
    pub kind: String,
    /// What about.
    pub subject: String,
    /// How often it failed.
    pub attempts: i64,
    /// When it is to be done.
    #[serde(with = "ts_seconds")]
    pub due_at: DateTime<Utc>,
    /// How it stands.
    pub state: WorkState,
    /// Why it failed last.
    pub last_error: Option<String>,
}

/// The org's work after `cursor`, oldest first, at most `limit`, of one state if given.
pub async fn list(
    database: &dyn Database,
    state: Option<WorkState>,
    cursor: Option<i64>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Item>, StoreError> {
    let select = statement!(
        "SELECT id, kind, subject, attempts, due_at, last_error,
           CASE WHEN dead_at IS NOT NULL THEN 'dead' WHEN leased_until > :now THEN 'leased' ELSE 'waiting' END AS state
         FROM outbox WHERE id > coalesce(:cursor, 0) AND +kind <> 'webhook.deliver'
         AND (:state IS NULL OR state = :state)
         ORDER BY id LIMIT :limit",
        now,
        cursor,
        state = state.map(WorkState::as_str),
        limit
    );
    read(run_one(database, select).await?)
}

/// Makes work that failed due at once, as if it had never been tried, and gives it back; `None` if the org has no such work. Work that
/// has not failed stays due when it is due: a reminder is not to go out early. Whoever has it keeps it.
pub async fn revive(database: &dyn Database, id: i64, now: DateTime<Utc>) -> Result<Option<Item>, StoreError> {
    let update = statement!(
        "UPDATE outbox SET attempts = 0, dead_at = NULL,
           due_at = CASE WHEN attempts > 0 OR dead_at IS NOT NULL THEN min(due_at, :now) ELSE due_at END
         WHERE id = :id AND +kind <> 'webhook.deliver'
         RETURNING id, kind, subject, attempts, due_at, last_error,
           CASE WHEN leased_until > :now THEN 'leased' ELSE 'waiting' END AS state",
        id,
        now
    );
    first(run_one(database, update).await?)
}
