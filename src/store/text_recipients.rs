//! How many texts a number has had from all clinics together. Numbers are known by a hash.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Batch, StoreError, first, statement};
use crate::ports::Database;

/// Rows of days that are over which one count takes with it.
const SWEPT: i64 = 20;

/// Counts a text to `recipient` on the day (UTC), and says how many those are with it.
///
/// # Errors
/// When the database did not answer.
pub async fn count(database: &dyn Database, recipient: &str, day: NaiveDate) -> Result<u32, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        texts: u32,
    }
    let day = day.to_string();
    let mut batch = Batch::default();
    batch.add(statement!(
        "DELETE FROM text_recipients WHERE (day, recipient) IN (
           SELECT day, recipient FROM text_recipients WHERE day < :day ORDER BY day, recipient LIMIT :most)",
        day = day.as_str(),
        most = SWEPT
    ));
    let counted = batch.add(statement!(
        "INSERT INTO text_recipients (day, recipient, texts) VALUES (:day, :recipient, 1)
         ON CONFLICT (day, recipient) DO UPDATE SET texts = texts + 1 RETURNING texts",
        day = day.as_str(),
        recipient
    ));
    let mut results = batch.run(database).await?;
    first::<Row>(results.take(counted))?.map(|row| row.texts).ok_or(StoreError::Incomplete)
}
