//! What is known of the events that show appointments in Google's calendars.

use crate::{
    domain::{appointment::Appointment, id::OrgId},
    ports::Statement,
    store::{params, statement},
};

/// Records that Google shows `appointment` as it was read: the event, or that it is gone. It never takes a later revision back, and
/// is nothing for an appointment that has another event by now.
pub fn written(appointment: &Appointment) -> Statement {
    statement(
        "UPDATE appointments SET event_written = ?4
         WHERE org_id = ?1 AND id = ?2 AND event_id = ?3 AND revision >= ?4 AND coalesce(event_written, 0) < ?4",
        params![appointment.org_id, appointment.id.as_str(), appointment.event_id.as_deref(), appointment.revision],
    )
}

/// The confirmed appointment that an event shows, if any.
pub fn shown_by(org_id: OrgId, calendar_id: &str, event_id: &str) -> Statement {
    statement(
        "SELECT * FROM appointments WHERE org_id = ?1 AND event_id = ?3 AND calendar_id = ?2 AND status = 'confirmed'",
        params![org_id, calendar_id, event_id],
    )
}

/// Records the same for a change that another request may be about to take back, and returns its id if it stands; it is not taken back
/// then.
pub fn written_for_good(appointment: &Appointment) -> Statement {
    statement(
        "UPDATE appointments SET event_written = revision
         WHERE org_id = ?1 AND id = ?2 AND change_id = ?3 AND status = 'confirmed' RETURNING id",
        params![appointment.org_id, appointment.id.as_str(), appointment.change_id.as_str()],
    )
}
