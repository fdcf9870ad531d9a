//! What one number is texted by all clinics together: whoever is not a clinic's caller could have many of them text a victim.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    domain::phone::PhoneNumber,
    log::{self, Level},
    ports::Ports,
    store::{StoreError, text_recipients},
    vault::Vault,
};

/// The most texts to one number on a day (UTC).
const MOST_OF_DAY: u32 = 20;

/// What the clinic reads of a text beyond that. Of others it is told nothing.
pub(super) const RECIPIENT_CAPPED: &str = "This number has had as many texts today as one number gets.";

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

    /// Whether a text may be sent. Of those that are sent at the same moment a few more may be.
    pub(super) async fn admit(&self, to: &PhoneNumber, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if !self.is_counted {
            return Ok(true);
        }
        let (database, day) = (self.ports.database.as_ref(), now.date_naive());
        Ok(text_recipients::of_day(database, &self.pseudonym(to), day).await? < MOST_OF_DAY)
    }

    /// Counts a text that its carrier has taken. Those that it refused are none, or a clinic could use up what others may send. A count that
    /// fails changes nothing for the text.
    pub(super) async fn count(&self, to: &PhoneNumber, now: DateTime<Utc>) {
        if !self.is_counted {
            return;
        }
        let counted = text_recipients::count(self.ports.database.as_ref(), &self.pseudonym(to), now.date_naive()).await;
        if let Err(error) = counted {
            log::write(self.ports.log.as_ref(), Level::Warn, "text.not_counted", &[("detail", &error.to_string())]);
        }
    }

    fn pseudonym(&self, to: &PhoneNumber) -> String {
        self.vault.pseudonym("text recipient", to.as_str())
    }
}
