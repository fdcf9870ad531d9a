//! How orgs' calls are answered at Vapi, one document per org.

use chrono::{DateTime, Utc};

use serde::Deserialize;

use super::{Expected, StoreError, StoredDocument, documents, first, nested, run_one, statement};
use crate::{
    domain::{
        assistant::{Assistant, CallLogSettings},
        id::OrgId,
    },
    ports::{Database, Rows, Statement},
};

/// The org's document, the default one until it has set its own.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Assistant, StoreError> {
    let select = statement!("SELECT document FROM assistants WHERE org_id = :org", org = org_id);
    documents::get(database, select).await.map(Option::unwrap_or_default)
}

/// What the org wants kept of its calls; `None` if there is no such org.
///
/// # Errors
/// When the database did not answer, or the document is not one.
pub async fn call_log_of(database: &dyn Database, org_id: OrgId) -> Result<Option<CallLogSettings>, StoreError> {
    found_call_log(run_one(database, select_call_log(org_id)).await?)
}

/// Likewise, in a batch with something else.
pub(super) fn select_call_log(org_id: OrgId) -> Statement {
    statement!(
        "SELECT a.document FROM orgs o LEFT JOIN assistants a ON a.org_id = :org WHERE o.id = :org",
        org = org_id
    )
}

/// What [`select_call_log`] found.
pub(super) fn found_call_log(rows: Rows) -> Result<Option<CallLogSettings>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(deserialize_with = "nested")]
        document: Option<Assistant>,
    }
    Ok(first::<Row>(rows)?.map(|row| row.document.unwrap_or_default().call_log))
}

/// Sets the org's document, if it is as expected: one row then.
pub fn put(
    org_id: OrgId,
    assistant: &Assistant,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<Statement, StoreError> {
    Ok(documents::put!("assistants", org_id, assistant, now, expected))
}

/// The org's document with when it last changed, none until it has set some.
///
/// # Errors
/// When the database did not answer, or the document is not one.
pub async fn stored(database: &dyn Database, org_id: OrgId) -> Result<Option<StoredDocument<Assistant>>, StoreError> {
    documents::stored(database, documents::dated!("assistants", org_id)).await
}
