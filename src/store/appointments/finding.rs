//! Looking appointments up.

use chrono::{DateTime, Utc};

use super::booked::LONGEST_SECONDS;
use crate::{
    domain::{appointment::Appointment, caller::Caller, id::OrgId, phone::PhoneNumber},
    ports::{Rows, Statement},
    store::{StoreError, params, read, statement},
};

/// More than these no caller can tell apart on the phone.
const MOST: i64 = 20;

/// One of the org's appointments.
pub fn by_id(org_id: OrgId, id: &str) -> Statement {
    statement("SELECT * FROM appointments WHERE org_id = ?1 AND id = ?2", params![org_id, id])
}

/// The confirmed appointments of a caller that have not ended, soonest first: those made from this number, and those whose texts go to
/// it.
pub fn of_caller(org_id: OrgId, number: &PhoneNumber, now: DateTime<Utc>) -> Statement {
    statement(
        "SELECT * FROM (
           SELECT * FROM appointments
           WHERE org_id = ?1 AND caller_number = ?2 AND starts_at > ?3 - ?5 AND ends_at > ?3 AND status = 'confirmed'
           UNION
           SELECT * FROM appointments
           WHERE org_id = ?1 AND phone = ?2 AND starts_at > ?3 - ?5 AND ends_at > ?3 AND status = 'confirmed')
         ORDER BY starts_at, id LIMIT ?4",
        params![org_id, number.as_str(), now, MOST, LONGEST_SECONDS],
    )
}

/// The confirmed appointments that a person has at exactly this start, with whomever.
pub fn twins(org_id: OrgId, person: Option<&PhoneNumber>, start: DateTime<Utc>) -> Statement {
    statement(
        "SELECT * FROM appointments WHERE org_id = ?1 AND starts_at = ?2 AND status = 'confirmed'
           AND coalesce(caller_number, phone) = ?3",
        params![org_id, start, person.map(PhoneNumber::as_str)],
    )
}

/// The appointments to which something was done in a call.
pub fn done_to(org_id: OrgId, call_id: &str, operation: &'static str) -> Statement {
    // A cross join is done in the order it is written in.
    statement(
        "SELECT DISTINCT a.* FROM receipts r CROSS JOIN appointments a ON a.org_id = r.org_id AND a.id = r.appointment_id
         WHERE r.org_id = ?1 AND r.key >= ?2 || ':' AND r.key < ?2 || ';' AND r.operation = ?3 LIMIT ?4",
        params![org_id, call_id, operation, MOST],
    )
}

/// The live hold that a caller has, if any.
pub fn hold_of(org_id: OrgId, caller: &Caller, now: DateTime<Utc>) -> Statement {
    statement(
        "SELECT * FROM appointments WHERE org_id = ?1 AND status = 'held' AND hold_expires_at > ?2
           AND (coalesce(call_id = ?3, 0) OR coalesce(caller_number = ?4, 0))",
        params![org_id, now, caller.call_id.as_deref(), caller.number.as_ref().map(PhoneNumber::as_str)],
    )
}

/// What was found.
pub fn appointments(rows: Rows) -> Result<Vec<Appointment>, StoreError> {
    read(rows)
}
