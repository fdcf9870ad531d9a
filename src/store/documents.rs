//! Tables of documents: one JSON document per org.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{StoreError, first, routes::document, run_one};
use crate::ports::{Database, Rows, Statement};

#[derive(Deserialize)]
struct Row {
    document: String,
}

/// An org's document, and when it last changed.
#[derive(Clone, Debug)]
pub struct StoredDocument<T> {
    pub document: T,
    pub updated_at: DateTime<Utc>,
}

/// Sets an org's document in the table of this name if it is as `$expected`, for a function that gives a `Result`. It gives a row then.
macro_rules! put {
    ($table:literal, $org_id:expr, $document:expr, $now:expr, $expected:expr) => {
        $crate::store::statement!(
            concat!(
                "INSERT INTO ",
                $table,
                " (org_id, document, updated_at)
                 SELECT :org, :document, :now
                 WHERE :is_anything OR :changed_at IS NULL OR EXISTS (SELECT 1 FROM ",
                $table,
                " WHERE org_id = :org AND updated_at = :changed_at)
                 ON CONFLICT (org_id) DO UPDATE SET document = excluded.document, updated_at = max(excluded.updated_at, ",
                $table,
                ".updated_at + 1) WHERE :is_anything OR ",
                $table,
                ".updated_at = :changed_at RETURNING org_id"
            ),
            org = $org_id,
            document = $crate::store::documents::text($document)?,
            now = $now,
            is_anything = $expected.is_anything(),
            changed_at = $expected.changed_at()
        )
    };
}
pub(super) use put;

/// Finds an org's document in the table of this name, with when it last changed; [`stored`] reads it.
macro_rules! dated {
    ($table:literal, $org_id:expr) => {
        $crate::store::statement!(
            concat!("SELECT document, updated_at FROM ", $table, " WHERE org_id = :org"),
            org = $org_id
        )
    };
}
pub(super) use dated;

/// What `dated!` finds.
pub(super) async fn stored<T: DeserializeOwned>(
    database: &dyn Database,
    select: Statement,
) -> Result<Option<StoredDocument<T>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        document: String,
        #[serde(with = "ts_seconds")]
        updated_at: DateTime<Utc>,
    }
    let read = |row: Row| Ok(StoredDocument { document: document(&row.document)?, updated_at: row.updated_at });
    first::<Row>(run_one(database, select).await?)?.map(read).transpose()
}

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
