//! How urgent something is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How soon the clinic's staff has to see something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    #[default]
    Routine,
    /// It should not wait for its turn.
    Soon,
    /// Somebody may be in danger.
    Emergency,
}

impl Urgency {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Soon => "soon",
            Self::Emergency => "emergency",
        }
    }
}
