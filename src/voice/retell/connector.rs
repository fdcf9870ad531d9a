//! An org's account at Retell, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;

use super::{client::RetellAccount, numbers, platform::ACCOUNT};
use crate::{
    config::Config,
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
        secret::Secret,
    },
    http::Error,
    integrations::{Connector, NewAccount, NotDeleted, NumberListing, StoredAccount, TestOutcome},
    ports::Ports,
    store::integrations::Integration,
    voice::account::{PlatformCredential, PlatformSettings},
};

const NO_KEY: &str = "There is no API key of the Retell account, so its numbers are not known. Store one as api_key.";

/// Retell, as far as the admin API is concerned.
pub(super) struct RetellConnector {
    ports: Arc<Ports>,
    api_base: String,
    /// This deployment's own address.
    public_url: Option<String>,
}

impl RetellConnector {
    pub(super) fn new(config: &Config, ports: Arc<Ports>) -> Self {
        Self { ports, api_base: config.vendors.retell.clone(), public_url: config.public_url.clone() }
    }

    fn account<'a>(&'a self, api_key: &'a Secret, context: &RequestContext) -> RetellAccount<'a> {
        RetellAccount::new(&self.ports, &self.api_base, api_key, context.deadline)
    }
}

/// The API key of a stored account; `None` if the account cannot be read.
fn key(account: &StoredAccount<'_>) -> Option<Option<Secret>> {
    account.read::<PlatformSettings, PlatformCredential>().map(|(_, credential)| credential.api_key)
}

#[async_trait]
impl Connector for RetellConnector {
    fn vendor(&self) -> Vendor {
        ACCOUNT.vendor.clone()
    }

    fn purpose(&self) -> Purpose {
        Purpose::Voice
    }

    fn read(&self, _: &Org, body: &[u8], _: Option<&Integration>) -> Result<NewAccount, Error> {
        ACCOUNT.read(body)
    }

    /// Without an API key there is nothing to ask Retell. Whether the key has the webhook badge it does not say.
    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some(key) = key(account) else { return TestOutcome::unreadable() };
        let Some(key) = key else { return TestOutcome::works("The secrets can be opened.") };
        match self.account(&key, context).check().await {
            Ok(()) => TestOutcome::works("The account answers, and the secrets can be opened."),
            Err(error) => TestOutcome::fails(&error, error.is_refusal()),
        }
    }

    fn has_numbers(&self) -> bool {
        true
    }

    async fn numbers(&self, context: &RequestContext, account: &StoredAccount<'_>) -> NumberListing {
        let Some(key) = key(account) else { return NumberListing::unreadable() };
        let Some(key) = key else { return NumberListing::Failed(NO_KEY.to_owned()) };
        let listed = numbers::list(&self.account(&key, context), self.public_url.as_deref()).await;
        listed.unwrap_or_else(|error| NumberListing::Failed(error.to_string()))
    }

    fn deletes_calls(&self) -> bool {
        true
    }

    async fn delete_call(
        &self,
        context: &RequestContext,
        account: &StoredAccount<'_>,
        call_id: &str,
    ) -> Result<(), NotDeleted> {
        let key = key(account).ok_or_else(NotDeleted::unreadable)?;
        let key = key.ok_or_else(|| NotDeleted::by_person("Retell"))?;
        self.account(&key, context).delete_call(call_id).await
    }
}
