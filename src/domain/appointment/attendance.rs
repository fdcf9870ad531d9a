//! Whether a patient came, as the clinic notes it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Appointment, AppointmentStatus};

/// What became of an appointment on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// The patient is there.
    Arrived,
    /// The patient did not come. They get no more texts about it.
    NoShow,
    /// It is over.
    Completed,
}

/// Why it was not noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttendanceRefusal {
    /// It is held, or was cancelled.
    NotConfirmed,
    /// Nobody can know that before this moment.
    TooEarly { from: DateTime<Utc> },
    /// Something else was noted that does not lead there.
    NotAfter(Attendance),
}

impl Attendance {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::NoShow => "no_show",
            Self::Completed => "completed",
        }
    }

    /// Whether it can be noted where the first was. A patient who was given up can still come; what is wrong is taken back first.
    const fn follows(self, noted: Option<Self>) -> bool {
        matches!(
            (noted, self),
            (None, _) | (Some(Self::Arrived), Self::Completed) | (Some(Self::NoShow), Self::Arrived)
        )
    }
}

impl Appointment {
    /// Whether `wanted` can be noted at a moment; what was noted can always be taken back.
    ///
    /// # Errors
    /// Why not.
    pub fn can_note(&self, wanted: Option<Attendance>, now: DateTime<Utc>) -> Result<(), AttendanceRefusal> {
        if self.status != AppointmentStatus::Confirmed {
            return Err(AttendanceRefusal::NotConfirmed);
        }
        let Some(wanted) = wanted.filter(|wanted| self.attendance != Some(*wanted)) else { return Ok(()) };
        let from = match wanted {
            // Some come early.
            Attendance::Arrived => self.zone.day_of(self.starts_at).start,
            Attendance::NoShow | Attendance::Completed => self.starts_at,
        };
        if now < from {
            return Err(AttendanceRefusal::TooEarly { from });
        }
        match self.attendance {
            Some(noted) if !wanted.follows(Some(noted)) => Err(AttendanceRefusal::NotAfter(noted)),
            _ => Ok(()),
        }
    }
}
