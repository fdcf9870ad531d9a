//! The database of one clinic's object, whose alarm follows from what is due in it.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{due, transact};
use crate::{
    ports::{ClinicStorage, ClinicTransaction, Database, DatabaseError, Rows, Statement},
    store::StoreError,
};

/// The database of one clinic's object. Every change of it makes the alarm what is due next.
pub struct ClinicDatabase {
    storage: Box<dyn ClinicStorage>,
    alarm: Mutex<AlarmState>,
    /// Whether something may have changed that nobody has looked at yet.
    has_changed: AtomicBool,
}

/// What memory knows of the alarm.
#[derive(Clone, Copy, Default)]
struct AlarmState {
    /// For when it is set: setting it again to the same moment would cost a write.
    set_for: Option<DateTime<Utc>>,
    /// While what is due is being done nobody sets it. It would ring once more for what is about to be done.
    is_ringing: bool,
}

impl ClinicDatabase {
    /// Over the storage of an object.
    pub fn new(storage: Box<dyn ClinicStorage>) -> Self {
        Self { storage, alarm: Mutex::default(), has_changed: AtomicBool::default() }
    }

    /// Runs `work` in one transaction and sets the alarm; an error rolls everything back.
    ///
    /// # Errors
    /// The error of `work`, or why the transaction could not be committed.
    pub fn transact<T>(&self, work: impl Fn(&dyn ClinicTransaction) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let before = *self.alarm();
        self.has_changed.store(true, SeqCst);
        if before.is_ringing {
            return self.read(work);
        }
        let (value, next) = transact(self.storage.as_ref(), |transaction| {
            let value = work(transaction)?;
            let next = due::next_alarm(transaction)?;
            if let Some(at) = next.filter(|_| next != before.set_for) {
                transaction.wake_at(at)?;
            }
            Ok((value, next))
        })?;
        self.alarm().set_for = next;
        Ok(value)
    }

    /// Whether something may have changed since this was last asked.
    pub fn take_change(&self) -> bool {
        self.has_changed.swap(false, SeqCst)
    }

    /// Runs `work`, which changes nothing.
    ///
    /// # Errors
    /// The error of `work`.
    pub fn read<T>(&self, work: impl Fn(&dyn ClinicTransaction) -> Result<T, StoreError>) -> Result<T, StoreError> {
        transact(self.storage.as_ref(), work)
    }

    /// Runs `work`, whose changes are rolled back whatever happens. It may not be run, if there is no transaction.
    pub fn roll_back(&self, work: &mut dyn FnMut(&dyn ClinicTransaction)) {
        // The error has the storage roll back; there is nothing else to tell.
        let _ = self.storage.transaction(&mut |transaction| {
            work(transaction);
            Err(DatabaseError::Unavailable("a query is rolled back".into()))
        });
    }

    /// Deletes the database with its schema, and the alarm.
    ///
    /// # Errors
    /// When the runtime refuses it; it may have happened all the same.
    pub async fn delete_all(&self) -> Result<(), DatabaseError> {
        let deleted = self.storage.delete_all().await;
        *self.alarm() = AlarmState::default();
        self.has_changed.store(false, SeqCst);
        deleted
    }

    /// The alarm has rung, so that none is set until [`Self::arm`] or [`Self::wake_at`] says so.
    pub fn alarm_rang(&self) {
        *self.alarm() = AlarmState { set_for: None, is_ringing: true };
    }

    /// Makes the alarm what is due next, now that what was due is done.
    ///
    /// # Errors
    /// When the object's database failed.
    pub fn arm(&self) -> Result<(), StoreError> {
        self.alarm().is_ringing = false;
        self.transact(|_| Ok(()))
    }

    /// Sets the alarm for what is due next, also if memory has it that it is set: the runtime may have lost it.
    ///
    /// # Errors
    /// When the object's database failed.
    pub fn restore_alarm(&self) -> Result<(), StoreError> {
        self.alarm().set_for = None;
        self.transact(|_| Ok(()))
    }

    /// Sets the alarm, whatever is due. It needs nothing of the schema.
    ///
    /// # Errors
    /// When the runtime refuses it.
    pub fn wake_at(&self, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.alarm().is_ringing = false;
        self.read(|transaction| Ok(transaction.wake_at(at)?))
    }

    fn alarm(&self) -> MutexGuard<'_, AlarmState> {
        self.alarm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Statements whose rows decide nothing among them.
#[async_trait]
impl Database for ClinicDatabase {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError> {
        let changes = statements.iter().any(|statement| !statement.sql.trim_start().starts_with("SELECT"));
        let run_all = |transaction: &dyn ClinicTransaction| {
            let run = |statement: &Statement| Ok(transaction.run(statement.clone())?);
            statements.iter().map(run).collect::<Result<Vec<_>, StoreError>>()
        };
        let outcome = if changes { self.transact(run_all) } else { self.read(run_all) };
        outcome.map_err(|error| match error {
            StoreError::Database(error) => error,
            error => DatabaseError::Unavailable(error.to_string()),
        })
    }
}
