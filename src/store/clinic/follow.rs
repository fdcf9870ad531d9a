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
    /// 1 if it is compared with all others.
    in_round: i64,
}

impl Followed {
    /// Whether it has no time of its own, so that it is compared with all others.
    pub const fn is_in_round(&self) -> bool {
        self.in_round != 0
    }
}

/// Calendars that are due.
pub struct DueCalendars {
    /// Those that could be read, the one that has waited longest first.
    pub calendars: Vec<Followed>,
    /// How many could not.
    pub unreadable: u64,
    /// Whether there are more.
    pub has_more: bool,
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

/// Up to `most` calendars that are due. Nothing keeps them from others: an object's alarm never runs twice at once, and comparing a
/// calendar twice does no harm.
///
/// # Errors
/// When the object's database failed.
pub async fn due_calendars(database: &dyn Database, now: DateTime<Utc>, most: i64) -> Result<DueCalendars, StoreError> {
    let select = statement!(
        "SELECT f.calendar_id, f.seen_until, f.cursor, f.search, f.failures, f.due_at IS NULL AS in_round
         FROM calendar_follow f LEFT JOIN follow_round r ON r.id = 1
         WHERE f.due_at <= :now
           OR (f.due_at IS NULL AND coalesce(r.due_at, 0) <= :now AND f.calendar_id > coalesce(r.reached, ''))
         ORDER BY coalesce(f.due_at, r.due_at, 0), f.calendar_id LIMIT :limit",
        now,
        limit = most + 1
    );
    let mut found = run_one(database, select).await?;
    let most = usize::try_from(most).unwrap_or_default();
    let has_more = found.rows.len() > most;
    found.rows.truncate(most);
    let (calendars, unreadable) = read_sound(found);
    Ok(DueCalendars { calendars, unreadable, has_more })
}

/// Puts calendars off that are due at times of their own. Some of them cannot be read, and would be due for ever.
pub fn put_off(now: DateTime<Utc>, until: DateTime<Utc>) -> Statement {
    statement!("UPDATE calendar_follow SET due_at = :until WHERE due_at <= :now", now, until)
}

/// The first calendars are about to lose their times of their own: they are compared again at `next_at`. Nothing is written while others
/// have none.
pub fn begin_round(now: DateTime<Utc>, next_at: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO follow_round (id, due_at)
         SELECT 1, :next_at WHERE NOT EXISTS (SELECT 1 FROM calendar_follow WHERE due_at IS NULL)
         ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, reached = NULL WHERE follow_round.due_at <= :now",
        now,
        next_at
    )
}

/// All that was due is compared: those without a time of their own are next at `next_at`. Nothing is written if they were not due.
pub fn end_round(now: DateTime<Utc>, next_at: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO follow_round (id, due_at)
         SELECT 1, :next_at WHERE EXISTS (SELECT 1 FROM calendar_follow WHERE due_at IS NULL)
         ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, reached = NULL WHERE follow_round.due_at <= :now",
        now,
        next_at
    )
}

/// The round goes on behind this calendar, at once.
pub fn pause_round(reached: &Followed, now: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO follow_round (id, due_at, reached) VALUES (1, :now, :reached)
         ON CONFLICT (id) DO UPDATE SET reached = excluded.reached",
        now,
        reached = reached.calendar_id.as_str()
    )
}

/// Has all calendars compared at once.
pub fn all_due(now: DateTime<Utc>) -> [Statement; 2] {
    [
        statement!("UPDATE calendar_follow SET due_at = :now WHERE due_at > :now", now),
        statement!("UPDATE follow_round SET due_at = :now WHERE id = 1 AND due_at > :now", now),
    ]
}

/// Has one calendar compared at `at`, if it would be compared later or with all others.
pub fn hasten(calendar_id: &str, at: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE calendar_follow SET due_at = :at WHERE calendar_id = :calendar_id AND (due_at IS NULL OR due_at > :at)",
        calendar_id,
        at
    )
}

/// Records that changes before `cursor` were taken over, unless another comparison has recorded something meanwhile. Without `due_at` the
/// calendar is next compared with all others. Nothing is written if nothing of that is new.
pub fn advance(followed: &Followed, cursor: &str, search: Option<&str>, due_at: Option<DateTime<Utc>>) -> Statement {
    statement!(
        "UPDATE calendar_follow SET cursor = :cursor, search = :search, due_at = :due_at, failures = 0
         WHERE calendar_id = :calendar_id AND cursor IS :before
           AND (cursor IS NOT :cursor OR search IS NOT :search OR due_at IS NOT :due_at OR failures <> 0)",
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
           attendance = CASE WHEN starts_at = :start THEN attendance END,
           attended_at = CASE WHEN starts_at = :start THEN attended_at END, updated_at = :now
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
