//! Keeping work from others while it is done.

use chrono::TimeDelta;

use crate::{
    ports::Ports,
    store::{
        self, StoreError,
        clinic::{
            ClinicContext,
            outbox::{self, Work, WorkKind},
        },
    },
};

/// How long work is kept from others: longer than a handler takes with all its requests.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Claims up to `most` pieces of what is due.
pub async fn claim_due(ports: &Ports, context: &ClinicContext, most: i64) -> Result<Vec<Work>, StoreError> {
    let now = ports.clock.now();
    outbox::claim(context.clinic.as_ref(), now, now + LEASE, most).await
}

/// Claims one piece of work, due or not; `None` when it is not there or somebody else has it.
pub async fn claim_own(
    ports: &Ports,
    context: &ClinicContext,
    kind: WorkKind,
    subject: &str,
) -> Result<Option<Work>, StoreError> {
    let now = ports.clock.now();
    let claim = outbox::claim_own(kind, subject, now, now + LEASE);
    outbox::claimed(store::run_one(context.clinic.as_ref(), claim).await?)
}
