//! Attempts to tell an endpoint, and what keeps them back.

use chrono::{DateTime, Utc};

use super::Delivery;
use crate::{
    domain::webhook::DeliveryState,
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, statement},
};

/// A delivery by the subject of its work.
///
/// # Errors
/// When the object's database failed.
pub fn delivery(transaction: &dyn ClinicTransaction, subject: &str) -> Result<Option<Delivery>, StoreError> {
    let select = statement!("SELECT * FROM webhook_deliveries WHERE id = CAST(:subject AS INTEGER)", subject);
    first(transaction.run(select)?)
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    pub state: DeliveryState,
    pub status_code: Option<u16>,
    /// Why it failed.
    pub reason: Option<&'a str>,
    /// Until when its endpoint is left alone.
    pub paused_until: Option<DateTime<Utc>>,
    pub at: DateTime<Utc>,
}

/// Records an attempt, and how its endpoint does by it.
///
/// # Errors
/// When the object's database failed.
pub fn record(transaction: &dyn ClinicTransaction, of: &Delivery, attempt: &Attempt<'_>) -> Result<(), StoreError> {
    transaction.run(statement!(
        "UPDATE webhook_deliveries SET state = :state, attempts = attempts + 1, attempted_at = :at, status_code = :status_code,
           reason = :reason
         WHERE id = :id",
        id = of.id,
        state = attempt.state.as_str(),
        at = attempt.at,
        status_code = attempt.status_code.map(i64::from),
        reason = attempt.reason
    ))?;
    let is_taken = attempt.state == DeliveryState::Delivered;
    transaction.run(statement!(
        "UPDATE webhook_endpoints SET paused_until = nullif(max(coalesce(paused_until, 0), coalesce(:paused_until, 0)), 0),
           failing_since = CASE WHEN :is_taken THEN NULL ELSE coalesce(failing_since, :at) END
         WHERE id = :endpoint_id",
        endpoint_id = of.endpoint_id.as_str(),
        paused_until = attempt.paused_until,
        is_taken,
        at = attempt.at
    ))?;
    Ok(())
}

/// Gives a delivery up without an attempt.
pub fn close(of: &Delivery, reason: &str) -> Statement {
    statement!(
        "UPDATE webhook_deliveries SET state = 'failed', reason = :reason WHERE id = :id AND state = 'waiting'",
        id = of.id,
        reason
    )
}

/// Puts off what a change has announced, until `until`: whoever made it does not know yet whether it stands.
pub fn keep_back(change_id: &str, until: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE outbox SET due_at = :until WHERE kind = 'webhook.deliver' AND subject IN (
           SELECT CAST(id AS TEXT) FROM webhook_deliveries WHERE event_id = :change_id)",
        change_id,
        until
    )
}

/// Has what was put off told at once, if nobody has tried it yet.
pub fn let_go(change_id: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE outbox SET due_at = :now WHERE kind = 'webhook.deliver' AND due_at > :now AND subject IN (
           SELECT CAST(id AS TEXT) FROM webhook_deliveries WHERE event_id = :change_id AND attempts = 0)",
        change_id,
        now
    )
}

/// Takes back what a change has announced that did not stand, and what taking it back has announced: to an endpoint that was not told of
/// the one, the other says nothing.
pub fn withdraw(change_id: &str, taken_back_by: &str) -> Statement {
    statement!(
        "DELETE FROM webhook_deliveries WHERE event_id IN (:change_id, :taken_back_by) AND endpoint_id NOT IN (
           SELECT endpoint_id FROM webhook_deliveries WHERE event_id = :change_id AND attempts > 0)",
        change_id,
        taken_back_by
    )
}
