//! Cancelling an appointment, renaming it, and taking a change back.

use chrono::{DateTime, Utc};

use super::{parts::Patient, placing::ChangeMark};
use crate::{
    domain::{
        appointment::{Appointment, Attendance},
        patient_name::folded_name,
        phone::PhoneNumber,
    },
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// Cancels a confirmed appointment that still is as `was` was read; `None` if it is not. `by` is `caller` or `admin`.
///
/// # Errors
/// When the object's database failed.
pub fn cancel(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    was: &Appointment,
    by: &'static str,
) -> Result<Option<Appointment>, StoreError> {
    first(transaction.run(statement!(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = :by, change_id = :change_id,
           revision = revision + 1, updated_at = :now
         WHERE id = :id AND revision = :revision AND status = 'confirmed' RETURNING *",
        by,
        change_id = change.id,
        now = change.at,
        id = was.id.as_str(),
        revision = was.revision
    ))?)
}

/// Renames or annotates a confirmed appointment that still is as `was` was read, without moving it; `None` if it is not.
///
/// # Errors
/// When the object's database failed.
pub fn amend(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    was: &Appointment,
    patient: &Patient,
) -> Result<Option<Appointment>, StoreError> {
    first(transaction.run(statement!(
        "UPDATE appointments SET patient_name = :name, folded_name = :folded_name, phone = :phone, email = :email, notes = :notes,
           change_id = :change_id, revision = revision + 1, updated_at = :now
         WHERE id = :id AND revision = :revision AND status = 'confirmed' RETURNING *",
        name = patient.name.as_deref(),
        folded_name = patient.name.as_deref().map(folded_name),
        phone = patient.phone.as_ref().map(PhoneNumber::as_str),
        email = patient.email.as_deref(),
        notes = patient.notes.as_deref(),
        change_id = change.id,
        now = change.at,
        id = was.id.as_str(),
        revision = was.revision
    ))?)
}

/// Notes whether the patient of a confirmed appointment came, or that nothing is known of it. The event stays as it is; `None` if the
/// appointment is not confirmed.
///
/// # Errors
/// When the object's database failed.
pub fn note_attendance(
    transaction: &dyn ClinicTransaction,
    was: &Appointment,
    attendance: Option<Attendance>,
    now: DateTime<Utc>,
) -> Result<Option<Appointment>, StoreError> {
    first(transaction.run(statement!(
        "UPDATE appointments SET attendance = :attendance, attended_at = :attended_at, updated_at = :now
         WHERE id = :id AND status = 'confirmed' RETURNING *",
        attendance = attendance.map(Attendance::as_str),
        attended_at = attendance.map(|_| now),
        now,
        id = was.id.as_str()
    ))?)
}

/// Takes a booking back that the calendar refused for good, if it is still what its change made it and nobody has shown it there after
/// all; gives it back then.
///
/// # Errors
/// When the object's database failed.
pub fn take_back(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    after: &Appointment,
) -> Result<Option<Appointment>, StoreError> {
    first(transaction.run(statement!(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = 'refused', change_id = :change_id,
           revision = revision + 1, updated_at = :now
         WHERE id = :id AND change_id = :undone AND status = 'confirmed' AND coalesce(event_written, 0) < revision
         RETURNING *",
        change_id = change.id,
        now = change.at,
        id = after.id.as_str(),
        undone = after.change_id.as_str()
    ))?)
}

/// Takes a move back that the calendar refused for good: the appointment is again where `was` has it, if it is still what the change
/// `undone` made of it. If the calendar showed it there, it shows it there still.
///
/// # Errors
/// When its old time was taken meanwhile ([`super::is_overlap`]), or the object's database failed.
pub fn restore(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    was: &Appointment,
    undone: &str,
) -> Result<Option<Appointment>, StoreError> {
    first(transaction.run(statement!(
        "UPDATE appointments SET change_id = :change_id, revision = revision + 1, placed_revision = revision + 1,
           starts_at = :starts_at, ends_at = :ends_at, blocked_from = :blocked_from, blocked_until = :blocked_until, zone = :zone,
           calendar_id = :calendar_id, practitioner_id = :practitioner_id, practitioner_name = :practitioner_name,
           service_id = :service_id, service_name = :service_name, event_id = :event_id,
           event_written = CASE WHEN :event_written = :revision THEN revision + 1 ELSE :event_written END,
           attendance = :attendance, attended_at = :attended_at, updated_at = :now
         WHERE id = :id AND change_id = :undone AND status = 'confirmed' AND coalesce(event_written, 0) < revision RETURNING *",
        change_id = change.id,
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
        attendance = was.attendance.map(Attendance::as_str),
        attended_at = was.attended_at,
        now = change.at,
        id = was.id.as_str(),
        undone
    ))?)
}
