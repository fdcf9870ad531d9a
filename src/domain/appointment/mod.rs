//! Appointments and holds, as every part of the program sees them.

mod attendance;
mod limit;
mod operation;
mod summary;

pub use attendance::{Attendance, AttendanceRefusal};
pub use limit::CallerLimit;
pub use operation::Operation;
pub use summary::AppointmentSummary;

use chrono::{
    DateTime, NaiveDateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{
    caller::Caller,
    phone::PhoneNumber,
    schedule::Zone,
    texts::{NumberGiver, TextRecipient},
};

/// Whether an appointment takes its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentStatus {
    /// Held for a caller until `hold_expires_at`.
    Held,
    /// Booked.
    Confirmed,
    /// Given up; its time is free.
    Cancelled,
}

impl AppointmentStatus {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How an appointment came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A caller, through the agent.
    Voice,
    /// The clinic, through the API.
    Admin,
}

/// One appointment or hold, as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Appointment {
    pub id: String,
    /// The provider's id of the calendar that it takes time from.
    pub calendar_id: String,
    /// The practitioner, unless the org has one calendar only.
    pub practitioner_id: Option<String>,
    /// The practitioner's name when it was booked.
    pub practitioner_name: Option<String>,
    /// The service, if one was chosen.
    pub service_id: Option<String>,
    /// The service's name when it was booked.
    pub service_name: Option<String>,
    /// Held, confirmed or cancelled.
    pub status: AppointmentStatus,
    #[serde(with = "ts_seconds")]
    pub starts_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub ends_at: DateTime<Utc>,
    /// Where its time with buffers begins.
    #[serde(with = "ts_seconds")]
    pub blocked_from: DateTime<Utc>,
    /// Where its time with buffers ends.
    #[serde(with = "ts_seconds")]
    pub blocked_until: DateTime<Utc>,
    /// When it stops counting, if it is a hold.
    #[serde(with = "ts_seconds_option")]
    pub hold_expires_at: Option<DateTime<Utc>>,
    /// The zone in which its times were said.
    pub zone: Zone,
    /// The patient; absent from holds.
    pub patient_name: Option<String>,
    /// The number that the signalling named as the caller's.
    pub caller_number: Option<PhoneNumber>,
    /// Where texts go.
    pub phone: Option<PhoneNumber>,
    /// Whom to invite to the event, where the calendar allows it.
    pub email: Option<String>,
    /// What else was said.
    pub notes: Option<String>,
    /// Voice or admin.
    pub source: Source,
    /// Vapi's id of the call.
    pub call_id: Option<String>,
    /// Raised by every change.
    pub revision: i64,
    /// The change that made it what it is.
    pub change_id: String,
    /// What its calendar's provider calls the event that shows it.
    pub event_id: Option<String>,
    /// The revision that brought it to its time and place.
    pub placed_revision: i64,
    /// The revision that the calendar is known to show.
    pub event_written: Option<i64>,
    /// Whether the patient came, if that was noted.
    #[serde(default)]
    pub attendance: Option<Attendance>,
    /// When that was noted.
    #[serde(default, with = "ts_seconds_option")]
    pub attended_at: Option<DateTime<Utc>>,
    /// Who cancelled it: `caller`, `admin`, `calendar` or `refused`.
    pub cancelled_by: Option<String>,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

/// How the id of the change begins by which a patient was erased. Other changes' are UUIDs, or hexadecimal.
pub const ERASED: &str = "erased-";

impl Appointment {
    /// Whether its patient was erased, and nothing has happened to it since.
    pub fn is_erased(&self) -> bool {
        self.change_id.starts_with(ERASED)
    }

    /// What people know of it.
    pub fn summary(&self) -> AppointmentSummary<'_> {
        AppointmentSummary {
            start: self.local_start(),
            minutes: (self.ends_at - self.starts_at).num_minutes(),
            service: self.service_name.as_deref(),
            practitioner: self.practitioner_name.as_deref(),
            name: self.patient_name.as_deref(),
        }
    }

    /// Whom its texts go to.
    pub fn recipient(&self) -> TextRecipient<'_> {
        let given_by = match self.source {
            Source::Admin => NumberGiver::Clinic,
            Source::Voice => NumberGiver::Call(self.caller_number.as_ref()),
        };
        TextRecipient { number: self.phone.as_ref(), given_by }
    }

    /// What a caller is told of it: without the name, if the name is not theirs to know.
    pub fn summary_for(&self, caller: &Caller) -> AppointmentSummary<'_> {
        let summary = self.summary();
        AppointmentSummary { name: summary.name.filter(|_| self.tells_name_to(caller)), ..summary }
    }

    /// Whether a caller may hear the patient's name. A call can put an appointment under any number, and whoever has that number did
    /// not give the name; the clinic, the number that booked it and the call itself did.
    pub fn tells_name_to(&self, caller: &Caller) -> bool {
        let is_same_number = caller.number.is_some() && caller.number == self.caller_number;
        let is_same_call = caller.call_id.is_some() && caller.call_id == self.call_id;
        self.source == Source::Admin || is_same_number || is_same_call
    }

    /// What a wall clock shows at its start.
    pub fn local_start(&self) -> NaiveDateTime {
        self.zone.local(self.starts_at)
    }
}
