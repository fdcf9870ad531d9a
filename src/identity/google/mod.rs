//! Signing in with Google (`OpenID` Connect, authorization code with PKCE).

mod exchange;
mod id_token;
mod round_trip;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::host_cookie::RandomText;
use crate::{
    allowance::Allowance,
    config::Config,
    context::RequestContext,
    domain::{oauth_client::OAuthClient, vouched::Vouched},
    ports::{EntropyError, Ports},
    store::{
        self, StoreError,
        oauth_states::{self, OAuthState},
    },
};

pub use round_trip::ROUND_TRIP_COOKIE;
use round_trip::{Return, RoundTrip};

/// What sessions and the audit trail call Google.
pub const GOOGLE: &str = "google";
/// Whoever takes longer at Google begins again.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Who they are, and nothing of their calendars: what they allow there they can take back without signing out here.
const SCOPES: &str = "openid email";

/// Why somebody who came back from Google is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum GoogleSignInError {
    /// Nobody is on this way, not any more, or they have arrived before.
    #[error("the state is over or was used")]
    Over,
    /// Another browser has begun it.
    #[error("another browser began it")]
    AnotherBrowser,
    /// They did not allow it.
    #[error("it was not allowed")]
    NotAllowed,
    /// Google refused, or somebody else answered in its place.
    #[error("it was refused: {0}")]
    Refused(&'static str),
    /// Google does not know the address to be theirs.
    #[error("the address is not verified")]
    AddressNotVerified,
    /// More people begin than can be noted.
    #[error("too many begin")]
    Busy,
    #[error("Google: {0}")]
    Unavailable(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// Google, as people sign in with it.
pub struct GoogleSignIn {
    ports: Arc<Ports>,
    client: OAuthClient,
    auth_url: String,
    token_url: String,
    redirect_uri: String,
    /// Everybody can begin, and each beginning is a row.
    beginnings: Allowance,
}

/// Where a browser goes, and what it has to show when it comes back.
pub struct Beginning {
    pub url: String,
    pub shown: RandomText,
}

/// What Google's redirect brings back.
#[derive(Debug, Default)]
pub struct Arrival {
    pub state: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
    pub issuer: Option<String>,
}

impl GoogleSignIn {
    /// `None` where the deployment has no OAuth client, or no address to come back to.
    pub fn new(config: &Config, ports: Arc<Ports>) -> Option<Self> {
        let (client, public_url) = config.vendors.google_client.clone().zip(config.public_url.as_deref())?;
        Some(Self {
            ports,
            client,
            auth_url: config.vendors.google_auth_url.clone(),
            token_url: config.vendors.google_token_url.clone(),
            redirect_uri: format!("{public_url}/auth/google/callback"),
            beginnings: Allowance::new(30, TimeDelta::seconds(1)),
        })
    }

    /// Begins, for one browser.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub async fn begin(&self, now: DateTime<Utc>) -> Result<Beginning, GoogleSignInError> {
        if !self.beginnings.take(now) {
            return Err(GoogleSignInError::Busy);
        }
        let (shown, state) = (RandomText::new(&self.ports)?, RandomText::new(&self.ports)?);
        let row = OAuthState {
            state_hash: state.hash(),
            browser_hash: shown.hash(),
            created_at: now,
            expires_at: now + LIFETIME,
        };
        store::run(self.ports.database.as_ref(), vec![oauth_states::sweep(now), oauth_states::insert(&row)]).await?;
        let url = round_trip::address(self, &state, &RoundTrip(&shown), SCOPES);
        Ok(Beginning { url, shown })
    }

    /// Whom Google vouches for, once the browser that began is back.
    ///
    /// # Errors
    /// Why that is nobody.
    pub async fn finish(
        &self,
        arrival: &Arrival,
        shown: Option<&RandomText>,
        context: &RequestContext,
    ) -> Result<Vouched, GoogleSignInError> {
        let state = arrival.state.as_deref().and_then(RandomText::read).ok_or(GoogleSignInError::Over)?;
        let used = oauth_states::take(self.ports.database.as_ref(), &state.hash(), context.now).await?;
        let used = used.ok_or(GoogleSignInError::Over)?;
        let shown = shown.filter(|shown| shown.hash() == used.browser_hash);
        let round_trip = RoundTrip(shown.ok_or(GoogleSignInError::AnotherBrowser)?);
        let code = match round_trip::read(arrival) {
            Return::Code(code) => code,
            Return::Denied => return Err(GoogleSignInError::NotAllowed),
            Return::Refused(reason) => return Err(GoogleSignInError::Refused(reason)),
        };
        let token = exchange::id_token(self, code, &round_trip, context).await?;
        id_token::vouched(&token, &self.client.id, &round_trip.nonce(), context.now)
    }
}
