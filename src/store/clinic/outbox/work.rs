//! Work for Google and Twilio: leased, so that two do not do it at once, and put off, so that a vendor that is down is not asked all
//! the time.
//!
//! A row says *that* something is to be done; *what* is read from the appointment or message when it is done, so a row that is late
//! does the right thing. A change that happens meanwhile raises `generation`, and whoever was working on the older one leaves the
//! row to be done again.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
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
    /// Delete an event that an appointment left behind. Subject: calendar id, a line feed, event id.
    #[serde(rename = "event.delete")]
    DeleteEvent,
    /// Send a text, or find out whether it was sent. Subject: message id.
    #[serde(rename = "sms.send")]
    SendText,
    /// Write the reminder of an appointment. Subject: appointment id.
    #[serde(rename = "sms.remind")]
    Remind,
}

impl WorkKind {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SyncEvent => "event.sync",
            Self::DeleteEvent => "event.delete",
            Self::SendText => "sms.send",
            Self::Remind => "sms.remind",
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
             AND +kind IN ('event.sync', 'event.delete', 'sms.send', 'sms.remind') AND coalesce(leased_until, 0) <= :now
           ORDER BY due_at LIMIT :limit)
         RETURNING id, kind, subject, generation, attempts, leased_until",
        now,
        until,
        limit
    );
    Ok(read_sound(run_one(database, update).await?).0)
}

/// So many pieces of work are in hand at the same moment at most.
const MOST_LEASED: i64 = 50;

/// When work is next to be done. What somebody has is looked at again when the lease ends.
///
/// # Errors
/// When the database failed.
pub fn next_due(transaction: &dyn ClinicTransaction) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds_option")]
        at: Option<DateTime<Utc>>,
    }
    // All those before the first that nobody has, and that one.
    let select = statement!(
        "SELECT min(max(due_at, coalesce(leased_until, 0))) AS at FROM (
           SELECT due_at, leased_until FROM outbox
           WHERE dead_at IS NULL AND +kind IN ('event.sync', 'event.delete', 'sms.send', 'sms.remind')
           ORDER BY due_at LIMIT :most)",
        most = MOST_LEASED
    );
    Ok(first::<Row>(transaction.run(select)?)?.and_then(|row| row.at))
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

/// Takes one piece of an org's work whether it is due or not, unless somebody has it: for the one who asked for it, behind the answer.
pub fn claim_own(kind: WorkKind, subject: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Statement {
    statement!(
        "UPDATE outbox SET leased_until = :until WHERE kind = :kind AND subject = :subject
           AND dead_at IS NULL
           AND coalesce(leased_until, 0) <= :now
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

/// A change of the row that was claimed, with the same subject, by this claim. Whoever lost the lease changes nothing.
macro_rules! change_mine {
    ($change:literal, $condition:literal, $work:expr $(, $name:ident = $value:expr)*) => {
        statement!(
            concat!(
                $change,
                " WHERE id = :id AND subject = :subject AND leased_until = :leased_until",
                $condition
            ),
            id = $work.id,
            subject = $work.subject.as_str(),
            leased_until = $work.leased_until
            $(, $name = $value)*
        )
    };
}

/// Lets others at work that was asked for again meanwhile, or that is put off.
fn release(work: &Work) -> Statement {
    change_mine!("UPDATE outbox SET leased_until = NULL", "", work)
}

/// Removes work that was done, unless it was asked for again meanwhile; then it is due at once.
pub fn done(work: &Work) -> [Statement; 2] {
    let delete =
        change_mine!("DELETE FROM outbox", " AND generation = :generation", work, generation = work.generation);
    [delete, release(work)]
}

/// Puts work off until `due_at`. Work that was asked for again meanwhile is not delayed by it.
pub fn retry(work: &Work, reason: &str, due_at: DateTime<Utc>) -> [Statement; 2] {
    let update = change_mine!(
        "UPDATE outbox SET attempts = attempts + 1, due_at = :due_at, last_error = :reason",
        " AND generation = :generation",
        work,
        due_at = due_at,
        reason = reason,
        generation = work.generation
    );
    [update, release(work)]
}

/// Leaves work to be done at a later moment, without counting it as a failure.
pub fn again(work: &Work, due_at: DateTime<Utc>) -> [Statement; 2] {
    let update = change_mine!(
        "UPDATE outbox SET due_at = :due_at",
        " AND generation = :generation",
        work,
        due_at = due_at,
        generation = work.generation
    );
    [update, release(work)]
}

/// Gives work up: it stays for the org to see and to try again.
pub fn bury(work: &Work, reason: &str, now: DateTime<Utc>) -> [Statement; 2] {
    let update = change_mine!(
        "UPDATE outbox SET attempts = attempts + 1, dead_at = :now, last_error = :reason",
        " AND generation = :generation",
        work,
        now = now,
        reason = reason,
        generation = work.generation
    );
    [update, release(work)]
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
