//! Names that are spoken, as admins send them.

use crate::{
    domain::catalogue::{MAX_ALIASES, MAX_NAME_CHARS, spoken_name},
    http::Error,
};

/// A name.
pub(super) fn name(text: &str) -> Result<String, Error> {
    spoken("name", text)
}

/// The aliases beside it.
pub(super) fn aliases(texts: &[String]) -> Result<Vec<String>, Error> {
    if texts.len() > MAX_ALIASES {
        return Err(Error::invalid("aliases", format!("There may be at most {MAX_ALIASES} aliases.")));
    }
    texts.iter().enumerate().map(|(index, text)| spoken(format!("aliases[{index}]"), text)).collect()
}

fn spoken(field: impl Into<String>, text: &str) -> Result<String, Error> {
    spoken_name(text).ok_or_else(|| {
        let detail = format!(
            "This is spoken: it must be one line of 1 to {MAX_NAME_CHARS} characters, single spaces between words, with a letter or a digit."
        );
        Error::invalid(field, detail)
    })
}
