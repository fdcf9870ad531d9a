//! Looking appointments up.

use chrono::{DateTime, Utc};

use super::{booked::LONGEST_SECONDS, listing::AppointmentPosition};
use crate::{
    domain::{
        appointment::{Appointment, Operation},
        caller::Caller,
        phone::PhoneNumber,
        schedule::Interval,
    },
    ports::{Rows, Statement},
    store::{StoreError, first, read, statement},
};

/// How many appointments of a caller are read at a time.
pub const PAGE: u8 = 50;

/// The appointments of one caller.
#[derive(Clone, Copy)]
pub struct CallerAppointments<'a> {
    pub caller: &'a Caller,
    /// Those alone that start within it; all to come when absent.
    pub window: Option<Interval>,
    pub now: DateTime<Utc>,
}

/// One of the appointments.
pub fn by_id(id: &str) -> Statement {
    statement!("SELECT * FROM appointments WHERE id = :id", id)
}

/// The confirmed appointments of a caller that have not ended, soonest first: those made from this number, and those whose texts go to
/// it. A caller without a number has those that were booked in this very call. At most [`PAGE`] of them, those after `after`; `None` for a
/// caller of whom nothing is known.
pub fn of_caller(of: &CallerAppointments<'_>, after: Option<&AppointmentPosition>) -> Option<Statement> {
    let CallerAppointments { caller, window, now } = *of;
    let earliest = now.timestamp() - LONGEST_SECONDS;
    let earliest = window.map_or(earliest, |window| earliest.max(window.start.timestamp()));
    // No id sorts before the empty one, so without a position the list begins with the first.
    let (start, id) = after.map_or((earliest, ""), |(start, id)| (*start, id.as_str()));
    let (until, most) = (window.map(|window| window.end), i64::from(PAGE));
    match (&caller.number, &caller.call_id) {
        (Some(number), _) => Some(statement!(
            "SELECT * FROM (
               SELECT * FROM appointments
               WHERE caller_number = :number AND starts_at >= :start AND ends_at > :now AND status = 'confirmed'
               UNION
               SELECT * FROM appointments
               WHERE phone = :number AND phone IS NOT caller_number AND starts_at >= :start AND ends_at > :now AND status = 'confirmed')
             WHERE (starts_at, id) > (:start, :id) AND (:until IS NULL OR starts_at < :until)
             ORDER BY starts_at, id LIMIT :most",
            number = number.as_str(),
            start,
            id,
            until,
            now,
            most
        )),
        (None, Some(call_id)) => Some(statement!(
            "SELECT * FROM appointments
             WHERE call_id = :call_id AND caller_number IS NULL AND ends_at > :now AND status = 'confirmed'
               AND (starts_at, id) > (:start, :id) AND (:until IS NULL OR starts_at < :until)
             ORDER BY starts_at, id LIMIT :most",
            call_id = call_id.as_str(),
            start,
            id,
            until,
            now,
            most
        )),
        (None, None) => None,
    }
}

/// The confirmed appointments that a person has at exactly this start, with whomever.
pub fn twins(person: Option<&PhoneNumber>, start: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM appointments WHERE starts_at = :start AND status = 'confirmed'
           AND coalesce(caller_number, phone) = :person",
        start,
        person = person.map(PhoneNumber::as_str)
    )
}

/// The appointments at this start that a caller cancelled themselves, the latest first; a caller without a number those of this very call.
/// `None` for a caller of whom nothing is known.
pub fn cancelled_by(caller: &Caller, start: DateTime<Utc>) -> Option<Statement> {
    if caller.is_unknown() {
        return None;
    }
    let (number, call_id) = (caller.number.as_ref().map(PhoneNumber::as_str), caller.call_id.as_deref());
    Some(statement!(
        "SELECT * FROM appointments
         WHERE starts_at = :start AND status = 'cancelled' AND cancelled_by = 'caller' AND caller_number IS :number
           AND (:number IS NOT NULL OR call_id = :call_id)
         ORDER BY updated_at DESC",
        start,
        number,
        call_id
    ))
}

/// The appointment to which a request of a call was last done, by what was asked.
pub fn done_to(call_id: &str, operation: Operation, request_hash: &str) -> Statement {
    // A cross join is done in the order it is written in.
    statement!(
        "SELECT a.* FROM receipts r CROSS JOIN appointments a ON a.id = r.appointment_id
         WHERE r.key >= :call_id || ':' AND r.key < :call_id || ';'
           AND r.operation = :operation AND r.request_hash = :request_hash
         ORDER BY r.created_at DESC, r.rowid DESC LIMIT 1",
        call_id,
        operation = operation.as_str(),
        request_hash
    )
}

/// The live hold that a caller has, if any.
pub fn hold_of(caller: &Caller, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM appointments WHERE status = 'held' AND hold_expires_at > :now
           AND (coalesce(call_id = :call_id, 0) OR coalesce(caller_number = :caller, 0))",
        now,
        call_id = caller.call_id.as_deref(),
        caller = caller.number.as_ref().map(PhoneNumber::as_str)
    )
}

/// What was found.
pub fn appointments(rows: Rows) -> Result<Vec<Appointment>, StoreError> {
    read(rows)
}

/// The first of them.
pub fn one(rows: Rows) -> Result<Option<Appointment>, StoreError> {
    first(rows)
}
