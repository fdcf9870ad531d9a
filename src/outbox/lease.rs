//! Keeping work from others while it is done.

use chrono::TimeDelta;

use crate::{
    ports::Ports,
    store::{
        StoreError,
        clinic::{
            ClinicContext,
            outbox::{self, Work},
        },
    },
};

/// How long work is kept from others: longer than a handler takes with all its requests.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Claims deliveries to other systems that are due, so that no more than `most` are under way.
pub async fn claim_deliveries(ports: &Ports, context: &ClinicContext, most: i64) -> Result<Vec<Work>, StoreError> {
    let now = ports.clock.now();
    outbox::claim_deliveries(context.clinic.as_ref(), now, now + LEASE, most).await
}

/// Claims up to `most` pieces of what is due.
pub async fn claim_due(ports: &Ports, context: &ClinicContext, most: i64) -> Result<Vec<Work>, StoreError> {
    let now = ports.clock.now();
    outbox::claim(context.clinic.as_ref(), now, now + LEASE, most).await
}
