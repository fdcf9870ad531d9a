//! Deleting what the clinic no longer keeps.

use super::{calls::LEAST_WAIT, object::ClinicObject};
use crate::{
    domain::id::OrgId,
    store::{
        self, StoreError,
        clinic::{
            calls,
            due::{self, DueWork},
            expiry,
        },
    },
};

impl ClinicObject {
    /// Deletes some of what the clinic no longer keeps, and notes when there is more to delete.
    pub(super) async fn retain(&self, org_id: OrgId) -> Result<(), StoreError> {
        let settings = store::assistants::call_log_of(self.ports.database.as_ref(), org_id).await?;
        // The calls of an org that is gone go as those of an org that has set nothing.
        let settings = settings.unwrap_or_default();
        let now = self.ports.clock.now();
        self.clinic.transact(|transaction| {
            let of_calls = calls::expire(transaction, settings, now)?;
            let more_at = [of_calls, expiry::expire(transaction, now)?].into_iter().flatten().min();
            // What ends one after another goes together, once an hour.
            let due_at = more_at.map(|at| if at <= now { now } else { at.max(now + LEAST_WAIT) });
            due::set(transaction, DueWork::Retention, due_at)
        })
    }
}
