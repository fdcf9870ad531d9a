//! A clinic's object: one thread and one SQLite database for each clinic, in which what happens at the clinic is kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{DatabaseError, Param, Rows, Statement};
use crate::domain::clinic_address::ClinicAddress;

mod query;

pub use query::{QueryRefused, QueryRows, ReadLimit};

/// No answer of a clinic's object. It may have done what it was asked; the text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("the clinic's object did not answer: {0}")]
pub struct ClinicUnreachable(pub String);

/// The clinics' objects, from outside.
#[async_trait]
pub trait Clinics: Send + Sync {
    /// Asks the object of one clinic, in one hop. Question and answer are a line of JSON, and a body; the object comes to be, where
    /// its address says, when it is first asked.
    async fn ask(&self, address: ClinicAddress, question: String) -> Result<String, ClinicUnreachable>;
}

/// The database of one clinic's object, from inside. Nothing else runs in the object while one of these functions does.
#[async_trait]
pub trait ClinicStorage: Send + Sync {
    /// Runs `work` in one transaction, which is rolled back if `work` fails. A statement that fails undoes itself alone.
    ///
    /// # Errors
    /// The error of `work`, or why the transaction could not be committed.
    fn transaction(
        &self,
        work: &mut dyn FnMut(&dyn ClinicTransaction) -> Result<(), DatabaseError>,
    ) -> Result<(), DatabaseError>;

    /// Deletes the database with its schema, and the alarm. What the object is asked next begins a new one.
    ///
    /// # Errors
    /// When the runtime refuses it; it may have happened all the same.
    async fn delete_all(&self) -> Result<(), DatabaseError>;
}

/// One transaction of a clinic's object.
pub trait ClinicTransaction {
    /// Runs a statement. Numbers are bound as REAL, as objects bind them: a column that is declared INTEGER makes them whole again, and
    /// anything else needs a CAST.
    ///
    /// # Errors
    /// What refused it; its own changes are undone then, and the transaction goes on.
    fn run(&self, statement: Statement) -> Result<Rows, DatabaseError>;

    /// Runs SQL that is put together at run time, and reads its rows up to a limit. Everything that the program does by itself is a
    /// constant [`Statement`]; this is for what an operator asks, and for what is read of tables by their names.
    ///
    /// # Errors
    /// What the database said of it.
    fn query(&self, sql: &str, params: Vec<Param>, limit: ReadLimit) -> Result<QueryRows, QueryRefused>;

    /// Has the object wake up at `at`, instead of when it would have before. It belongs to the transaction.
    ///
    /// # Errors
    /// When the runtime refuses it.
    fn wake_at(&self, at: DateTime<Utc>) -> Result<(), DatabaseError>;
}
