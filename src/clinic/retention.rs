//! Deleting what the clinic no longer keeps.

use chrono::{DateTime, TimeDelta, Utc};

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
        retention::OrgRetention,
    },
};

impl ClinicObject {
    /// Deletes some of what the clinic no longer keeps, and notes when there is more to delete.
    pub(super) async fn retain(&self, org_id: OrgId) -> Result<(), StoreError> {
        let kept = store::retention::get(self.ports.database.as_ref(), org_id).await?;
        let now = self.ports.clock.now();
        let of_d1 = self.retain_lines_of_d1(org_id, &kept, now).await?;
        self.clinic.transact(|transaction| {
            let of_calls = calls::expire(transaction, kept.call_log, now)?;
            let of_others = expiry::expire(transaction, &kept.settings, now)?;
            // An object that has nothing itself sleeps until something happens, whatever lines its clinic has in D1.
            let has_anything = of_calls.or(of_others).is_some();
            let of_d1 = of_d1.filter(|at| has_anything || *at <= now);
            let more_at = [of_calls, of_others, of_d1].into_iter().flatten().min();
            due::set(transaction, DueWork::Retention, more_at.map(|at| next_look(at, now)))
        })
    }

    /// Deletes some of the clinic's lines about its settings, which are in D1. Says when there is more to delete.
    async fn retain_lines_of_d1(
        &self,
        org_id: OrgId,
        kept: &OrgRetention,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let over_at = kept.oldest_line.map(|oldest| oldest + kept.settings.audit() + TimeDelta::seconds(1));
        if over_at.is_none_or(|at| at > now) {
            return Ok(over_at);
        }
        let before = now - kept.settings.audit();
        let has_more = store::audit::expire(self.ports.database.as_ref(), org_id, before).await?;
        // When the oldest that is left is over is read by the next look.
        Ok(Some(if has_more { now } else { now + LEAST_WAIT }))
    }
}

/// When the object looks again: at once while there is more to delete. What ends one after another goes together, once an hour.
fn next_look(more_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if more_at <= now { now } else { more_at.max(now + LEAST_WAIT) }
}
