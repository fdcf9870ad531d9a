//! What is known of a clinic as a whole, and what of it needs a person.

use chrono::{
    DateTime, Datelike, NaiveDate, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use super::{Attention, AttentionCode, Severity, Trouble};
use crate::domain::{
    clinic_summary::{OVERDUE, Usage},
    id::OrgId,
    integration::Vendor,
    org::OrgStatus,
    schedule::Zone,
};

/// A clinic as far as it may need a person. What its object has told may be some minutes old.
#[derive(Clone, Debug)]
pub struct ClinicFacts {
    pub org_id: OrgId,
    pub name: String,
    pub zone: Zone,
    pub status: OrgStatus,
    /// Whether anybody can call: a number or a SIP address is the clinic's.
    pub has_number: bool,
    /// What is amiss in what is set and connected.
    pub faults: Vec<SettingFault>,
    /// What its object has told; none if it never did.
    pub reported: Option<ReportedFacts>,
}

/// Something amiss in what a clinic has set or connected.
#[derive(Clone, Debug, Deserialize)]
pub struct SettingFault {
    pub code: AttentionCode,
    #[serde(with = "ts_seconds_option")]
    pub since: Option<DateTime<Utc>>,
    pub count: i64,
    /// Whose account it is about.
    pub vendor: Option<Vendor>,
}

/// What a clinic's object has told of itself.
#[derive(Clone, Debug, Deserialize)]
pub struct ReportedFacts {
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
    #[serde(with = "ts_seconds_option")]
    pub next_due: Option<DateTime<Utc>>,
    /// When the last alarm rang, if it failed.
    #[serde(with = "ts_seconds_option")]
    pub alarm_failed_at: Option<DateTime<Utc>>,
    pub troubles: Vec<Trouble>,
    /// The clinic's local day of the counters.
    pub counted_on: NaiveDate,
    pub today: Usage,
    pub month: Usage,
}

impl ClinicFacts {
    /// What needs a person at the clinic, by these troubles of its object; the worst first.
    pub fn attention(&self, troubles: &[Trouble], now: DateTime<Utc>) -> Vec<Attention> {
        // Nobody works at a clinic that has left.
        if self.status == OrgStatus::Closed {
            return Vec::new();
        }
        let troubles = troubles.iter().filter(|trouble| trouble.lasts(now)).map(Attention::from);
        let mut found: Vec<Attention> = self.faults.iter().map(Attention::from).chain(troubles).collect();
        if !self.has_number {
            // Nobody can call yet, so that nothing of it harms anybody.
            for attention in &mut found {
                attention.severity = Severity::Notice;
            }
        }
        found.sort_by_key(Attention::rank);
        found
    }

    /// The same by what its object has told, with what the operator has to know of the object itself.
    pub fn attention_of_operator(&self, now: DateTime<Utc>) -> Vec<Attention> {
        let Some(reported) = &self.reported else { return self.attention(&[], now) };
        let mut found = self.attention(&reported.troubles, now);
        let asleep_since = reported.next_due.filter(|due| *due < now - OVERDUE);
        found.extend(reported.alarm_failed_at.map(|at| Attention::since(AttentionCode::AlarmFailed, at)));
        found.extend(asleep_since.map(|due| Attention::since(AttentionCode::Asleep, due)));
        found.sort_by_key(Attention::rank);
        found
    }

    /// What the object has counted of the clinic's day and of its month, which are these no longer when another one has begun.
    pub fn usage(&self, now: DateTime<Utc>) -> [Usage; 2] {
        let Some(reported) = &self.reported else { return Default::default() };
        let (day, counted_on) = (self.zone.date(now), reported.counted_on);
        let month = |date: NaiveDate| (date.year(), date.month());
        let or_nothing = |holds: bool, usage: Usage| if holds { usage } else { Usage::default() };
        [or_nothing(counted_on == day, reported.today), or_nothing(month(counted_on) == month(day), reported.month)]
    }
}
