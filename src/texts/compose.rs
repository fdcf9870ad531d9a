//! What a text says and to whom, or why there is none; and writing it, with the work of sending it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Texts;
use crate::{
    domain::{
        appointment::AppointmentSummary,
        id::OrgId,
        phone::PhoneNumber,
        route::Route,
        schedule::Zone,
        texts::{TemplateFields, TextContent, TextKind},
    },
    ports::EntropyError,
    store::{self, Batch, texts::NewText},
};

/// Why no text is even written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoText {
    /// The clinic does not send this kind.
    Off,
    /// There is no number to send it to.
    NoNumber,
    /// The clinic has no working account at the provider.
    NotConnected,
}

/// A text that can be written.
#[derive(Clone, Debug)]
pub struct ComposedText {
    org_id: OrgId,
    kind: TextKind,
    to: PhoneNumber,
    content: TextContent,
    /// The org's zone, whose days are counted for the cap.
    zone: Zone,
    /// The most texts of the org that leave on one of those days.
    daily_cap: u32,
}

/// What a text is written for, and when it is sent.
#[derive(Clone, Copy, Debug)]
pub struct TextOccasion<'a> {
    /// The appointment that it is about. Without it nothing is written.
    pub appointment_id: &'a str,
    /// The change of the same batch that it tells of; nothing is written if that did not happen. None for a text about the appointment
    /// as it stands.
    pub change_id: Option<&'a str>,
    /// What makes it one logical notification. A second text for the same occasion is not written.
    pub key: &'a str,
    /// When it is due to be sent.
    pub send_at: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Texts {
    /// The text of a clinic about an appointment, to `phone`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn compose(
        &self,
        route: &Route,
        kind: TextKind,
        about: AppointmentSummary<'_>,
        phone: Option<&PhoneNumber>,
    ) -> Result<ComposedText, NoText> {
        let fields = TemplateFields {
            clinic: &route.clinic_name,
            name: about.name.unwrap_or_default(),
            start: about.start,
            service: about.service,
            practitioner: about.practitioner,
            phone: route.number.as_ref().map(PhoneNumber::as_str),
        };
        let content = route.text_settings.text(kind, &fields, route.language().text_wording()).ok_or(NoText::Off)?;
        if !self.provider.is_connected(route) {
            return Err(NoText::NotConnected);
        }
        let to = phone.cloned().ok_or(NoText::NoNumber)?;
        let daily_cap = route.text_settings.daily_cap;
        Ok(ComposedText { org_id: route.org_id, kind, to, content, zone: route.zone, daily_cap })
    }

    /// Adds to `batch` the text and the work of sending it, and gives the text's id. Whether it is queued, suppressed or capped is
    /// decided as the batch runs.
    ///
    /// # Errors
    /// When there is no randomness for the id.
    pub fn write(
        &self,
        batch: &mut Batch,
        text: &ComposedText,
        occasion: &TextOccasion<'_>,
    ) -> Result<String, EntropyError> {
        let id = self.ports.new_id()?.to_string();
        let message = NewText {
            id: &id,
            org_id: text.org_id,
            appointment_id: occasion.appointment_id,
            kind: text.kind,
            occasion: occasion.key,
            to: &text.to,
            text: &text.content,
            day: text.zone.day_of(occasion.now),
            daily_cap: text.daily_cap,
            now: occasion.now,
        };
        batch.add(match occasion.change_id {
            Some(change_id) => store::texts::insert_after(&message, change_id),
            None => store::texts::insert(&message),
        });
        batch.add(store::outbox::enqueue_text(text.org_id, &id, occasion.send_at));
        Ok(id)
    }
}
