//! What D1 and the objects' SQLite share: how values go in, and what their refusals mean.
//!
//! Both take JavaScript values: integers go as doubles, so those beyond 2^53 are refused instead of rounded (a `BigInt` would be a
//! `TypeError`), and NULL goes as `null`, never as `undefined`.

use wasm_bindgen::JsValue;

use crate::ports::{DatabaseError, Param};

const SAFE_INTEGER: i64 = 1 << 53;

/// The values that a statement is bound to, in order.
pub(super) fn values(params: Vec<Param>) -> Result<Vec<JsValue>, DatabaseError> {
    params.into_iter().map(value).collect()
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

/// SQLite's own words tell what refused a statement. An object passes them on as `…: SQLITE_CONSTRAINT (extended: …)` and D1 puts
/// `D1_ERROR: ` before them. Anything beyond the first line is a stack of JavaScript.
pub(super) fn classify(error: &worker::Error) -> DatabaseError {
    let line = first_line(error);
    let reason = reason(&line);
    if let Some((_, columns)) = reason.split_once("UNIQUE constraint failed: ") {
        DatabaseError::Unique(columns.to_owned())
    } else if line.contains("SQLITE_CONSTRAINT") || reason.contains("constraint failed") {
        DatabaseError::Constraint(reason.to_owned())
    } else {
        DatabaseError::Unavailable(line)
    }
}

/// SQLite's own words for what is wrong with a statement.
pub(super) fn words(error: &worker::Error) -> String {
    reason(&first_line(error)).to_owned()
}

fn first_line(error: &worker::Error) -> String {
    let text = match error {
        worker::Error::D1(error) => error.cause(),
        worker::Error::UnknownJsError { message, .. } => message.clone(),
        other => other.to_string(),
    };
    text.lines().next().unwrap_or_default().to_owned()
}

fn reason(line: &str) -> &str {
    let reason = line.split(": SQLITE_").next().unwrap_or_default();
    reason.rsplit_once("D1_ERROR: ").map_or(reason, |(_, reason)| reason)
}
