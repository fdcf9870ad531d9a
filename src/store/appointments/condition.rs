//! On what a change depends, beside the room that the triggers check: that the request knew the truth, that the day is not full, and that
//! its key is new.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::parts::Placement;
use crate::{
    domain::{
        appointment::CallerLimit,
        caller::Caller,
        id::OrgId,
        phone::PhoneNumber,
        schedule::{CallerLimits, Interval},
    },
    ports::{Param, Rows, Statement},
    store::{StoreError, first, numbered, params},
};

/// On what a change depends, beside the room that the triggers check.
pub struct Condition {
    pub org_id: OrgId,
    /// The org's configuration as the request knew it.
    pub version: i64,
    /// What the call was routed by: a number, a SIP address or Vapi's id. It must still be the org's.
    pub routed_by: Option<String>,
    /// The request's key.
    pub key: String,
    pub change_id: String,
    /// The local day of the start.
    pub day: Interval,
    /// How many appointments may start on it with this calendar.
    pub daily_cap: Option<i64>,
    /// How much one caller can book. The clinic itself, which has neither number nor call, is never at a limit.
    pub limits: CallerLimits,
    /// Whether any practitioner would do.
    pub anyone: bool,
    pub now: DateTime<Utc>,
}

/// How things stood when a batch ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct PreconditionState {
    /// 1 if org, configuration and number were as the request knew them.
    pub current: i64,
    /// How many other appointments start on the day with this calendar, live holds of others included.
    pub booked: i64,
    /// How many appointments to come the caller has booked.
    pub upcoming: i64,
    /// How many appointments the call has booked.
    pub booked_in_call: i64,
}

impl PreconditionState {
    /// Whether the request knew the truth.
    pub fn is_current(self) -> bool {
        self.current != 0
    }

    /// The limit that the caller has reached, if any.
    pub fn limit_reached(self, limits: &CallerLimits) -> Option<CallerLimit> {
        if self.booked_in_call >= limits.booked_per_call.into() {
            Some(CallerLimit::BookedPerCall)
        } else if self.upcoming >= limits.upcoming_per_caller.into() {
            Some(CallerLimit::UpcomingPerCaller)
        } else {
            None
        }
    }
}

/// `?1` org, `?2` version, `?3` routed by.
macro_rules! is_current {
    () => {
        "EXISTS (SELECT 1 FROM orgs o WHERE o.id = ?1 AND o.status = 'active' AND o.config_version = ?2)
           AND (?3 IS NULL OR EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = ?1 AND m.is_active = 1
             AND ?3 IN (m.inbound_phone_number, m.sip_uri, m.vapi_phone_number_id)))"
    };
}

/// `?4` calendar, `?5` and `?6` the day, `?7` now, `?8` call, `?9` caller's number, `?10` an appointment that does not count.
macro_rules! booked_on_day {
    () => {
        "(SELECT count(*) FROM appointments a WHERE a.org_id = ?1 AND a.starts_at >= ?5 AND a.starts_at < ?6
           AND a.calendar_id = ?4 AND a.id IS NOT ?10
           AND (a.status = 'confirmed' OR (a.status = 'held' AND a.hold_expires_at > ?7
             AND NOT coalesce(a.call_id = ?8, 0) AND NOT coalesce(a.caller_number = ?9, 0))))"
    };
}

/// `?7` now, `?8` call, `?9` caller's number: the appointments to come that the caller has booked, those of the call if the number is
/// withheld.
macro_rules! upcoming {
    () => {
        "CASE WHEN ?9 IS NOT NULL
           THEN (SELECT count(*) FROM appointments a WHERE a.org_id = ?1 AND a.caller_number = ?9 AND a.starts_at > ?7
             AND a.status = 'confirmed')
           ELSE (SELECT count(*) FROM appointments a WHERE a.org_id = ?1 AND a.call_id = ?8 AND a.starts_at > ?7
             AND a.status = 'confirmed')
         END"
    };
}

/// `?8` call: the appointments that it has booked. Those that the calendar refused were none.
macro_rules! booked_in_call {
    () => {
        "(SELECT count(*) FROM appointments a WHERE a.org_id = ?1 AND a.call_id = ?8 AND a.status <> 'held'
           AND a.cancelled_by IS NOT 'refused')"
    };
}

/// That the caller may book another one. The parameters are the limits of [`CallerLimits`].
macro_rules! within_limits {
    ($upcoming:literal, $booked_in_call:literal) => {
        concat!(" AND ", upcoming!(), " < ", $upcoming, " AND ", booked_in_call!(), " < ", $booked_in_call)
    };
}

/// The parameters of [`within_limits`].
pub(super) fn limits(on: &Condition) -> Vec<Param> {
    params![i64::from(on.limits.upcoming_per_caller), i64::from(on.limits.booked_per_call)]
}

/// All of it: `?11` the cap, `?12` the request's key.
macro_rules! may_change {
    () => {
        concat!(
            is_current!(),
            " AND (?11 IS NULL OR ",
            booked_on_day!(),
            " < ?11) AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = ?1 AND r.key = ?12)"
        )
    };
}

/// `?13` who, `?14` the start, `?15` whether anyone would do, `?16` the folded name: the same person has that time already. A
/// withheld caller, who only says a number, is the same person within a call alone.
macro_rules! twin {
    () => {
        "SELECT 1 FROM appointments a WHERE a.org_id = ?1 AND a.starts_at = ?14 AND a.status = 'confirmed'
           AND coalesce(a.caller_number, a.phone) = ?13
           AND (?9 IS NOT NULL OR ?8 IS NULL OR a.call_id IS ?8)
           AND (a.calendar_id = ?4 OR (?15 AND coalesce(a.folded_name, lower(a.patient_name)) IS ?16))"
    };
}

/// The parameters of the conditions above, for a change of or to `place`.
pub(super) fn condition(
    condition: &Condition,
    placement: &Placement,
    caller: &Caller,
    itself: Option<&str>,
) -> Vec<Param> {
    let Condition { org_id, version, routed_by, key, day, daily_cap, now, .. } = condition;
    let number = caller.number.as_ref().map(PhoneNumber::as_str);
    params![
        *org_id,
        *version,
        routed_by.as_deref(),
        placement.calendar_id.as_str(),
        day.start,
        day.end,
        *now,
        caller.call_id.as_deref(),
        number,
        itself,
        *daily_cap,
        key.as_str(),
    ]
}

/// How things stand for a change of or to `place`.
pub fn precondition_state(on: &Condition, placement: &Placement, caller: &Caller, itself: Option<&str>) -> Statement {
    let mut params = condition(on, placement, caller, itself);
    params.truncate(10);
    numbered(
        concat!(
            "SELECT ",
            is_current!(),
            " AS current, ",
            booked_on_day!(),
            " AS booked, ",
            upcoming!(),
            " AS upcoming, ",
            booked_in_call!(),
            " AS booked_in_call"
        ),
        params,
    )
}

/// Reads it.
pub fn read_precondition_state(rows: Rows) -> Result<PreconditionState, StoreError> {
    first(rows)?.ok_or_else(|| StoreError::Row("a standing is missing".into()))
}

pub(super) use {booked_in_call, booked_on_day, is_current, may_change, twin, upcoming, within_limits};
