//! How orgs' calls are answered at Vapi, one document per org.

use chrono::{DateTime, Utc};

use super::{StoreError, documents, statement};
use crate::{
    domain::{assistant::Assistant, id::OrgId},
    ports::{Database, Statement},
};

/// The org's document, the default one until it has set its own.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Assistant, StoreError> {
    let select = statement!("SELECT document FROM assistants WHERE org_id = :org", org = org_id);
    documents::get(database, select).await.map(Option::unwrap_or_default)
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
