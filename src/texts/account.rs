//! An org's Twilio account in use.

use std::sync::Arc;

use super::twilio::credential::{TWILIO, TwilioCredential, TwilioSettings};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        id::OrgId,
        integration::{IntegrationStatus, SealedCredential},
        route::Route,
        secret::Secret,
    },
    store::{self, StoreError},
    texts::twilio::Account,
};

/// Why an org's account cannot be used. The texts are for the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unusable {
    /// The org has stored none.
    #[error("No Twilio account is connected.")]
    NotConnected,
    /// Its credentials are dead until somebody stores others.
    #[error("Twilio refuses the stored credentials. Store others.")]
    NeedsReconnect,
    /// The envelope does not open.
    #[error("The stored Twilio credentials cannot be opened. Store them again.")]
    Unreadable,
}

/// An account that is ready to be used.
pub(super) struct Opened {
    org_id: OrgId,
    sealed: SealedCredential<TwilioSettings>,
    credential: TwilioCredential,
}

impl Opened {
    /// Opens the account of a route.
    pub(super) fn of(app: &App, route: &Route) -> Result<Self, Unusable> {
        let sealed: SealedCredential<TwilioSettings> = route.integration(&TWILIO).ok_or(Unusable::NotConnected)?;
        if sealed.status == IntegrationStatus::NeedsReconnect {
            return Err(Unusable::NeedsReconnect);
        }
        let credential = app.accounts.open(route.org_id, &TWILIO, &sealed.sealed).ok_or(Unusable::Unreadable)?;
        Ok(Self { org_id: route.org_id, sealed, credential })
    }

    /// As the client takes it.
    pub(super) fn account<'a>(&'a self, app: &'a App) -> Account<'a> {
        let api_base = &app.config.vendors.twilio_api_base;
        Account { api_base, settings: &self.sealed.settings, credential: &self.credential }
    }

    /// Records that Twilio refuses the credentials.
    pub(super) fn refused(&self, app: &Arc<App>, context: &RequestContext, reason: &'static str) {
        app.accounts.needs_reconnect(context, self.org_id, (&TWILIO, &self.sealed.credential_id), reason);
    }
}

/// The org's auth token, under which Twilio signs what it calls here; also that of an account which is to be connected again.
pub async fn auth_token(app: &App, org_id: OrgId) -> Result<Option<Secret>, StoreError> {
    let row = store::integrations::get(app.ports.database.as_ref(), org_id, &TWILIO).await?;
    let credential: Option<TwilioCredential> =
        row.and_then(|row| app.accounts.open(org_id, &TWILIO, &row.credentials_sealed));
    Ok(credential.map(|credential| credential.auth_token))
}
