//! How orgs' calls are answered at Vapi, one document per org.

use chrono::{DateTime, Utc};

use serde::Deserialize;

use super::{StoreError, documents, first, nested, run_one, statement};
use crate::{
    domain::{
        assistant::{Assistant, CallLogSettings},
        id::OrgId,
    },
    ports::{Database, Statement},
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
    #[derive(Deserialize)]
    struct Row {
        #[serde(deserialize_with = "nested")]
        document: Option<Assistant>,
    }
    let select = statement!(
        "SELECT a.document FROM orgs o LEFT JOIN assistants a ON a.org_id = :org WHERE o.id = :org",
        org = org_id
    );
    let row = first::<Row>(run_one(database, select).await?)?;
    Ok(row.map(|row| row.document.unwrap_or_default().call_log))
}

/// Sets the org's document.
pub fn put(org_id: OrgId, assistant: &Assistant, now: DateTime<Utc>) -> Result<Statement, StoreError> {
    Ok(statement!(
        "INSERT INTO assistants (org_id, document, updated_at) VALUES (:org, :document, :now)
         ON CONFLICT (org_id) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at",
        org = org_id,
        document = documents::text(assistant)?,
        now
    ))
}
