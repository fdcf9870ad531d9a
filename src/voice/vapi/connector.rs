//! An org's account at Vapi, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    client::{VapiAccount, WORDS},
    credential::{VAPI, VapiCredential, VapiSettings},
    credential_input::VapiInput,
    numbers,
};
use crate::{
    config::{Config, VapiRegion, VapiRegions},
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
        secret::Secret,
    },
    http::{Error, body::parse},
    integrations::{Connector, NewAccount, NotDeleted, NumberListing, StoredAccount, TestOutcome},
    ports::Ports,
    store::integrations::Integration,
    voice::account_api::{ApiError, ApiFault},
};

/// The key is right, and stored for the wrong region.
const OF_EU: ApiFault =
    ApiFault::Refused("The API key is that of Vapi's region eu. Store it again with the region eu.");
const OF_US: ApiFault =
    ApiFault::Refused("The API key is that of Vapi's region us. Store it again with the region us.");
const NO_KEY: &str = "There is no API key of the Vapi account, so its numbers are not known. Store one as api_key.";

/// Vapi, as far as the admin API is concerned.
pub struct VapiConnector {
    ports: Arc<Ports>,
    regions: VapiRegions,
    /// This deployment's own address, which a signature may cover.
    public_url: Option<String>,
}

impl VapiConnector {
    /// Vapi as the deployment is configured.
    pub fn new(config: &Config, ports: Arc<Ports>) -> Self {
        Self { ports, regions: config.vendors.vapi.clone(), public_url: config.public_url.clone() }
    }

    fn account<'a>(&'a self, region: VapiRegion, api_key: &'a Secret, context: &RequestContext) -> VapiAccount<'a> {
        VapiAccount::new(&self.ports, self.regions.at(region), api_key, context.deadline)
    }

    /// Vapi answers a key of the other region as it answers a wrong one. So the other region is asked, once somebody tests.
    async fn check(&self, context: &RequestContext, region: VapiRegion, api_key: &Secret) -> Result<(), ApiError> {
        let checked = self.account(region, api_key, context).check().await;
        let is_refused = checked.is_err_and(|error| error.fault == ApiFault::WrongKey);
        if !is_refused || self.account(region.other(), api_key, context).check().await.is_err() {
            return checked;
        }
        let fault = match region {
            VapiRegion::Us => OF_EU,
            VapiRegion::Eu => OF_US,
        };
        Err(ApiError { words: &WORDS, fault })
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

    fn read(&self, _: &Org, body: &[u8], stored: Option<&Integration>) -> Result<NewAccount, Error> {
        let region = stored.and_then(Integration::region);
        let (settings, credential) = parse::<VapiInput>(body)?.checked(self.public_url.is_some(), region)?;
        NewAccount::of(&settings, &credential)
    }

    /// Without an API key there is nothing to ask Vapi.
    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some((settings, credential)) = account.read::<VapiSettings, VapiCredential>() else {
            return TestOutcome::unreadable();
        };
        let Some(api_key) = &credential.api_key else { return TestOutcome::works("The secrets can be opened.") };
        match self.check(context, settings.region, api_key).await {
            Ok(()) => TestOutcome::works("The account answers, and the secrets can be opened."),
            Err(error) => TestOutcome::fails(&error, error.is_refusal()),
        }
    }

    fn has_numbers(&self) -> bool {
        true
    }

    async fn numbers(&self, context: &RequestContext, account: &StoredAccount<'_>) -> NumberListing {
        let Some((settings, credential)) = account.read::<VapiSettings, VapiCredential>() else {
            return NumberListing::unreadable();
        };
        let Some(api_key) = &credential.api_key else { return NumberListing::Failed(NO_KEY.to_owned()) };
        let account = self.account(settings.region, api_key, context);
        let listed = numbers::list(&account, self.public_url.as_deref()).await;
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
        let (settings, credential) =
            account.read::<VapiSettings, VapiCredential>().ok_or_else(NotDeleted::unreadable)?;
        let api_key = credential.api_key.ok_or_else(|| NotDeleted::by_person("Vapi"))?;
        self.account(settings.region, &api_key, context).delete_call(call_id).await
    }
}
