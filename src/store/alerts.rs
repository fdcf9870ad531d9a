//! What the operator was told of what needs a person, so that it is told once.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;

use super::{StoreError, read, run, statement};
use crate::{
    domain::{attention::AttentionCode, id::OrgId},
    ports::{Database, Statement},
};

/// The same of the same clinic is told no sooner.
const SPACING: TimeDelta = TimeDelta::hours(1);
/// How long it is kept that something was told.
const KEPT: TimeDelta = TimeDelta::days(1);

/// Something that needs a person at a clinic.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Alert {
    pub org_id: OrgId,
    pub code: AttentionCode,
}

/// Notes what is there now, and gives what of it has appeared since it was last told, at most `most`. What was not noted since `before`
/// appears anew.
///
/// # Errors
/// When D1 did not answer.
pub async fn note(
    database: &dyn Database,
    present: &[Alert],
    now: DateTime<Utc>,
    before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Alert>, StoreError> {
    let statements = vec![
        statement!(
            "INSERT INTO alerts (org_id, code, appeared_at, seen_at)
             SELECT value ->> 0, value ->> 1, :now, :now FROM json_each(:present) WHERE 1
             ON CONFLICT (org_id, code) DO UPDATE SET seen_at = excluded.seen_at,
               appeared_at = CASE WHEN seen_at < :before THEN excluded.appeared_at ELSE appeared_at END",
            present = list(present)?,
            now,
            before
        ),
        statement!(
            "SELECT org_id, code FROM alerts
             WHERE seen_at = :now AND (told_at IS NULL OR (told_at < appeared_at AND told_at <= :spaced)) ORDER BY org_id, code LIMIT :most",
            now,
            spaced = now - SPACING,
            most
        ),
        statement!("DELETE FROM alerts WHERE seen_at < :before", before = now - KEPT),
    ];
    read(run(database, statements).await?.into_iter().nth(1).unwrap_or_default())
}

/// Notes that it was told.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn told(alerts: &[Alert], now: DateTime<Utc>) -> Result<Statement, StoreError> {
    Ok(statement!(
        "UPDATE alerts SET told_at = :now WHERE (org_id, code) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:alerts))",
        alerts = list(alerts)?,
        now
    ))
}

fn list(alerts: &[Alert]) -> Result<String, StoreError> {
    let pairs: Vec<_> = alerts.iter().map(|alert| json!([alert.org_id.to_string(), alert.code])).collect();
    serde_json::to_string(&pairs).map_err(|_| StoreError::Document("a list of alerts"))
}
