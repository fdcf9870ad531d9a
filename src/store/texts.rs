//! Texts: each is written once, and what may be sent is decided as it is written.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use super::{StoreError, first, outbox::Change, params, read, run_one, statement};
use crate::{
    domain::{
        appointment::Appointment,
        id::OrgId,
        phone::PhoneNumber,
        schedule::Interval,
        texts::{Encoding, MessageStatus, Text, TextKind},
    },
    ports::{Database, Rows, Statement},
};

/// One text, as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Message {
    /// Its id, a UUID.
    pub id: String,
    /// The org.
    pub org_id: OrgId,
    /// The appointment that it is about.
    pub appointment_id: Option<String>,
    /// What about it.
    pub kind: TextKind,
    /// What it was written for; an org has one text for each occasion.
    pub occasion: String,
    /// Whom it goes to.
    pub to_number: PhoneNumber,
    /// What it says.
    pub body: String,
    /// How it is encoded.
    pub encoding: Encoding,
    /// How many segments it takes.
    pub segments: u32,
    /// How far it has come.
    pub status: MessageStatus,
    /// Twilio's id of it.
    pub sid: Option<String>,
    /// Twilio's error code.
    pub error_code: Option<i64>,
    /// What went wrong, for the org to read.
    pub detail: Option<String>,
    /// The start that it speaks of.
    #[serde(with = "ts_seconds_option")]
    pub starts_at: Option<DateTime<Utc>>,
    /// When Twilio was last asked to send it.
    #[serde(with = "ts_seconds_option")]
    pub attempted_at: Option<DateTime<Utc>>,
    /// When it was first not found at Twilio after that.
    #[serde(with = "ts_seconds_option")]
    pub missed_at: Option<DateTime<Utc>>,
    /// How often it was queued again for not being there.
    pub requeued: i64,
    /// When it was written.
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

/// A text that is about to be written.
#[derive(Clone, Copy)]
pub struct NewMessage<'a> {
    /// Its id, a UUID.
    pub id: &'a str,
    /// The org.
    pub org_id: OrgId,
    /// The appointment that it is about. Without it nothing is written.
    pub appointment_id: &'a str,
    /// What about it.
    pub kind: TextKind,
    /// What it is written for. A second text for the same occasion is not written.
    pub occasion: &'a str,
    /// Whom it goes to.
    pub to: &'a PhoneNumber,
    /// What it says.
    pub text: &'a Text,
    /// The org's local day, whose texts are counted.
    pub day: Interval,
    /// The most texts that leave on it.
    pub daily_cap: u32,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What became of a text as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Written {
    /// Its id.
    pub id: String,
    /// `queued`, `suppressed` or `capped`.
    pub status: MessageStatus,
}

/// Writes a text if its appointment exists: suppressed when the number asked not to be texted, capped when the day's texts are used
/// up, queued otherwise. Gives [`Written`], or nothing when there is no such appointment or a text for the occasion exists.
pub fn insert(message: &NewMessage<'_>) -> Statement {
    insert_on(message, None)
}

/// The same, on condition that the appointment is as the change `change_id` of the same batch made it.
pub fn insert_after(message: &NewMessage<'_>, change_id: &str) -> Statement {
    insert_on(message, Some(change_id))
}

fn insert_on(message: &NewMessage<'_>, change_id: Option<&str>) -> Statement {
    statement(
        "INSERT INTO messages (id, org_id, appointment_id, kind, occasion, to_number, body, encoding, segments, status, starts_at, created_at,
           updated_at)
         SELECT ?2, a.org_id, a.id, ?4, ?5, ?6, ?7, ?8, ?9,
           CASE
             WHEN EXISTS (SELECT 1 FROM opt_outs WHERE org_id = ?1 AND number = ?6) THEN 'suppressed'
             WHEN (SELECT count(*) FROM messages WHERE org_id = ?1 AND created_at >= ?11 AND created_at < ?12
                     AND status NOT IN ('suppressed', 'capped', 'cancelled')) >= ?13 THEN 'capped'
             ELSE 'queued'
           END, a.starts_at, ?10, ?10
         FROM appointments a WHERE a.org_id = ?1 AND a.id = ?3 AND a.change_id = coalesce(?14, a.change_id)
         ON CONFLICT (org_id, occasion) DO NOTHING RETURNING id, status",
        params![
            message.org_id,
            message.id,
            message.appointment_id,
            message.kind.as_str(),
            message.occasion,
            message.to.as_str(),
            message.text.body.as_str(),
            message.text.encoding.as_str(),
            i64::from(message.text.segments),
            message.now,
            message.day.start,
            message.day.end,
            i64::from(message.daily_cap),
            change_id
        ],
    )
}

/// What [`insert`] wrote.
pub fn written(rows: Rows) -> Result<Option<Written>, StoreError> {
    first(rows)
}

/// The latest text of this kind about an appointment and the start that it has, if it was written after `since` and neither failed
/// nor was withheld.
pub fn recent(appointment: &Appointment, kind: TextKind, since: DateTime<Utc>) -> Statement {
    statement(
        "SELECT * FROM messages WHERE org_id = ?1 AND appointment_id = ?2 AND kind = ?3 AND created_at > ?4 AND starts_at = ?5
           AND status NOT IN ('suppressed', 'capped', 'cancelled', 'failed', 'undelivered')
         ORDER BY created_at DESC LIMIT 1",
        params![appointment.org_id, appointment.id.as_str(), kind.as_str(), since, appointment.starts_at],
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Option<Message>, StoreError> {
    first(rows)
}

/// Takes a text back that was not sent yet, with the change that it was written for.
pub fn withdraw_for(change: &Change<'_>, occasion: &str) -> Statement {
    statement(
        "UPDATE messages SET status = 'cancelled' WHERE org_id = ?1 AND occasion = ?4 AND status = 'queued'
           AND EXISTS (SELECT 1 FROM appointments a WHERE a.org_id = ?1 AND a.id = ?2 AND a.change_id = ?3)",
        params![change.org_id, change.appointment_id, change.change_id, occasion],
    )
}

/// The org's text for an occasion.
pub fn of_occasion(org_id: OrgId, occasion: &str) -> Statement {
    statement("SELECT * FROM messages WHERE org_id = ?1 AND occasion = ?2", params![org_id, occasion])
}

/// One text of the org.
pub fn by_id(org_id: OrgId, id: &str) -> Statement {
    statement("SELECT * FROM messages WHERE org_id = ?1 AND id = ?2", params![org_id, id])
}

/// One text of the org, by itself.
pub async fn find(database: &dyn Database, org_id: OrgId, id: &str) -> Result<Option<Message>, StoreError> {
    found(run_one(database, by_id(org_id, id)).await?)
}

/// All texts about one appointment, oldest first.
pub fn of_appointment(org_id: OrgId, appointment_id: &str) -> Statement {
    statement(
        "SELECT * FROM messages WHERE org_id = ?1 AND appointment_id = ?2 ORDER BY id",
        params![org_id, appointment_id],
    )
}

/// What [`of_appointment`] found.
pub fn all(rows: Rows) -> Result<Vec<Message>, StoreError> {
    read(rows)
}

/// Which texts to list; all when nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Those that have come so far.
    pub status: Option<MessageStatus>,
    /// Those about one appointment.
    pub appointment_id: Option<&'a str>,
}

/// The org's texts after `cursor` in order of id, at most `limit`.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    filter: Filter<'_>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    // Two statements, so that each uses an index.
    let sql = match filter.appointment_id {
        Some(_) => {
            "SELECT * FROM messages
             WHERE org_id = ?1 AND appointment_id = ?5 AND id > coalesce(?2, '') AND status = coalesce(?4, status)
             ORDER BY id LIMIT ?3"
        }
        None => {
            "SELECT * FROM messages
             WHERE org_id = ?1 AND ?5 IS NULL AND id > coalesce(?2, '') AND status = coalesce(?4, status)
             ORDER BY id LIMIT ?3"
        }
    };
    let status = filter.status.map(MessageStatus::as_str);
    read(run_one(database, statement(sql, params![org_id, cursor, limit, status, filter.appointment_id])).await?)
}
