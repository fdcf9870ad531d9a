//! Keeping what was heard of a call.

use chrono::TimeDelta;

use super::question::NewCall;
use crate::{
    domain::id::OrgId,
    ports::Ports,
    store::{
        self, StoreError,
        clinic::{
            ClinicDatabase, calls,
            due::{self, DueWork},
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
    let settings = store::assistants::call_log_of(ports.database.as_ref(), org_id).await?;
    let Some(settings) = settings.filter(|settings| settings.retention_days > 0) else { return Ok(()) };
    let mut update = call.update.clone();
    update.summary = update.summary.filter(|_| settings.keep_summaries);
    let due_at = ports.clock.now() + LEAST_WAIT;
    clinic.transact(|transaction| {
        transaction.run(calls::record_call(&call.call_id, &update))?;
        if !call.tools.is_empty() {
            transaction.run(calls::record_tools(&call.call_id, &call.tools))?;
        }
        due::add(transaction, DueWork::Retention, due_at)
    })
}
