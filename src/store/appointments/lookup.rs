//! Looking appointments up.

use chrono::{DateTime, Utc};

use super::booked::LONGEST_SECONDS;
use crate::{
    domain::{
        appointment::{Appointment, Operation},
        caller::Caller,
        id::OrgId,
        phone::PhoneNumber,
    },
    ports::{Rows, Statement},
    store::{StoreError, read, statement},
};

/// More than these no caller can tell apart on the phone.
const MOST: i64 = 20;

/// One of the org's appointments.
pub fn by_id(org_id: OrgId, id: &str) -> Statement {
    statement!("SELECT * FROM appointments WHERE org_id = :org AND id = :id", org = org_id, id)
}

/// The confirmed appointments of a caller that have not ended, soonest first: those made from this number, and those whose texts go to
/// it.
pub fn of_caller(org_id: OrgId, number: &PhoneNumber, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM (
           SELECT * FROM appointments
           WHERE org_id = :org AND caller_number = :number AND starts_at > :now - :longest_seconds AND ends_at > :now
           AND status = 'confirmed'
           UNION
           SELECT * FROM appointments
           WHERE org_id = :org AND phone = :number AND starts_at > :now - :longest_seconds AND ends_at > :now
           AND status = 'confirmed')
         ORDER BY starts_at, id LIMIT :most",
        org = org_id,
        number = number.as_str(),
        now,
        most = MOST,
        longest_seconds = LONGEST_SECONDS
    )
}

/// The confirmed appointments that a person has at exactly this start, with whomever.
pub fn twins(org_id: OrgId, person: Option<&PhoneNumber>, start: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM appointments WHERE org_id = :org AND starts_at = :start AND status = 'confirmed'
           AND coalesce(caller_number, phone) = :person",
        org = org_id,
        start,
        person = person.map(PhoneNumber::as_str)
    )
}

/// The appointments to which something was done in a call.
pub fn done_to(org_id: OrgId, call_id: &str, operation: Operation) -> Statement {
    // A cross join is done in the order it is written in.
    statement!(
        "SELECT DISTINCT a.* FROM receipts r CROSS JOIN appointments a ON a.org_id = r.org_id AND a.id = r.appointment_id
         WHERE r.org_id = :org AND r.key >= :call_id || ':' AND r.key < :call_id || ';'
         AND r.operation = :operation LIMIT :most",
        org = org_id,
        call_id,
        operation = operation.as_str(),
        most = MOST
    )
}

/// The live hold that a caller has, if any.
pub fn hold_of(org_id: OrgId, caller: &Caller, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM appointments WHERE org_id = :org AND status = 'held' AND hold_expires_at > :now
           AND (coalesce(call_id = :call_id, 0) OR coalesce(caller_number = :caller, 0))",
        org = org_id,
        now,
        call_id = caller.call_id.as_deref(),
        caller = caller.number.as_ref().map(PhoneNumber::as_str)
    )
}

/// What was found.
pub fn appointments(rows: Rows) -> Result<Vec<Appointment>, StoreError> {
    read(rows)
}
