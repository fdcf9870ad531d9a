//! Checks of single fields that more than one resource has.

use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::Error;
use crate::domain::secret::Secret;

/// What may be absent, and not null.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// One line of visible characters, without the space around it.
pub(crate) fn line(field: &'static str, text: &str, most: usize) -> Result<String, Error> {
    let text = text.trim();
    let visible = !text.is_empty() && text.chars().all(|c| !c.is_control());
    if visible && text.chars().count() <= most {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid(field, format!("This must have 1 to {most} characters on one line.")))
    }
}

/// Google's id of a calendar. Its `primary` means another calendar to everybody who asks.
pub(crate) fn calendar_id(text: &str) -> Result<String, Error> {
    let id = line("calendar_id", text, 255)?;
    if id == "primary" || id.contains(char::is_whitespace) {
        let detail = "Give the calendar's own id; for an account's main calendar that is its e-mail address.";
        return Err(Error::invalid("calendar_id", detail));
    }
    Ok(id)
}

/// A UUID, in the form in which ids are stored.
pub(crate) fn uuid(field: &'static str, text: &str) -> Result<String, Error> {
    let id = Uuid::try_parse(text).map_err(|_| Error::invalid(field, "This must be an id, a UUID."))?;
    Ok(id.to_string())
}

/// A name of 1 to 200 characters, without the space around it.
pub(crate) fn name(field: &'static str, text: &str) -> Result<String, Error> {
    let text = text.trim();
    let printable = text.chars().all(|c| !c.is_control());
    if (1..=200).contains(&text.chars().count()) && printable {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid(field, "This must have 1 to 200 characters, none of them a control character."))
    }
}

/// A secret that can be sent in a header or form: visible ASCII, without the space that copying adds.
pub(crate) fn token(field: &'static str, secret: &Secret) -> Result<Secret, Error> {
    let text = secret.expose().trim();
    if (8..=4096).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Secret::new(text))
    } else {
        Err(Error::invalid(field, "This must have 8 to 4096 visible ASCII characters. Copy it again."))
    }
}
