//! A clinic's account at Twilio, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    TwilioAccount, TwilioError, check_account,
    credential::{TWILIO, TwilioCredential, TwilioSettings},
    credential_input::TwilioInput,
    errors::{OF_IE1, OF_US1, WRONG},
    numbers, opens, replies,
};
use crate::{
    config::{Config, TwilioRegion, TwilioRegions},
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
    },
    http::{Error, body::parse},
    integrations::{
        Connector, NO_PUBLIC_URL, NewAccount, NumberListing, RepliesInput, RepliesOutcome, StoredAccount, TestOutcome,
        UNREADABLE,
    },
    ports::Ports,
    store::integrations::Integration,
};

/// Twilio, as far as the admin API is concerned.
pub struct TwilioConnector {
    ports: Arc<Ports>,
    regions: TwilioRegions,
    /// The origin at which Twilio reaches this deployment, without a trailing slash.
    public_url: Option<String>,
}

impl TwilioConnector {
    /// Twilio as the deployment is configured.
    pub fn new(config: &Config, ports: Arc<Ports>) -> Self {
        Self { ports, regions: config.vendors.twilio.clone(), public_url: config.public_url.clone() }
    }

    /// Twilio answers a token of another region as it answers a wrong one. So the other region is asked, once somebody tests.
    async fn explained(
        &self,
        context: &RequestContext,
        settings: &TwilioSettings,
        credential: &TwilioCredential,
        error: TwilioError,
    ) -> TwilioError {
        let other = TwilioAccount::in_region(settings.region.other(), &self.regions, settings, credential);
        if error != TwilioError::Refused(WRONG) || !opens(&self.ports, &other, context.deadline).await {
            return error;
        }
        TwilioError::Refused(match settings.region {
            TwilioRegion::Us1 => OF_IE1,
            TwilioRegion::Ie1 => OF_US1,
        })
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

    fn read(&self, org: &Org, body: &[u8], stored: Option<&Integration>) -> Result<NewAccount, Error> {
        let (settings, credential) = parse::<TwilioInput>(body)?.checked(org.country, stored)?;
        NewAccount::of(&settings, &credential)
    }

    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some((settings, credential)) = account.read::<TwilioSettings, TwilioCredential>() else {
            return TestOutcome::unreadable();
        };
        let opened = TwilioAccount::new(&self.regions, &settings, &credential);
        let Err(error) = check_account(&self.ports, &opened, context.deadline).await else {
            return TestOutcome::works("The account answers and is active, and what texts come from is its own.");
        };
        let error = self.explained(context, &settings, &credential, error).await;
        TestOutcome::fails(&error, matches!(error, TwilioError::Refused(_)))
    }

    fn has_numbers(&self) -> bool {
        true
    }

    async fn numbers(&self, context: &RequestContext, account: &StoredAccount<'_>) -> NumberListing {
        let Some((settings, credential)) = account.read::<TwilioSettings, TwilioCredential>() else {
            return NumberListing::unreadable();
        };
        let inbound = self.public_url.as_ref().map(|origin| replies::inbound_url(origin, account.row.org_id));
        let opened = TwilioAccount::new(&self.regions, &settings, &credential);
        let listed = numbers::list(&self.ports, &opened, inbound.as_deref(), context.deadline).await;
        listed.unwrap_or_else(|error| NumberListing::Failed(error.to_string()))
    }

    async fn hear_replies(
        &self,
        context: &RequestContext,
        account: &StoredAccount<'_>,
        input: &RepliesInput,
    ) -> Result<Option<RepliesOutcome>, Error> {
        let origin = self.public_url.as_ref().ok_or(NO_PUBLIC_URL)?;
        let (settings, credential) = account.read::<TwilioSettings, TwilioCredential>().ok_or(UNREADABLE)?;
        let url = replies::inbound_url(origin, account.row.org_id);
        let opened = TwilioAccount::new(&self.regions, &settings, &credential);
        replies::direct(&self.ports, &opened, url, input, context.deadline).await.map(Some)
    }
}
