//! What is known of the events that show appointments in calendars.

use crate::{domain::appointment::Appointment, ports::Statement, store::statement};

/// Records that the calendar shows `appointment` as it was read, in the event `written`, or that the event is gone. It never takes a
/// later revision back, and is nothing for an appointment that has another event by now.
pub fn written(appointment: &Appointment, written: Option<&str>) -> Statement {
    statement!(
        "UPDATE appointments SET event_written = :revision, event_id = coalesce(:written, event_id)
         WHERE id = :id AND event_id IN (:event_id, :written) AND revision >= :revision
           AND coalesce(event_written, 0) < :revision",
        id = appointment.id.as_str(),
        event_id = appointment.event_id.as_deref(),
        revision = appointment.revision,
        written
    )
}

/// Records the same for a change that another request may be about to take back, and returns its id if it stands; it is not taken back
/// then.
pub fn written_for_good(appointment: &Appointment, written: Option<&str>) -> Statement {
    statement!(
        "UPDATE appointments SET event_written = revision, event_id = coalesce(:written, event_id)
         WHERE id = :id AND change_id = :change_id AND status = 'confirmed' RETURNING id",
        id = appointment.id.as_str(),
        change_id = appointment.change_id.as_str(),
        written
    )
}
