//! What a change expects to find. It is asked in the very statement of the change, so that of two who read the same one is refused.

use chrono::{DateTime, Utc};

/// What a change expects to find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// Whatever is there.
    #[default]
    Anything,
    /// That nothing is stored yet.
    Nothing,
    /// What last changed at this moment. Two changes of one row never share a moment.
    Since(DateTime<Utc>),
}

impl Expected {
    /// Whether anything will do.
    pub fn is_anything(self) -> bool {
        self == Self::Anything
    }

    /// When it last changed.
    pub(super) fn changed_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Since(at) => Some(at),
            Self::Anything | Self::Nothing => None,
        }
    }
}
