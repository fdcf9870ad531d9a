//! What clinics have written down for their callers, one document per org.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Expected, StoreError, StoredDocument, documents, first, routes::document, run_one, statement};
use crate::{
    domain::{
        id::OrgId,
        knowledge::{Edition, Knowledge},
    },
    ports::{Database, Rows, Statement},
};

/// A clinic's knowledge, and which edition that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeText {
    pub edition: Edition,
    pub knowledge: Knowledge,
}

/// The look-up of the org's knowledge.
pub fn select(org_id: OrgId) -> Statement {
    statement!("SELECT edition, document FROM knowledge WHERE org_id = :org", org = org_id)
}

/// What the look-up found.
///
/// # Errors
/// When the document is not one.
pub fn found(rows: Rows) -> Result<Option<KnowledgeText>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        edition: Edition,
        document: String,
    }
    let text = |row: Row| Ok(KnowledgeText { edition: row.edition, knowledge: document(&row.document)? });
    first::<Row>(rows)?.map(text).transpose()
}

/// The org's knowledge, none until it has set some.
///
/// # Errors
/// When the database did not answer, or the document is not one.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<Option<KnowledgeText>, StoreError> {
    found(run_one(database, select(org_id)).await?)
}

/// Sets the org's knowledge, if it is as expected: one row then.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn put(
    org_id: OrgId,
    knowledge: &Knowledge,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<Statement, StoreError> {
    Ok(documents::put!("knowledge", org_id, knowledge, now, expected))
}

/// The org's knowledge with when it last changed, none until it has set some.
///
/// # Errors
/// When the database did not answer, or the document is not one.
pub async fn stored(database: &dyn Database, org_id: OrgId) -> Result<Option<StoredDocument<Knowledge>>, StoreError> {
    documents::stored(database, documents::dated!("knowledge", org_id)).await
}
