//! Texts: each is written once, and what may be sent is decided as it is written.

mod fate;

use chrono::{
    DateTime, Utc,
    serde::{ts_seconds, ts_seconds_option},
};
use serde::Deserialize;

use crate::{
    domain::{
        appointment::Appointment,
        id::ids_between,
        phone::PhoneNumber,
        schedule::{Interval, Zone},
        texts::{Encoding, StoredTextKind, TextContent, TextKind, TextStatus},
    },
    ports::{ClinicTransaction, Database, Rows, Statement},
    store::{StoreError, first, read, run_one, statement},
};

/// One text, as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredText {
    /// Its id, a UUID.
    pub id: String,
    /// The appointment that it is about.
    pub appointment_id: Option<String>,
    /// The message in the inbox that it tells the staff of.
    pub inbox_id: Option<String>,
    /// What it says of it.
    pub kind: StoredTextKind,
    /// What it was written for: the id of what it is about, a colon, and what of it. An org has one text for each occasion.
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
    /// The account and the sender there that were asked; `None` if that was not kept.
    pub asked_account: Option<String>,
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
    /// What it says.
    pub kind: StoredTextKind,
    /// What it is written for: the id of what it is about, a colon, and what of it. A second text for the same occasion is not written.
    pub occasion: &'a str,
    /// The start of the appointment that it speaks of.
    pub starts_at: Option<DateTime<Utc>>,
    /// Whom it goes to.
    pub to: &'a PhoneNumber,
    /// What it says.
    pub text: &'a TextContent,
    /// The org's local day, whose texts are counted.
    pub day: Interval,
    /// The most texts to patients, or to staff, that leave on it; `None` for one that leaves all the same.
    pub daily_cap: Option<u32>,
    /// The most of them that leave to this number, and why, for the org to read; `None` for one that leaves all the same.
    pub number_cap: Option<(u32, &'static str)>,
    /// The most segments of a month that leave, and in which zone the month is; `None` for one that leaves all the same.
    pub month_segments: Option<(u32, Zone)>,
    /// The most texts that calls cause to numbers that begin alike, within ten minutes; `None` for one that leaves all the same.
    pub prefix_cap: Option<u32>,
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
    detail: Option<String>,
}

impl WrittenText {
    /// Whether it is not sent because its number had as many texts of the day as one number gets.
    pub fn is_number_capped(&self) -> bool {
        fate::is_number_capped(self.status, self.detail.as_deref())
    }
}

impl StoredText {
    /// Whether it was not sent because its number had as many texts of the day as one number gets.
    pub fn is_number_capped(&self) -> bool {
        fate::is_number_capped(self.status, self.detail.as_deref())
    }
}

/// Writes a text: suppressed when the number asked not to be texted, capped when the day's texts of the number or of the org are used
/// up, queued otherwise. `None` if a text for the occasion exists.
///
/// # Errors
/// When the object's database failed.
pub fn insert(transaction: &dyn ClinicTransaction, new: &NewText<'_>) -> Result<Option<WrittenText>, StoreError> {
    let (status, detail) = fate::of(transaction, new)?;
    first(transaction.run(statement!(
        "INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, detail, starts_at,
           created_at, updated_at)
         VALUES (:id, :kind, :occasion, :to, :body, :encoding, :segments, :status, :detail, :starts_at, :now, :now)
         ON CONFLICT (occasion) DO NOTHING RETURNING id, status, detail",
        id = new.id,
        kind = new.kind.as_str(),
        occasion = new.occasion,
        to = new.to.as_str(),
        body = new.text.body.as_str(),
        encoding = new.text.encoding.as_str(),
        segments = i64::from(new.text.segments),
        status = status.as_str(),
        detail,
        starts_at = new.starts_at,
        now = new.now
    ))?)
}

/// The latest text of this kind about an appointment and the start that it has, if it was written after `since` and neither failed
/// nor was withheld.
pub fn recent(appointment: &Appointment, kind: TextKind, since: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT * FROM messages
         WHERE occasion >= :appointment_id || ':' AND occasion < :appointment_id || ';' AND kind = :kind
           AND created_at > :since AND starts_at = :starts_at
           AND status NOT IN ('suppressed', 'capped', 'cancelled', 'failed', 'undelivered')
         ORDER BY created_at DESC LIMIT 1",
        appointment_id = appointment.id.as_str(),
        kind = kind.as_str(),
        since,
        starts_at = appointment.starts_at
    )
}

/// The texts to a patient's number, about appointments or telling staff of messages (ids as JSON lists), oldest first. No index helps: it is asked
/// for once in a while, and an index would be written with every text.
pub fn of_person(number: &PhoneNumber, appointments: &str, messages: &str) -> Statement {
    statement!(
        "SELECT * FROM messages
         WHERE (to_number = :number AND kind <> 'staff') OR appointment_id IN (SELECT value FROM json_each(:appointments))
           OR inbox_id IN (SELECT value FROM json_each(:messages))
         ORDER BY id",
        number = number.as_str(),
        appointments,
        messages
    )
}

/// What was found.
pub fn found(rows: Rows) -> Result<Option<StoredText>, StoreError> {
    first(rows)
}

/// Takes a text back that was not sent yet.
pub fn withdraw(occasion: &str) -> Statement {
    statement!("UPDATE messages SET status = 'cancelled' WHERE occasion = :occasion AND status = 'queued'", occasion)
}

/// Forgets a text that was taken back before it left, so that the occasion can have one after all.
pub fn forget_cancelled(occasion: &str) -> Statement {
    statement!("DELETE FROM messages WHERE occasion = :occasion AND status = 'cancelled'", occasion)
}

/// The org's text for an occasion.
pub fn of_occasion(occasion: &str) -> Statement {
    statement!("SELECT * FROM messages WHERE occasion = :occasion", occasion)
}

/// One text of the org.
pub fn by_id(id: &str) -> Statement {
    statement!("SELECT * FROM messages WHERE id = :id", id)
}

/// All texts about one appointment, oldest first.
pub fn of_appointment(appointment_id: &str) -> Statement {
    statement!(
        "SELECT * FROM messages WHERE occasion >= :appointment_id || ':' AND occasion < :appointment_id || ';' ORDER BY id",
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
    /// Those of one kind.
    pub kind: Option<StoredTextKind>,
    /// Those about one appointment.
    pub appointment_id: Option<&'a str>,
    /// Those written then or later.
    pub from: Option<DateTime<Utc>>,
    /// Those written before.
    pub until: Option<DateTime<Utc>>,
}

/// The org's texts before `cursor`, latest first, at most `limit`.
pub async fn list(
    database: &dyn Database,
    filter: Filter<'_>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<StoredText>, StoreError> {
    let (status, kind) = (filter.status.map(TextStatus::as_str), filter.kind.map(StoredTextKind::as_str));
    let [first_id, last_id] = ids_between(filter.from, filter.until);
    let before = cursor.map_or(last_id.as_str(), |cursor| cursor.min(&last_id)).to_owned();
    // Two statements, so that each uses an index.
    let select = if let Some(appointment_id) = filter.appointment_id {
        statement!(
            "SELECT * FROM messages
             WHERE occasion >= :appointment_id || ':' AND occasion < :appointment_id || ';' AND id < :before
               AND coalesce(created_at >= :from, 1) AND coalesce(created_at < :until, 1)
               AND status = coalesce(:status, status) AND kind = coalesce(:kind, kind)
             ORDER BY id DESC LIMIT :limit",
            appointment_id,
            before,
            from = filter.from,
            until = filter.until,
            status,
            kind,
            limit
        )
    } else {
        statement!(
            "SELECT * FROM messages
             WHERE id >= :first_id AND id < :before AND coalesce(created_at >= :from, 1) AND coalesce(created_at < :until, 1)
               AND status = coalesce(:status, status) AND kind = coalesce(:kind, kind)
             ORDER BY id DESC LIMIT :limit",
            first_id,
            before,
            from = filter.from,
            until = filter.until,
            status,
            kind,
            limit
        )
    };
    read(run_one(database, select).await?)
}
