//! Who of the staff is texted when a caller leaves a message, and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TextSettings;
use crate::domain::{
    document::DocumentError,
    phone::PhoneNumber,
    schedule::{Rules, Zone},
    urgency::Urgency,
};

/// More people than these are told by one who is told.
const MOST_STAFF: usize = 10;

/// Somebody of the staff who is texted when a caller leaves a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffMember {
    #[schema(value_type = String, example = "+12025550199")]
    pub number: PhoneNumber,
    /// When they are texted. Emergencies are texted at once whatever is said here.
    #[serde(default)]
    pub hours: StaffHours,
    /// Of which messages they are texted: those that are as urgent as this, or more.
    #[serde(default)]
    pub urgency_at_least: Urgency,
}

/// When somebody of the staff is texted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffHours {
    /// At any time.
    Always,
    /// In opening hours; of a message that comes outside them, when the clinic opens next.
    #[default]
    Open,
}

impl StaffMember {
    /// From when on they may be told of a message of this urgency; `None` if they are not told of it. A clinic that has set no hours, or
    /// that is closed for months, has its staff texted at any time.
    pub fn told_from(&self, urgency: Urgency, rules: Option<Rules<'_>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if urgency < self.urgency_at_least {
            return None;
        }
        let waits = self.hours == StaffHours::Open && urgency != Urgency::Emergency;
        let closed = rules.filter(|rules| waits && !rules.is_open(now));
        let opens = closed.and_then(|rules| opening(&rules, rules.zone, now));
        Some(opens.unwrap_or(now))
    }
}

fn opening(rules: &Rules<'_>, zone: Zone, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    zone.reach(rules.opens_next(now)?)
}

impl TextSettings {
    /// Checks who of the staff is texted. Reports the first thing wrong.
    pub(super) fn check_staff(&self) -> Result<(), DocumentError> {
        if self.staff.len() > MOST_STAFF {
            return Err(DocumentError::new("staff", format!("must have at most {MOST_STAFF} entries")));
        }
        for (index, member) in self.staff.iter().enumerate() {
            if self.staff.iter().take(index).any(|other| other.number == member.number) {
                let reason = "stands in the list already; one entry says when and of what a number is texted";
                return Err(DocumentError::new(format_args!("staff[{index}].number"), reason));
            }
        }
        Ok(())
    }
}

/// What a text to staff says of a message.
#[derive(Clone, Copy, Debug)]
pub struct StaffNotice<'a> {
    /// The clinic's name as callers know it.
    pub clinic: &'a str,
    pub urgency: Urgency,
    /// The last digits of the number to call back, if there is one.
    pub ending: Option<&'a str>,
    /// Who called and what about, if the clinic wants that in texts.
    pub words: Option<(Option<&'a str>, &'a str)>,
}
