//! A clinic's account at Twilio, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    TwilioAccount, TwilioError, check_account,
    credential::{TWILIO, TwilioCredential, TwilioSettings},
    credential_input::TwilioInput,
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

/// Twilio, as far as the admin API is concerned.
pub struct TwilioConnector {
    ports: Arc<Ports>,
    vendors: Vendors,
}

impl TwilioConnector {
    /// Twilio at these addresses.
    pub fn new(ports: Arc<Ports>, vendors: Vendors) -> Self {
        Self { ports, vendors }
    }
}

#[async_trait]
impl Connector for TwilioConnector {
    fn vendor(&self) -> Vendor {
        TWILIO
    }

    fn purpose(&self) -> Purpose {
        Purpose::Texts
    }

    fn read(&self, org: &Org, body: &[u8]) -> Result<NewAccount, Error> {
        let (settings, credential) = parse::<TwilioInput>(body)?.checked(org.country)?;
        NewAccount::of(&settings, &credential)
    }

    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some((settings, credential)) = account.read::<TwilioSettings, TwilioCredential>() else {
            return TestOutcome::unreadable();
        };
        let Vendors { twilio_api_base: api_base, twilio_messaging_base: messaging_base, .. } = &self.vendors;
        let account = TwilioAccount { api_base, settings: &settings, credential: &credential };
        match check_account(&self.ports, &account, messaging_base, context.deadline).await {
            Ok(()) => TestOutcome::works("The account answers and is active, and what texts come from is its own."),
            Err(error @ TwilioError::Refused(_)) => TestOutcome::fails(&error, true),
            Err(error) => TestOutcome::fails(&error, false),
        }
    }
}
