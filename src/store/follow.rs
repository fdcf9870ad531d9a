//! Which calendars are compared with Google, and what is taken over from there.
//!
//! An appointment follows its event only while Google is known to show it as it is and nothing is about to be written, which every
//! change here asks again in its own statement: what we wrote ourselves is never taken for a person's change.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{StoreError, audit, params, read, read_sound, run_one, statement};
use crate::{
    domain::{appointment::Appointment, id::OrgId, schedule::Interval},
    ports::{Database, Rows, Statement},
    store::{appointments::Place, outbox::Change},
};

/// One calendar that is followed.
#[derive(Clone, Debug, Deserialize)]
pub struct Followed {
    /// Whose.
    pub org_id: OrgId,
    /// Google's id of it.
    pub calendar_id: String,
    /// Changes before this moment were taken over.
    #[serde(with = "ts_seconds")]
    pub seen_until: DateTime<Utc>,
    /// How often it could not be read since it last could.
    pub failures: i64,
}

/// An appointment, and whether its event is about to be written.
#[derive(Clone, Debug, Deserialize)]
pub struct Standing {
    /// The appointment.
    #[serde(flatten)]
    pub appointment: Appointment,
    /// 1 if there is work for its event that is not given up.
    pending: i64,
}

impl Standing {
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
    let update = statement(
        "UPDATE calendar_follow SET due_at = ?2
         WHERE rowid IN (SELECT rowid FROM calendar_follow WHERE due_at <= ?1 ORDER BY due_at LIMIT ?3)
         RETURNING org_id, calendar_id, seen_until, failures",
        params![now, until, limit],
    );
    Ok(read_sound(run_one(database, update).await?))
}

/// Records that changes before `seen_until` were taken over.
pub fn advance(followed: &Followed, seen_until: DateTime<Utc>, due_at: DateTime<Utc>) -> Statement {
    statement(
        "UPDATE calendar_follow SET seen_until = max(seen_until, ?3), due_at = ?4, failures = 0
         WHERE org_id = ?1 AND calendar_id = ?2",
        params![followed.org_id, followed.calendar_id.as_str(), seen_until, due_at],
    )
}

/// Puts a calendar off that could not be read.
pub fn postpone(followed: &Followed, due_at: DateTime<Utc>) -> Statement {
    statement(
        "UPDATE calendar_follow SET due_at = ?3, failures = failures + 1 WHERE org_id = ?1 AND calendar_id = ?2",
        params![followed.org_id, followed.calendar_id.as_str(), due_at],
    )
}

/// Takes a calendar off the list for which nothing is to come. For an hour after the last cancellation an event may still turn up that
/// Google was slow to make.
pub fn drop_idle(followed: &Followed, now: DateTime<Utc>) -> Statement {
    statement(
        "DELETE FROM calendar_follow WHERE org_id = ?1 AND calendar_id = ?2 AND NOT EXISTS (
           SELECT 1 FROM appointments WHERE org_id = ?1 AND calendar_id = ?2 AND starts_at > ?3
             AND (status = 'confirmed' OR updated_at > ?3 - 3600))",
        params![followed.org_id, followed.calendar_id.as_str(), now],
    )
}

/// The org's appointments with these ids.
pub fn standings(org_id: OrgId, ids: &[String]) -> Result<Statement, StoreError> {
    let ids = serde_json::to_string(ids).map_err(|_| StoreError::Document("a list of ids"))?;
    // A cross join is done in the order it is written in; SQLite alone might begin with all appointments of the org.
    Ok(statement(
        "SELECT a.*, EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'event.sync' AND o.subject = a.id AND o.dead_at IS NULL) AS pending
         FROM json_each(?2) asked CROSS JOIN appointments a ON a.id = asked.value WHERE a.org_id = ?1",
        params![org_id, ids],
    ))
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<Standing>, StoreError> {
    read(rows)
}

/// `?2` id, `?3` revision: as it was read, shown by Google, and left alone.
macro_rules! is_shown {
    () => {
        "id = ?2 AND revision = ?3 AND event_written = ?3 AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'event.sync' AND subject = ?2 AND dead_at IS NULL)"
    };
}

/// Cancels an appointment whose event was deleted, and returns its id. Google shows this revision already.
pub fn cancel(was: &Appointment, change: &Change<'_>, now: DateTime<Utc>) -> Statement {
    statement(
        concat!(
            "UPDATE appointments SET status = 'cancelled', cancelled_by = 'calendar', change_id = ?4, revision = revision + 1,
               event_written = revision + 1, updated_at = ?5 WHERE org_id = ?1 AND ",
            is_shown!(),
            " RETURNING id"
        ),
        params![change.org_id, change.appointment_id, was.revision, change.change_id, now],
    )
}

/// The first half of a move: the appointment gives up its time, so that several can change places in one batch.
pub fn park(was: &Appointment, change: &Change<'_>) -> Statement {
    statement(
        concat!("UPDATE appointments SET status = 'cancelled' WHERE org_id = ?1 AND ", is_shown!()),
        params![change.org_id, change.appointment_id, was.revision],
    )
}

/// The second half, in the same batch: it takes its new time and place, with the buffers that it had, and its id is returned. The triggers
/// abort the batch when that is not free. An appointment that was cancelled before has a later revision and stays so.
pub fn place(was: &Appointment, change: &Change<'_>, place: &Place, time: Interval, now: DateTime<Utc>) -> Statement {
    statement(
        "UPDATE appointments SET status = 'confirmed', starts_at = ?4, ends_at = ?5, blocked_from = ?6, blocked_until = ?7,
           change_id = ?8, calendar_id = ?9, practitioner_id = ?10, practitioner_name = ?11, revision = revision + 1,
           event_written = revision + 1, updated_at = ?12
         WHERE org_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'cancelled' RETURNING id",
        params![
            change.org_id,
            change.appointment_id,
            was.revision,
            time.start,
            time.end,
            time.start - (was.starts_at - was.blocked_from),
            time.end + (was.blocked_until - was.ends_at),
            change.change_id,
            place.calendar_id.as_str(),
            place.practitioner_id.as_deref(),
            place.practitioner_name.as_deref(),
            now
        ],
    )
}

/// Writes a line, unless the appointment has one that says the same.
pub fn record_once(entry: &audit::Entry<'_>, appointment_id: &str) -> Statement {
    statement(
        "INSERT INTO audit (org_id, id, at, actor, action, detail, appointment_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE NOT EXISTS (SELECT 1 FROM audit WHERE org_id = ?1 AND appointment_id = ?7 AND action = ?5 AND detail = ?6)",
        audit::record(entry, Some(appointment_id)).params,
    )
}
