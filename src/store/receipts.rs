//! Receipts: what was answered to which request, so that the same request again is answered alike and has no second effect.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, outbox::Change, read, statement};
use crate::{
    domain::{appointment::Operation, id::OrgId, phone::PhoneNumber},
    ports::{Rows, Statement},
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
    /// The change that must have happened.
    pub change_id: &'a str,
    /// What is to be said.
    pub outcome: String,
    /// The text that was written in the same batch, whose fate becomes `text` of the outcome.
    pub message_id: Option<&'a str>,
}

/// Writes a receipt, if its change happened, and returns its outcome.
pub fn insert(org_id: OrgId, receipt: &NewReceipt<'_>) -> Statement {
    statement!(
        "INSERT INTO receipts (org_id, key, operation, request_hash, appointment_id, outcome, created_at)
         SELECT :org, :key, :operation, :request_hash, :appointment_id,
           json_set(:outcome, '$.text', (SELECT CASE WHEN status = 'capped' AND detail IS NOT NULL THEN 'number_capped' ELSE status END
             FROM messages WHERE org_id = :org AND id = :message_id)), updated_at
         FROM appointments WHERE org_id = :org AND id = :appointment_id AND change_id = :change_id
         RETURNING *",
        org = org_id,
        key = receipt.key,
        operation = receipt.operation.as_str(),
        request_hash = receipt.request_hash,
        appointment_id = receipt.appointment_id,
        outcome = receipt.outcome.as_str(),
        message_id = receipt.message_id,
        change_id = receipt.change_id
    )
}

/// The receipt of a request.
pub fn of_key(org_id: OrgId, key: &str) -> Statement {
    statement!("SELECT * FROM receipts WHERE org_id = :org AND key = :key", org = org_id, key)
}

/// What was said of an appointment.
pub fn of_appointment(org_id: OrgId, appointment_id: &str) -> Statement {
    statement!(
        "SELECT * FROM receipts WHERE org_id = :org AND appointment_id = :appointment_id",
        org = org_id,
        appointment_id
    )
}

/// The latest receipt of one call for what was asked: a model that was interrupted asks again under a new id.
pub fn of_call(org_id: OrgId, call_id: &str, operation: Operation, request_hash: &str) -> Statement {
    statement!(
        "SELECT * FROM receipts WHERE org_id = :org AND key >= :call_id || ':' AND key < :call_id || ';'
           AND operation = :operation AND request_hash = :request_hash
         ORDER BY created_at DESC, rowid DESC LIMIT 1",
        org = org_id,
        call_id,
        operation = operation.as_str(),
        request_hash
    )
}

/// What was said of the appointments that a person has at this start, latest first.
pub fn of_appointments_at(org_id: OrgId, person: Option<&PhoneNumber>, start: DateTime<Utc>) -> Statement {
    // A cross join is done in the order it is written in; SQLite alone would begin with all receipts of the org.
    statement!(
        "SELECT r.* FROM appointments a CROSS JOIN receipts r ON r.org_id = a.org_id AND r.appointment_id = a.id
         WHERE a.org_id = :org AND a.starts_at = :start AND a.status = 'confirmed'
           AND coalesce(a.caller_number, a.phone) = :person AND r.operation IN ('book', 'reschedule')
         ORDER BY r.created_at DESC, r.rowid DESC",
        org = org_id,
        start,
        person = person.map(PhoneNumber::as_str)
    )
}

/// Forgets the receipt of a change that was taken back.
pub fn forget(change: &Change<'_>, key: &str) -> Statement {
    statement!(
        "DELETE FROM receipts WHERE org_id = :org AND key = :key AND appointment_id = :appointment_id
           AND EXISTS (SELECT 1 FROM appointments a WHERE a.org_id = :org AND a.id = :appointment_id
           AND a.change_id = :change_id)",
        org = change.org_id,
        appointment_id = change.appointment_id,
        change_id = change.change_id,
        key
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<Receipt>, StoreError> {
    read(rows)
}
