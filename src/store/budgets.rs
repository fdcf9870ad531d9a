//! What orgs want to spend in a month, one document per org; and until when calls are forwarded of those that have spent it.

use chrono::{DateTime, Utc};

use super::{Expected, StoreError, documents, run_one, statement};
use crate::{
    domain::{budget::Budget, id::OrgId},
    ports::{Database, Statement},
};

/// The org's document, the default one until it has set its own.
///
/// # Errors
/// When the database did not answer, or the document is not one.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Budget, StoreError> {
    let select = statement!("SELECT document FROM budgets WHERE org_id = :org", org = org_id);
    Ok(documents::found(run_one(database, select).await?)?.unwrap_or_default())
}

/// Sets the org's document.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn put(org_id: OrgId, budget: &Budget, now: DateTime<Utc>) -> Result<Statement, StoreError> {
    Ok(documents::put!("budgets", org_id, budget, now, Expected::Anything))
}

/// Has the org's calls forwarded until then, or answered again.
pub fn forward_until(org_id: OrgId, until: Option<DateTime<Utc>>) -> Statement {
    statement!(
        "UPDATE budgets SET calls_over_until = :until WHERE org_id = :org AND calls_over_until IS NOT :until",
        org = org_id,
        until
    )
}
