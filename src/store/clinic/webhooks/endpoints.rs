//! The endpoints that the object knows, and what is announced to them by Rust and not by a trigger.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    domain::webhook::WebhookEventType,
    ports::ClinicTransaction,
    store::{StoreError, first, statement, webhooks::Subscriber},
};

/// Makes the endpoints those that D1 has. Who was there before stays as it does.
///
/// # Errors
/// When the object's database failed.
pub fn replace_subscriptions(transaction: &dyn ClinicTransaction, now: &[Subscriber]) -> Result<(), StoreError> {
    let of = |subscriber: &Subscriber| subscriber.events.iter().map(|event| json!([event, subscriber.id])).collect();
    let pairs: Vec<Value> = now.iter().flat_map(|subscriber| -> Vec<Value> { of(subscriber) }).collect();
    let (pairs, ids) = (Value::from(pairs).to_string(), now.iter().map(|one| one.id.as_str()).collect::<Value>());
    let ids = ids.to_string();
    for statement in [
        statement!(
            "DELETE FROM webhook_subscriptions WHERE (type, endpoint_id) NOT IN (
               SELECT value ->> 0, value ->> 1 FROM json_each(:pairs))",
            pairs = pairs.as_str()
        ),
        statement!(
            "INSERT INTO webhook_subscriptions (type, endpoint_id) SELECT value ->> 0, value ->> 1 FROM json_each(:pairs) WHERE 1
             ON CONFLICT (type, endpoint_id) DO NOTHING",
            pairs = pairs.as_str()
        ),
        statement!(
            "DELETE FROM webhook_endpoints WHERE id NOT IN (SELECT value FROM json_each(:ids))",
            ids = ids.as_str()
        ),
        statement!(
            "INSERT INTO webhook_endpoints (id) SELECT value FROM json_each(:ids) WHERE 1 ON CONFLICT (id) DO NOTHING",
            ids = ids.as_str()
        ),
    ] {
        transaction.run(statement)?;
    }
    Ok(())
}

/// Announces something to whoever is told of it, once for each `event_id`.
///
/// # Errors
/// When the object's database failed.
pub fn announce(
    transaction: &dyn ClinicTransaction,
    (event, event_id): (WebhookEventType, &str),
    data: &Value,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    transaction.run(statement!(
        "INSERT INTO webhook_deliveries (endpoint_id, event_id, type, at, tried_since, data)
         SELECT endpoint_id, :event_id, type, :at, :at, :data FROM webhook_subscriptions WHERE type = :event_type
         ON CONFLICT (event_id, endpoint_id) DO NOTHING",
        event_id,
        at,
        data = data.to_string(),
        event_type = event.as_str()
    ))?;
    Ok(())
}

/// Announces something to one endpoint, whatever it is told of. Gives the delivery's id.
///
/// # Errors
/// When the object's database failed.
pub fn announce_to(
    transaction: &dyn ClinicTransaction,
    endpoint_id: &str,
    (event_type, event_id): (&str, &str),
    at: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
    }
    let inserted = transaction.run(statement!(
        "INSERT INTO webhook_deliveries (endpoint_id, event_id, type, at, tried_since, data)
         VALUES (:endpoint_id, :event_id, :event_type, :at, :at, '{}')
         ON CONFLICT (event_id, endpoint_id) DO NOTHING RETURNING id",
        endpoint_id,
        event_id,
        event_type,
        at
    ))?;
    Ok(first::<Row>(inserted)?.map(|row| row.id))
}

/// How an endpoint does.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct EndpointHealth {
    /// Nothing is sent to it before.
    #[serde(with = "ts_seconds_option")]
    pub paused_until: Option<DateTime<Utc>>,
    /// Since when it has taken nothing.
    #[serde(with = "ts_seconds_option")]
    pub failing_since: Option<DateTime<Utc>>,
}

/// How an endpoint does; as a new one if the object does not know it yet.
///
/// # Errors
/// When the object's database failed.
pub fn health(transaction: &dyn ClinicTransaction, endpoint_id: &str) -> Result<EndpointHealth, StoreError> {
    let select =
        statement!("SELECT paused_until, failing_since FROM webhook_endpoints WHERE id = :endpoint_id", endpoint_id);
    Ok(first(transaction.run(select)?)?.unwrap_or_default())
}
