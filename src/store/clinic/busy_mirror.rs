//! The copy of when calendars are busy, one row for each.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use crate::{
    domain::schedule::Interval,
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, read, statement},
};

/// What the copy has of one calendar.
#[derive(Clone, Debug, Deserialize)]
pub struct MirroredCalendar {
    pub calendar_id: String,
    /// By which account it was read.
    pub credential_id: String,
    /// Before the provider was asked.
    #[serde(with = "ts_seconds")]
    pub asked_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    busy_from: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    busy_until: DateTime<Utc>,
    busy: String,
    changes: i64,
    seen_changes: i64,
    /// 1 if the provider tells of changes.
    watched: i64,
}

impl MirroredCalendar {
    /// Whether something that we did has made it out of date.
    pub const fn is_outdated(&self) -> bool {
        self.changes != self.seen_changes
    }

    /// Whether the provider tells of changes, as it has shown by telling something.
    pub const fn is_watched(&self) -> bool {
        self.watched != 0
    }

    /// When the calendar is busy within `window`; `None` if the copy does not reach so far.
    ///
    /// # Errors
    /// When the row is not what this version writes.
    pub fn busy(&self, window: Interval) -> Result<Option<Vec<Interval>>, StoreError> {
        if window.start < self.busy_from || window.end > self.busy_until {
            return Ok(None);
        }
        let seconds: Vec<(i64, i64)> =
            serde_json::from_str(&self.busy).map_err(|_| StoreError::Document("busy times of a calendar"))?;
        let instant = |seconds| DateTime::from_timestamp(seconds, 0);
        let intervals = seconds
            .into_iter()
            .filter_map(|(start, end)| Some(Interval { start: instant(start)?, end: instant(end)? }));
        Ok(Some(intervals.filter(|interval| interval.overlaps(&window)).collect()))
    }
}

/// What the copy has. [`found`] reads it.
///
/// `key_id` names the key with which tokens of channels are sealed now: what comes with those of another one may be refused.
pub fn select(key_id: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT m.*, EXISTS (SELECT 1 FROM calendar_channels c WHERE c.calendar_id = m.calendar_id
           AND c.credential_id = m.credential_id AND c.key_id = :key_id AND c.refusal IS NULL AND c.heard_at IS NOT NULL
           AND c.expires_at > :now) AS watched
         FROM busy_mirror m",
        key_id,
        now
    )
}

/// Before a calendar is read: whatever changes from now on is counted, also if nothing is kept of it yet.
pub fn begin(calendar_id: &str) -> Statement {
    statement!(
        "INSERT INTO busy_mirror (calendar_id, credential_id, asked_at, busy_from, busy_until, busy, changes)
         VALUES (:calendar_id, '', 0, 0, 0, '[]', 1) ON CONFLICT (calendar_id) DO NOTHING",
        calendar_id
    )
}

/// The calendars of [`select`].
///
/// # Errors
/// When a row is not what this version writes.
pub fn found(rows: crate::ports::Rows) -> Result<Vec<MirroredCalendar>, StoreError> {
    read(rows)
}

/// A reading of one calendar that is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewReading<'a> {
    pub calendar_id: &'a str,
    pub credential_id: &'a str,
    /// Before the provider was asked.
    pub asked_at: DateTime<Utc>,
    pub window: Interval,
    pub busy: &'a [Interval],
    /// What [`MirroredCalendar`] had of changes before the provider was asked.
    pub seen_changes: i64,
}

/// Keeps a reading for which [`begin`] was said, unless there is a later one.
///
/// # Errors
/// When the object's database failed.
pub fn keep(transaction: &dyn ClinicTransaction, reading: NewReading<'_>) -> Result<(), StoreError> {
    let seconds: Vec<(i64, i64)> = reading.busy.iter().map(|busy| (busy.start.timestamp(), end_of(busy))).collect();
    let busy = serde_json::to_string(&seconds).map_err(|_| StoreError::Document("busy times of a calendar"))?;
    transaction.run(statement!(
        "UPDATE busy_mirror SET credential_id = :credential_id, asked_at = :asked_at, busy_from = :busy_from, busy_until = :busy_until,
           busy = :busy, seen_changes = :seen_changes
         WHERE calendar_id = :calendar_id AND asked_at <= :asked_at",
        calendar_id = reading.calendar_id,
        credential_id = reading.credential_id,
        asked_at = reading.asked_at,
        busy_from = reading.window.start,
        busy_until = reading.window.end,
        busy,
        seen_changes = reading.seen_changes
    ))?;
    Ok(())
}

/// A part of a second is busy whole.
fn end_of(busy: &Interval) -> i64 {
    busy.end.timestamp() + i64::from(busy.end.timestamp_subsec_nanos() > 0)
}

/// How many changes each calendar has had, by its id: before the provider is asked.
pub fn changes(known: &[MirroredCalendar], calendar_id: &str) -> i64 {
    known.iter().find(|calendar| calendar.calendar_id == calendar_id).map_or(0, |calendar| calendar.changes)
}

/// A calendar could not be read: what is there of it says nothing more.
pub fn outdate_older(calendar_id: &str, asked_at: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE busy_mirror SET changes = changes + 1 WHERE calendar_id = :calendar_id AND asked_at <= :asked_at",
        calendar_id,
        asked_at
    )
}

/// Nobody has a calendar any more.
pub fn forget(calendar_id: &str) -> Statement {
    statement!("DELETE FROM busy_mirror WHERE calendar_id = :calendar_id", calendar_id)
}

/// The copy of one calendar is out of date, and so is a reading that is under way. Gives back when it was read, if there is one.
///
/// # Errors
/// When the object's database failed.
pub fn outdate_one(
    transaction: &dyn ClinicTransaction,
    calendar_id: &str,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds")]
        asked_at: DateTime<Utc>,
    }
    let outdated = transaction.run(statement!(
        "UPDATE busy_mirror SET changes = changes + 1 WHERE calendar_id = :calendar_id RETURNING asked_at",
        calendar_id
    ))?;
    Ok(first::<Row>(outdated)?.map(|row| row.asked_at))
}

/// The copy of all calendars is out of date, and so is a reading that is under way.
pub fn outdate() -> Statement {
    statement!("UPDATE busy_mirror SET changes = changes + 1")
}
