//! Accounts of orgs at vendors in use: opening what is sealed, and recording that a vendor refuses it.

mod connector;
mod numbers;
mod replies;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use connector::{
    CalendarList, CalendarListing, CalendarOutcome, Connector, NO_PUBLIC_URL, NewAccount, NotDeleted, StoredAccount,
    TestOutcome, UNREADABLE,
};
pub use numbers::{NumberListing, NumberRemark, RemarkCode, Rest, VendorNumber};
pub use replies::{RepliesAction, RepliesInput, RepliesOutcome, RepliesTarget};

use crate::{
    allowance::Allowance,
    context::RequestContext,
    crypto::seal::{Beside, OpenError},
    directory::{self, Directory},
    domain::{
        id::OrgId,
        integration::{IntegrationStatus, SealedCredential, Vendor},
    },
    http::Error,
    log::{self, Level},
    ports::Ports,
    store::{self, integrations::Integration},
    vault::{ResealError, Vault},
};

/// What capabilities need to use the accounts of orgs.
pub struct Accounts {
    ports: Arc<Ports>,
    vault: Vault,
    directory: Arc<Directory>,
    /// Lines of the log on credentials that strangers had opened, and that could not be.
    told_of_strangers: Allowance,
}

impl Accounts {
    /// Accounts whose credentials lie in `vault`, and whose routes `directory` publishes.
    pub fn new(ports: Arc<Ports>, vault: Vault, directory: Arc<Directory>) -> Self {
        Self { ports, vault, directory, told_of_strangers: log::spacing() }
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.ports.clock.now()
    }

    /// The keys, for what is sealed besides credentials.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Seals a new account's credentials for the save with this id.
    ///
    /// # Errors
    /// [`Error::Internal`] if they cannot be sealed.
    pub(crate) fn seal(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        save_id: &str,
        new: &NewAccount,
    ) -> Result<String, Error> {
        let values = json_of(&new.settings)?;
        Ok(self.vault.seal_credential(org_id, vendor, Beside { save_id, values: &values }, &new.credential)?)
    }

    /// Seals an account's credentials again, for another save with other settings.
    ///
    /// # Errors
    /// [`UNREADABLE`] if they do not open as they are stored.
    pub(crate) fn reseal(&self, row: &Integration, save_id: &str, settings: &str) -> Result<String, Error> {
        let values = json_of(settings)?;
        let credential = row.credential().ok_or(UNREADABLE)?;
        let moved = self.vault.move_to(row.org_id, &row.service_type, &credential, Beside { save_id, values: &values });
        moved.map_err(|error| match error {
            ResealError::Open(_) => UNREADABLE,
            ResealError::Seal(error) => error.into(),
        })
    }

    /// The credentials in an envelope; without them, a line in the log.
    pub fn open<C: DeserializeOwned>(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        credential: &SealedCredential,
    ) -> Option<C> {
        self.readable(org_id, self.vault.open(org_id, vendor, credential))
    }

    /// The same for somebody who has proven nothing yet, and can have it done as often as they like: not each time with a line.
    pub fn open_for_stranger<C: DeserializeOwned>(
        &self,
        org_id: OrgId,
        vendor: &Vendor,
        credential: &SealedCredential,
    ) -> Option<C> {
        let opened = self.vault.open(org_id, vendor, credential);
        if opened.is_err() && !self.told_of_strangers.take(self.ports.clock.now()) {
            return None;
        }
        self.readable(org_id, opened)
    }

    /// A stored account with its opened credentials; without them, a line in the log.
    pub fn stored<'a>(&self, row: &'a Integration) -> Option<StoredAccount<'a>> {
        let credential = row.credential().ok_or(OpenError::Malformed);
        let opened = credential.and_then(|credential| self.vault.open_json(row.org_id, &row.service_type, &credential));
        self.readable(row.org_id, opened).map(|credential| StoredAccount { row, credential })
    }

    fn readable<T>(&self, org_id: OrgId, opened: Result<T, OpenError>) -> Option<T> {
        opened
            .inspect_err(|error| {
                let org_id = org_id.to_string();
                let fields = [("org_id", org_id.as_str()), ("detail", &error.to_string())];
                log::write(self.ports.log.as_ref(), Level::Error, "vault.credential_unreadable", &fields);
            })
            .ok()
    }

    /// Records behind the answer that a vendor refuses an org's credentials for good, unless they were replaced meanwhile: a person has
    /// to connect again. `reason` is for the org.
    pub fn needs_reconnect(
        self: &Arc<Self>,
        context: &RequestContext,
        org_id: OrgId,
        (vendor, credential_id): (&Vendor, &str),
        reason: &'static str,
    ) {
        let (accounts, vendor, credential_id) = (Arc::clone(self), vendor.clone(), credential_id.to_owned());
        context.background.spawn(Box::pin(async move {
            accounts.record_refusal(org_id, &vendor, &credential_id, reason).await;
        }));
    }

    async fn record_refusal(&self, org_id: OrgId, vendor: &Vendor, credential_id: &str, reason: &'static str) {
        let now = self.ports.clock.now();
        let status = IntegrationStatus::NeedsReconnect;
        let statements = vec![
            store::integrations::set_status(org_id, vendor, credential_id, status, Some(reason), now),
            store::tokens::delete(org_id, vendor, credential_id),
        ];
        let org = org_id.to_string();
        let line = |what: &str, detail: &str| {
            let fields = [("org_id", org.as_str()), ("detail", detail)];
            log::write(self.ports.log.as_ref(), Level::Error, &format!("{vendor}.{what}"), &fields);
        };
        line("needs_reconnect", reason);
        if let Err(error) = store::run(self.ports.database.as_ref(), statements).await {
            return line("status_not_stored", &error.to_string());
        }
        self.directory.forget(org_id, []);
        directory::publish_of_org(Arc::clone(&self.ports), org_id).await;
    }
}

fn json_of(settings: &str) -> Result<Value, Error> {
    serde_json::from_str(settings).map_err(|_| Error::Internal("settings are not JSON".into()))
}
