//! What the object has to do and when: one row for each kind of work. The object's alarm is derived from it.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use serde::Deserialize;

use crate::{
    domain::clinic_summary,
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, statement},
};

/// A kind of work that an object does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueWork {
    /// Deleting what the clinic no longer keeps.
    Retention,
    /// Reading calendars anew of which the provider says that they changed.
    Mirror,
    /// Opening and closing the channels by which providers tell of changes.
    Watch,
}

impl DueWork {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Mirror => "mirror",
            Self::Watch => "watch",
        }
    }
}

/// Has work done at `at` at the latest: no write where it is on the list for then or before.
///
/// # Errors
/// When the object's database failed.
pub fn add(transaction: &dyn ClinicTransaction, work: DueWork, at: DateTime<Utc>) -> Result<(), StoreError> {
    transaction.run(statement!(
        "INSERT INTO due (work, at) VALUES (:work, :at)
         ON CONFLICT (work) DO UPDATE SET at = excluded.at WHERE excluded.at < at",
        work = work.as_str(),
        at
    ))?;
    Ok(())
}

/// Has work done next at `at`, or not any more.
///
/// # Errors
/// When the object's database failed.
pub fn set(transaction: &dyn ClinicTransaction, work: DueWork, at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
    let change = if let Some(at) = at {
        statement!(
            "INSERT INTO due (work, at) VALUES (:work, :at)
             ON CONFLICT (work) DO UPDATE SET at = excluded.at WHERE at <> excluded.at",
            work = work.as_str(),
            at
        )
    } else {
        statement!("DELETE FROM due WHERE work = :work", work = work.as_str())
    };
    transaction.run(change)?;
    Ok(())
}

/// Has work that is on the list done at `at`, if it would be done later.
///
/// # Errors
/// When the object's database failed.
pub fn hasten(transaction: &dyn ClinicTransaction, work: DueWork, at: DateTime<Utc>) -> Result<(), StoreError> {
    transaction.run(statement!("UPDATE due SET at = :at WHERE work = :work AND at > :at", work = work.as_str(), at))?;
    Ok(())
}

/// Whether work is due.
///
/// # Errors
/// When the object's database failed.
pub fn is_due(transaction: &dyn ClinicTransaction, work: DueWork, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let select = statement!("SELECT 1 AS due FROM due WHERE work = :work AND at <= :now", work = work.as_str(), now);
    Ok(!transaction.run(select)?.rows.is_empty())
}

/// When work is next to be done: of the list, for a calendar, of all calendars together, and of the outbox, where work that somebody has
/// is looked at again when the lease ends. Of the outbox the 50 pieces that are due first are looked at, so what is behind 50 leases waits
/// for the first of them to end. Of deliveries to webhooks three are under way at most; while they are, the next one waits for the first of
/// their leases to end, or for whoever ends one before. What only a later version knows is left to it.
macro_rules! next_work {
    () => {
        "((SELECT min(at) FROM due WHERE work IN ('retention', 'mirror', 'watch'))),
         ((SELECT min(due_at) FROM calendar_follow)),
         ((SELECT coalesce((SELECT due_at FROM follow_round), 0)
           WHERE EXISTS (SELECT 1 FROM calendar_follow WHERE due_at IS NULL))),
         ((SELECT min(max(due_at, coalesce(leased_until, 0))) FROM (
           SELECT due_at, leased_until FROM outbox
           WHERE dead_at IS NULL AND +kind IN ('event.sync', 'event.delete', 'sms.send', 'sms.remind', 'inbox.notify', 'sms.erase', 'call.erase')
           ORDER BY due_at LIMIT 50))),
         ((SELECT max(due, CASE WHEN leased >= 3 THEN lease_ends ELSE 0 END) FROM (
           SELECT min(max(due_at, coalesce(leased_until, 0))) AS due, count(leased_until) AS leased, min(leased_until) AS lease_ends
           FROM (SELECT due_at, leased_until FROM outbox WHERE dead_at IS NULL AND +kind = 'webhook.deliver'
             ORDER BY due_at LIMIT 50))))"
    };
}

/// When something is next to be done.
///
/// # Errors
/// When the object's database failed.
pub fn next_work(transaction: &dyn ClinicTransaction) -> Result<Option<DateTime<Utc>>, StoreError> {
    earliest(transaction, statement!(concat!("SELECT min(column1) AS at FROM (VALUES ", next_work!(), ")")))
}

/// When the object wakes up next: for work, or because the moment is over that it promised to D1.
///
/// # Errors
/// When the object's database failed.
pub fn next_alarm(transaction: &dyn ClinicTransaction) -> Result<Option<DateTime<Utc>>, StoreError> {
    let select = statement!(
        concat!(
            "SELECT min(column1) AS at FROM (VALUES ",
            next_work!(),
            ", ((SELECT next_due + CAST(:grace AS INTEGER) FROM written_summary)))"
        ),
        grace = clinic_summary::GRACE.num_seconds()
    );
    earliest(transaction, select)
}

fn earliest(transaction: &dyn ClinicTransaction, select: Statement) -> Result<Option<DateTime<Utc>>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "ts_seconds_option")]
        at: Option<DateTime<Utc>>,
    }
    Ok(first::<Row>(transaction.run(select)?)?.and_then(|row| row.at))
}
