//! Cancelling an appointment, renaming it, and taking a change back.

use chrono::{DateTime, Utc};

use super::parts::Patient;
use crate::{
    domain::{appointment::Appointment, id::OrgId, patient_name::folded_name, phone::PhoneNumber},
    ports::Statement,
    store::statement,
};

/// Cancels a confirmed appointment of `revision` and returns it, unless the request's key was used.
pub fn cancel(on: &Cancellation<'_>) -> Statement {
    statement!(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = :by, change_id = :change_id,
           revision = revision + 1, updated_at = :now
         WHERE org_id = :org AND id = :id AND revision = :revision AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = :org AND r.key = :key)
         RETURNING *",
        org = on.org_id,
        id = on.id,
        revision = on.revision,
        by = on.by,
        change_id = on.change_id,
        now = on.now,
        key = on.key
    )
}

/// What to cancel, and for whom.
pub struct Cancellation<'a> {
    pub org_id: OrgId,
    /// The appointment.
    pub id: &'a str,
    /// As it was read.
    pub revision: i64,
    /// `caller`, `admin`, `calendar` or `refused`.
    pub by: &'static str,
    pub change_id: &'a str,
    /// The request's key.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// New words for a confirmed appointment.
pub struct Amendment<'a> {
    /// As it was read.
    pub was: &'a Appointment,
    /// As it should be.
    pub patient: &'a Patient,
    pub change_id: &'a str,
    /// The request's key.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// Renames or annotates an appointment without moving it, and returns it, unless the request's key was used.
pub fn amend(amendment: &Amendment<'_>) -> Statement {
    let Amendment { was, patient, change_id, key, now } = amendment;
    statement!(
        "UPDATE appointments SET patient_name = :name, folded_name = :folded_name, phone = :phone, email = :email, notes = :notes,
           change_id = :change_id, revision = revision + 1,
           updated_at = :now
         WHERE org_id = :org AND id = :id AND revision = :revision AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = :org AND r.key = :key)
         RETURNING *",
        org = was.org_id,
        id = was.id.as_str(),
        revision = was.revision,
        name = patient.name.as_deref(),
        folded_name = patient.name.as_deref().map(folded_name),
        phone = patient.phone.as_ref().map(PhoneNumber::as_str),
        email = patient.email.as_deref(),
        notes = patient.notes.as_deref(),
        change_id = *change_id,
        now = *now,
        key = *key
    )
}

/// Takes a booking back that Google refused for good, if it is still what its change made it and nobody has shown it in Google after
/// all; returns it then.
pub fn take_back(after: &Appointment, change_id: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = 'refused', change_id = :change_id,
           revision = revision + 1, updated_at = :now
         WHERE org_id = :org AND id = :id AND change_id = :undone AND status = 'confirmed'
           AND coalesce(event_written, 0) < revision
         RETURNING *",
        org = after.org_id,
        id = after.id.as_str(),
        undone = after.change_id.as_str(),
        change_id,
        now
    )
}

/// Takes a change back that Google refused for good: the appointment is again where `was` has it, if it is still what the change made
/// of it. The triggers refuse when its old time was taken meanwhile. If Google showed it there, Google shows it there still.
pub fn restore(was: &Appointment, undone: &str, change_id: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE appointments SET change_id = :change_id, revision = revision + 1, placed_revision = revision + 1,
           starts_at = :starts_at, ends_at = :ends_at, blocked_from = :blocked_from,
           blocked_until = :blocked_until, zone = :zone, calendar_id = :calendar_id, practitioner_id = :practitioner_id,
           practitioner_name = :practitioner_name, service_id = :service_id,
           service_name = :service_name, event_id = :event_id,
           event_written = CASE WHEN :event_written = :revision THEN revision + 1 ELSE :event_written END, updated_at = :now
         WHERE org_id = :org AND id = :id AND change_id = :undone AND status = 'confirmed'
           AND coalesce(event_written, 0) < revision RETURNING *",
        org = was.org_id,
        id = was.id.as_str(),
        undone,
        change_id,
        starts_at = was.starts_at,
        ends_at = was.ends_at,
        blocked_from = was.blocked_from,
        blocked_until = was.blocked_until,
        zone = was.zone.name(),
        calendar_id = was.calendar_id.as_str(),
        practitioner_id = was.practitioner_id.as_deref(),
        practitioner_name = was.practitioner_name.as_deref(),
        service_id = was.service_id.as_deref(),
        service_name = was.service_name.as_deref(),
        event_id = was.event_id.as_deref(),
        event_written = was.event_written,
        revision = was.revision,
        now
    )
}
