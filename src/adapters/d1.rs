//! D1 as the database.

use std::time::Duration;

use async_trait::async_trait;
use worker::{D1Database, D1PreparedStatement, D1Result, send::SendFuture};

use super::{
    sql::{classify, values},
    within,
};
use crate::ports::{Database, DatabaseError, Rows, Statement};

/// D1 itself allows 30 seconds, which no caller has.
const LONGEST: Duration = Duration::from_secs(5);

pub(super) struct D1(pub(super) D1Database);

#[async_trait]
impl Database for D1 {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        SendFuture::new(async move {
            let prepared: Result<Vec<_>, _> = statements.into_iter().map(|statement| self.prepare(statement)).collect();
            let answered = within(LONGEST, self.0.batch(prepared?)).await;
            let results = answered.ok_or_else(too_slow)?.map_err(|error| classify(&error))?;
            results.iter().map(rows).collect()
        })
        .await
    }
}

impl D1 {
    fn prepare(&self, statement: Statement) -> Result<D1PreparedStatement, DatabaseError> {
        self.0.prepare(statement.sql).bind(&values(statement.params)?).map_err(|error| classify(&error))
    }
}

fn rows(result: &D1Result) -> Result<Rows, DatabaseError> {
    let unreadable = |error: worker::Error| DatabaseError::Unavailable(format!("an answer could not be read: {error}"));
    Ok(Rows { rows: result.results().map_err(unreadable)? })
}

/// An answer that came too late. The statements may have taken effect.
fn too_slow() -> DatabaseError {
    DatabaseError::Unavailable("D1 did not answer in time".into())
}
