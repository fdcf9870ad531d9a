//! How many texts a number has had from all clinics together. Numbers are known by a hash.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{StoreError, first, run, run_one, statement};
use crate::ports::Database;

/// Rows of days that are over which one count takes with it.
const SWEPT: i64 = 20;

/// How many texts `recipient` has had on the day (UTC).
///
/// # Errors
/// When the database did not answer.
pub async fn of_day(database: &dyn Database, recipient: &str, day: NaiveDate) -> Result<u32, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        texts: u32,
    }
    let select = statement!(
        "SELECT texts FROM text_recipients WHERE day = :day AND recipient = :recipient",
        day = day.to_string(),
        recipient
    );
    Ok(first::<Row>(run_one(database, select).await?)?.map_or(0, |row| row.texts))
}

/// Counts a text to `recipient` on the day (UTC).
///
/// # Errors
/// When the database did not answer.
pub async fn count(database: &dyn Database, recipient: &str, day: NaiveDate) -> Result<(), StoreError> {
    let sweep = statement!(
        "DELETE FROM text_recipients WHERE (day, recipient) IN (
           SELECT day, recipient FROM text_recipients WHERE day < :day ORDER BY day, recipient LIMIT :most)",
        day = day.to_string(),
        most = SWEPT
    );
    let count = statement!(
        "INSERT INTO text_recipients (day, recipient, texts) VALUES (:day, :recipient, 1)
         ON CONFLICT (day, recipient) DO UPDATE SET texts = texts + 1",
        day = day.to_string(),
        recipient
    );
    run(database, vec![sweep, count]).await.map(drop)
}
