//! What came of an import, part by part, so that it can be sent again. They are kept for a day.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::{StoreError, read, run_one, statement};
use crate::{
    domain::id::OrgId,
    ports::{Database, Statement},
};

const KEPT: TimeDelta = TimeDelta::days(1);
/// What stands in place of the org's id for the imports of the platform's operator.
const PLATFORM: &str = "platform";

/// Which import it is.
pub struct ImportKey<'a> {
    /// The org whose admin it is; `None` for the platform's operator.
    pub org_id: Option<OrgId>,
    pub key: &'a str,
    /// The hash of all that was sent.
    pub hash: &'a str,
}

/// What came of one part.
#[derive(Deserialize)]
pub struct Receipt {
    pub part: usize,
    pub hash: String,
    /// A letter for each line.
    pub outcomes: String,
}

impl ImportKey<'_> {
    fn owner(&self) -> String {
        self.org_id.map_or_else(|| PLATFORM.to_owned(), |org_id| org_id.to_string())
    }

    /// What came of it so far, also if something else was sent under its key.
    ///
    /// # Errors
    /// When the database did not answer.
    pub async fn receipts(&self, database: &dyn Database) -> Result<Vec<Receipt>, StoreError> {
        let select = statement!(
            "SELECT part, hash, outcomes FROM import_receipts WHERE org_id = :org AND key = :key",
            org = self.owner(),
            key = self.key
        );
        read(run_one(database, select).await?)
    }

    /// Writes down what came of a part.
    pub fn record(&self, part: i64, outcomes: &str, now: DateTime<Utc>) -> Statement {
        statement!(
            "INSERT INTO import_receipts (org_id, key, part, hash, outcomes, created_at)
             VALUES (:org, :key, :part, :hash, :outcomes, :now) ON CONFLICT (org_id, key, part) DO NOTHING",
            org = self.owner(),
            key = self.key,
            part,
            hash = self.hash,
            outcomes,
            now
        )
    }
}

/// Deletes those of everybody that are kept no longer.
pub fn expire(now: DateTime<Utc>) -> Statement {
    statement!("DELETE FROM import_receipts WHERE created_at < :before", before = now - KEPT)
}
