//! What a text says and to whom, or why there is none.

use serde::{Deserialize, Serialize};

use super::twilio::credential::TWILIO;
use crate::domain::{
    appointment::AppointmentSummary,
    integration::IntegrationStatus,
    phone::PhoneNumber,
    route::Route,
    texts::{Fields, Text, TextKind},
};

/// Why no text is even written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoText {
    /// The clinic does not send this kind.
    Off,
    /// There is no number to send it to.
    NoNumber,
    /// The clinic has no working Twilio account here.
    NotConnected,
}

/// The text of a clinic about an appointment, and whom it goes to.
///
/// # Errors
/// Why there is none.
pub fn compose<'a>(
    route: &Route,
    kind: TextKind,
    about: AppointmentSummary<'_>,
    phone: Option<&'a PhoneNumber>,
) -> Result<(&'a PhoneNumber, Text), NoText> {
    let fields = Fields {
        clinic: &route.clinic_name,
        name: about.name.unwrap_or_default(),
        start: about.start,
        service: about.service,
        practitioner: about.practitioner,
        phone: route.number.as_ref().map(PhoneNumber::as_str),
    };
    let text = route.messaging.text(kind, &fields).ok_or(NoText::Off)?;
    let status = route.integrations.get(&TWILIO).map(|twilio| twilio.status);
    if status != Some(IntegrationStatus::Connected) {
        return Err(NoText::NotConnected);
    }
    Ok((phone.ok_or(NoText::NoNumber)?, text))
}
