//! Tables of documents: one JSON document per org.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{StoreError, first, routes::document, run_one};
use crate::ports::{Database, Statement};

#[derive(Deserialize)]
struct Row {
    document: String,
}

/// The document that `select` finds in the column `document`.
pub(super) async fn get<T: DeserializeOwned>(
    database: &dyn Database,
    select: Statement,
) -> Result<Option<T>, StoreError> {
    first::<Row>(run_one(database, select).await?)?.map(|row| document(&row.document)).transpose()
}

/// A document as it is stored.
pub(super) fn text<T: Serialize>(document: &T) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(|_| StoreError::Document("a document"))
}
