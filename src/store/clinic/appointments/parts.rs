//! What an appointment is made of when it is written.

use chrono::{DateTime, Utc};

use crate::domain::{
    appointment::{Appointment, AppointmentStatus, Source},
    caller::Caller,
    phone::PhoneNumber,
    schedule::{Interval, Zone},
    texts::{NumberGiver, TextRecipient},
};

/// Where an appointment takes its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Google's id of the calendar.
    pub calendar_id: String,
    pub practitioner_id: Option<String>,
    /// The practitioner's name.
    pub practitioner_name: Option<String>,
    pub service_id: Option<String>,
    /// The service's name.
    pub service_name: Option<String>,
}

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// From the start to the end.
    pub span: Interval,
    /// The same with buffers.
    pub blocked: Interval,
    /// The zone in which it was said.
    pub zone: Zone,
}

/// Who, and what was said.
#[derive(Clone, Debug, Default)]
pub struct Patient {
    /// The name; absent from holds.
    pub name: Option<String>,
    /// Where texts go.
    pub phone: Option<PhoneNumber>,
    /// Whom to invite.
    pub email: Option<String>,
    /// What else was said.
    pub notes: Option<String>,
}

/// A new appointment or hold.
pub struct NewAppointment {
    pub id: String,
    /// Held or confirmed.
    pub status: AppointmentStatus,
    /// Until when it is held.
    pub hold_expires_at: Option<DateTime<Utc>>,
    /// Where.
    pub placement: Placement,
    pub times: Times,
    pub patient: Patient,
    /// Who called.
    pub caller: Caller,
    /// Voice or admin.
    pub source: Source,
    /// The event's id, unless it is a hold.
    pub event_id: Option<String>,
}

impl NewAppointment {
    /// Whom its texts go to.
    pub fn recipient(&self) -> TextRecipient<'_> {
        let given_by = match self.source {
            Source::Admin => NumberGiver::Clinic,
            Source::Voice => NumberGiver::Call(self.caller.number.as_ref()),
        };
        TextRecipient { number: self.patient.phone.as_ref(), given_by }
    }
}

impl Placement {
    /// Where an appointment is.
    pub fn of(appointment: &Appointment) -> Self {
        Self {
            calendar_id: appointment.calendar_id.clone(),
            practitioner_id: appointment.practitioner_id.clone(),
            practitioner_name: appointment.practitioner_name.clone(),
            service_id: appointment.service_id.clone(),
            service_name: appointment.service_name.clone(),
        }
    }
}

impl Patient {
    /// Who an appointment is for.
    pub fn of(appointment: &Appointment) -> Self {
        Self {
            name: appointment.patient_name.clone(),
            phone: appointment.phone.clone(),
            email: appointment.email.clone(),
            notes: appointment.notes.clone(),
        }
    }
}
