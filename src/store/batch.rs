//! A batch whose results are taken by name instead of by counting.

use super::{StoreError, run};
use crate::ports::{Database, Rows, Statement};

/// Statements that run in order in one transaction.
#[derive(Clone, Default)]
pub struct Batch(Vec<Statement>);

/// Where a statement's rows will be.
#[derive(Clone, Copy)]
pub struct StatementPosition(usize);

/// The rows of each statement.
pub struct Results(Vec<Rows>);

impl Batch {
    /// Adds a statement.
    pub fn add(&mut self, statement: Statement) -> StatementPosition {
        self.0.push(statement);
        StatementPosition(self.0.len() - 1)
    }

    /// Adds statements whose rows do not matter.
    pub fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.0.extend(statements);
    }

    /// Runs them all.
    pub async fn run(self, database: &dyn Database) -> Result<Results, StoreError> {
        run(database, self.0).await.map(Results)
    }
}

impl Results {
    /// Takes the rows of one statement; they are gone then.
    pub fn take(&mut self, position: StatementPosition) -> Rows {
        self.0.get_mut(position.0).map(std::mem::take).unwrap_or_default()
    }
}
