//! The outcome of a change, kept in its receipt so that the same request is answered alike when it comes again.

use chrono::{DateTime, NaiveDateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus, AppointmentSummary, Operation},
        phone::PhoneNumber,
        schedule::Zone,
    },
    store::{
        StoreError,
        clinic::{appointments::NewAppointment, receipts::Receipt},
    },
    texts::NoText,
};

/// The outcome of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingOutcome {
    pub appointment_id: String,
    #[serde(with = "ts_seconds")]
    pub starts_at: DateTime<Utc>,
    /// Its length in minutes.
    pub minutes: i64,
    /// The zone of the clinic.
    pub zone: Zone,
    pub service: Option<String>,
    pub practitioner: Option<String>,
    pub name: Option<String>,
    /// Whether the name is not for the caller to hear. The text still says it, since it goes where it was meant to go.
    #[serde(default)]
    pub is_name_private: bool,
    /// Whether it was booked before in this call, and only its name was put right now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_name_corrected: bool,
    /// The start before a reschedule.
    #[serde(default, with = "chrono::serde::ts_seconds_option")]
    pub was: Option<DateTime<Utc>>,
    #[serde(default, with = "chrono::serde::ts_seconds_option")]
    pub held_until: Option<DateTime<Utc>>,
    /// The last digits of the number that is texted.
    #[serde(default)]
    pub last_digits: Option<String>,
    /// Why no text was written.
    #[serde(default)]
    pub no_text: Option<NoText>,
    /// What became of the text when it was written: `queued`, `suppressed`, `capped` for the org's day or `number_capped` for the number's.
    #[serde(default)]
    pub text: Option<String>,
}

impl BookingOutcome {
    /// The outcome of a change that made an appointment what it is.
    pub fn of(appointment: &Appointment) -> Self {
        Self {
            appointment_id: appointment.id.clone(),
            starts_at: appointment.starts_at,
            minutes: (appointment.ends_at - appointment.starts_at).num_minutes(),
            zone: appointment.zone,
            service: appointment.service_name.clone(),
            practitioner: appointment.practitioner_name.clone(),
            name: appointment.patient_name.clone(),
            is_name_private: false,
            is_name_corrected: false,
            was: None,
            held_until: appointment.hold_expires_at,
            last_digits: appointment.phone.as_ref().map(last_digits),
            no_text: None,
            text: None,
        }
    }

    /// The outcome of writing a new appointment.
    pub fn of_new(new: &NewAppointment) -> Self {
        let span = new.times.span;
        Self {
            appointment_id: new.id.clone(),
            starts_at: span.start,
            minutes: (span.end - span.start).num_minutes(),
            zone: new.times.zone,
            service: new.placement.service_name.clone(),
            practitioner: new.placement.practitioner_name.clone(),
            name: new.patient.name.clone(),
            is_name_private: false,
            is_name_corrected: false,
            was: None,
            held_until: new.hold_expires_at,
            last_digits: new.patient.phone.as_ref().map(last_digits),
            no_text: None,
            text: None,
        }
    }

    /// What a receipt says.
    pub fn read(receipt: &Receipt) -> Result<Self, StoreError> {
        serde_json::from_str(&receipt.outcome).map_err(|_| StoreError::Row("a receipt does not fit".into()))
    }

    /// Whether the appointment is still as `operation` left it.
    pub(super) fn still_holds(&self, operation: Operation, now: &Appointment) -> bool {
        let place = (self.starts_at, &self.service, &self.practitioner);
        match now.status {
            AppointmentStatus::Cancelled => operation == Operation::Cancel,
            AppointmentStatus::Confirmed => {
                operation != Operation::Cancel && place == (now.starts_at, &now.service_name, &now.practitioner_name)
            }
            AppointmentStatus::Held => false,
        }
    }

    /// What the caller is told of the appointment.
    pub fn told(&self) -> AppointmentSummary<'_> {
        let summary = self.summary();
        AppointmentSummary { name: summary.name.filter(|_| !self.is_name_private), ..summary }
    }

    /// What is known of the appointment, as its text says it.
    pub fn summary(&self) -> AppointmentSummary<'_> {
        AppointmentSummary {
            start: self.local_start(),
            minutes: self.minutes,
            service: self.service.as_deref(),
            practitioner: self.practitioner.as_deref(),
            name: self.name.as_deref(),
        }
    }

    /// What a wall clock of the clinic shows at the start.
    pub fn local_start(&self) -> NaiveDateTime {
        self.zone.local(self.starts_at)
    }
}

/// The last two digits: enough to recognise, too few to disclose.
pub(crate) fn last_digits(number: &PhoneNumber) -> String {
    let text = number.as_str();
    text.get(text.len().saturating_sub(2)..).unwrap_or_default().to_owned()
}
