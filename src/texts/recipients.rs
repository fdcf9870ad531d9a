//! What one number is texted by all clinics together: whoever is not a clinic's caller could have many of them text a victim.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    domain::phone::PhoneNumber,
    ports::Ports,
    store::{StoreError, text_recipients},
    vault::Vault,
};

/// The most texts to one number on a day (UTC).
pub(super) const MOST_OF_DAY: u32 = 20;

/// What the clinic reads of a text beyond that.
pub(super) const RECIPIENT_CAPPED: &str =
    "This number has had 20 texts today from all clinics here together, which is the most that one number gets.";

/// The count of texts to each number, over all clinics.
pub struct RecipientCounts {
    ports: Arc<Ports>,
    vault: Vault,
    is_counted: bool,
}

impl RecipientCounts {
    /// Counts in D1 under hashes by the vault's key, or counts nothing.
    pub fn new(ports: Arc<Ports>, vault: Vault, is_counted: bool) -> Self {
        Self { ports, vault, is_counted }
    }

    /// Counts a text that is about to be sent, and says whether it may be. One that is tried again counts again.
    pub(super) async fn admits(&self, to: &PhoneNumber, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if !self.is_counted {
            return Ok(true);
        }
        let recipient = self.vault.pseudonym("text recipient", to.as_str());
        let count = text_recipients::count(self.ports.database.as_ref(), &recipient, now.date_naive()).await?;
        Ok(count <= MOST_OF_DAY)
    }
}
