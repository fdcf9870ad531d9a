//! Keeping what was heard of a call.

use chrono::{DateTime, TimeDelta, Utc};

use super::question::NewCall;
use crate::{
    domain::{assistant::CallLogSettings, id::OrgId},
    ports::Ports,
    store::{
        self, StoreError,
        clinic::{
            ClinicDatabase, calls,
            due::{self, DueWork},
            seen,
        },
    },
};

/// What is kept is compared with how long the clinic keeps it this long after the first of it, or when its time is over, if that is
/// later.
pub(super) const LEAST_WAIT: TimeDelta = TimeDelta::hours(1);

/// Keeps what was heard of a call, if the clinic wants that now. Who heard it may know the clinic as it was minutes ago.
///
/// # Errors
/// When D1 or the object's database did not answer.
pub async fn record_call(
    ports: &Ports,
    org_id: OrgId,
    clinic: &ClinicDatabase,
    call: &NewCall,
) -> Result<(), StoreError> {
    // An org that is gone keeps nothing.
    let Some(settings) = store::assistants::call_log_of(ports.database.as_ref(), org_id).await? else { return Ok(()) };
    keep_call(clinic, settings, call, ports.clock.now())
}

/// The same by settings that are known, in an object that knows its clinic; says whether it does. If not, nothing is kept.
///
/// # Errors
/// When the object's database failed.
pub fn keep_call_here(
    clinic: &ClinicDatabase,
    settings: CallLogSettings,
    call: &NewCall,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let is_known = clinic.read(|transaction| seen::last(transaction, seen::STATUS))?.is_some();
    if is_known {
        keep_call(clinic, settings, call, now)?;
    }
    Ok(is_known)
}

fn keep_call(
    clinic: &ClinicDatabase,
    settings: CallLogSettings,
    call: &NewCall,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if settings.retention_days == 0 {
        return Ok(());
    }
    let mut update = call.update.clone();
    update.summary = update.summary.filter(|_| settings.keep_summaries);
    clinic.transact(|transaction| {
        for statement in calls::record_call(&call.call_id, &update) {
            transaction.run(statement)?;
        }
        if !call.tools.is_empty() {
            transaction.run(calls::record_tools(&call.call_id, &call.tools))?;
        }
        due::add(transaction, DueWork::Retention, now + LEAST_WAIT)
    })
}
