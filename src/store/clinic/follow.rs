//! Which calendars are followed, and what is taken over from there.
//!
//! An appointment follows its event only while its calendar is known to show it as it is and nothing is about to be written, which every
//! change here asks again in its own statement: what we wrote ourselves is never taken for a person's change.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::audit::insert_line;
use crate::{
    domain::{appointment::Appointment, schedule::Interval},
    ports::{ClinicTransaction, Database, Rows, Statement},
    store::{
        StoreError,
        audit::AuditEntry,
        clinic::appointments::{ChangeMark, Placement},
        read, read_sound, run_one, statement,
    },
};

/// A calendar that is followed.
#[derive(Clone, Debug, Deserialize)]
pub struct Followed {
    /// The provider's id of it.
    pub calendar_id: String,
    /// From when changes count.
    #[serde(with = "ts_seconds")]
    pub seen_until: DateTime<Utc>,
    /// What the provider goes on from; none before its first listing.
    pub cursor: Option<String>,
    /// How far the search for an event came, as its owner wrote it.
    pub search: Option<String>,
    /// How often it could not be read since it last could.
    pub failures: i64,
}

/// An appointment whose event changed, and whether the event is about to be written.
#[derive(Clone, Debug, Deserialize)]
pub struct FollowedAppointment {
    /// The appointment.
    #[serde(flatten)]
    pub appointment: Appointment,
    /// 1 if there is work for its event that is not given up.
    pending: i64,
}

impl FollowedAppointment {
    /// Whether its event is about to be written.
    pub const fn is_pending(&self) -> bool {
        self.pending != 0
    }
}

/// Takes calendars that are due, the one that has waited longest first, and keeps them from others until `until`. Rows that cannot be
/// read are counted.
pub async fn claim(
    database: &dyn Database,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<(Vec<Followed>, u64), StoreError> {
    let update = statement!(
        "UPDATE calendar_follow SET due_at = :until
         WHERE calendar_id IN (SELECT calendar_id FROM calendar_follow WHERE due_at <= :now ORDER BY due_at LIMIT :limit)
         RETURNING calendar_id, seen_until, cursor, search, failures",
        now,
        until,
        limit
    );
    Ok(read_sound(run_one(database, update).await?))
}

/// Has all calendars compared at once.
pub fn all_due(now: DateTime<Utc>) -> Statement {
    statement!("UPDATE calendar_follow SET due_at = :now WHERE due_at > :now", now)
}

/// Records that changes before `cursor` were taken over, unless another comparison has recorded something meanwhile.
pub fn advance(followed: &Followed, cursor: &str, search: Option<&str>, due_at: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE calendar_follow SET cursor = :cursor, search = :search, due_at = :due_at, failures = 0
         WHERE calendar_id = :calendar_id AND cursor IS :before",
        calendar_id = followed.calendar_id.as_str(),
        before = followed.cursor.as_deref(),
        cursor,
        search,
        due_at
    )
}

/// Puts a calendar off that could not be read.
pub fn postpone(followed: &Followed, due_at: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE calendar_follow SET due_at = :due_at, failures = failures + 1
         WHERE calendar_id = :calendar_id",
        calendar_id = followed.calendar_id.as_str(),
        due_at
    )
}

/// Takes a calendar off the list for which nothing is to come. For an hour after the last cancellation an event may still turn up that
/// the provider was slow to make.
pub fn drop_idle(followed: &Followed, now: DateTime<Utc>) -> Statement {
    statement!(
        "DELETE FROM calendar_follow WHERE calendar_id = :calendar_id AND NOT EXISTS (
           SELECT 1 FROM appointments WHERE calendar_id = :calendar_id AND starts_at > :now
             AND (status = 'confirmed' OR updated_at > :now - 3600))",
        calendar_id = followed.calendar_id.as_str(),
        now
    )
}

/// The org's appointments with these ids.
pub fn appointments(ids: &[String]) -> Result<Statement, StoreError> {
    let ids = serde_json::to_string(ids).map_err(|_| StoreError::Document("a list of ids"))?;
    // A cross join is done in the order it is written in; SQLite alone might begin with all appointments.
    Ok(statement!(
        "SELECT a.*, EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'event.sync' AND o.subject = a.id
           AND o.dead_at IS NULL) AS pending
         FROM json_each(:ids) asked CROSS JOIN appointments a ON a.id = asked.value",
        ids
    ))
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<FollowedAppointment>, StoreError> {
    read(rows)
}

/// `:appointment_id`, `:revision`: as it was read, shown by Google, and left alone.
macro_rules! is_shown {
    () => {
        "id = :appointment_id AND revision = :revision AND event_written = :revision AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'event.sync' AND subject = :appointment_id AND dead_at IS NULL)"
    };
}

/// Cancels an appointment whose event was deleted; says whether it did. The calendar shows this revision already.
///
/// # Errors
/// When the object's database failed.
pub fn cancel(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    was: &Appointment,
) -> Result<bool, StoreError> {
    let cancelled = transaction.run(statement!(
        concat!(
            "UPDATE appointments SET status = 'cancelled', cancelled_by = 'calendar', change_id = :change_id,
               revision = revision + 1, event_written = revision + 1, updated_at = :now WHERE ",
            is_shown!(),
            " RETURNING id"
        ),
        appointment_id = was.id.as_str(),
        revision = was.revision,
        change_id = change.id,
        now = change.at
    ))?;
    Ok(!cancelled.rows.is_empty())
}

/// The first half of a move: the appointment gives up its time, so that several can change places in one transaction. Says whether it
/// did; it does not if it changed since it was read.
///
/// # Errors
/// When the object's database failed.
pub fn park(transaction: &dyn ClinicTransaction, was: &Appointment) -> Result<bool, StoreError> {
    let parked = transaction.run(statement!(
        concat!("UPDATE appointments SET status = 'cancelled' WHERE ", is_shown!(), " RETURNING id"),
        appointment_id = was.id.as_str(),
        revision = was.revision
    ))?;
    Ok(!parked.rows.is_empty())
}

/// The second half: a parked appointment takes its new time and place, with the buffers that it had.
///
/// # Errors
/// When that is not free, or the object's database failed.
pub fn place(
    transaction: &dyn ClinicTransaction,
    change: ChangeMark<'_>,
    was: &Appointment,
    place: &Placement,
    (event_id, time): (&str, Interval),
) -> Result<(), StoreError> {
    transaction.run(statement!(
        "UPDATE appointments SET status = 'confirmed', starts_at = :start, ends_at = :end, blocked_from = :blocked_from,
           blocked_until = :blocked_until, change_id = :change_id, calendar_id = :calendar_id, practitioner_id = :practitioner_id,
           practitioner_name = :practitioner_name, revision = revision + 1, event_id = :event_id, event_written = revision + 1,
           updated_at = :now
         WHERE id = :appointment_id AND revision = :revision AND status = 'cancelled'",
        appointment_id = was.id.as_str(),
        revision = was.revision,
        start = time.start,
        end = time.end,
        blocked_from = time.start - (was.starts_at - was.blocked_from),
        blocked_until = time.end + (was.blocked_until - was.ends_at),
        change_id = change.id,
        calendar_id = place.calendar_id.as_str(),
        practitioner_id = place.practitioner_id.as_deref(),
        practitioner_name = place.practitioner_name.as_deref(),
        event_id,
        now = change.at
    ))?;
    Ok(())
}

/// Writes a line, unless the appointment has one that says the same.
pub fn record_once(entry: &AuditEntry<'_>, appointment_id: &str) -> Statement {
    insert_line!(
        "WHERE NOT EXISTS (SELECT 1 FROM audit WHERE appointment_id = :appointment_id AND action = :action
           AND detail = :detail)",
        entry,
        Some(appointment_id)
    )
}
