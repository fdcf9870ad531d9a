//! Deleting a call on request.

use chrono::{DateTime, Utc};

use crate::{
    domain::id::OrgId,
    ports::{Database, Statement},
    store::{
        Batch, StoreError,
        audit::{AuditEntry, insert_line},
        statement,
    },
};

/// Deletes what is kept of a call and of its tools, and writes `entry`. Says whether there was such a call. Its id is kept, for as long
/// as a call of now, so that what is still said of it does not bring it back.
pub async fn erase(
    database: &dyn Database,
    org_id: OrgId,
    call_id: &str,
    entry: &AuditEntry<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut batch = Batch::default();
    batch.add(line(entry, call_id));
    batch.add(statement!("DELETE FROM call_tools WHERE org_id = :org AND call_id = :call_id", org = org_id, call_id));
    let erased = batch.add(statement!(
        "UPDATE calls SET kind = NULL, caller_number = NULL, called_number = NULL, status = 'ended', started_at = NULL,
           ended_at = NULL, ended_reason = NULL, status_ended_at = NULL, status_ended_reason = NULL, cost_micros = NULL,
           summary = NULL, hangs = '[]', first_seen = :now, last_seen = :now, erased_at = :now
         WHERE org_id = :org AND call_id = :call_id AND erased_at IS NULL RETURNING call_id",
        org = org_id,
        call_id,
        now
    ));
    Ok(!batch.run(database).await?.take(erased).rows.is_empty())
}

/// The line, if there is such a call.
fn line(entry: &AuditEntry<'_>, call_id: &str) -> Statement {
    insert_line!(
        "WHERE EXISTS (SELECT 1 FROM calls WHERE org_id = :org AND call_id = :call_id AND erased_at IS NULL)",
        entry,
        None::<&str>,
        call_id = call_id
    )
}
