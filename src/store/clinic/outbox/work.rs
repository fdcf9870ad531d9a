//! Work for Google and Twilio: leased, so that two do not do it at once, and put off, so that a vendor that is down is not asked all
//! the time.
//!
//! A row says *that* something is to be done; *what* is read from the appointment or message when it is done, so a row that is late
//! does the right thing. A change that happens meanwhile raises `generation`, and whoever was working on the older one leaves the
//! row to be done again.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    ports::{ClinicTransaction, Database, Rows, Statement},
    store::{StoreError, first, read_sound, run_one, statement},
};

/// What kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum WorkKind {
    /// Make Google's event what the appointment says. Subject: appointment id.
    #[serde(rename = "event.sync")]
    SyncEvent,
    /// Delete an event that an appointment left behind. Subject: calendar id, event id and appointment id, each on a line.
    #[serde(rename = "event.delete")]
    DeleteEvent,
    /// Send a text, or find out whether it was sent. Subject: message id.
    #[serde(rename = "sms.send")]
    SendText,
    /// Write the reminder of an appointment. Subject: appointment id.
    #[serde(rename = "sms.remind")]
    Remind,
    /// Tell the staff of a caller's message. Subject: id of the message.
    #[serde(rename = "inbox.notify")]
    NotifyStaff,
    /// Delete a text at the vendor that carried it, of which nothing is left here. Subject: [`TextCopy`](crate::domain::vendor_copy::TextCopy).
    #[serde(rename = "sms.erase")]
    EraseText,
    /// Delete a call at its platform, of which nothing is left here. Subject: [`CallCopy`](crate::domain::vendor_copy::CallCopy).
    #[serde(rename = "call.erase")]
    EraseCall,
    /// Tell another system of the clinic of an event. Subject: number of the delivery. It has a share of its own in an alarm.
    #[serde(rename = "webhook.deliver")]
    DeliverWebhook,
}

impl WorkKind {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SyncEvent => "event.sync",
            Self::DeleteEvent => "event.delete",
            Self::SendText => "sms.send",
            Self::Remind => "sms.remind",
            Self::NotifyStaff => "inbox.notify",
            Self::EraseText => "sms.erase",
            Self::EraseCall => "call.erase",
            Self::DeliverWebhook => "webhook.deliver",
        }
    }
}

/// One piece of work that was claimed.
#[derive(Clone, Debug, Deserialize)]
pub struct Work {
    /// The row.
    pub id: i64,
    /// What kind.
    pub kind: WorkKind,
    /// What about.
    pub subject: String,
    /// Which change asked for it.
    pub generation: i64,
    /// How often it was tried before.
    pub attempts: i64,
    /// Until when it is kept from others, by which the one who has it is known.
    pub leased_until: i64,
}

/// Asks for work, due at `due_at`.
pub fn enqueue(kind: WorkKind, subject: &str, due_at: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO outbox (kind, subject, due_at) VALUES (:kind, :subject, :due_at)
         ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, attempts = 0, dead_at = NULL,
         last_error = NULL,
           due_at = excluded.due_at",
        kind = kind.as_str(),
        subject,
        due_at
    )
}

/// Asks for work and takes it at once, for the one who asks; `None` if somebody else has it, who will find that it was asked for again.
///
/// # Errors
/// When the database failed.
pub fn enqueue_own(
    transaction: &dyn ClinicTransaction,
    kind: WorkKind,
    subject: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Work>, StoreError> {
    let taken = statement!(
        "SELECT 1 AS taken FROM outbox WHERE kind = :kind AND subject = :subject AND leased_until > :now",
        kind = kind.as_str(),
        subject,
        now
    );
    if !transaction.run(taken)?.rows.is_empty() {
        transaction.run(enqueue(kind, subject, now))?;
        return Ok(None);
    }
    first(transaction.run(statement!(
        "INSERT INTO outbox (kind, subject, due_at, leased_until) VALUES (:kind, :subject, :now, :until)
         ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, attempts = 0, dead_at = NULL, last_error = NULL,
           due_at = excluded.due_at, leased_until = excluded.leased_until
         RETURNING id, kind, subject, generation, attempts, leased_until",
        kind = kind.as_str(),
        subject,
        now,
        until
    ))?)
}

/// The same about a subject that is new, so that there is no such work yet.
///
/// # Errors
/// When the database failed, or there is such work.
pub fn enqueue_new(
    transaction: &dyn ClinicTransaction,
    kind: WorkKind,
    subject: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Work>, StoreError> {
    first(transaction.run(statement!(
        "INSERT INTO outbox (kind, subject, due_at, leased_until) VALUES (:kind, :subject, :now, :until)
         RETURNING id, kind, subject, generation, attempts, leased_until",
        kind = kind.as_str(),
        subject,
        now,
        until
    ))?)
}

/// Takes what is due, oldest first, and keeps it from others until `until`. Rows that this version does not know are left alone.
///
/// # Errors
/// When the database did not answer.
pub async fn claim(
    database: &dyn Database,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Work>, StoreError> {
    let update = statement!(
        "UPDATE outbox SET leased_until = :until WHERE id IN (
           SELECT id FROM outbox WHERE dead_at IS NULL AND due_at <= :now
             AND +kind IN ('event.sync', 'event.delete', 'sms.send', 'sms.remind', 'inbox.notify', 'sms.erase', 'call.erase') AND coalesce(leased_until, 0) <= :now
           ORDER BY due_at LIMIT :limit)
         RETURNING id, kind, subject, generation, attempts, leased_until",
        now,
        until,
        limit
    );
    Ok(read_sound(run_one(database, update).await?).0)
}

/// The same of deliveries to other systems of the clinic, of which at most `most` are under way at once.
///
/// # Errors
/// When the database did not answer.
pub async fn claim_deliveries(
    database: &dyn Database,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Work>, StoreError> {
    let update = statement!(
        "UPDATE outbox SET leased_until = :until WHERE id IN (
           SELECT id FROM outbox WHERE dead_at IS NULL AND due_at <= :now AND +kind = 'webhook.deliver'
             AND coalesce(leased_until, 0) <= :now
           ORDER BY due_at LIMIT max(0, CAST(:most AS INTEGER) - (
             SELECT count(*) FROM outbox WHERE dead_at IS NULL AND due_at <= :now AND +kind = 'webhook.deliver' AND leased_until > :now)))
         RETURNING id, kind, subject, generation, attempts, leased_until",
        now,
        until,
        most
    );
    Ok(read_sound(run_one(database, update).await?).0)
}

/// Takes one piece of an org's work that is due, unless somebody has it.
pub fn claim_one(kind: WorkKind, subject: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE outbox SET leased_until = :until WHERE kind = :kind AND subject = :subject
           AND dead_at IS NULL
           AND due_at <= :now AND coalesce(leased_until, 0) <= :now
         RETURNING id, kind, subject, generation, attempts, leased_until",
        kind = kind.as_str(),
        subject,
        now,
        until
    )
}

/// Work that somebody is trying for the first time at this moment.
pub fn first_try(kind: WorkKind, subject: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "SELECT id, kind, subject, generation, attempts, leased_until FROM outbox
         WHERE kind = :kind AND subject = :subject AND attempts = 0 AND leased_until > :now",
        kind = kind.as_str(),
        subject,
        now
    )
}

/// What [`claim_one`] took.
pub fn claimed(rows: Rows) -> Result<Option<Work>, StoreError> {
    first(rows)
}

/// Makes work of a kind that has failed due at once, as if it had never been tried.
pub fn revive_failed(kind: WorkKind, now: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = :now
         WHERE attempts > 0 AND +kind = :kind",
        kind = kind.as_str(),
        now
    )
}

/// Takes work back that has become pointless.
pub fn withdraw(kind: WorkKind, subject: &str) -> Statement {
    statement!("DELETE FROM outbox WHERE subject = :subject AND kind = :kind", kind = kind.as_str(), subject)
}
