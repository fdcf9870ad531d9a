//! An operator's question in SQL, to one clinic's object.

mod plan;
mod sql;
mod tokens;

use serde::{Deserialize, Serialize};

use super::{
    client::{ClinicClient, ClinicError},
    object::ClinicObject,
    question::{Question, Reply},
};
use crate::{
    domain::clinic_address::ClinicAddress,
    ports::{ClinicTransaction, QueryRefused, QueryRows, ReadLimit},
    store::clinic::tables,
};

pub use sql::ReadOnlySql;

/// Rows that a query is answered with at most.
pub const MOST_ROWS: usize = 200;
/// No further row once the answer is so long.
const MOST_BYTES: usize = 1024 * 1024;
const LIMIT: ReadLimit = ReadLimit { rows: MOST_ROWS, bytes: MOST_BYTES };
/// One more than are shown, so that it can be said that there are more.
const ASKED_FOR: usize = MOST_ROWS + 1;
/// A plan has a line for each step.
const PLAN_LIMIT: ReadLimit = ReadLimit { rows: 1000, bytes: MOST_BYTES };

const ENDLESS: &str =
    "A WITH that refers to itself may never end, and the clinic's calls would wait for it. Write it without recursion.";
const TOO_MUCH: &str = "It may look at more than 10 million rows, and the clinic's calls would wait for it. Join by columns that have an \
     index (EXPLAIN QUERY PLAN shows them), or ask in several queries.";

/// What became of a query.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryOutcome {
    Found(QueryRows),
    /// It was not run to its end. The text says why, in SQLite's words or ours, and is for whoever wrote the query alone.
    Refused(String),
}

impl ClinicClient {
    /// Queries the clinic's own database. Nothing can change by it.
    ///
    /// # Errors
    /// When the object could not be asked.
    pub async fn query(&self, address: ClinicAddress, sql: &str) -> Result<QueryOutcome, ClinicError> {
        self.ask_value(address, Question::Query { sql: sql.to_owned() }).await
    }
}

impl ClinicObject {
    /// Runs a query in a transaction that is rolled back whatever happens.
    pub(super) fn query(&self, sql: &str) -> Reply {
        let outcome = match ReadOnlySql::read(sql) {
            Ok(sql) => self.run_and_roll_back(&sql),
            Err(reason) => QueryOutcome::Refused(reason.to_owned()),
        };
        Reply::value(&outcome)
    }

    fn run_and_roll_back(&self, sql: &ReadOnlySql) -> QueryOutcome {
        let mut outcome = None;
        self.clinic.roll_back(&mut |transaction| outcome = Some(run(transaction, sql)));
        match outcome {
            Some(Ok(table)) => QueryOutcome::Found(table),
            Some(Err(QueryRefused(reason))) => QueryOutcome::Refused(reason),
            None => QueryOutcome::Refused("The clinic's database gave no transaction. Try again in a moment.".into()),
        }
    }
}

fn run(transaction: &dyn ClinicTransaction, sql: &ReadOnlySql) -> Result<QueryRows, QueryRefused> {
    if let Some(plan) = sql.plan(ASKED_FOR) {
        let plan = transaction.query(&plan, Vec::new(), PLAN_LIMIT)?.rows;
        if plan::is_endless(&plan) {
            return Err(QueryRefused(ENDLESS.into()));
        }
        if plan::is_nested(&plan) && plan::is_too_much(&plan, tables::longest(transaction)?) {
            return Err(QueryRefused(TOO_MUCH.into()));
        }
    }
    transaction.query(&sql.limited(ASKED_FOR), Vec::new(), LIMIT)
}
