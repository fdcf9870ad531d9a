//! Cancelling an appointment, renaming it, and taking a change back.

use chrono::{DateTime, Utc};

use super::shape::Patient;
use crate::{
    domain::{appointment::Appointment, id::OrgId, phone::PhoneNumber},
    ports::Statement,
    store::{params, statement},
};

/// Cancels a confirmed appointment of `revision` and returns it, unless the request's key was used.
pub fn cancel(on: &Cancellation<'_>) -> Statement {
    statement(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = ?4, change_id = ?5, revision = revision + 1, updated_at = ?6
         WHERE org_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = ?1 AND r.key = ?7)
         RETURNING *",
        params![on.org_id, on.id, on.revision, on.by, on.change_id, on.now, on.key],
    )
}

/// What to cancel, and for whom.
pub struct Cancellation<'a> {
    /// The org.
    pub org_id: OrgId,
    /// The appointment.
    pub id: &'a str,
    /// As it was read.
    pub revision: i64,
    /// `caller`, `admin`, `calendar` or `refused`.
    pub by: &'static str,
    /// The change.
    pub change_id: &'a str,
    /// The request's key.
    pub key: &'a str,
    /// Now.
    pub now: DateTime<Utc>,
}

/// New words for a confirmed appointment.
pub struct Amendment<'a> {
    /// As it was read.
    pub was: &'a Appointment,
    /// As it should be.
    pub patient: &'a Patient,
    /// The change.
    pub change_id: &'a str,
    /// The request's key.
    pub key: &'a str,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Renames or annotates an appointment without moving it, and returns it, unless the request's key was used.
pub fn amend(amendment: &Amendment<'_>) -> Statement {
    let Amendment { was, patient, change_id, key, now } = amendment;
    statement(
        "UPDATE appointments SET patient_name = ?4, phone = ?5, email = ?6, notes = ?7, change_id = ?8, revision = revision + 1,
           updated_at = ?9
         WHERE org_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = ?1 AND r.key = ?10)
         RETURNING *",
        params![
            was.org_id,
            was.id.as_str(),
            was.revision,
            patient.name.as_deref(),
            patient.phone.as_ref().map(PhoneNumber::as_str),
            patient.email.as_deref(),
            patient.notes.as_deref(),
            *change_id,
            *now,
            *key
        ],
    )
}

/// Takes a booking back that Google refused for good, if it is still what its change made it and nobody has shown it in Google after
/// all; returns it then.
pub fn take_back(after: &Appointment, undone: &str, now: DateTime<Utc>) -> Statement {
    statement(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = 'refused', change_id = ?4, revision = revision + 1, updated_at = ?5
         WHERE org_id = ?1 AND id = ?2 AND change_id = ?3 AND status = 'confirmed' AND coalesce(event_written, 0) < revision
         RETURNING *",
        params![after.org_id, after.id.as_str(), after.change_id.as_str(), undone, now],
    )
}

/// Takes a change back that Google refused for good: the appointment is again where `was` has it, if it is still what the change made
/// of it. The triggers refuse when its old time was taken meanwhile. If Google showed it there, Google shows it there still.
pub fn restore(was: &Appointment, undone: &str, change_id: &str, now: DateTime<Utc>) -> Statement {
    statement(
        "UPDATE appointments SET change_id = ?4, revision = revision + 1, placed_revision = revision + 1, starts_at = ?5, ends_at = ?6, blocked_from = ?7,
           blocked_until = ?8, zone = ?9, calendar_id = ?10, practitioner_id = ?11, practitioner_name = ?12, service_id = ?13,
           service_name = ?14, event_id = ?15, event_written = CASE WHEN ?16 = ?17 THEN revision + 1 ELSE ?16 END, updated_at = ?18
         WHERE org_id = ?1 AND id = ?2 AND change_id = ?3 AND status = 'confirmed' AND coalesce(event_written, 0) < revision RETURNING *",
        params![
            was.org_id,
            was.id.as_str(),
            undone,
            change_id,
            was.starts_at,
            was.ends_at,
            was.blocked_from,
            was.blocked_until,
            was.zone.name(),
            was.calendar_id.as_str(),
            was.practitioner_id.as_deref(),
            was.practitioner_name.as_deref(),
            was.service_id.as_deref(),
            was.service_name.as_deref(),
            was.event_id.as_deref(),
            was.event_written,
            was.revision,
            now
        ],
    )
}
