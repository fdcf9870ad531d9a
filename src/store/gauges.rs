//! How the deployment is now, over all clinics: for the operator's metrics. A handful of statements, however many clinics there are.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use serde::Deserialize;

use super::{
    Batch, StatementPosition, StoreError, first,
    metrics::{self, Totals},
    read, statement,
    sweep_runs::{self, SweepRuns},
};
use crate::{
    domain::clinic_summary::OVERDUE,
    ports::{Database, Statement},
};

/// How many there are of something, by what tells them apart.
#[derive(Clone, Debug, Deserialize)]
pub struct Counted {
    pub first: String,
    #[serde(default)]
    pub second: Option<String>,
    pub count: i64,
    /// Of how many things in all, where there can be several of one.
    #[serde(default)]
    pub things: i64,
    /// Since when, of the oldest.
    #[serde(default, with = "ts_seconds_option")]
    pub since: Option<DateTime<Utc>>,
}

/// What the clinics' objects told of themselves last.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Told {
    /// How many have told anything.
    pub clinics: i64,
    /// Work for vendors that was due, and how long the oldest of it had been.
    pub work_waiting: i64,
    pub work_oldest_seconds: i64,
    /// How many did not wake up when they said they would, and since when the first of them.
    pub overdue: i64,
    #[serde(default, with = "ts_seconds_option")]
    pub overdue_since: Option<DateTime<Utc>>,
}

/// Route documents that wait to be published.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Unpublished {
    pub count: i64,
    #[serde(default, with = "ts_seconds_option")]
    pub since: Option<DateTime<Utc>>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Gauges {
    pub totals: Option<Totals>,
    /// Orgs by their status.
    pub orgs: Vec<Counted>,
    pub told: Told,
    /// Clinics with a trouble, by its code.
    pub troubles: Vec<Counted>,
    /// Accounts that have to be connected again, by vendor and purpose.
    pub reconnects: Vec<Counted>,
    pub unpublished: Unpublished,
    pub sweeps: Option<SweepRuns>,
}

/// Reads all of it in one batch.
///
/// # Errors
/// When the database did not answer.
pub async fn read_all(database: &dyn Database, now: DateTime<Utc>) -> Result<Gauges, StoreError> {
    let mut batch = Batch::default();
    let positions: [StatementPosition; 7] =
        [metrics::totals(), orgs(), told(now), troubles(now), reconnects(), unpublished(now), sweep_runs::select()]
            .map(|statement| batch.add(statement));
    let [totals, orgs, told, troubles, reconnects, unpublished, sweeps] = positions;
    let mut results = batch.run(database).await?;
    Ok(Gauges {
        totals: metrics::found_totals(results.take(totals))?,
        orgs: read(results.take(orgs))?,
        told: first(results.take(told))?.unwrap_or_default(),
        troubles: read(results.take(troubles))?,
        reconnects: read(results.take(reconnects))?,
        unpublished: first(results.take(unpublished))?.unwrap_or_default(),
        sweeps: sweep_runs::found(results.take(sweeps))?,
    })
}

fn orgs() -> Statement {
    statement!("SELECT status AS first, count(*) AS count FROM orgs GROUP BY 1")
}

fn told(now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT count(*) AS clinics, coalesce(sum(work_waiting), 0) AS work_waiting,
           coalesce(max(work_oldest_seconds), 0) AS work_oldest_seconds, coalesce(sum(next_due < :overdue), 0) AS overdue,
           min(CASE WHEN next_due < :overdue THEN next_due END) AS overdue_since FROM clinic_summaries",
        overdue = now - OVERDUE
    )
}

fn troubles(now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT value ->> '$.code' AS first, count(*) AS count, sum(value ->> '$.count') AS things
         FROM clinic_summaries CROSS JOIN json_each(troubles) WHERE coalesce(value ->> '$.until' > :now, 1) GROUP BY 1",
        now
    )
}

fn reconnects() -> Statement {
    statement!(
        "SELECT service_type AS first, purpose AS second, count(*) AS count, min(updated_at) AS since
         FROM integration_settings WHERE status = 'needs_reconnect' GROUP BY 1, 2"
    )
}

fn unpublished(now: DateTime<Utc>) -> Statement {
    statement!("SELECT count(*) AS count, min(created_at) AS since FROM route_publications WHERE due_at <= :now", now)
}
