//! D1 as the database.
//!
//! D1 takes JavaScript values: integers go as doubles, so those beyond 2^53 are refused instead of rounded (a BigInt would be a
//! `D1_TYPE_ERROR`), and NULL goes as `null`, never as `undefined`.

use async_trait::async_trait;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, send::SendFuture};

use crate::ports::{Database, DatabaseError, Param, Rows, Statement};

const SAFE_INTEGER: i64 = 1 << 53;

pub(super) struct D1(pub(super) D1Database);

#[async_trait]
impl Database for D1 {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        SendFuture::new(async move {
            let prepared: Result<Vec<_>, _> = statements.into_iter().map(|statement| self.prepare(statement)).collect();
            let results = self.0.batch(prepared?).await.map_err(|error| classify(&error.to_string()))?;
            results.iter().map(rows).collect()
        })
        .await
    }
}

impl D1 {
    fn prepare(&self, statement: Statement) -> Result<D1PreparedStatement, DatabaseError> {
        let values: Result<Vec<JsValue>, _> = statement.params.into_iter().map(value).collect();
        self.0.prepare(statement.sql).bind(&values?).map_err(|error| classify(&error.to_string()))
    }
}

#[allow(clippy::cast_precision_loss, reason = "checked to be below 2^53, where doubles are exact")]
fn value(param: Param) -> Result<JsValue, DatabaseError> {
    match param {
        Param::Null => Ok(JsValue::NULL),
        Param::Text(text) => Ok(JsValue::from_str(&text)),
        Param::Int(number) if (-SAFE_INTEGER..=SAFE_INTEGER).contains(&number) => Ok(JsValue::from_f64(number as f64)),
        Param::Int(_) => Err(DatabaseError::Unavailable("an integer beyond 2^53 cannot be bound".into())),
    }
}

fn rows(result: &D1Result) -> Result<Rows, DatabaseError> {
    let unreadable = |error: worker::Error| DatabaseError::Unavailable(format!("an answer could not be read: {error}"));
    let changes = result.meta().map_err(unreadable)?.and_then(|meta| meta.changes).unwrap_or_default();
    Ok(Rows { rows: result.results().map_err(unreadable)?, changes: changes as u64 })
}

/// SQLite's own words tell what refused a statement; D1 passes them on.
fn classify(text: &str) -> DatabaseError {
    let after = |marker: &str| text.split_once(marker).map(|(_, rest)| rest.trim().to_owned());
    if let Some(columns) = after("UNIQUE constraint failed:") {
        return DatabaseError::Unique(columns.split(": SQLITE").next().unwrap_or_default().to_owned());
    }
    if text.contains("SQLITE_CONSTRAINT") || text.contains("constraint failed") {
        return DatabaseError::Constraint(after("D1_ERROR:").unwrap_or_default());
    }
    DatabaseError::Unavailable(text.to_owned())
}
