//! Calendars that could not be read when they last were asked for, for the org to see and to mend.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, read, statement};
use crate::{
    domain::id::OrgId,
    ports::{Rows, Statement},
};

/// A calendar that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CalendarFault {
    /// The calendar.
    pub calendar_id: String,
    /// What is wrong, and what to do.
    pub detail: String,
    /// Since when.
    #[serde(with = "ts_seconds")]
    pub since: DateTime<Utc>,
}

/// The calendars that this credential cannot read.
pub fn select(org_id: OrgId, credential_id: &str) -> Statement {
    statement!(
        "SELECT calendar_id, detail, since FROM calendar_faults WHERE org_id = :org AND credential_id = :credential_id
         ORDER BY calendar_id",
        org = org_id,
        credential_id
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<CalendarFault>, StoreError> {
    read(rows)
}

/// Records that this credential cannot read a calendar.
pub fn record(org_id: OrgId, credential_id: &str, calendar_id: &str, detail: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO calendar_faults (org_id, calendar_id, credential_id, detail, since)
         VALUES (:org, :calendar_id, :credential_id, :detail, :now)
         ON CONFLICT (org_id, calendar_id) DO UPDATE SET detail = excluded.detail, credential_id = excluded.credential_id,
           since = CASE WHEN credential_id = excluded.credential_id THEN since ELSE excluded.since END",
        org = org_id,
        calendar_id,
        credential_id,
        detail,
        now
    )
}

/// Records that a calendar can be read again.
pub fn clear(org_id: OrgId, calendar_id: &str) -> Statement {
    statement!(
        "DELETE FROM calendar_faults WHERE org_id = :org AND calendar_id = :calendar_id",
        org = org_id,
        calendar_id
    )
}
