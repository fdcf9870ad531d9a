//! One start out of several texts: models send it whole, as a date and a time, or both at once.

use chrono::NaiveDateTime;

use super::error::{Wanted, WhenError};
use super::phrase::Phrase;
use super::{Today, zone};

/// The start that the texts name together.
pub(super) fn start(texts: &[(Wanted, String)], zone: Option<&str>, today: Today) -> Result<NaiveDateTime, WhenError> {
    let mut whole: Option<Phrase> = None;
    for (wanted, text) in texts {
        match (Phrase::read(text, *wanted), &mut whole) {
            (Ok(phrase), Some(whole)) => whole.join(phrase, today)?,
            (Ok(phrase), None) => whole = Some(phrase),
            // Where day and time are known, a text that says neither changes nothing.
            (Err(_), Some(whole)) if whole.is_complete() => {}
            (Err(error), _) => return Err(error),
        }
    }
    let mut whole = whole.ok_or(WhenError::Missing(Wanted::Start))?;
    whole.add_zone(zone.map(zone::alone));
    whole.start_of_parts(today)
}
