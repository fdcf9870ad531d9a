//! Reminders that are still to be written.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{domain::appointment::Appointment, ports::Statement, store::statement};

/// What the reminder of an appointment's start is written for; [`reschedule`] knows it by that. A reminder that somebody asked for on
/// the phone is another one.
pub fn occasion(appointment: &Appointment) -> String {
    format!("{}:reminder:{}", appointment.id, appointment.starts_at.timestamp())
}

/// Sets the reminders of all of the org's appointments to `lead` before their start. Those that would be due already keep the moment
/// that they had, if they had one: nobody is reminded at once because a setting changed. What was reminded of is left alone.
pub fn reschedule(lead: TimeDelta, now: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO outbox (kind, subject, due_at)
         SELECT 'sms.remind', a.id, a.starts_at - :lead FROM appointments a
         WHERE a.starts_at > :now + :lead AND a.status = 'confirmed' AND a.phone IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.occasion = a.id || ':reminder:' || a.starts_at)
         ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, attempts = 0, dead_at = NULL,
         last_error = NULL,
           due_at = excluded.due_at",
        lead = lead.num_seconds(),
        now
    )
}
