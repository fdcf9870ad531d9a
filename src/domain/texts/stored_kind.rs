//! What a stored text is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TextKind;

/// What a stored text is: one to a patient about an appointment, or one to staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MessageKind)]
pub enum StoredTextKind {
    /// An appointment was booked.
    Confirmation,
    /// It was moved.
    Change,
    /// It was cancelled.
    Cancellation,
    /// It is coming.
    Reminder,
    /// To staff: a caller has left a message.
    Staff,
}

impl StoredTextKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Confirmation, Self::Change, Self::Cancellation, Self::Reminder, Self::Staff];

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => TextKind::Confirmation.as_str(),
            Self::Change => TextKind::Change.as_str(),
            Self::Cancellation => TextKind::Cancellation.as_str(),
            Self::Reminder => TextKind::Reminder.as_str(),
            Self::Staff => "staff",
        }
    }
}

impl From<TextKind> for StoredTextKind {
    fn from(kind: TextKind) -> Self {
        match kind {
            TextKind::Confirmation => Self::Confirmation,
            TextKind::Change => Self::Change,
            TextKind::Cancellation => Self::Cancellation,
            TextKind::Reminder => Self::Reminder,
        }
    }
}
