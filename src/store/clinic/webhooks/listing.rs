//! What an org sees of its deliveries, and telling something once more.

use chrono::{DateTime, Utc};

use super::Delivery;
use crate::{
    domain::webhook::DeliveryState,
    ports::{ClinicTransaction, Database},
    store::{StoreError, first, read, run_one, statement},
};

/// Which deliveries.
#[derive(Clone, Copy, Debug)]
pub struct DeliveryFilter<'a> {
    /// Those of one endpoint.
    pub endpoint_id: Option<&'a str>,
    pub state: Option<DeliveryState>,
}

/// A delivery with when it is tried next.
macro_rules! with_due {
    ($condition:literal) => {
        concat!(
            "SELECT d.*, (SELECT max(o.due_at, coalesce(o.leased_until, 0)) FROM outbox o
               WHERE o.kind = 'webhook.deliver' AND o.subject = CAST(d.id AS TEXT) AND d.state = 'waiting') AS due_at
             FROM webhook_deliveries d WHERE ",
            $condition
        )
    };
}

/// The deliveries before `cursor`, newest first, at most `limit`.
///
/// # Errors
/// When the database did not answer.
pub async fn list(
    database: &dyn Database,
    filter: DeliveryFilter<'_>,
    cursor: Option<i64>,
    limit: i64,
) -> Result<Vec<Delivery>, StoreError> {
    let select = statement!(
        with_due!(
            "d.id < coalesce(:cursor, 9007199254740991) AND (:endpoint_id IS NULL OR d.endpoint_id = :endpoint_id)
               AND (:state IS NULL OR d.state = :state)
             ORDER BY d.id DESC LIMIT :limit"
        ),
        endpoint_id = filter.endpoint_id,
        state = filter.state.map(DeliveryState::as_str),
        cursor,
        limit
    );
    read(run_one(database, select).await?)
}

/// One of an endpoint's deliveries.
///
/// # Errors
/// When the object's database failed.
pub fn one(transaction: &dyn ClinicTransaction, endpoint_id: &str, id: i64) -> Result<Option<Delivery>, StoreError> {
    let select = statement!(with_due!("d.id = CAST(:id AS INTEGER) AND d.endpoint_id = :endpoint_id"), endpoint_id, id);
    first(transaction.run(select)?)
}

/// Has a delivery told once more, from now on as if it had just happened, with the id that it had.
///
/// # Errors
/// When the object's database failed.
pub fn replay(transaction: &dyn ClinicTransaction, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    for statement in [
        statement!(
            "UPDATE webhook_deliveries SET state = 'waiting', tried_since = :now, attempts = 0, reason = NULL WHERE id = :id",
            id,
            now
        ),
        statement!(
            "INSERT INTO outbox (kind, subject, due_at) SELECT 'webhook.deliver', CAST(id AS TEXT), :now FROM webhook_deliveries
             WHERE id = :id
             ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, due_at = excluded.due_at",
            id,
            now
        ),
    ] {
        transaction.run(statement)?;
    }
    Ok(())
}

/// The oldest deliveries of an endpoint that failed of what happened since a moment, at most `most`.
///
/// # Errors
/// When the object's database failed.
pub fn replay_failed(
    transaction: &dyn ClinicTransaction,
    (endpoint_id, since): (&str, DateTime<Utc>),
    most: i64,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let select = statement!(
        with_due!("d.endpoint_id = :endpoint_id AND d.state = 'failed' AND d.at >= :since ORDER BY d.id LIMIT :most"),
        endpoint_id,
        since,
        most
    );
    let failed: Vec<Delivery> = read(transaction.run(select)?)?;
    failed.iter().try_for_each(|delivery| replay(transaction, delivery.id, now))?;
    Ok(failed.len())
}
