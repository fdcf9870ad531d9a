//! What makes a document of how calls are answered acceptable.

use core::ops::RangeInclusive;

use uuid::Uuid;

use super::{Assistant, WithheldCalls};
use crate::domain::{
    document::{DocumentError, within},
    line::single_line_limited,
};

/// With its dashes, as Vapi writes it.
const UUID_CHARS: usize = 36;
const MAX_MESSAGE_CHARS: usize = 300;
const MAX_EXTENSION_CHARS: usize = 32;
const RETENTION_LIMITS: RangeInclusive<u32> = 0..=730;

impl Assistant {
    /// Checks ids, words, the extension and the limits. Reports the first thing wrong.
    pub fn check(&self) -> Result<(), DocumentError> {
        let transfer = self.transfer.as_ref();
        let id = |id: &str| id.len() == UUID_CHARS && Uuid::try_parse(id).is_ok();
        let words = |text: &str| !text.is_empty() && single_line_limited(text, MAX_MESSAGE_CHARS) == text;
        let keys = |text: &str| {
            (1..=MAX_EXTENSION_CHARS).contains(&text.len()) && text.bytes().all(|key| b"0123456789*#,w".contains(&key))
        };
        let (an_id, a_line, an_extension) = (
            "must be the id that Vapi shows, a UUID",
            "must be one line of 1 to 300 characters, with single spaces between words",
            "must be 1 to 32 of the keys 0 to 9, * and #, with a comma or w for a pause",
        );
        let message = transfer.and_then(|transfer| transfer.message.as_deref());
        let extension = transfer.and_then(|transfer| transfer.extension.as_deref());
        holds("assistant_id", self.assistant_id.as_deref().is_none_or(id), an_id)?;
        holds("squad_id", self.squad_id.as_deref().is_none_or(id), an_id)?;
        let one = self.assistant_id.is_none() || self.squad_id.is_none();
        holds("squad_id", one, "cannot stand beside assistant_id: either the one or the other answers")?;
        holds("unavailable_message", self.unavailable_message.as_deref().is_none_or(words), a_line)?;
        holds("transfer.extension", extension.is_none_or(keys), an_extension)?;
        holds("transfer.message", message.is_none_or(words), a_line)?;
        self.callers.check()?;
        let hands_over = self.transfer.is_some() || self.forwarding_number.is_some();
        let is_forwarded = self.callers.withheld == WithheldCalls::Forward;
        let where_to = "cannot be forward before transfer or forwarding_number says where to";
        holds("callers.withheld", hands_over || !is_forwarded, where_to)?;
        self.emergency.check().map_err(|error| error.within("emergency"))?;
        within("call_log.retention_days", self.call_log.retention_days, &RETENTION_LIMITS)
    }
}

fn holds(field: &str, is_so: bool, reason: &str) -> Result<(), DocumentError> {
    if is_so { Ok(()) } else { Err(DocumentError::new(field, reason)) }
}
