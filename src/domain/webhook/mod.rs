//! Webhooks of a clinic: what its other systems are told of, where, and when it is tried again.

mod schedule;
mod target;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::secret::Secret;

pub use schedule::{GIVES_UP_AFTER, Pause, next_attempt, pause_after};
pub use target::{TargetFault, TargetRules, host_of};

/// What an endpoint can be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum WebhookEventType {
    /// An appointment was made.
    #[serde(rename = "appointment.booked")]
    AppointmentBooked,
    /// It has another time, practitioner or service.
    #[serde(rename = "appointment.rescheduled")]
    AppointmentRescheduled,
    /// It was given up.
    #[serde(rename = "appointment.cancelled")]
    AppointmentCancelled,
    /// What is known of the patient was changed, and not its time.
    #[serde(rename = "appointment.changed")]
    AppointmentChanged,
    /// A call is over.
    #[serde(rename = "call.ended")]
    CallEnded,
    /// A text did not reach whom it was for.
    #[serde(rename = "message.failed")]
    MessageFailed,
    /// A vendor no longer takes the clinic's credentials.
    #[serde(rename = "integration.needs_reconnect")]
    IntegrationNeedsReconnect,
}

/// Where the deployment's operator is told of what needs a person.
#[derive(Clone, Debug)]
pub struct AlertTarget {
    pub url: String,
    pub secret: Secret,
}

/// What is sent when somebody tries an endpoint. Nobody chooses it.
pub const PING: &str = "ping";

impl WebhookEventType {
    /// All that can be chosen.
    pub const ALL: [Self; 7] = [
        Self::AppointmentBooked,
        Self::AppointmentRescheduled,
        Self::AppointmentCancelled,
        Self::AppointmentChanged,
        Self::CallEnded,
        Self::MessageFailed,
        Self::IntegrationNeedsReconnect,
    ];

    /// The word that is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AppointmentBooked => "appointment.booked",
            Self::AppointmentRescheduled => "appointment.rescheduled",
            Self::AppointmentCancelled => "appointment.cancelled",
            Self::AppointmentChanged => "appointment.changed",
            Self::CallEnded => "call.ended",
            Self::MessageFailed => "message.failed",
            Self::IntegrationNeedsReconnect => "integration.needs_reconnect",
        }
    }

    /// The one that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }
}

/// Why an endpoint gets nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// An admin has turned it off.
    Admin,
    /// It has answered 410: it wants nothing any more.
    Gone,
    /// For five days everything failed.
    Failing,
}

impl DisabledReason {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is tried when it is due.
    Waiting,
    /// The endpoint has taken it.
    Delivered,
    /// It is not tried any more, unless it is replayed.
    Failed,
}

impl DeliveryState {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}
