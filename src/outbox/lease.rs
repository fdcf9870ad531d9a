//! Keeping work from others while it is done.

use chrono::TimeDelta;

use crate::{
    domain::id::OrgId,
    ports::Ports,
    store::{
        self, StoreError,
        outbox::{Work, WorkKind},
    },
};

/// How long work is kept from others: longer than a handler takes with all its requests.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Claims up to `most` pieces of what is due, whoever left it.
pub async fn claim_due(ports: &Ports, most: i64) -> Result<Vec<Work>, StoreError> {
    let now = ports.clock.now();
    store::outbox::claim(ports.database.as_ref(), now, now + LEASE, most).await
}

/// Claims one piece of an org's work, due or not; `None` when it is not there or somebody else has it.
pub async fn claim_own(
    ports: &Ports,
    org_id: OrgId,
    kind: WorkKind,
    subject: &str,
) -> Result<Option<Work>, StoreError> {
    let now = ports.clock.now();
    let claim = store::outbox::claim_own(org_id, kind, subject, now, now + LEASE);
    store::outbox::claimed(store::run_one(ports.database.as_ref(), claim).await?)
}
