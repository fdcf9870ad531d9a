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

impl ToolOutcome {
    /// As it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Declined => "declined",
            Self::Failed => "failed",
        }
    }
}

/// What came of a call, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// An appointment was booked, and that was the last that was done to one.
    Booked,
    /// The same of one that was moved.
    Moved,
    /// The same of one that was cancelled.
    Cancelled,
    /// No appointment was changed, and a person took over.
    HandedOver,
    /// The caller left a message for the staff.
    Message,
    /// Something did not work, and nothing of the above came about.
    Failed,
    /// The caller was told something, and wanted nothing else.
    Informed,
    /// It ended, and nothing came of it.
    GaveUp,
}

impl CallOutcome {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Moved,
        Self::Cancelled,
        Self::HandedOver,
        Self::Message,
        Self::Failed,
        Self::Informed,
        Self::GaveUp,
    ];

    /// The word that is computed and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::HandedOver => "handed_over",
            Self::Message => "message",
            Self::Failed => "failed",
            Self::Informed => "informed",
            Self::GaveUp => "gave_up",
        }
    }

    /// The outcome that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}
