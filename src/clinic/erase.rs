//! Deleting an object for good, with its clinic.

use std::sync::atomic::Ordering::SeqCst;

use super::{
    client::{ClinicClient, ClinicError},
    object::ClinicObject,
    question::{Question, Reply},
};
use crate::{
    domain::clinic_address::ClinicAddress,
    store::{StoreError, clinic::schema},
};

impl ClinicClient {
    /// Deletes everything that the clinic's object has. Done twice, it changes nothing more.
    ///
    /// # Errors
    /// Why it is not known to be deleted.
    pub async fn erase_all(&self, address: ClinicAddress) -> Result<(), ClinicError> {
        self.ask(address, Question::EraseAll).await
    }
}

impl ClinicObject {
    /// Deletes the database with its schema, and the alarm.
    pub(super) async fn erase_all(&self) -> Reply {
        let erased = self.clinic.delete_all().await;
        // It may be gone also if the runtime says otherwise.
        self.is_erased.store(true, SeqCst);
        match erased {
            Ok(()) => Reply::Done,
            Err(error) => Reply::TryAgain(error.to_string()),
        }
    }

    /// Begins a new database if the one that the object started with is gone. Whoever asks after a deletion finds an object like that of
    /// a clinic that was never called.
    pub(super) fn reopen_if_erased(&self) -> Result<(), StoreError> {
        if self.is_erased.swap(false, SeqCst) {
            let now = self.ports.clock.now();
            let reopened = self.clinic.read(|transaction| schema::upgrade(transaction, now));
            reopened.inspect_err(|_| self.is_erased.store(true, SeqCst))?;
            self.is_reopened.store(true, SeqCst);
        }
        Ok(())
    }
}
