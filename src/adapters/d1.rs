//! D1 as the database.
//!
//! D1 takes JavaScript values: integers go as doubles, so those beyond 2^53 are refused instead of rounded (a `BigInt` would be a
//! `D1_TYPE_ERROR`), and NULL goes as `null`, never as `undefined`.

use std::time::Duration;

use async_trait::async_trait;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, send::SendFuture};

use super::within;
use crate::ports::{Database, DatabaseError, Param, Rows, Statement};

const SAFE_INTEGER: i64 = 1 << 53;
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
        let values: Result<Vec<JsValue>, _> = statement.params.into_iter().map(value).collect();
        self.0.prepare(statement.sql).bind(&values?).map_err(|error| classify(&error))
    }
}

#[allow(clippy::cast_precision_loss, reason = "checked to be below 2^53, where doubles are exact")]
fn value(param: Param) -> Result<JsValue, DatabaseError> {
    match param {
        Param::Null => Ok(JsValue::NULL),
        Param::Text(text) => Ok(JsValue::from_str(&text)),
        Param::Int(number) if (-SAFE_INTEGER..=SAFE_INTEGER).contains(&number) => Ok(JsValue::from_f64(number as f64)),
        Param::Int(_) => Err(DatabaseError::Parameter("an integer beyond 2^53 cannot be bound")),
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

/// SQLite's own words tell what refused a statement; D1 passes them on as `…: reason: SQLITE_CONSTRAINT…`. Anything beyond the first
/// line is a stack of JavaScript.
fn classify(error: &worker::Error) -> DatabaseError {
    let text = match error {
        worker::Error::D1(error) => error.cause(),
        other => other.to_string(),
    };
    let line = text.lines().next().unwrap_or_default();
    let reason = line.split(": SQLITE_").next().unwrap_or_default();
    let reason = reason.rsplit_once("D1_ERROR: ").map_or(reason, |(_, reason)| reason);
    if let Some((_, columns)) = reason.split_once("UNIQUE constraint failed: ") {
        DatabaseError::Unique(columns.to_owned())
    } else if line.contains("SQLITE_CONSTRAINT") || reason.contains("constraint failed") {
        DatabaseError::Constraint(reason.to_owned())
    } else {
        DatabaseError::Unavailable(line.to_owned())
    }
}
