//! An org's Twilio account in use.

use std::sync::Arc;

use crate::{
    app::App,
    context::RequestContext,
    domain::{
        credential::{IntegrationStatus, Service, TwilioCredential, TwilioSettings},
        id::OrgId,
        route::{Route, SealedCredential},
        secret::Secret,
    },
    log::{self, Level},
    reconnect,
    store::{self, StoreError},
    texts::twilio::Account,
    vault::{self, Kind},
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
pub(super) struct Opened<'a> {
    org_id: OrgId,
    sealed: &'a SealedCredential<TwilioSettings>,
    credential: TwilioCredential,
}

impl<'a> Opened<'a> {
    /// Opens the account of a route.
    pub(super) fn of(app: &App, route: &'a Route) -> Result<Self, Unusable> {
        let sealed = route.twilio.as_ref().ok_or(Unusable::NotConnected)?;
        if sealed.status == IntegrationStatus::NeedsReconnect {
            return Err(Unusable::NeedsReconnect);
        }
        let credential = credential(app, route.org_id, &sealed.sealed).ok_or(Unusable::Unreadable)?;
        Ok(Self { org_id: route.org_id, sealed, credential })
    }

    /// As the client takes it.
    pub(super) fn account<'b>(&'b self, app: &'b App) -> Account<'b> {
        let api_base = &app.config.vendors.twilio_api_base;
        Account { api_base, settings: &self.sealed.settings, credential: &self.credential }
    }

    /// Records that Twilio refuses the credentials.
    pub(super) fn refused(&self, app: &Arc<App>, context: &RequestContext, reason: &'static str) {
        reconnect::needed(app, context, self.org_id, Service::Twilio, &self.sealed.credential_id, reason);
    }
}

/// The org's auth token, under which Twilio signs what it calls here; also that of an account which is to be connected again.
pub async fn auth_token(app: &App, org_id: OrgId) -> Result<Option<Secret>, StoreError> {
    let row = store::integrations::get(app.ports.database.as_ref(), org_id, Service::Twilio).await?;
    let credential = row.and_then(|row| credential(app, org_id, &row.credentials_sealed));
    Ok(credential.map(|credential| credential.auth_token))
}

/// The secrets of an envelope; without them, a line in the log.
fn credential(app: &App, org_id: OrgId, sealed: &str) -> Option<TwilioCredential> {
    let place = vault::place(org_id, Service::Twilio, Kind::Credentials);
    vault::open(&app.config.vault, place, sealed)
        .inspect_err(|error| {
            let org_id = org_id.to_string();
            let fields = [("org_id", org_id.as_str()), ("detail", &error.to_string())];
            log::write(app.ports.log.as_ref(), Level::Error, "vault.credential_unreadable", &fields);
        })
        .ok()
}
