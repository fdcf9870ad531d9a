//! Writing a new appointment or hold, and moving one, in the transaction that decided that it may be. Overlap is not asked here: the
//! triggers of the table abort the statement, whoever writes.

use chrono::{DateTime, Utc};

use super::parts::{NewAppointment, Placement, Times};
use crate::{
    domain::{
        appointment::{Appointment, Source},
        caller::Caller,
        patient_name::folded_name,
        phone::PhoneNumber,
    },
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// One change of an appointment.
#[derive(Clone, Copy, Debug)]
pub struct ChangeMark<'a> {
    /// Its id, which the row carries from then on.
    pub id: &'a str,
    pub at: DateTime<Utc>,
}

/// Gives up what the caller holds.
///
/// # Errors
/// When the object's database failed.
pub fn release_holds(transaction: &dyn ClinicTransaction, caller: &Caller) -> Result<(), StoreError> {
    if caller.is_unknown() {
        return Ok(());
    }
    transaction.run(statement!(
        "DELETE FROM appointments WHERE status = 'held'
           AND (coalesce(call_id = :call_id, 0) OR coalesce(caller_number = :number, 0))",
        call_id = caller.call_id.as_deref(),
        number = caller.number.as_ref().map(PhoneNumber::as_str)
    ))?;
    Ok(())
}

/// Gives up one hold.
///
/// # Errors
/// When the object's database failed.
pub fn let_go(transaction: &dyn ClinicTransaction, held: &Appointment) -> Result<(), StoreError> {
    transaction
        .run(statement!("DELETE FROM appointments WHERE id = :id AND status = 'held'", id = held.id.as_str()))?;
    Ok(())
}

/// Writes an appointment or hold.
///
/// # Errors
/// When the time is not free ([`is_overlap`]), or the object's database failed.
pub fn insert(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    new: &NewAppointment,
) -> Result<Appointment, StoreError> {
    let NewAppointment { id, status, hold_expires_at, placement, times, patient, caller, source, event_id } = new;
    let insert = statement!(
        "INSERT INTO appointments (id, change_id, status, calendar_id, starts_at, ends_at, blocked_from, blocked_until,
           hold_expires_at, practitioner_id, practitioner_name, service_id, service_name, zone, patient_name, folded_name,
           caller_number, phone, email, notes, source, call_id, event_id, created_at, updated_at)
         VALUES (:id, :change_id, :status, :calendar_id, :starts_at, :ends_at, :blocked_from, :blocked_until,
           :hold_expires_at, :practitioner_id, :practitioner_name, :service_id, :service_name, :zone, :patient_name, :folded_name,
           :caller_number, :phone, :email, :notes, :source, :call_id, :event_id, :now, :now)
         RETURNING *",
        id = id.as_str(),
        change_id = change.id,
        status = status.as_str(),
        calendar_id = placement.calendar_id.as_str(),
        starts_at = times.span.start,
        ends_at = times.span.end,
        blocked_from = times.blocked.start,
        blocked_until = times.blocked.end,
        hold_expires_at = *hold_expires_at,
        practitioner_id = placement.practitioner_id.as_deref(),
        practitioner_name = placement.practitioner_name.as_deref(),
        service_id = placement.service_id.as_deref(),
        service_name = placement.service_name.as_deref(),
        zone = times.zone.name(),
        patient_name = patient.name.as_deref(),
        folded_name = patient.name.as_deref().map(folded_name),
        caller_number = caller.number.as_ref().map(PhoneNumber::as_str),
        phone = patient.phone.as_ref().map(PhoneNumber::as_str),
        email = patient.email.as_deref(),
        notes = patient.notes.as_deref(),
        source = match source {
            Source::Voice => "voice",
            Source::Admin => "admin",
        },
        call_id = caller.call_id.as_deref(),
        event_id = event_id.as_deref(),
        now = change.at
    );
    first(transaction.run(insert)?)?.ok_or(StoreError::Incomplete)
}

/// Moves a confirmed appointment that still is as `was` was read; `None` if it is not. On the same calendar its event moves along, on
/// another one it has a new event, which the calendar does not show yet. Of another time nobody has noted who came.
///
/// # Errors
/// When the time is not free ([`is_overlap`]), or the object's database failed.
pub fn reschedule(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    was: &Appointment,
    (placement, times, event_id): (&Placement, &Times, &str),
) -> Result<Option<Appointment>, StoreError> {
    first(transaction.run(statement!(
        "UPDATE appointments SET change_id = :change_id, revision = revision + 1, placed_revision = revision + 1,
           starts_at = :starts_at, ends_at = :ends_at, blocked_from = :blocked_from, blocked_until = :blocked_until, zone = :zone,
           calendar_id = :calendar_id, practitioner_id = :practitioner_id, practitioner_name = :practitioner_name,
           service_id = :service_id, service_name = :service_name,
           event_written = CASE WHEN event_id IS :event_id THEN event_written END, event_id = :event_id,
           attendance = CASE WHEN starts_at = :starts_at THEN attendance END,
           attended_at = CASE WHEN starts_at = :starts_at THEN attended_at END, updated_at = :now
         WHERE id = :id AND revision = :revision AND status = 'confirmed' RETURNING *",
        change_id = change.id,
        starts_at = times.span.start,
        ends_at = times.span.end,
        blocked_from = times.blocked.start,
        blocked_until = times.blocked.end,
        zone = times.zone.name(),
        calendar_id = placement.calendar_id.as_str(),
        practitioner_id = placement.practitioner_id.as_deref(),
        practitioner_name = placement.practitioner_name.as_deref(),
        service_id = placement.service_id.as_deref(),
        service_name = placement.service_name.as_deref(),
        event_id,
        now = change.at,
        id = was.id.as_str(),
        revision = was.revision
    ))?)
}

/// Whether the triggers found the time taken.
pub fn is_overlap(error: &StoreError) -> bool {
    error.violates("appointments_overlap")
}
