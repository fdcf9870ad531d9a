//! Webhooks: other systems of a clinic are told what happens there, as Standard Webhooks 1.0 has it.

mod deliver;
mod message;
mod secrets;
mod verdict;

use std::sync::Arc;

use serde_json::Value;

pub use secrets::WebhookSecrets;

use crate::{
    crypto::seal::{Beside, OpenError, SealError},
    domain::webhook::{TargetFault, TargetRules},
    ports::Ports,
    store::webhooks::Row,
    vault::Vault,
};

/// The webhooks of all clinics.
pub struct Webhooks {
    ports: Arc<Ports>,
    vault: Vault,
    targets: TargetRules,
}

impl Webhooks {
    /// Webhooks whose secrets lie in `vault`, and that go where `targets` allows.
    pub fn new(ports: Arc<Ports>, vault: Vault, targets: TargetRules) -> Self {
        Self { ports, vault, targets }
    }

    /// Checks where something is to go.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check_target(&self, url: &str) -> Result<(), TargetFault> {
        self.targets.check(url)
    }

    /// New secrets, of which there is one.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new_secrets(&self) -> Result<WebhookSecrets, SealError> {
        Ok(WebhookSecrets::of(WebhookSecrets::generate(self.ports.entropy.as_ref())?))
    }

    /// `secrets` with a new one in front. The one before it signs too for a day; what was before that signs no longer.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn rotated(&self, secrets: &WebhookSecrets) -> Result<WebhookSecrets, SealError> {
        let new = WebhookSecrets::generate(self.ports.entropy.as_ref())?;
        Ok(secrets.followed_by(new, self.ports.clock.now()))
    }

    /// Seals secrets for a row: they open beside what it says of the endpoint alone.
    ///
    /// # Errors
    /// When they cannot be sealed.
    pub fn seal(&self, row: &Row, secrets: &WebhookSecrets) -> Result<String, SealError> {
        let values: Value = row.bound_values();
        self.vault.seal_webhook(row.org_id, Beside { save_id: &row.save_id, values: &values }, secrets)
    }

    /// Opens the secrets of a row.
    ///
    /// # Errors
    /// When they are of another row, or what is beside them was changed by somebody else.
    pub fn open(&self, row: &Row) -> Result<WebhookSecrets, OpenError> {
        let values = row.bound_values();
        self.vault.open_webhook(row.org_id, Beside { save_id: &row.save_id, values: &values }, &row.secrets_sealed)
    }
}
