//! How a run of work ends, by which its row goes or waits.

use chrono::{DateTime, Utc};

use super::Work;
use crate::{
    ports::{ClinicTransaction, Statement},
    store::{StoreError, statement},
};

/// A change of the row that was claimed, by this claim and for what it was claimed. Whoever lost the lease changes nothing.
macro_rules! change_mine {
    ($change:literal, $work:expr $(, $name:ident = $value:expr)*) => {
        statement!(
            concat!(
                $change,
                " WHERE id = :id AND subject = :subject AND generation = :generation AND leased_until = :leased_until",
                " RETURNING id"
            ),
            id = $work.id,
            subject = $work.subject.as_str(),
            generation = $work.generation,
            leased_until = $work.leased_until
            $(, $name = $value)*
        )
    };
}

/// How work ends in a run.
#[derive(Clone, Copy, Debug)]
pub enum WorkEnd<'a> {
    /// It is done, and goes.
    Done,
    /// It failed, and is tried again at this moment.
    Retry(&'a str, DateTime<Utc>),
    /// It is looked at again at this moment, which is no failure.
    Again(DateTime<Utc>),
    /// It is given up at this moment: it stays for the org to see and to try again.
    Buried(&'a str, DateTime<Utc>),
}

/// Ends a run of work that was claimed. Work that was asked for again meanwhile is only let go of, and due as whoever asked has it.
///
/// # Errors
/// When the object's database failed.
pub fn end(transaction: &dyn ClinicTransaction, work: &Work, end: WorkEnd<'_>) -> Result<(), StoreError> {
    if transaction.run(change(work, end))?.rows.is_empty() {
        transaction.run(let_go(work))?;
    }
    Ok(())
}

fn change(work: &Work, end: WorkEnd<'_>) -> Statement {
    match end {
        WorkEnd::Done => change_mine!("DELETE FROM outbox", work),
        WorkEnd::Retry(reason, due_at) => change_mine!(
            "UPDATE outbox SET attempts = attempts + 1, due_at = :due_at, last_error = :reason, leased_until = NULL",
            work,
            due_at = due_at,
            reason = reason
        ),
        WorkEnd::Again(due_at) => {
            change_mine!("UPDATE outbox SET due_at = :due_at, leased_until = NULL", work, due_at = due_at)
        }
        WorkEnd::Buried(reason, now) => change_mine!(
            "UPDATE outbox SET attempts = attempts + 1, dead_at = :now, last_error = :reason, leased_until = NULL",
            work,
            now = now,
            reason = reason
        ),
    }
}

/// Ends the claim alone.
fn let_go(work: &Work) -> Statement {
    statement!(
        "UPDATE outbox SET leased_until = NULL
         WHERE id = :id AND subject = :subject AND leased_until = :leased_until",
        id = work.id,
        subject = work.subject.as_str(),
        leased_until = work.leased_until
    )
}
