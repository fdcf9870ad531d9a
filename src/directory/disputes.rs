//! What calls show: one org's number was called, and another org has mapped the id or the SIP name that came with it. The owner of the
//! number is served. Whose the id is, is for the operator to decide.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Directory, Resolution};
use crate::{
    cache::Cache,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
        signals::{self, SignalDispute},
    },
    log::{self, Level},
    ports::{Background, Ports},
    store::{
        self,
        claim_disputes::{self, DisputeSource, WantedClaim, WantedMapping},
    },
};

/// Disputes that an isolate remembers. Each is noted once in this time, however many calls show it.
const MOST_REMEMBERED: usize = 1_000;
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// When each dispute was last noted: whose number, who has mapped what came with it.
pub(super) struct NotedDisputes(Cache<(OrgId, OrgId), DateTime<Utc>>);

impl Default for NotedDisputes {
    fn default() -> Self {
        Self(Cache::new(MOST_REMEMBERED))
    }
}

impl NotedDisputes {
    fn is_due(&self, dispute: &SignalDispute, now: DateTime<Utc>) -> bool {
        let key = (dispute.owner, dispute.holder);
        let is_due = self.0.get(&key).is_none_or(|noted| noted + NOTED_EVERY <= now);
        if is_due {
            self.0.put(key, now, 1);
        }
        is_due
    }
}

impl Directory {
    /// Takes note that the clinic whose number was called has proven the call.
    pub fn trust(&self, resolution: &mut Resolution, background: &Arc<dyn Background>) {
        resolution.is_of_stranger = false;
        self.note_dispute(resolution.keys(), &resolution.routes(), background);
    }

    /// Tells the operator behind the answer of what a call shows that was proven to be the platform's or the clinic's.
    pub(super) fn note_dispute(
        &self,
        keys: &[RouteKey],
        routes: &[Option<Arc<Route>>],
        background: &Arc<dyn Background>,
    ) {
        let Some(dispute) = signals::disputed(keys, routes) else { return };
        let now = self.ports.clock.now();
        if !self.disputes.is_due(&dispute, now) {
            return;
        }
        let (owner, holder) = (dispute.owner.to_string(), dispute.holder.to_string());
        let fields = [("org_id", owner.as_str()), ("claimed_by", holder.as_str())];
        log::write(self.ports.log.as_ref(), Level::Warn, "route.claim_disputed", &fields);
        let directory = self.clone();
        background.spawn(Box::pin(async move {
            if let Err(error) = note(&directory.ports, &dispute, now).await {
                directory.warn("route.dispute_not_noted", &error.to_string());
            }
        }));
    }
}

/// The owner of the number wants what came with it.
async fn note(ports: &Ports, dispute: &SignalDispute, now: DateTime<Utc>) -> Result<(), store::StoreError> {
    let wanted = WantedMapping { number: Some(dispute.number.as_str().to_owned()), ..WantedMapping::default() };
    let claim = WantedClaim { id: ports.new_id()?.to_string(), claim: &dispute.held, wanted: &wanted };
    let statements = claim_disputes::note(dispute.owner, &[claim], DisputeSource::Call, now)?;
    store::run(ports.database.as_ref(), statements.into()).await.map(drop)
}
