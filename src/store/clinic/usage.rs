//! What happened at the clinic in some time, for reports: by quarters of an hour, from which the days and hours of any zone are made up,
//! and how long tools took by day. As far as it is still kept.

use chrono::{DateTime, NaiveDate, Utc, serde::ts_seconds};
use serde::Deserialize;
use serde_json::json;

use super::calls::outcome;
use crate::{
    domain::{id::ids_around, schedule::Interval},
    ports::{ClinicTransaction, Statement},
    store::{StoreError, read, statement},
};

/// Calls that began in a quarter of an hour.
#[derive(Clone, Debug, Deserialize)]
pub struct CallsOfQuarter {
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
    pub calls: i64,
    /// Of them, in how many an appointment was booked, a person took over, or nothing came about.
    pub booked: i64,
    pub handed_over: i64,
    pub gave_up: i64,
    pub cost_micros: i64,
}

/// Texts that were written in a quarter of an hour, and left or may leave.
#[derive(Clone, Debug, Deserialize)]
pub struct TextsOfQuarter {
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
    pub texts: i64,
    pub segments: i64,
}

/// How long the tools of a day's calls took, in milliseconds: no more than that in so many of a hundred cases.
#[derive(Clone, Debug, Deserialize)]
pub struct ToolTimes {
    pub day: NaiveDate,
    pub p50: i64,
    pub p95: i64,
}

/// The calls that began in `time`, in order.
///
/// # Errors
/// When the object's database failed.
pub fn calls(transaction: &dyn ClinicTransaction, time: Interval) -> Result<Vec<CallsOfQuarter>, StoreError> {
    read(transaction.run(statement!(
        concat!(
            "SELECT CAST(began_at / 900 AS INTEGER) * 900 AS at, count(*) AS calls, coalesce(sum(outcome = 'booked'), 0) AS booked,
               coalesce(sum(outcome = 'handed_over'), 0) AS handed_over, coalesce(sum(outcome = 'gave_up'), 0) AS gave_up,
               sum(cost) AS cost_micros
             FROM (SELECT began_at, coalesce(cost_micros, 0) AS cost, ",
            outcome!(),
            " AS outcome FROM calls WHERE began_at >= :start AND began_at < :end AND erased_at IS NULL)
             GROUP BY 1 ORDER BY 1"
        ),
        start = time.start,
        end = time.end
    ))?)
}

/// The texts that were written in `time`, in order.
///
/// # Errors
/// When the object's database failed.
pub fn texts(transaction: &dyn ClinicTransaction, time: Interval) -> Result<Vec<TextsOfQuarter>, StoreError> {
    let [first_id, last_id] = ids_around(time);
    read(transaction.run(statement!(
        "SELECT CAST(created_at / 900 AS INTEGER) * 900 AS at, count(*) AS texts, sum(segments) AS segments FROM messages
         WHERE id >= :first_id AND id < :last_id AND created_at >= :start AND created_at < :end
           AND status NOT IN ('suppressed', 'capped', 'cancelled')
         GROUP BY 1 ORDER BY 1",
        first_id,
        last_id,
        start = time.start,
        end = time.end
    ))?)
}

/// How long tools took on each of these days, of those on which any was run.
///
/// # Errors
/// When the object's database failed.
pub fn tool_times(
    transaction: &dyn ClinicTransaction,
    days: &[(NaiveDate, Interval)],
) -> Result<Vec<ToolTimes>, StoreError> {
    read(transaction.run(percentiles(days))?)
}

fn percentiles(days: &[(NaiveDate, Interval)]) -> Statement {
    let days: Vec<_> =
        days.iter().map(|(day, time)| json!([day, time.start.timestamp(), time.end.timestamp()])).collect();
    statement!(
        "SELECT day, min(CASE WHEN place * 100 >= total * 50 THEN millis END) AS p50,
           min(CASE WHEN place * 100 >= total * 95 THEN millis END) AS p95
         FROM (SELECT day, millis, row_number() OVER (PARTITION BY day ORDER BY millis) AS place, count(*) OVER (PARTITION BY day) AS total
           FROM (SELECT value ->> 0 AS day, t.millis
             FROM json_each(:days) CROSS JOIN calls ON began_at >= (value ->> 1) AND began_at < (value ->> 2)
             CROSS JOIN call_tools t ON t.call_id = calls.call_id WHERE erased_at IS NULL))
         GROUP BY day ORDER BY day",
        days = serde_json::Value::Array(days).to_string()
    )
}
