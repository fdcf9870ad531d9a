//! Google as one of the vendors of calendars.

use std::sync::Arc;

use super::{account::GoogleAccount, credential::GOOGLE, errors::GoogleError, tokens::TokenCache};
use crate::{
    calendars::provider::{CalendarProvider, CalendarService, ProviderError},
    config::{Config, Vendors},
    context::RequestContext,
    domain::{
        id::OrgId,
        integration::{SealedCredential, Vendor},
    },
    integrations::Accounts,
    ports::Ports,
};

/// Google: what the accounts of all clinics share.
pub struct Google {
    pub(super) ports: Arc<Ports>,
    pub(super) vendors: Vendors,
    pub(super) accounts: Arc<Accounts>,
    pub(super) tokens: TokenCache,
    /// Where Google reaches this deployment, if it does.
    pub(super) public_url: Option<String>,
}

impl Google {
    /// Google at the configured addresses, with the accounts of all orgs.
    pub fn new(config: &Config, ports: Arc<Ports>, accounts: Arc<Accounts>) -> Self {
        let (vendors, public_url) = (config.vendors.clone(), config.public_url.clone());
        Self { ports, vendors, accounts, tokens: TokenCache::default(), public_url }
    }
}

impl CalendarService for Google {
    fn vendor(&self) -> Vendor {
        GOOGLE
    }

    fn open(
        self: Arc<Self>,
        context: &RequestContext,
        org_id: OrgId,
        sealed: &SealedCredential,
    ) -> Option<Arc<dyn CalendarProvider>> {
        Some(Arc::new(GoogleAccount::new(self, context, org_id, sealed)?))
    }

    fn event_id(&self, appointment_id: &str, revision: i64) -> String {
        super::event_id(appointment_id, revision)
    }
}

impl From<GoogleError> for ProviderError {
    fn from(error: GoogleError) -> Self {
        match error {
            GoogleError::TokenRefused => Self::Unavailable("Google refused the access token."),
            GoogleError::Reconnect(reason) => Self::Reconnect(reason),
            GoogleError::UnknownCalendar => Self::UnknownCalendar(
                "Google knows no such calendar for this account. Check the calendar id and that the calendar is shared.",
            ),
            GoogleError::Denied(reason) => Self::Refused(reason),
            GoogleError::Unavailable(reason) => Self::Unavailable(reason),
            GoogleError::Unexpected => Self::Unexpected("Google's answer could not be understood."),
        }
    }
}
