//! Who does something through the API, as whoever vouches for them says.

use std::sync::Arc;

use super::line::single_line_limited;

/// As `OpenID` Connect Core 1.0 section 2 limits `sub`. Names are as long at most.
const MAX_CHARS: usize = 255;

/// A person or a program that has proven who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The `sub` by which whoever vouches for them knows them, at most 255 characters.
    pub id: Arc<str>,
    /// What people call them: a name or an e-mail address, on one line of at most 255 characters.
    pub name: Option<Arc<str>>,
}

impl Principal {
    /// Somebody of this `sub`, of which characters beyond the first 255 are cut off.
    pub fn new(id: &str, name: Option<&str>) -> Self {
        let name = name.map(|name| single_line_limited(name, MAX_CHARS)).filter(|name| !name.is_empty());
        Self { id: id.chars().take(MAX_CHARS).collect::<String>().into(), name: name.map(Into::into) }
    }

    /// What to call them: their name, or else the `sub`.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}
