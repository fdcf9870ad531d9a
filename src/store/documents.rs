//! Tables of documents: one JSON document per org.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{StoreError, first, routes::document, run_one};
use crate::ports::{Database, Rows, Statement};

#[derive(Deserialize)]
struct Row {
    document: String,
}

/// Sets an org's document in the table of this name, for a function that gives a `Result`.
macro_rules! put {
    ($table:literal, $org_id:expr, $document:expr, $now:expr) => {
        $crate::store::statement!(
            concat!(
                "INSERT INTO ",
                $table,
                " (org_id, document, updated_at) VALUES (:org, :document, :now)
                 ON CONFLICT (org_id) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at"
            ),
            org = $org_id,
            document = $crate::store::documents::text($document)?,
            now = $now
        )
    };
}
pub(super) use put;

/// The document that `select` finds in the column `document`.
pub(super) async fn get<T: DeserializeOwned>(
    database: &dyn Database,
    select: Statement,
) -> Result<Option<T>, StoreError> {
    found(run_one(database, select).await?)
}

/// The document among rows that have it in the column `document`.
pub(super) fn found<T: DeserializeOwned>(rows: Rows) -> Result<Option<T>, StoreError> {
    first::<Row>(rows)?.map(|row| document(&row.document)).transpose()
}

/// A document as it is stored.
pub(super) fn text<T: Serialize>(document: &T) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(|_| StoreError::Document("a document"))
}
