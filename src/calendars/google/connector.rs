//! A clinic's account at Google, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    GoogleError,
    credential::{GOOGLE, GoogleCredential, GoogleSettings},
    credential_input::GoogleInput,
    exchange,
};
use crate::{
    config::Vendors,
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
    },
    http::{Error, body::parse},
    integrations::{Connector, NewAccount, StoredAccount, TestOutcome},
    ports::Ports,
};

/// Google, as far as the admin API is concerned.
pub struct GoogleConnector {
    ports: Arc<Ports>,
    vendors: Vendors,
}

impl GoogleConnector {
    /// Google at the addresses in `vendors`.
    pub fn new(ports: Arc<Ports>, vendors: Vendors) -> Self {
        Self { ports, vendors }
    }
}

#[async_trait]
impl Connector for GoogleConnector {
    fn vendor(&self) -> Vendor {
        GOOGLE
    }

    fn purpose(&self) -> Purpose {
        Purpose::Calendar
    }

    fn read(&self, _: &Org, body: &[u8]) -> Result<NewAccount, Error> {
        let (settings, credential) = parse::<GoogleInput>(body)?.checked(&self.vendors)?;
        NewAccount::of(&settings, &credential)
    }

    /// A new token, past every cache. What the token is good for shows at the calendars.
    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some((_, credential)) = account.read::<GoogleSettings, GoogleCredential>() else {
            return TestOutcome::unreadable();
        };
        match exchange(&self.ports, &self.vendors, &credential, context.deadline).await {
            Ok(_) => TestOutcome::works("The credentials are accepted."),
            Err(error) => TestOutcome::fails(&error, matches!(error, GoogleError::Reconnect(_))),
        }
    }
}
