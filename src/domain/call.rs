//! Calls, as their log tells of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a call has come. Later ones never go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// It is to be made at some time.
    Scheduled,
    /// It waits to be made.
    Queued,
    /// It rings.
    Ringing,
    /// Somebody talks.
    InProgress,
    /// It is handed over.
    Forwarding,
    /// It is over.
    Ended,
}

impl CallStatus {
    /// As it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Ringing => "ringing",
            Self::InProgress => "in_progress",
            Self::Forwarding => "forwarding",
            Self::Ended => "ended",
        }
    }
}

/// What came of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolOutcome {
    /// What was asked for was done or told.
    Done,
    /// It could not be done as asked: the time is taken, something is missing.
    Declined,
    /// Something did not work.
    Failed,
}
