//! Connecting a clinic's calendars by the consent of a person, in their browser.
//!
//! What is granted waits in a row of its own until a calendar is chosen, so that what was connected goes on meanwhile and nothing ever uses
//! half a connection. Nothing is revoked at Google, whatever is replaced: a revocation ends every grant of the account to this deployment,
//! those of other clinics, of new tokens and of people's sign-in with it.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use super::{
    credential::{GOOGLE, GoogleCredential, GoogleSettings, GuestUpdates},
    scopes,
};
use crate::{
    context::RequestContext,
    domain::{id::OrgId, integration::IntegrationStatus, secret::Secret},
    http::{
        Error,
        trail::{Author, audited},
    },
    identity::{Arrival, Beginning, Claims, ConsentError, ConsentRequest, GoogleConsent, Granted, RoundTrip},
    integrations::{Accounts, NewAccount},
    ports::Ports,
    store::{
        self,
        audit::Action,
        integrations::{Integration, Save},
        oauth_states::Errand,
        pending_connections::{self, NewPendingConnection},
    },
};

/// How long somebody can take to choose a calendar.
const CHOICE: TimeDelta = TimeDelta::hours(1);

/// What came of a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connected {
    /// The account that was connected before is again, with its calendar.
    Again,
    /// A calendar is to be chosen.
    ChooseCalendar,
}

/// Why a consent connects nothing.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error(transparent)]
    Consent(#[from] ConsentError),
    /// These boxes were left unticked.
    #[error("permissions are missing: {0:?}")]
    Missing(Vec<&'static str>),
    /// Google gives a refresh token once, and has given it before.
    #[error("Google gave no refresh token")]
    NoRefreshToken,
    #[error("{0:?}")]
    NotStored(Error),
}

impl From<Error> for ConnectError {
    fn from(error: Error) -> Self {
        Self::NotStored(error)
    }
}

impl From<store::StoreError> for ConnectError {
    fn from(error: store::StoreError) -> Self {
        Self::NotStored(error.into())
    }
}

/// Google's consent page, as clinics connect their calendars with it.
pub struct GoogleConnect {
    consent: Arc<GoogleConsent>,
    accounts: Arc<Accounts>,
    ports: Arc<Ports>,
}

/// An account that was connected before.
struct Known {
    row: Integration,
    settings: GoogleSettings,
    credential: GoogleCredential,
}

impl Known {
    /// Whether it is the account of these claims, connected through the platform's own client.
    fn is_of(&self, claims: &Claims) -> bool {
        matches!(&self.credential, GoogleCredential::RefreshToken { client: None, subject: Some(subject), .. } if *subject == claims.sub)
    }
}

impl GoogleConnect {
    pub fn new(consent: Arc<GoogleConsent>, accounts: Arc<Accounts>, ports: Arc<Ports>) -> Self {
        Self { consent, accounts, ports }
    }

    /// Begins, for somebody of the org in one session of their browser.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub(crate) async fn begin(
        &self,
        context: &RequestContext,
        org_id: OrgId,
        session_hash: &str,
    ) -> Result<Beginning, ConnectError> {
        let known = self.known(org_id).await?;
        store::run_one(self.ports.database.as_ref(), pending_connections::sweep(context.now)).await?;
        let asked = ConsentRequest {
            errand: Errand::Calendar { org_id, session_hash: session_hash.to_owned() },
            scopes: &scopes::asked(),
            // Without it Google gives no refresh token to whoever has consented before.
            prompt: "consent",
            offline: true,
            login_hint: known.as_ref().and_then(|known| known.settings.account.as_deref()),
        };
        Ok(self.consent.begin(asked, context.now).await?)
    }

    /// Takes what the account's owner has granted, once the browser that began is back.
    ///
    /// # Errors
    /// Why nothing is connected by it. Nothing is changed then.
    pub(crate) async fn finish(
        &self,
        context: &RequestContext,
        author: &Author<'_>,
        round_trip: &RoundTrip,
        arrival: &Arrival,
    ) -> Result<Connected, ConnectError> {
        let Granted { claims, refresh_token, scopes } = self.consent.redeem(round_trip, arrival, context).await?;
        let missing = scopes.as_deref().map(scopes::missing).unwrap_or_default();
        if !missing.is_empty() {
            return Err(ConnectError::Missing(missing));
        }
        let known = self.known(author.org_id).await?;
        match (known, refresh_token) {
            (Some(known), Some(token)) if known.is_of(&claims) => {
                self.renew(context, author, &known, token, &claims).await
            }
            // What is stored is never replaced by nothing.
            (Some(known), None) if known.is_of(&claims) && known.row.status == IntegrationStatus::Connected => {
                Ok(Connected::Again)
            }
            (_, None) => Err(ConnectError::NoRefreshToken),
            (known, Some(token)) => self.wait(context, author, known, token, &claims).await,
        }
    }

    /// What is connected now; nothing if it cannot be read, for then it is to be replaced.
    async fn known(&self, org_id: OrgId) -> Result<Option<Known>, ConnectError> {
        let Some(row) = store::integrations::get(self.ports.database.as_ref(), org_id, &GOOGLE).await? else {
            return Ok(None);
        };
        let read = self.accounts.stored(&row).and_then(|account| account.read());
        Ok(read.map(|(settings, credential)| Known { row, settings, credential }))
    }

    /// Replaces the token of the account that is connected. Its calendar stays, and whatever else is set of it.
    async fn renew(
        &self,
        context: &RequestContext,
        author: &Author<'_>,
        known: &Known,
        token: Secret,
        claims: &Claims,
    ) -> Result<Connected, ConnectError> {
        let (account, last_four) = (claims.email.clone(), token.last_four());
        let settings = GoogleSettings { account, last_four, ..known.settings.clone() };
        let new = NewAccount::of(&settings, &credential(token, claims))?;
        let credential_id = self.ports.new_id().map_err(Error::from)?.to_string();
        let sealed = self.accounts.seal(author.org_id, &GOOGLE, &credential_id, &new)?;
        let renewal = Save { settings: &new.settings, sealed, credential_id: &credential_id };
        let detail = json!({"service": GOOGLE.as_str(), "fields": ["account"]});
        let database = audited(&self.ports, context, author, Action::CREDENTIALS_STORED, detail)?;
        let renewed = store::integrations::renew(&database, &known.row, renewal, context.now).await?;
        renewed.map(|_| Connected::Again).ok_or(ConnectError::NotStored(Error::Stale))
    }

    /// Keeps what was granted until a calendar is chosen.
    async fn wait(
        &self,
        context: &RequestContext,
        author: &Author<'_>,
        known: Option<Known>,
        token: Secret,
        claims: &Claims,
    ) -> Result<Connected, ConnectError> {
        let guest_updates = known.map(|known| known.settings.guest_updates).unwrap_or_default();
        let settings = consented(guest_updates, &token, claims);
        let account = NewAccount::of(&settings, &credential(token, claims))?;
        let id = self.ports.new_id().map_err(Error::from)?.to_string();
        let sealed = self.accounts.seal(author.org_id, &GOOGLE, &id, &account)?;
        let new = NewPendingConnection {
            vendor: &GOOGLE,
            id: &id,
            settings: account.settings,
            sealed,
            created_at: context.now,
            expires_at: context.now + CHOICE,
        };
        let detail = json!({"service": GOOGLE.as_str()});
        let database = audited(&self.ports, context, author, Action::ACCOUNT_CONSENTED, detail)?;
        store::run_one(&database, pending_connections::put(author.org_id, &new)).await?;
        Ok(Connected::ChooseCalendar)
    }
}

/// The settings of an account of which no calendar is chosen yet.
fn consented(guest_updates: GuestUpdates, token: &Secret, claims: &Claims) -> GoogleSettings {
    GoogleSettings {
        calendar_id: String::new(),
        kind: "refresh_token".into(),
        guest_updates,
        account: claims.email.clone(),
        identity: None,
        last_four: token.last_four(),
    }
}

fn credential(refresh_token: Secret, claims: &Claims) -> GoogleCredential {
    GoogleCredential::RefreshToken { refresh_token, client: None, subject: Some(claims.sub.clone()) }
}
