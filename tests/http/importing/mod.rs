//! Numbers by the file: what comes of each row, what is refused as a whole, and what it costs.

mod alike;
mod limits;
mod outcomes;
mod publication;
mod races;
mod repetition;

use serde_json::{Value, json};

use crate::support::{Answer, Desk, ORG};

pub const OWN: &str = "/api/inbound/phone-mappings/import";
pub const ANY: &str = "/api/admin/phone-mappings/import";
pub const CSV: (&str, &str) = ("content-type", "text/csv; charset=utf-8");
pub const NDJSON: (&str, &str) = ("content-type", "application/x-ndjson");

/// A number that no other of a test is.
pub fn number(n: usize) -> String {
    format!("+1212{}", 6_000_000 + n)
}

/// A CSV of numbers, all of one name.
pub fn csv(numbers: impl IntoIterator<Item = usize>, name: &str) -> String {
    let rows: Vec<String> = numbers.into_iter().map(|n| format!("{},{name}\n", number(n))).collect();
    format!("inbound_phone_number,clinic_name\n{}", rows.concat())
}

/// The first clinic's admin imports a CSV.
pub async fn import(desk: &Desk, file: impl Into<String>) -> Answer {
    let token = desk.token(Some(ORG), "admin");
    desk.file(&[CSV], &format!("{OWN}?dry_run=false"), &token, file.into()).await
}

/// The operator imports a CSV.
pub async fn import_any(desk: &Desk, file: impl Into<String>) -> Answer {
    let token = desk.token(None, "platform");
    desk.file(&[CSV], &format!("{ANY}?dry_run=false"), &token, file.into()).await
}

/// The lines of an answer, without the last, which has the sums.
pub fn lines(answer: &Answer) -> (Vec<Value>, Value) {
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    let mut lines: Vec<Value> = answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = lines.pop().unwrap()["summary"].clone();
    assert_eq!(summary["rows"], lines.len());
    for (outcome, count) in summary["outcomes"].as_object().unwrap() {
        assert_eq!(*count, lines.iter().filter(|line| line["outcome"] == **outcome).count(), "{outcome}");
    }
    (lines, summary)
}

/// What is said of each row: its line, outcome, code and field.
pub fn told(answer: &Answer) -> Vec<Value> {
    lines(answer).0.iter().map(|line| json!([line["line"], line["outcome"], line["code"], line["field"]])).collect()
}

/// How often each outcome came.
pub fn count(answer: &Answer, outcome: &str) -> u64 {
    lines(answer).1["outcomes"][outcome].as_u64().unwrap()
}
