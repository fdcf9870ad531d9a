//! How far a text has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of a text, as its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MessageStatus)]
pub enum TextStatus {
    /// To be sent.
    Queued,
    /// Twilio is being asked to send it.
    Sending,
    /// Twilio was asked and did not answer; whether it was sent is being found out.
    Unknown,
    /// Twilio has taken it.
    Accepted,
    /// It is with the carrier.
    Sent,
    /// It has arrived.
    Delivered,
    /// It has not arrived.
    Undelivered,
    /// It could not be sent.
    Failed,
    /// Not sent: the number asked not to be texted.
    Suppressed,
    /// Not sent: the org's texts of the day were used up.
    Capped,
    /// Not sent: it was no longer wanted.
    Cancelled,
}

impl TextStatus {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Queued,
        Self::Sending,
        Self::Unknown,
        Self::Accepted,
        Self::Sent,
        Self::Delivered,
        Self::Undelivered,
        Self::Failed,
        Self::Suppressed,
        Self::Capped,
        Self::Cancelled,
    ];

    /// Whether the vendor has taken it, which costs money.
    pub const fn has_left(self) -> bool {
        matches!(self, Self::Accepted | Self::Sent | Self::Delivered | Self::Undelivered)
    }

    /// Whether it comes no further.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Delivered | Self::Undelivered | Self::Failed | Self::Suppressed | Self::Capped | Self::Cancelled => {
                true
            }
            Self::Queued | Self::Sending | Self::Unknown | Self::Accepted | Self::Sent => false,
        }
    }

    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Failed => "failed",
            Self::Suppressed => "suppressed",
            Self::Capped => "capped",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}
