//! What the clinics' objects have counted: by clinic and day, and the sum of everything.

use chrono::{DateTime, TimeDelta, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, clinic::metrics::DayCounts, documents::text, first, nested, read, statement};
use crate::{
    domain::{
        id::OrgId,
        metrics::{Counts, DAYS_KEPT},
    },
    ports::{Rows, Statement},
};

/// Rows that one sweep folds into the older ones.
const MOST_FOLDED: i64 = 500;
/// Orgs of which each can be counted by itself.
pub const MOST_ORGS: i64 = 500;

/// Takes over a day of a clinic, to be run in this order in one batch: the sum of everything grows by what is new, and the day becomes the
/// greater of what is there and what is told. So the same told again changes nothing.
///
/// # Errors
/// When the counts cannot be written as JSON.
pub fn tell(org_id: OrgId, told: &DayCounts) -> Result<[Statement; 2], StoreError> {
    let counts = text(&told.counts)?;
    Ok([grow_totals(org_id, told, &counts), join_day(org_id, told, &counts)])
}

fn grow_totals(org_id: OrgId, told: &DayCounts, counts: &str) -> Statement {
    statement!(
        "UPDATE metric_totals SET counts = (
           SELECT json_group_object(key, CAST(total AS INTEGER)) FROM (SELECT key, sum(value) AS total FROM (
             SELECT key, value FROM json_each(metric_totals.counts)
             UNION ALL
             SELECT told.key, max(told.value - coalesce(
               (SELECT known.value FROM metric_days d CROSS JOIN json_each(d.counts) known
                WHERE d.org_id = :org AND d.day = :day AND known.key = told.key), 0), 0)
             FROM json_each(:counts) told) GROUP BY key))
         WHERE id = 1 AND EXISTS (SELECT 1 FROM orgs WHERE id = :org)",
        org = org_id,
        day = told.day.to_string(),
        counts
    )
}

fn join_day(org_id: OrgId, told: &DayCounts, counts: &str) -> Statement {
    statement!(
        "INSERT INTO metric_days (org_id, day, counts) SELECT id, :day, :counts FROM orgs WHERE id = :org
         ON CONFLICT (org_id, day) DO UPDATE SET counts = (
           SELECT json_group_object(key, most) FROM (SELECT key, max(value) AS most FROM (
             SELECT key, value FROM json_each(metric_days.counts) UNION ALL SELECT key, value FROM json_each(excluded.counts))
             GROUP BY key))",
        org = org_id,
        day = told.day.to_string(),
        counts
    )
}

/// Adds some of the days that are kept no longer to their clinics' older ones, and deletes them; to be run in one batch.
pub fn fold(now: DateTime<Utc>) -> [Statement; 2] {
    let before = (now - TimeDelta::days(DAYS_KEPT)).date_naive().to_string();
    [add_to_older(&before), delete_folded(&before)]
}

fn add_to_older(before: &str) -> Statement {
    statement!(
        "INSERT INTO metric_days (org_id, day, counts)
         SELECT org_id, 'older', json_group_object(key, CAST(total AS INTEGER)) FROM (
           SELECT org_id, key, sum(value) AS total FROM (
             SELECT org_id, counts FROM metric_days WHERE day < :before ORDER BY day, org_id LIMIT :most) CROSS JOIN json_each(counts)
           GROUP BY org_id, key) WHERE true GROUP BY org_id
         ON CONFLICT (org_id, day) DO UPDATE SET counts = (
           SELECT json_group_object(key, CAST(total AS INTEGER)) FROM (SELECT key, sum(value) AS total FROM (
             SELECT key, value FROM json_each(metric_days.counts) UNION ALL SELECT key, value FROM json_each(excluded.counts))
             GROUP BY key))",
        before,
        most = MOST_FOLDED
    )
}

fn delete_folded(before: &str) -> Statement {
    statement!(
        "DELETE FROM metric_days WHERE (org_id, day) IN (
           SELECT org_id, day FROM metric_days WHERE day < :before ORDER BY day, org_id LIMIT :most)",
        before,
        most = MOST_FOLDED
    )
}

/// Everything that any clinic ever told.
#[derive(Clone, Debug, Deserialize)]
pub struct Totals {
    /// When counting began.
    #[serde(with = "ts_seconds")]
    pub since: DateTime<Utc>,
    #[serde(deserialize_with = "nested")]
    pub counts: Counts,
}

/// The sum of everything; [`found_totals`] reads it.
pub fn totals() -> Statement {
    statement!("SELECT since, counts FROM metric_totals WHERE id = 1")
}

/// What [`totals`] found.
///
/// # Errors
/// When the row is not what this version writes.
pub fn found_totals(rows: Rows) -> Result<Option<Totals>, StoreError> {
    first(rows)
}

/// A count of one org.
#[derive(Clone, Debug, Deserialize)]
pub struct OrgCount {
    pub org_id: OrgId,
    pub name: String,
    pub count: i64,
}

/// How many orgs there are, up to one more than can be counted one by one.
pub fn count_orgs() -> Statement {
    statement!("SELECT count(*) AS count FROM (SELECT 1 FROM orgs LIMIT :most)", most = MOST_ORGS + 1)
}

/// What [`count_orgs`] found.
///
/// # Errors
/// When the row is not what this version writes.
pub fn found_orgs(rows: Rows) -> Result<i64, StoreError> {
    #[derive(Default, Deserialize)]
    struct Row {
        count: i64,
    }
    Ok(first::<Row>(rows)?.unwrap_or_default().count)
}

/// Some counts of each org, by org and name: of those whose names begin with one of these words.
///
/// # Errors
/// When the words cannot be written as JSON.
pub fn by_org(words: &[&str]) -> Result<Statement, StoreError> {
    Ok(statement!(
        "SELECT org_id, key AS name, CAST(sum(value) AS INTEGER) AS count FROM metric_days CROSS JOIN json_each(counts)
         WHERE substr(key, 1, instr(key || '/', '/') - 1) IN (SELECT word.value FROM json_each(:words) word)
         GROUP BY org_id, key ORDER BY org_id, key",
        words = text(&words)?
    ))
}

/// What [`by_org`] found.
///
/// # Errors
/// When a row is not what this version writes.
pub fn found_by_org(rows: Rows) -> Result<Vec<OrgCount>, StoreError> {
    read(rows)
}
