//! Deleting what the clinic no longer keeps.

use chrono::TimeDelta;

use super::object::{ClinicObject, LEAST_WAIT};
use crate::{
    domain::id::OrgId,
    store::{
        StoreError,
        clinic::{
            calls,
            due::{self, DueWork},
        },
    },
};

/// When something is tried again that failed.
const RETRY: TimeDelta = TimeDelta::minutes(1);

impl ClinicObject {
    /// Deletes some of what the clinic no longer keeps, and has the object wake up when there is more to delete.
    pub(super) async fn retain(&self, org_id: OrgId) -> Result<(), StoreError> {
        // The calls of an org that is gone go as those of an org that has set nothing.
        let settings = self.call_log_settings(org_id).await?.unwrap_or_default();
        let now = self.ports.clock.now();
        self.transact(|transaction| {
            let more_at = calls::expire(transaction, settings, now)?;
            // Calls whose time is over one after another go together, once an hour.
            let due_at = more_at.map(|at| if at <= now { now } else { at.max(now + LEAST_WAIT) });
            due::set(transaction, DueWork::Retention, due_at)
        })
    }

    /// Has the object wake up again in a while, whatever it could not do. What is due stays on its list as it is, so this needs nothing of
    /// the schema. An alarm that failed itself would be dropped for good after some tries.
    pub(super) fn put_off(&self) {
        let at = self.ports.clock.now() + RETRY;
        // What fails here too is left to whoever asks next, and to the poke of the cron.
        let _ = self.transact(|transaction| Ok(transaction.wake_at(at)?));
    }
}
