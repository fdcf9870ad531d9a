//! What a text says and to whom, or why there is none; and writing it, with the work of sending it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Texts;
use crate::{
    domain::{
        appointment::{Appointment, AppointmentSummary, Source},
        country::Country,
        phone::PhoneNumber,
        route::Route,
        schedule::Zone,
        texts::{NumberGiver, TemplateFields, TextContent, TextKind, TextRecipient, TextSettings, TextStatus},
    },
    log::{self, Level},
    outbox::LEASE,
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            outbox::{self, Work, WorkKind},
            texts::{self, NewText, WrittenText},
        },
    },
};

/// Why a text is capped, if it is not for the org's own cap.
const NUMBER_CAPPED: &str = "This number has had as many texts today as number_daily_cap allows.";

/// The most texts that calls have sent within ten minutes to numbers that differ in their last four digits alone: whoever is paid for texts
/// that arrive has numbers by the block.
const MOST_TO_PREFIX: u32 = 10;

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
    /// A call gave a number abroad that is not its own.
    OtherCountry,
    /// The number is one of the clinic's own.
    ClinicsNumber,
    /// Whoever texts the number pays for it.
    PremiumNumber,
    /// The number has had as many texts today as the clinic sends to one.
    NumberCapped,
}

/// A text that can be written.
#[derive(Clone, Debug)]
pub struct ComposedText {
    kind: TextKind,
    to: PhoneNumber,
    content: TextContent,
    /// The org's zone, whose days are counted for the cap.
    zone: Zone,
    /// The most texts of the org that leave on one of those days.
    daily_cap: u32,
    /// The most of them that leave to one number.
    number_daily_cap: u32,
    /// The most segments of the org that leave in a month.
    month_segments: Option<u32>,
}

/// What a text is written for, and when it is sent.
#[derive(Clone, Copy, Debug)]
pub struct TextOccasion<'a> {
    /// The appointment that it is about, as it is.
    pub appointment: &'a Appointment,
    /// What makes it one logical notification. A second text for the same occasion is not written.
    pub key: &'a str,
    /// Who sends it.
    pub sender: TextSender,
    /// Whether somebody on the phone causes it now, whoever booked the appointment.
    pub is_caused_by_call: bool,
    pub now: DateTime<Utc>,
}

/// Who sends a text that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextSender {
    /// Whoever writes it, who has the work for as long as a lease.
    Writer,
    /// The outbox, as soon as it can.
    Outbox,
}

/// Whether the clinic texts this number. A call has its own number texted and numbers for which the clinic pays as for its country's. Without
/// a country it is that of the clinic's number, and without such a number that of the caller's.
fn is_within_reach(route: &Route, to: &PhoneNumber, given_by: NumberGiver<'_>) -> bool {
    let NumberGiver::Call(own) = given_by else { return true };
    if route.text_settings.other_countries || own == Some(to) {
        return true;
    }
    let of_clinic = || route.number.as_ref().and_then(PhoneNumber::tariff_zone);
    let of_caller = || own.and_then(PhoneNumber::tariff_zone);
    let home = route.country.map(Country::tariff_zone).or_else(of_clinic).or_else(of_caller);
    home.is_some() && home == to.tariff_zone()
}

impl Texts {
    /// The text of a clinic about an appointment, to `recipient`. The operator hears of a number abroad.
    ///
    /// # Errors
    /// Why there is none.
    pub fn compose(
        &self,
        route: &Route,
        kind: TextKind,
        about: AppointmentSummary<'_>,
        recipient: TextRecipient<'_>,
    ) -> Result<ComposedText, NoText> {
        let composed = self.rehearse(route, kind, about, recipient);
        if let (Err(NoText::OtherCountry), Some(number)) = (&composed, recipient.number) {
            let (org_id, number) = (route.org_id.to_string(), number.masked());
            let fields = [("org_id", org_id.as_str()), ("number", &number)];
            log::write(self.ports.log.as_ref(), Level::Warn, "text.other_country", &fields);
        }
        composed
    }

    /// The same for a rehearsal, of which nobody hears.
    ///
    /// # Errors
    /// Why there is none.
    pub fn rehearse(
        &self,
        route: &Route,
        kind: TextKind,
        about: AppointmentSummary<'_>,
        recipient: TextRecipient<'_>,
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
        let to = recipient.number.cloned().ok_or(NoText::NoNumber)?;
        if route.is_own_number(&to) {
            return Err(NoText::ClinicsNumber);
        }
        if to.is_premium() {
            return Err(NoText::PremiumNumber);
        }
        if !is_within_reach(route, &to, recipient.given_by) {
            return Err(NoText::OtherCountry);
        }
        let TextSettings { daily_cap, number_daily_cap, .. } = route.text_settings;
        let month_segments = route.budget.text_segments;
        Ok(ComposedText { kind, to, content, zone: route.zone, daily_cap, number_daily_cap, month_segments })
    }

    /// Writes the text and the work of sending it, which is the writer's if the text is queued and theirs to send. `None` if there is a
    /// text for the occasion; whether it is queued, suppressed or capped is decided here otherwise.
    ///
    /// # Errors
    /// When the object's database failed, or there is no randomness for the id.
    pub fn write(
        &self,
        transaction: &dyn ClinicTransaction,
        text: &ComposedText,
        occasion: &TextOccasion<'_>,
    ) -> Result<Option<(WrittenText, Option<Work>)>, StoreError> {
        let id = self.ports.new_id()?.to_string();
        let is_from_call = occasion.appointment.source == Source::Voice;
        let new = NewText {
            id: &id,
            kind: text.kind.into(),
            occasion: occasion.key,
            starts_at: Some(occasion.appointment.starts_at),
            to: &text.to,
            text: &text.content,
            day: text.zone.day_of(occasion.now),
            daily_cap: Some(text.daily_cap),
            number_cap: is_from_call.then_some((text.number_daily_cap, NUMBER_CAPPED)),
            month_segments: text.month_segments.map(|most| (most, text.zone)),
            // The clinic itself may cancel a whole day, and in a small town all have numbers of one block.
            prefix_cap: occasion.is_caused_by_call.then_some(MOST_TO_PREFIX),
            now: occasion.now,
        };
        let Some(written) = texts::insert(transaction, &new)? else { return Ok(None) };
        let work = match occasion.sender {
            _ if written.status != TextStatus::Queued => None,
            TextSender::Writer => {
                outbox::enqueue_new(transaction, WorkKind::SendText, &id, occasion.now, occasion.now + LEASE)?
            }
            TextSender::Outbox => {
                transaction.run(outbox::enqueue(WorkKind::SendText, &id, occasion.now))?;
                None
            }
        };
        Ok(Some((written, work)))
    }
}
