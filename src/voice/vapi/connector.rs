//! An org's account at Vapi, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    client::{VapiAccount, VapiError},
    credential::{VAPI, VapiCredential, VapiSettings},
    credential_input::VapiInput,
};
use crate::{
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
    },
    http::{Error, body::parse},
    integrations::{Connector, NewAccount, StoredAccount, TestOutcome},
    ports::Ports,
};

/// Vapi, as far as the admin API is concerned.
pub struct VapiConnector {
    ports: Arc<Ports>,
    api_base: String,
    /// Whether this deployment knows its own address, which a signature may cover.
    url_is_known: bool,
}

impl VapiConnector {
    /// Vapi at this address.
    pub fn new(ports: Arc<Ports>, api_base: String, url_is_known: bool) -> Self {
        Self { ports, api_base, url_is_known }
    }
}

#[async_trait]
impl Connector for VapiConnector {
    fn vendor(&self) -> Vendor {
        VAPI
    }

    fn purpose(&self) -> Purpose {
        Purpose::Voice
    }

    fn read(&self, _: &Org, body: &[u8]) -> Result<NewAccount, Error> {
        let (settings, credential) = parse::<VapiInput>(body)?.checked(self.url_is_known)?;
        NewAccount::of(&settings, &credential)
    }

    /// Without an API key there is nothing to ask Vapi.
    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some((_, credential)) = account.read::<VapiSettings, VapiCredential>() else {
            return TestOutcome::unreadable();
        };
        let Some(api_key) = &credential.api_key else { return TestOutcome::works("The secrets can be opened.") };
        let account = VapiAccount { ports: &self.ports, api_base: &self.api_base, api_key, deadline: context.deadline };
        match account.check().await {
            Ok(()) => TestOutcome::works("The account answers, and the secrets can be opened."),
            Err(error @ VapiError::Refused(_)) => TestOutcome::fails(&error, true),
            Err(error) => TestOutcome::fails(&error, false),
        }
    }
}
