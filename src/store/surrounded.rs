//! A change with statements around it in the same batch.

use async_trait::async_trait;

use crate::ports::{Database, DatabaseError, Rows, Statement};

/// The database for changes that others go before and follow, in the same transaction. Functions that change rows need not know of them.
pub struct Surrounded<'a> {
    pub database: &'a dyn Database,
    pub before: Vec<Statement>,
    pub after: Vec<Statement>,
}

#[async_trait]
impl Database for Surrounded<'_> {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        let wanted = statements.len();
        let all = self.before.iter().cloned().chain(statements).chain(self.after.iter().cloned()).collect();
        let results = self.database.batch(all).await?;
        Ok(results.into_iter().skip(self.before.len()).take(wanted).collect())
    }
}
