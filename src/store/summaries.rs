//! What the clinics' objects tell of themselves, and which of them have not woken up when they said they would.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, documents::text, first, read_sound, run_one, statement};
use crate::{
    domain::{clinic_address::ClinicAddress, clinic_summary::ClinicSummary, id::OrgId},
    ports::{Database, Statement},
};

/// No count goes further.
pub const MOST_COUNTED: u32 = 1000;

/// Writes a summary of `now`, if there is such an org and nothing newer is there.
///
/// # Errors
/// When the troubles cannot be written as JSON.
pub fn put(org_id: OrgId, summary: &ClinicSummary, now: DateTime<Utc>) -> Result<Statement, StoreError> {
    let (today, month) = (summary.today, summary.month());
    Ok(statement!(
        "INSERT INTO clinic_summaries (org_id, next_due, last_alarm_at, last_error, counted_on, calls_today, booked_today, texts_today,
           cost_micros_today, calls_month, booked_month, texts_month, cost_micros_month, troubles, work_waiting, work_oldest_seconds, updated_at)
         SELECT id, :next_due, :last_alarm_at, :last_error, :counted_on, :calls_today, :booked_today, :texts_today,
           :cost_micros_today, :calls_month, :booked_month, :texts_month, :cost_micros_month, :troubles, :work_waiting, :work_oldest_seconds, :now
         FROM orgs WHERE id = :org
         ON CONFLICT (org_id) DO UPDATE SET next_due = excluded.next_due, last_alarm_at = excluded.last_alarm_at,
           last_error = excluded.last_error, counted_on = excluded.counted_on, calls_today = excluded.calls_today,
           booked_today = excluded.booked_today, texts_today = excluded.texts_today,
           cost_micros_today = excluded.cost_micros_today, calls_month = excluded.calls_month,
           booked_month = excluded.booked_month, texts_month = excluded.texts_month,
           cost_micros_month = excluded.cost_micros_month, troubles = excluded.troubles,
           work_waiting = excluded.work_waiting, work_oldest_seconds = excluded.work_oldest_seconds, updated_at = excluded.updated_at
         WHERE excluded.updated_at >= clinic_summaries.updated_at",
        org = org_id,
        next_due = summary.next_due,
        last_alarm_at = summary.last_alarm_at,
        last_error = summary.last_error.as_deref(),
        counted_on = summary.counted_on.to_string(),
        calls_today = today.calls,
        booked_today = today.booked,
        texts_today = today.texts,
        cost_micros_today = today.cost_micros,
        calls_month = month.calls,
        booked_month = month.booked,
        texts_month = month.texts,
        cost_micros_month = month.cost_micros,
        troubles = text(&summary.troubles)?,
        work_waiting = summary.backlog.waiting,
        work_oldest_seconds = summary.backlog.oldest_seconds,
        now
    ))
}

/// An object that should have woken up.
#[derive(Clone, Debug, Deserialize)]
pub struct OverdueClinic {
    #[serde(flatten)]
    pub address: ClinicAddress,
    /// By when it should have.
    #[serde(with = "ts_seconds")]
    pub next_due: DateTime<Utc>,
}

/// Takes some of those that should have woken up before `overdue` and were not taken since `retry`. Whoever has waited longest goes first,
/// be it since it should have woken up or since it was last taken.
///
/// # Errors
/// When the database did not answer.
pub async fn claim_overdue(
    database: &dyn Database,
    overdue: DateTime<Utc>,
    retry: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<OverdueClinic>, StoreError> {
    let update = statement!(
        "UPDATE clinic_summaries SET poked_at = :now WHERE org_id IN (
           SELECT org_id FROM clinic_summaries WHERE next_due < :overdue AND coalesce(poked_at, 0) <= :retry
           ORDER BY max(next_due, coalesce(poked_at, 0)) LIMIT :limit)
         RETURNING org_id, next_due,
           (SELECT jurisdiction FROM orgs WHERE id = org_id) AS jurisdiction, (SELECT zone FROM orgs WHERE id = org_id) AS zone",
        overdue,
        retry,
        now,
        limit
    );
    Ok(read_sound(run_one(database, update).await?).0)
}

/// How many should have woken up before `overdue`, up to [`MOST_COUNTED`].
///
/// # Errors
/// When the database did not answer.
pub async fn count_overdue(database: &dyn Database, overdue: DateTime<Utc>) -> Result<u32, StoreError> {
    #[derive(Default, Deserialize)]
    struct Row {
        count: u32,
    }
    let select = statement!(
        "SELECT count(*) AS count FROM (SELECT 1 FROM clinic_summaries WHERE next_due < :overdue LIMIT :most)",
        overdue,
        most = i64::from(MOST_COUNTED)
    );
    Ok(first::<Row>(run_one(database, select).await?)?.unwrap_or_default().count)
}
