//! What is shown of an appointment.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    admin::{local, utc},
    domain::{
        appointment::{Appointment, AppointmentStatus, Attendance, Source},
        phone::PhoneNumber,
        schedule::Zone,
        texts::{StoredTextKind, TextStatus},
    },
    store::clinic::{appointments::listing::ShownStatus, texts::StoredText},
};

/// An appointment or a hold.
#[derive(Serialize, ToSchema)]
pub struct AppointmentView {
    id: String,
    status: ShownStatus,
    /// RFC 3339, UTC.
    starts_at: String,
    /// RFC 3339, UTC.
    ends_at: String,
    /// The start in `zone`.
    starts_at_local: String,
    /// The zone in which its times were said.
    zone: Zone,
    service: Option<Named>,
    practitioner: Option<Named>,
    patient_name: Option<String>,
    /// Where texts go.
    #[schema(example = "+15550100")]
    phone: Option<String>,
    email: Option<String>,
    notes: Option<String>,
    source: Source,
    /// Raised by every change.
    revision: i64,
    calendar: CalendarView,
    /// Whether the patient came, if that was noted.
    attendance: Option<Attendance>,
    /// When that was noted: RFC 3339, UTC.
    attended_at: Option<String>,
    /// When a hold stops counting: RFC 3339, UTC.
    hold_expires_at: Option<String>,
    /// `caller`, `admin`, `calendar` or `refused`.
    cancelled_by: Option<String>,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

/// A service or practitioner, by the name that it had at that time.
#[derive(Serialize, ToSchema)]
pub struct Named {
    id: String,
    name: Option<String>,
}

/// The event in Google's calendar.
#[derive(Serialize, ToSchema)]
pub struct CalendarView {
    event_id: Option<String>,
    state: CalendarState,
}

/// Whether Google shows what the appointment says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarState {
    /// There is no event.
    None,
    /// The last change is still to be written. The outbox says when and why not yet.
    Pending,
    /// The last change was written.
    Written,
}

/// How far a text about an appointment came; all of it is in `GET /api/messages`.
#[derive(Serialize, ToSchema)]
pub struct TextView {
    id: String,
    kind: StoredTextKind,
    status: TextStatus,
    /// How many segments it is billed as.
    segments: u32,
    /// Twilio's error code.
    error_code: Option<i64>,
}

impl From<StoredText> for TextView {
    fn from(StoredText { id, kind, status, segments, error_code, .. }: StoredText) -> Self {
        Self { id, kind, status, segments, error_code }
    }
}

/// An appointment with its texts, oldest first.
#[derive(Serialize, ToSchema)]
pub struct AppointmentDetail {
    #[serde(flatten)]
    appointment: AppointmentView,
    messages: Vec<TextView>,
}

impl AppointmentDetail {
    /// With these texts.
    pub(crate) fn new(appointment: Appointment, texts: Vec<StoredText>, now: DateTime<Utc>) -> Self {
        let messages = texts.into_iter().map(TextView::from).collect();
        Self { appointment: AppointmentView::new(appointment, now), messages }
    }
}

impl AppointmentView {
    /// As it stands now.
    pub(in crate::admin) fn new(appointment: Appointment, now: DateTime<Utc>) -> Self {
        Self {
            status: ShownStatus::of(&appointment, now),
            starts_at: utc(appointment.starts_at),
            ends_at: utc(appointment.ends_at),
            starts_at_local: local(appointment.zone, appointment.starts_at),
            zone: appointment.zone,
            calendar: CalendarView { state: state(&appointment), event_id: appointment.event_id },
            service: Named::of(appointment.service_id, appointment.service_name),
            practitioner: Named::of(appointment.practitioner_id, appointment.practitioner_name),
            id: appointment.id,
            patient_name: appointment.patient_name,
            phone: appointment.phone.as_ref().map(PhoneNumber::as_str).map(str::to_owned),
            email: appointment.email,
            notes: appointment.notes,
            source: appointment.source,
            revision: appointment.revision,
            attendance: appointment.attendance,
            attended_at: appointment.attended_at.map(utc),
            hold_expires_at: appointment.hold_expires_at.map(utc),
            cancelled_by: appointment.cancelled_by,
            created_at: utc(appointment.created_at),
            updated_at: utc(appointment.updated_at),
        }
    }
}

impl Named {
    /// `None` if none was chosen.
    pub(in crate::admin) fn of(id: Option<String>, name: Option<String>) -> Option<Self> {
        id.map(|id| Self { id, name })
    }
}

fn state(appointment: &Appointment) -> CalendarState {
    match appointment.status {
        _ if appointment.event_written == Some(appointment.revision) => CalendarState::Written,
        AppointmentStatus::Confirmed => CalendarState::Pending,
        AppointmentStatus::Cancelled if appointment.event_id.is_some() => CalendarState::Pending,
        AppointmentStatus::Held | AppointmentStatus::Cancelled => CalendarState::None,
    }
}
