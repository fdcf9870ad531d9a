//! A clinic's account at Google, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;

use super::{
    GoogleError,
    credential::{GOOGLE, GoogleCredential, GoogleSettings},
    credential_input::GoogleInput,
    exchange,
    freebusy::free_busy,
};
use crate::{
    config::Vendors,
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
        schedule::Interval,
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

    /// A new token and a day of busy times: everything that a call needs.
    async fn read_calendar(
        &self,
        context: &RequestContext,
        settings: &GoogleSettings,
        credential: &GoogleCredential,
    ) -> Result<(), GoogleError> {
        let now = self.ports.clock.now();
        let token = exchange(&self.ports, &self.vendors, credential, context.deadline).await?;
        let day = Interval { start: now, end: now + TimeDelta::days(1) };
        let (base, calendars) = (&self.vendors.google_api_base, [settings.calendar_id.as_str()]);
        let busy = free_busy(&self.ports, base, &token.token, &calendars, day, context.deadline).await?;
        busy.into_iter().try_for_each(|calendar| calendar.map(|_| ()))
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

    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some((settings, credential)) = account.read::<GoogleSettings, GoogleCredential>() else {
            return TestOutcome::unreadable();
        };
        match self.read_calendar(context, &settings, &credential).await {
            Ok(()) => TestOutcome::works("The calendar can be read."),
            Err(error @ (GoogleError::Reconnect(_) | GoogleError::TokenRefused)) => TestOutcome::fails(&error, true),
            Err(error) => TestOutcome::fails(&error, false),
        }
    }
}
