//! Twilio as the vendor that carries texts.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;

use super::{
    TwilioAccount, TwilioError,
    credential::{TWILIO, TwilioCredential, TwilioSettings},
    messages,
};
use crate::{
    allowance::Allowance,
    config::{Config, TwilioRegions},
    context::RequestContext,
    domain::{clinic_address::ClinicAddress, id::OrgId, integration::IntegrationStatus, route::Route},
    http::Error,
    integrations::Accounts,
    ports::Ports,
    store,
    texts::{
        AccountUnusable, FoundText, LookupError, LostText, OutgoingText, SendError, TextAccount, TextProvider,
        TextReport,
    },
};

/// Reads of D1 that one isolate makes at once for callbacks, and after how long one more. Those of Twilio itself do not count.
const READS_AT_ONCE: i32 = 50;
const NEXT_READ: TimeDelta = TimeDelta::milliseconds(20);
const NOT_CONNECTED: AccountUnusable = AccountUnusable::NotConnected("No Twilio account is connected.");
const REFUSED: AccountUnusable =
    AccountUnusable::NeedsCredentials("Twilio refuses the stored credentials. Store others.");
const UNREADABLE: AccountUnusable =
    AccountUnusable::NeedsCredentials("The stored Twilio credentials cannot be opened. Store them again.");

/// Twilio, with what opens the accounts of orgs there.
pub struct Twilio {
    ports: Arc<Ports>,
    accounts: Arc<Accounts>,
    /// Twilio, region by region.
    regions: TwilioRegions,
    /// The origin at which Twilio reaches this deployment, without a trailing slash.
    pub(super) public_url: Option<String>,
    /// Reads of D1 for callbacks that nothing has proven yet.
    strangers: Allowance,
}

impl Twilio {
    /// Twilio as the deployment is configured.
    pub fn new(config: &Config, ports: Arc<Ports>, accounts: Arc<Accounts>) -> Self {
        let (regions, public_url) = (config.vendors.twilio.clone(), config.public_url.clone());
        let strangers = Allowance::new(READS_AT_ONCE, NEXT_READ);
        Self { ports, accounts, regions, public_url, strangers }
    }

    /// The org's secrets, with which Twilio signs what it calls here, and the org's object; also those of an account which is to be
    /// connected again.
    ///
    /// # Errors
    /// [`Error::Busy`] if strangers have had too many read, and when D1 does not answer.
    pub(super) async fn secrets_for_stranger(
        &self,
        context: &RequestContext,
        org_id: OrgId,
    ) -> Result<Option<(TwilioCredential, ClinicAddress)>, Error> {
        if !self.strangers.take(context.now) {
            return Err(Error::Busy);
        }
        let row = store::integrations::of_clinic(self.ports.database.as_ref(), org_id, &TWILIO).await?;
        Ok(row.and_then(|row| {
            let (credential, address) = row.parts();
            Some((self.accounts.open_for_stranger(org_id, &TWILIO, &credential)?, address))
        }))
    }

    /// Takes note that a stranger was Twilio.
    pub(super) fn recognise(&self) {
        self.strangers.give_back();
    }
}

impl TextProvider for Twilio {
    fn name(&self) -> &'static str {
        "Twilio"
    }

    fn is_connected(&self, route: &Route) -> bool {
        route.integrations.get(&TWILIO).is_some_and(|account| account.status == IntegrationStatus::Connected)
    }

    fn open(self: Arc<Self>, route: &Route) -> Result<Box<dyn TextAccount>, AccountUnusable> {
        let (account, settings): (_, TwilioSettings) = route.integration(&TWILIO).ok_or(NOT_CONNECTED)?;
        if account.status == IntegrationStatus::NeedsReconnect {
            return Err(REFUSED);
        }
        let credential = self.accounts.open(route.org_id, &TWILIO, account).ok_or(UNREADABLE)?;
        let credential_id = account.credential_id.clone();
        Ok(Box::new(OpenAccount { twilio: self, org_id: route.org_id, credential_id, settings, credential }))
    }
}

/// An org's account with its secrets.
struct OpenAccount {
    twilio: Arc<Twilio>,
    org_id: OrgId,
    credential_id: String,
    settings: TwilioSettings,
    credential: TwilioCredential,
}

impl OpenAccount {
    fn account(&self) -> TwilioAccount<'_> {
        TwilioAccount::new(&self.twilio.regions, &self.settings, &self.credential)
    }

    /// Where Twilio is asked to report what becomes of a text. Both ids are ours; neither is a secret, and neither is believed before
    /// the report's signature is.
    fn status_callback(&self, text: &OutgoingText<'_>) -> Option<String> {
        let origin = self.twilio.public_url.as_ref()?;
        Some(format!("{origin}/api/twilio/status?org={}&message={}", text.org_id, text.id))
    }

    /// Records that Twilio refuses the credentials.
    fn refused(&self, context: &RequestContext, reason: &'static str) {
        let credential = (&TWILIO, self.credential_id.as_str());
        self.twilio.accounts.needs_reconnect(context, self.org_id, credential, reason);
    }

    /// What the org is told of an error, which may mean that the account has to be connected again.
    fn not_done(&self, context: &RequestContext, error: TwilioError) -> LookupError {
        if let TwilioError::Refused(reason) = error {
            self.refused(context, reason);
        }
        LookupError(error.to_string())
    }
}

#[async_trait]
impl TextAccount for OpenAccount {
    fn id(&self) -> String {
        let TwilioSettings { account_sid, region, from_number, messaging_service_sid, .. } = &self.settings;
        let sender = from_number.as_ref().or(messaging_service_sid.as_ref()).map_or("", String::as_str);
        format!("{account_sid} {region:?} {sender}")
    }

    async fn send(&self, context: &RequestContext, text: &OutgoingText<'_>) -> Result<TextReport, SendError> {
        let (ports, callback) = (&self.twilio.ports, self.status_callback(text));
        let sent = messages::send(ports, &self.account(), text, callback.as_deref(), context.deadline).await;
        sent.inspect_err(|error| {
            if let SendError::Credentials(reason) = error {
                self.refused(context, reason);
            }
        })
    }

    async fn find(&self, context: &RequestContext, lost: &LostText<'_>) -> Result<Vec<FoundText>, LookupError> {
        let found = messages::find(&self.twilio.ports, &self.account(), lost, context.deadline).await;
        found.map_err(|error| self.not_done(context, error))
    }

    async fn erase(&self, context: &RequestContext, sid: &str) -> Result<bool, LookupError> {
        let erased = messages::erase(&self.twilio.ports, &self.account(), sid, context.deadline).await;
        erased.map_err(|error| self.not_done(context, error))
    }
}
