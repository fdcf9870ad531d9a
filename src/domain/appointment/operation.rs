//! What can be done about an appointment.

use serde::{Deserialize, Serialize};

/// What can be done about an appointment. Receipts keep the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Keep its time for a few minutes.
    Hold,
    /// Make it.
    Book,
    /// Move it to another time, practitioner or service.
    Reschedule,
    /// Change what is known of the patient, and not its time.
    Amend,
    /// Give it up.
    Cancel,
    /// Look for it.
    Find,
    /// Send a text about it.
    Text,
}

impl Operation {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Book => "book",
            Self::Reschedule => "reschedule",
            Self::Amend => "amend",
            Self::Cancel => "cancel",
            Self::Find => "find",
            Self::Text => "text",
        }
    }
}
