//! An org: one clinic that is a customer of the platform.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{country::Country, id::OrgId, placement::Jurisdiction, schedule::Zone};

/// Whether an org's numbers are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrgStatus {
    /// Calls are served.
    Active,
    /// Calls are told that the clinic cannot take bookings now.
    Suspended,
    /// The clinic has left; calls are told the same as when it is suspended.
    Closed,
}

impl OrgStatus {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
}

/// One clinic.
#[derive(Clone, Debug)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// The IANA zone in which its hours and all spoken times are.
    pub zone: Zone,
    /// Its country, by which national phone numbers are read on admin writes.
    pub country: Option<Country>,
    /// Where its object stays, for good; `None` if it may be anywhere.
    pub jurisdiction: Option<Jurisdiction>,
    /// Whether its numbers are answered.
    pub status: OrgStatus,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}
