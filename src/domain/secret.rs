//! Text that must never be printed.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A secret string: wiped when dropped, redacted in `Debug`, without `Display`.
///
/// It can be deserialized from a request and serialized into a document that is about to be sealed; responses never hold one.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself. Every call of this is a place to look at when asking where secrets go.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, for a person to recognise a credential by; nothing of one shorter than 12 characters.
    pub fn last_four(&self) -> Option<String> {
        let count = self.0.chars().count();
        (count >= 12).then(|| self.0.chars().skip(count - 4).collect())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("canary-secret")), "[redacted]");
    }

    #[test]
    fn the_hint_is_four_characters_and_only_of_long_secrets() {
        assert_eq!(Secret::new("a-long-enough-token").last_four().as_deref(), Some("oken"));
        assert_eq!(Secret::new("short").last_four(), None);
    }
}
