//! Texts: each is written once, and what may be sent is decided as it is written.

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use super::{StoreError, first, outbox::Change, read, run_one, statement};
use crate::{
    domain::{
        appointment::Appointment,
        id::OrgId,
        phone::PhoneNumber,
        schedule::Interval,
        texts::{Encoding, TextContent, TextKind, TextStatus},
    },
    ports::{Database, Rows, Statement},
};

/// One text, as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredText {
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
    pub status: TextStatus,
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
pub struct NewText<'a> {
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
    pub text: &'a TextContent,
    /// The org's local day, whose texts are counted.
    pub day: Interval,
    /// The most texts that leave on it.
    pub daily_cap: u32,
    /// The most of them that leave to one number about appointments that were booked by phone.
    pub number_daily_cap: u32,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What became of a text as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WrittenText {
    /// Its id.
    pub id: String,
    /// `queued`, `suppressed` or `capped`.
    pub status: TextStatus,
}

/// Why a text was capped, if it was not for the org's own cap.
const NUMBER_CAPPED: &str = "This number has had as many texts today as number_daily_cap allows.";

impl StoredText {
    /// Whether it was not sent because its number had as many texts of the day as one number gets.
    pub fn is_number_capped(&self) -> bool {
        self.status == TextStatus::Capped && self.detail.is_some()
    }
}

/// Texts of the day that left or may leave.
macro_rules! texts_of_day {
    ($whose:literal) => {
        concat!(
            "(SELECT count(*) FROM messages WHERE org_id = :org AND created_at >= :day_start AND created_at < :day_end
               AND status NOT IN ('suppressed', 'capped', 'cancelled')",
            $whose,
            ")"
        )
    };
}

/// Writes a text if its appointment exists: suppressed when the number asked not to be texted, capped when the day's texts of the number
/// or of the org are used up, queued otherwise. Gives [`WrittenText`], or nothing when there is no such appointment or a text for the occasion exists.
pub fn insert(message: &NewText<'_>) -> Statement {
    insert_on(message, None)
}

/// The same, on condition that the appointment is as the change `change_id` of the same batch made it.
pub fn insert_after(message: &NewText<'_>, change_id: &str) -> Statement {
    insert_on(message, Some(change_id))
}

fn insert_on(message: &NewText<'_>, change_id: Option<&str>) -> Statement {
    statement!(
        concat!(
            "INSERT INTO messages (id, org_id, appointment_id, kind, occasion, to_number, body, encoding, segments, status, detail,
               starts_at, created_at, updated_at)
             SELECT :id, org_id, id, :kind, :occasion, :to, :body, :encoding, :segments,
               CASE WHEN opted_out THEN 'suppressed' WHEN number_full OR org_full THEN 'capped' ELSE 'queued' END,
               CASE WHEN number_full AND NOT opted_out THEN :number_capped END, starts_at, :now, :now
             FROM (
               SELECT a.org_id, a.id, a.starts_at,
                 EXISTS (SELECT 1 FROM opt_outs WHERE org_id = :org AND number = :to) AS opted_out,
                 a.source = 'voice' AND ",
            texts_of_day!(" AND to_number = :to"),
            " >= :number_daily_cap AS number_full, ",
            texts_of_day!(""),
            " >= :daily_cap AS org_full
               FROM appointments a WHERE a.org_id = :org AND a.id = :appointment_id
                 AND a.change_id = coalesce(:change_id, a.change_id))
             WHERE 1
             ON CONFLICT (org_id, occasion) DO NOTHING RETURNING id, status"
        ),
        org = message.org_id,
        id = message.id,
        appointment_id = message.appointment_id,
        kind = message.kind.as_str(),
        occasion = message.occasion,
        to = message.to.as_str(),
        body = message.text.body.as_str(),
        encoding = message.text.encoding.as_str(),
        segments = i64::from(message.text.segments),
        now = message.now,
        day_start = message.day.start,
        day_end = message.day.end,
        daily_cap = i64::from(message.daily_cap),
        number_daily_cap = i64::from(message.number_daily_cap),
        number_capped = NUMBER_CAPPED,
        change_id
    )
}

/// What [`insert`] wrote.
pub fn written(rows: Rows) -> Result<Option<WrittenText>, StoreError> {
    first(rows)
}

/// The latest text of this kind about an appointment and the start that it has, if it was written after `since` and neither failed
/// nor was withheld.
pub fn recent(appointment: &Appointment, kind: TextKind, since: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM messages WHERE org_id = :org AND appointment_id = :appointment_id AND kind = :kind
           AND created_at > :since AND starts_at = :starts_at
           AND status NOT IN ('suppressed', 'capped', 'cancelled', 'failed', 'undelivered')
         ORDER BY created_at DESC LIMIT 1",
        org = appointment.org_id,
        appointment_id = appointment.id.as_str(),
        kind = kind.as_str(),
        since,
        starts_at = appointment.starts_at
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Option<StoredText>, StoreError> {
    first(rows)
}

/// Takes a text back that was not sent yet, with the change that it was written for.
pub fn withdraw_for(change: &Change<'_>, occasion: &str) -> Statement {
    statement!(
        "UPDATE messages SET status = 'cancelled' WHERE org_id = :org AND occasion = :occasion AND status = 'queued'
           AND EXISTS (SELECT 1 FROM appointments a WHERE a.org_id = :org AND a.id = :appointment_id
           AND a.change_id = :change_id)",
        org = change.org_id,
        appointment_id = change.appointment_id,
        change_id = change.change_id,
        occasion
    )
}

/// The org's text for an occasion.
pub fn of_occasion(org_id: OrgId, occasion: &str) -> Statement {
    statement!("SELECT * FROM messages WHERE org_id = :org AND occasion = :occasion", org = org_id, occasion)
}

/// One text of the org.
pub fn by_id(org_id: OrgId, id: &str) -> Statement {
    statement!("SELECT * FROM messages WHERE org_id = :org AND id = :id", org = org_id, id)
}

/// All texts about one appointment, oldest first.
pub fn of_appointment(org_id: OrgId, appointment_id: &str) -> Statement {
    statement!(
        "SELECT * FROM messages WHERE org_id = :org AND appointment_id = :appointment_id ORDER BY id",
        org = org_id,
        appointment_id
    )
}

/// What [`of_appointment`] found.
pub fn all(rows: Rows) -> Result<Vec<StoredText>, StoreError> {
    read(rows)
}

/// Which texts to list; all when nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Those that have come so far.
    pub status: Option<TextStatus>,
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
) -> Result<Vec<StoredText>, StoreError> {
    let status = filter.status.map(TextStatus::as_str);
    // Two statements, so that each uses an index.
    let select = if let Some(appointment_id) = filter.appointment_id {
        statement!(
            "SELECT * FROM messages
             WHERE org_id = :org AND appointment_id = :appointment_id AND id > coalesce(:cursor, '')
               AND status = coalesce(:status, status)
             ORDER BY id LIMIT :limit",
            org = org_id,
            appointment_id,
            cursor,
            status,
            limit
        )
    } else {
        statement!(
            "SELECT * FROM messages
             WHERE org_id = :org AND id > coalesce(:cursor, '') AND status = coalesce(:status, status)
             ORDER BY id LIMIT :limit",
            org = org_id,
            cursor,
            status,
            limit
        )
    };
    read(run_one(database, select).await?)
}
