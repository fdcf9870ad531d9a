//! Writing a new appointment or hold, and moving one. Each belongs into a batch with what follows from it; a change that may not happen
//! leaves the row alone, and the statements after it look for its `change_id`.
//!
//! Overlap is not asked here: the triggers of the table abort the batch, whoever writes.

use super::{
    condition::{
        Condition, booked_in_call, booked_on_day, condition, is_current, limits, may_change, twin, upcoming,
        within_limits,
    },
    parts::{NewAppointment, Placement, Times},
};
use crate::{
    domain::{
        appointment::{Appointment, Source},
        caller::Caller,
        patient_name::folded_name,
        phone::PhoneNumber,
    },
    ports::{Param, Rows, Statement},
    store::{StoreError, first, numbered, params},
};

fn insertion(on: &Condition, new: &NewAppointment) -> Vec<Param> {
    let NewAppointment { id, status, hold_expires_at, placement, times, patient, caller, source, event_id } = new;
    let person = caller.number.as_ref().or(patient.phone.as_ref()).map(PhoneNumber::as_str);
    let mut params = condition(on, placement, caller, None);
    params.extend(params![
        person,
        times.span.start,
        on.anyone,
        patient.name.as_deref().map(folded_name),
        id.as_str(),
        on.change_id.as_str(),
        status.as_str(),
        times.span.end,
        times.blocked.start,
        times.blocked.end,
        *hold_expires_at,
        placement.practitioner_id.as_deref(),
        placement.practitioner_name.as_deref(),
        placement.service_id.as_deref(),
        placement.service_name.as_deref(),
        times.zone.name(),
        patient.phone.as_ref().map(PhoneNumber::as_str),
        patient.email.as_deref(),
        patient.notes.as_deref(),
        match source {
            Source::Voice => "voice",
            Source::Admin => "admin",
        },
        event_id.as_deref(),
        patient.name.as_deref(),
    ]);
    params.extend(limits(on));
    params
}

/// Gives up the caller's holds, on the same conditions as [`insert`], which follows.
pub fn release_holds(on: &Condition, new: &NewAppointment) -> Statement {
    let mut params = insertion(on, new);
    params.truncate(16);
    params.extend(limits(on));
    numbered(
        concat!(
            "DELETE FROM appointments WHERE org_id = ?1 AND status = 'held'
               AND (coalesce(call_id = ?8, 0) OR coalesce(caller_number = ?9, 0)) AND ",
            may_change!(),
            " AND NOT EXISTS (",
            twin!(),
            ")",
            within_limits!("?17", "?18")
        ),
        params,
    )
}

/// Gives up a hold.
pub fn let_go(held: &Appointment) -> Statement {
    numbered(
        "DELETE FROM appointments WHERE org_id = ?1 AND id = ?2 AND status = 'held'",
        params![held.org_id, held.id.as_str()],
    )
}

/// Writes an appointment or hold, unless something stands against it, and returns the row if it did. The triggers abort the batch when
/// the time is not free.
pub fn insert(on: &Condition, new: &NewAppointment) -> Statement {
    numbered(
        concat!(
            "INSERT INTO appointments (id, org_id, change_id, status, calendar_id, starts_at, ends_at, blocked_from, blocked_until,
               hold_expires_at, practitioner_id, practitioner_name, service_id, service_name, zone, patient_name, folded_name, caller_number, phone,
               email, notes, source, call_id, event_id, created_at, updated_at)
             SELECT ?17, ?1, ?18, ?19, ?4, ?14, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?34, ?16, ?9, ?29, ?30, ?31, ?32, ?8, ?33, ?7, ?7
             WHERE ",
            may_change!(),
            " AND NOT EXISTS (",
            twin!(),
            ")",
            within_limits!("?35", "?36"),
            " RETURNING *"
        ),
        insertion(on, new),
    )
}

/// Gives up the caller's holds for a move that follows, on the same conditions.
pub fn release_for_move(on: &Condition, was: &Appointment, placement: &Placement, caller: &Caller) -> Statement {
    let mut params = condition(on, placement, caller, Some(&was.id));
    params.push(was.revision.into());
    numbered(
        concat!(
            "DELETE FROM appointments WHERE org_id = ?1 AND status = 'held'
               AND (coalesce(call_id = ?8, 0) OR coalesce(caller_number = ?9, 0))
               AND EXISTS (SELECT 1 FROM appointments w WHERE w.org_id = ?1 AND w.id = ?10 AND w.revision = ?13 AND w.status = 'confirmed')
               AND ",
            may_change!()
        ),
        params,
    )
}

/// Moves a confirmed appointment of `revision`, on the same conditions.
pub fn reschedule(
    on: &Condition,
    was: &Appointment,
    placement: &Placement,
    times: &Times,
    event_id: &str,
    caller: &Caller,
) -> Statement {
    let mut params = condition(on, placement, caller, Some(&was.id));
    params.extend(params![
        was.revision,
        on.change_id.as_str(),
        times.span.start,
        times.span.end,
        times.blocked.start,
        times.blocked.end,
        times.zone.name(),
        placement.practitioner_id.as_deref(),
        placement.practitioner_name.as_deref(),
        placement.service_id.as_deref(),
        placement.service_name.as_deref(),
        event_id,
    ]);
    numbered(
        concat!(
            "UPDATE appointments SET change_id = ?14, revision = revision + 1, placed_revision = revision + 1, starts_at = ?15, ends_at = ?16, blocked_from = ?17,
               blocked_until = ?18, zone = ?19, calendar_id = ?4, practitioner_id = ?20, practitioner_name = ?21, service_id = ?22,
               service_name = ?23, event_written = CASE WHEN event_id IS ?24 THEN event_written END, event_id = ?24, updated_at = ?7
             WHERE org_id = ?1 AND id = ?10 AND revision = ?13 AND status = 'confirmed' AND ",
            may_change!(),
            " RETURNING *"
        ),
        params,
    )
}

/// Whether the triggers found the time taken.
pub fn is_overlap(error: &StoreError) -> bool {
    error.violates("appointments_overlap")
}

/// The row that a change returned, if it happened.
pub fn changed(rows: Rows) -> Result<Option<Appointment>, StoreError> {
    first(rows)
}
