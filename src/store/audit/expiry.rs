//! Lines that are kept no longer.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use crate::{
    domain::id::OrgId,
    ports::{Database, Rows, Statement},
    store::{StoreError, first, run_one, statement},
};

/// Lines that [`expire`] deletes at a time.
const MOST_EXPIRED: i64 = 200;

/// Finds from when the org's oldest line is.
pub(in crate::store) fn oldest(org_id: OrgId) -> Statement {
    // Ids sort in the order in which lines were written, and after the empty text.
    statement!("SELECT at FROM audit WHERE org_id = :org AND id > '' ORDER BY id LIMIT 1", org = org_id)
}

/// What [`oldest`] found; `None` if the org has no line.
pub(in crate::store) fn found_oldest(rows: Rows) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds")]
        at: DateTime<Utc>,
    }
    Ok(first::<Row>(rows)?.map(|row| row.at))
}

/// Deletes some of the org's lines that were written before a moment. Says whether there may be more.
///
/// # Errors
/// When the database did not answer.
pub async fn expire(database: &dyn Database, org_id: OrgId, before: DateTime<Utc>) -> Result<bool, StoreError> {
    let delete = statement!(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE org_id = :org AND id > '' ORDER BY id LIMIT :most)
           AND at < :before
         RETURNING 1 AS deleted",
        org = org_id,
        before,
        most = MOST_EXPIRED
    );
    let deleted = run_one(database, delete).await?.rows.len();
    Ok(i64::try_from(deleted).is_ok_and(|deleted| deleted >= MOST_EXPIRED))
}
