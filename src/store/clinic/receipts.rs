//! Receipts: what was answered to which request, so that the same request again is answered alike and has no second effect.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    domain::{appointment::Operation, phone::PhoneNumber},
    ports::{Rows, Statement},
    store::{StoreError, first, read, statement},
};

/// One answered request.
#[derive(Clone, Debug, Deserialize)]
pub struct Receipt {
    /// The request's key.
    pub key: String,
    /// What was asked.
    pub operation: Operation,
    /// The hash of what was asked.
    pub request_hash: String,
    /// About which appointment.
    pub appointment_id: String,
    /// All that is needed to say it again, as JSON.
    pub outcome: String,
}

/// A receipt that is about to be written.
pub struct NewReceipt<'a> {
    /// The request's key.
    pub key: &'a str,
    /// What was asked.
    pub operation: Operation,
    /// The hash of what was asked.
    pub request_hash: &'a str,
    /// About which appointment.
    pub appointment_id: &'a str,
    /// What is to be said, as JSON.
    pub outcome: &'a str,
    pub now: DateTime<Utc>,
}

/// Writes a receipt.
pub fn insert(receipt: &NewReceipt<'_>) -> Statement {
    statement!(
        "INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome, created_at)
         VALUES (:key, :operation, :request_hash, :appointment_id, :outcome, :now)",
        key = receipt.key,
        operation = receipt.operation.as_str(),
        request_hash = receipt.request_hash,
        appointment_id = receipt.appointment_id,
        outcome = receipt.outcome,
        now = receipt.now
    )
}

/// The receipt of a request.
pub fn of_key(key: &str) -> Statement {
    statement!("SELECT * FROM receipts WHERE key = :key", key)
}

/// What was said of an appointment.
pub fn of_appointment(appointment_id: &str) -> Statement {
    statement!("SELECT * FROM receipts WHERE appointment_id = :appointment_id", appointment_id)
}

/// The latest receipt of one call for what was asked: a model that was interrupted asks again under a new id.
pub fn of_call(call_id: &str, operation: Operation, request_hash: &str) -> Statement {
    statement!(
        "SELECT * FROM receipts WHERE key >= :call_id || ':' AND key < :call_id || ';'
           AND operation = :operation AND request_hash = :request_hash
         ORDER BY created_at DESC, rowid DESC LIMIT 1",
        call_id,
        operation = operation.as_str(),
        request_hash
    )
}

/// What was said of the appointments that a person has at this start, latest first.
pub fn of_appointments_at(person: Option<&PhoneNumber>, start: DateTime<Utc>) -> Statement {
    // A cross join is done in the order it is written in; SQLite alone would begin with all receipts.
    statement!(
        "SELECT r.* FROM appointments a CROSS JOIN receipts r ON r.appointment_id = a.id
         WHERE a.starts_at = :start AND a.status = 'confirmed'
           AND coalesce(a.caller_number, a.phone) = :person AND r.operation IN ('book', 'reschedule')
         ORDER BY r.created_at DESC, r.rowid DESC",
        start,
        person = person.map(PhoneNumber::as_str)
    )
}

/// Forgets the receipt of a change that was taken back.
pub fn forget(appointment_id: &str, key: &str) -> Statement {
    statement!("DELETE FROM receipts WHERE key = :key AND appointment_id = :appointment_id", key, appointment_id)
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<Receipt>, StoreError> {
    read(rows)
}

/// The first of them.
pub fn one(rows: Rows) -> Result<Option<Receipt>, StoreError> {
    first(rows)
}
