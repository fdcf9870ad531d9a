//! Structured logs: one JSON object per line, with an event name and fields that are safe to keep.
//!
//! Callers pass ids, status codes, reasons and masked numbers. They never pass bodies, tokens, names or full phone numbers.

use chrono::TimeDelta;
use serde_json::{Map, Value};

use crate::{allowance::Allowance, ports::LogSink};

/// How much an operator should care.
#[derive(Clone, Copy, Debug)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Somebody should look at it some time.
    Warn,
    /// Somebody should look at it now.
    Error,
}

/// How often a line may be written that anybody can cause as often as they like: ten times at once, and once a second.
pub const fn spacing() -> Allowance {
    Allowance::new(10, TimeDelta::seconds(1))
}

/// Writes `event` with `fields`.
pub fn write(sink: &dyn LogSink, level: Level, event: &str, fields: &[(&'static str, &str)]) {
    let level = match level {
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error => "error",
    };
    let mut line = Map::new();
    line.insert("level".into(), Value::from(level));
    line.insert("event".into(), Value::from(event));
    for (name, value) in fields {
        line.insert((*name).into(), Value::from(*value));
    }
    sink.write(&Value::Object(line).to_string());
}
