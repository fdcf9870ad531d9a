//! What other systems of the clinic are told, as it stands in its object. Triggers of the schema write most of it.

mod attempts;
mod endpoints;
mod facts;
mod listing;

pub use attempts::{Attempt, close, delivery, keep_back, let_go, record, withdraw};
pub use endpoints::{EndpointHealth, announce, announce_to, health, replace_subscriptions};
pub use facts::{PatientFacts, facts};
pub use listing::{DeliveryFilter, list, one, replay, replay_failed};

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use crate::{domain::webhook::DeliveryState, store::nested};

/// One event for one endpoint.
#[derive(Clone, Debug, Deserialize)]
pub struct Delivery {
    pub id: i64,
    pub endpoint_id: String,
    /// What the receiver knows it by, at every attempt.
    pub event_id: String,
    #[serde(rename = "type")]
    pub event_type: String,
    /// When it happened.
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
    pub appointment_id: Option<String>,
    pub call_id: Option<String>,
    pub message_id: Option<String>,
    /// What is told of it, without anything of a patient.
    #[serde(deserialize_with = "nested")]
    pub data: serde_json::Map<String, serde_json::Value>,
    pub state: DeliveryState,
    /// From when its attempts are reckoned.
    #[serde(with = "ts_seconds")]
    pub tried_since: DateTime<Utc>,
    pub attempts: i64,
    #[serde(with = "ts_seconds_option")]
    pub attempted_at: Option<DateTime<Utc>>,
    /// Of the last answer.
    pub status_code: Option<i64>,
    /// Why the last attempt failed.
    pub reason: Option<String>,
    /// When it is tried next, if it is.
    #[serde(default, with = "ts_seconds_option")]
    pub due_at: Option<DateTime<Utc>>,
}
