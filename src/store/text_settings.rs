//! What orgs text to their patients, one document per org.

use chrono::{DateTime, Utc};

use super::{Expected, StoreError, StoredDocument, documents, statement};
use crate::{
    domain::{id::OrgId, texts::TextSettings},
    ports::{Database, Statement},
};

/// The org's text settings, the default one until it has set its own.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<TextSettings, StoreError> {
    let select = statement!("SELECT document FROM messaging WHERE org_id = :org", org = org_id);
    documents::get(database, select).await.map(Option::unwrap_or_default)
}

/// Sets the org's text settings, if they are as expected: one row then.
pub fn put(
    org_id: OrgId,
    settings: &TextSettings,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<Statement, StoreError> {
    Ok(documents::put!("messaging", org_id, settings, now, expected))
}

/// The org's text settings with when it last changed, none until it has set some.
///
/// # Errors
/// When the database did not answer, or the document is not one.
pub async fn stored(
    database: &dyn Database,
    org_id: OrgId,
) -> Result<Option<StoredDocument<TextSettings>>, StoreError> {
    documents::stored(database, documents::dated!("messaging", org_id)).await
}
