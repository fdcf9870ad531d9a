//! The one place where Rust values become SQL parameters and rows become Rust values.

use chrono::{DateTime, Utc};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};

use crate::{
    domain::id::OrgId,
    ports::{Database, DatabaseError, EntropyError, Param, Rows, Statement},
};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused, or was not there.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A row is not what this version of the program writes. The text names the problem, never the value.
    #[error("a row could not be read: {0}")]
    Row(String),
    /// A value could not be written as JSON.
    #[error("{0} could not be written as JSON")]
    Document(&'static str),
    /// An object took another step of this number than this code has. Steps do not change once they are released.
    #[error("step {0} of the object's schema was never released; locally, delete .wrangler/state")]
    Schema(i64),
    /// The database answered fewer statements than it was given.
    #[error("a batch was answered in part")]
    Incomplete,
    /// A new row could not be given an id.
    #[error("no id could be made for a new row: {0}")]
    Id(#[from] EntropyError),
}

impl StoreError {
    /// Whether the database did not answer, so that nobody knows whether it ran the batch. This is the one place that decides it.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Database(DatabaseError::Unavailable(_)))
    }

    /// Whether a trigger or constraint whose message has `word` in it refused the change.
    pub fn violates(&self, word: &str) -> bool {
        matches!(self, Self::Database(DatabaseError::Constraint(text)) if text.contains(word))
    }

    /// Whether a unique index over `column` (as `table.column`) refused the change.
    pub fn violates_unique(&self, column: &str) -> bool {
        matches!(self, Self::Database(DatabaseError::Unique(text)) if text.split([',', ' ']).any(|word| word == column))
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Param {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<OrgId> for Param {
    fn from(id: OrgId) -> Self {
        Self::Text(id.to_string())
    }
}

/// Times are Unix seconds.
impl From<DateTime<Utc>> for Param {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Int(time.timestamp())
    }
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Runs a batch and checks that every statement was answered.
pub async fn run(database: &dyn Database, statements: Vec<Statement>) -> Result<Vec<Rows>, StoreError> {
    let expected = statements.len();
    if expected == 0 {
        return Ok(Vec::new());
    }
    let results = database.batch(statements).await?;
    if results.len() == expected { Ok(results) } else { Err(StoreError::Incomplete) }
}

/// Runs one statement.
pub async fn run_one(database: &dyn Database, statement: Statement) -> Result<Rows, StoreError> {
    Ok(run(database, vec![statement]).await?.pop().unwrap_or_default())
}

/// All rows as `T`.
pub(crate) fn read<T: DeserializeOwned>(rows: Rows) -> Result<Vec<T>, StoreError> {
    rows.rows.into_iter().map(|row| serde_json::from_value(row).map_err(|error| unreadable(&error))).collect()
}

/// The first row as `T`, if there is one.
pub(crate) fn first<T: DeserializeOwned>(rows: Rows) -> Result<Option<T>, StoreError> {
    read(rows).map(|rows| rows.into_iter().next())
}

/// JSON within a column; NULL is read as `null`.
pub(crate) fn nested<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<T, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    serde_json::from_str(text.as_deref().unwrap_or("null")).map_err(|_| D::Error::custom("a JSON column does not fit"))
}

/// SQLite has no booleans.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(deserializer)? != 0)
}

/// The rows that can be read, and how many cannot: one tenant's bad row must not hide the others from an operator.
pub(crate) fn read_sound<T: DeserializeOwned>(rows: Rows) -> (Vec<T>, u64) {
    let total = rows.rows.len();
    let sound: Vec<T> = rows.rows.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect();
    let unreadable = (total - sound.len()) as u64;
    (sound, unreadable)
}

/// serde's messages can quote the value that did not fit, so only the kind of failure is kept.
fn unreadable(error: &serde_json::Error) -> StoreError {
    StoreError::Row(format!("{:?} error", error.classify()))
}
