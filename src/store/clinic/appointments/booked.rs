//! Appointments as they take time away from others.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use crate::{
    domain::{caller::Caller, catalogue::CalendarResource, phone::PhoneNumber, schedule::Interval},
    ports::{Rows, Statement},
    store::{StoreError, nested, read, statement},
};

/// One appointment or hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    pub id: String,
    /// The calendar that it takes time from.
    pub calendar_id: String,
    /// The practitioner whose time it takes, on whatever calendar; that of the clinic itself when absent.
    pub practitioner_id: Option<String>,
    /// What it blocks, buffers included.
    pub blocked: Interval,
    pub starts_at: DateTime<Utc>,
    /// When it stops counting, if it is a hold.
    pub hold_expires_at: Option<DateTime<Utc>>,
    /// Who holds it, if it is a hold.
    pub holder: Caller,
}

impl Booked {
    /// Whether it still counts.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.hold_expires_at.is_none_or(|at| at > now)
    }

    /// Whether it is a hold of this caller, which does not stand in the caller's own way.
    pub fn is_held_by(&self, caller: &Caller) -> bool {
        let same = |ours: bool| self.hold_expires_at.is_some() && ours;
        same(caller.call_id.is_some() && caller.call_id == self.holder.call_id)
            || same(caller.number.is_some() && caller.number == self.holder.number)
    }
}

/// What begins on one day, UTC.
#[derive(Deserialize)]
struct Day {
    #[serde(deserialize_with = "nested")]
    booked: Vec<Row>,
}

/// One of them, in the order in which [`select`] has the columns.
#[derive(Deserialize)]
struct Row {
    id: String,
    calendar_id: String,
    practitioner_id: Option<String>,
    #[serde(with = "ts_seconds")]
    blocked_from: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    blocked_until: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    starts_at: DateTime<Utc>,
    #[serde(with = "ts_seconds_option")]
    hold_expires_at: Option<DateTime<Utc>>,
    held_by_call: Option<String>,
    held_by_number: Option<PhoneNumber>,
}

/// The longest that one appointment may block, which bounds how far back the index has to be read. A CHECK of the table holds it.
pub(super) const LONGEST_SECONDS: i64 = 2 * 24 * 3600;

/// What takes time of any of `resources` between two instants, as [`CalendarResource::gives_time_to`] has it, expired holds left out.
///
/// One row a day: each row of an answer is made of JavaScript objects on its way, which for the hundreds of appointments of a busy
/// clinic takes longer than everything else that an answer takes.
pub fn select(resources: &[CalendarResource], window: Interval, now: DateTime<Utc>) -> Statement {
    let list = |items: Vec<&str>| serde_json::Value::from(items).to_string();
    let calendars = list(resources.iter().map(|r| r.calendar_id.as_str()).collect());
    // No practitioner has the empty id, which stands for none.
    let practitioners = list(resources.iter().map(|r| r.practitioner_id.as_deref().unwrap_or_default()).collect());
    statement!(
        "SELECT json_group_array(json_array(id, calendar_id, practitioner_id, blocked_from, blocked_until, starts_at,
           hold_expires_at,
           CASE WHEN status = 'held' THEN call_id END, CASE WHEN status = 'held' THEN caller_number END)) AS booked
         FROM appointments
         WHERE status <> 'cancelled'
           AND blocked_from >= :start - :longest_seconds AND blocked_from < :end AND blocked_until > :start
           AND (hold_expires_at IS NULL OR hold_expires_at > :now)
           AND (calendar_id IN (SELECT value FROM json_each(:calendars))
             OR coalesce(practitioner_id, '') IN (SELECT value FROM json_each(:practitioners)))
         GROUP BY blocked_from / 86400",
        start = window.start,
        end = window.end,
        now,
        longest_seconds = LONGEST_SECONDS,
        calendars,
        practitioners
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Vec<Booked>, StoreError> {
    let booked = |row: Row| Booked {
        id: row.id,
        calendar_id: row.calendar_id,
        practitioner_id: row.practitioner_id,
        blocked: Interval { start: row.blocked_from, end: row.blocked_until },
        starts_at: row.starts_at,
        hold_expires_at: row.hold_expires_at,
        holder: Caller { number: row.held_by_number, call_id: row.held_by_call },
    };
    Ok(read::<Day>(rows)?.into_iter().flat_map(|day| day.booked).map(booked).collect())
}
