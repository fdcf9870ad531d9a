//! Settings documents that admins write: how the first thing wrong with one is reported.

use core::{fmt, ops::RangeInclusive};

use serde::{Deserialize, Deserializer, de::IgnoredAny};

/// The first thing wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct DocumentError {
    /// Where, as a path into the document: `weekly.monday[0].close`.
    pub field: String,
    /// What is wrong with it or would be right, to be read after the path: `must be from 5 to 720`.
    pub reason: String,
}

impl DocumentError {
    pub(crate) fn new(field: impl fmt::Display, reason: impl Into<String>) -> Self {
        Self { field: field.to_string(), reason: reason.into() }
    }

    /// The same for a document that is the member `name` of another.
    #[must_use]
    pub fn within(self, name: &str) -> Self {
        let field = if self.field.is_empty() { name.to_owned() } else { format!("{name}.{}", self.field) };
        Self { field, ..self }
    }
}

/// Whether a number keeps its limits.
pub(crate) fn within(field: &str, value: impl Into<u32>, limits: &RangeInclusive<u32>) -> Result<(), DocumentError> {
    if limits.contains(&value.into()) {
        return Ok(());
    }
    Err(DocumentError::new(field, format!("must be from {} to {}", limits.start(), limits.end())))
}

/// Reads what is answered only, whatever it is, so that a document that was read can be sent back.
pub(crate) fn ignored<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<Option<T>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| None)
}
