//! Questions that were not answered, by day and without what is known to tell who asked: what the clinic should write down.

use chrono::{DateTime, NaiveDate, Utc, serde::ts_seconds};
use serde::Deserialize;

use crate::{
    domain::{caller::Caller, phone::PhoneNumber},
    ports::{ClinicTransaction, Database},
    store::{StoreError, first, read, run_one, statement},
};

/// Further questions of a day are not kept: a list that nobody can read helps nobody, and one caller must not fill the disk.
const MOST_A_DAY: i64 = 100;

/// One question of one day.
#[derive(Clone, Debug, Deserialize)]
pub struct Gap {
    pub id: i64,
    /// The clinic's own day.
    pub day: NaiveDate,
    pub question: String,
    /// How often it was asked that day.
    pub times: i64,
    /// When it was asked last.
    #[serde(with = "ts_seconds")]
    pub asked_at: DateTime<Utc>,
}

/// Most names that are read of a caller.
const MOST_NAMES: i64 = 20;

/// The names that the caller's appointments and the messages of this very call are kept under, the latest first. One look by each index.
///
/// # Errors
/// When the object's database failed.
pub fn names_of(transaction: &dyn ClinicTransaction, caller: &Caller) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
    }
    let names = statement!(
        "SELECT patient_name AS name, created_at FROM appointments WHERE caller_number = :number AND patient_name IS NOT NULL
         UNION SELECT patient_name, created_at FROM appointments WHERE call_id = :call_id AND patient_name IS NOT NULL
         UNION SELECT name, created_at FROM inbox WHERE call_id = :call_id AND name IS NOT NULL
         ORDER BY created_at DESC LIMIT :most",
        number = caller.number.as_ref().map(PhoneNumber::as_str),
        call_id = caller.call_id.as_deref(),
        most = MOST_NAMES
    );
    Ok(read::<Row>(transaction.run(names)?)?.into_iter().map(|row| row.name).collect())
}

/// Counts a question that was not answered.
///
/// # Errors
/// When the object's database failed.
pub fn record(
    transaction: &dyn ClinicTransaction,
    day: NaiveDate,
    question: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Row {
        kept: i64,
    }
    let day = day.to_string();
    let counted = transaction.run(statement!(
        "UPDATE knowledge_gaps SET times = times + 1, asked_at = :now WHERE day = :day AND question = :question RETURNING id",
        now,
        day = day.as_str(),
        question
    ))?;
    if !counted.rows.is_empty() {
        return Ok(());
    }
    let count = statement!("SELECT count(*) AS kept FROM knowledge_gaps WHERE day = :day", day = day.as_str());
    if first::<Row>(transaction.run(count)?)?.is_some_and(|row| row.kept >= MOST_A_DAY) {
        return Ok(());
    }
    transaction.run(statement!(
        "INSERT INTO knowledge_gaps (day, question, asked_at) VALUES (:day, :question, :now)",
        day = day.as_str(),
        question,
        now
    ))?;
    Ok(())
}

/// Questions after `cursor` (day, times, id): the latest day first, and of a day what was asked most.
///
/// # Errors
/// When the object's database failed.
pub async fn list(
    database: &dyn Database,
    cursor: Option<(NaiveDate, i64, i64)>,
    limit: i64,
) -> Result<Vec<Gap>, StoreError> {
    let select = statement!(
        "SELECT id, day, question, times, asked_at FROM knowledge_gaps
         WHERE day <= coalesce(:day, '9999-12-31')
           AND (:day IS NULL OR day < :day OR times < :times OR times = :times AND id < :id)
         ORDER BY day DESC, times DESC, id DESC LIMIT :limit",
        day = cursor.map(|(day, _, _)| day.to_string()),
        times = cursor.map(|(_, times, _)| times),
        id = cursor.map(|(_, _, id)| id),
        limit
    );
    read(run_one(database, select).await?)
}
