//! Google's consent page (`OpenID` Connect, authorization code with PKCE): the way there, the way back, and what people go there for.

mod claims;
mod exchange;
mod round_trip;
mod sign_in;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::host_cookie::RandomText;
use crate::{
    config::Config,
    context::RequestContext,
    domain::oauth_client::OAuthClient,
    ports::{EntropyError, Ports},
    store::{
        self, StoreError,
        oauth_states::{self, Errand, OAuthState, UsedState},
    },
};

pub use claims::Claims;
pub use exchange::Granted;
use round_trip::Return;
pub use round_trip::{ROUND_TRIP_COOKIE, RoundTrip};
pub use sign_in::{GOOGLE, GoogleSignIn, GoogleSignInError};

/// Whoever takes longer at Google begins again.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Why somebody who went to Google has come back with nothing.
#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    /// Nobody is on this way, not any more, or they have arrived before.
    #[error("the state is over or was used")]
    Over,
    /// Another browser has begun it.
    #[error("another browser began it")]
    AnotherBrowser,
    /// They did not allow it.
    #[error("it was not allowed")]
    NotAllowed,
    /// Google has sent them back with an error of this name.
    #[error("Google answered {0}")]
    Named(&'static str),
    /// Google refused, or somebody else answered in its place.
    #[error("it was refused: {0}")]
    Refused(&'static str),
    #[error("Google: {0}")]
    Unavailable(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// The consent page, as this deployment sends people there.
pub struct GoogleConsent {
    ports: Arc<Ports>,
    client: OAuthClient,
    auth_url: String,
    token_url: String,
    redirect_uri: String,
}

/// What somebody is to consent to.
pub struct ConsentRequest<'a> {
    /// What for: it is known when they come back.
    pub errand: Errand,
    /// Separated by spaces.
    pub scopes: &'a str,
    /// Google's `prompt`: which of its pages are shown even to whoever has seen them.
    pub prompt: &'static str,
    /// Whether they are to be asked for access while they are away, by a refresh token.
    pub offline: bool,
    /// The address of the account that they probably mean.
    pub login_hint: Option<&'a str>,
}

/// Where a browser goes, and what it has to show when it comes back.
pub struct Beginning {
    pub url: String,
    pub shown: RandomText,
    pub expires_at: DateTime<Utc>,
}

/// What Google's redirect brings back.
#[derive(Debug, Default)]
pub struct Arrival {
    pub state: Option<String>,
    pub code: Option<String>,
    pub error: Option<String>,
    pub issuer: Option<String>,
}

impl Arrival {
    fn state_hash(&self) -> Option<String> {
        self.state.as_deref().and_then(RandomText::read).map(|state| state.hash())
    }
}

impl GoogleConsent {
    /// `None` where the deployment has no OAuth client, or no address to come back to.
    pub fn new(config: &Config, ports: Arc<Ports>) -> Option<Self> {
        let (client, public_url) = config.vendors.google_client.clone().zip(config.public_url.as_deref())?;
        Some(Self {
            ports,
            client,
            auth_url: config.vendors.google_auth_url.clone(),
            token_url: config.vendors.google_token_url.clone(),
            redirect_uri: format!("{public_url}/auth/google/callback"),
        })
    }

    /// Begins, for one browser.
    ///
    /// # Errors
    /// When it cannot be noted.
    pub async fn begin(&self, asked: ConsentRequest<'_>, now: DateTime<Utc>) -> Result<Beginning, ConsentError> {
        let (shown, state) = (RandomText::new(&self.ports)?, RandomText::new(&self.ports)?);
        let url = round_trip::address(self, &state, &RoundTrip(shown.clone()), &asked);
        let expires_at = now + LIFETIME;
        let row = OAuthState {
            state_hash: state.hash(),
            browser_hash: shown.hash(),
            errand: asked.errand,
            created_at: now,
            expires_at,
        };
        store::run(self.ports.database.as_ref(), vec![oauth_states::sweep(now), oauth_states::insert(&row)]).await?;
        Ok(Beginning { url, shown, expires_at })
    }

    /// Uses up the state that somebody comes back with. Whatever becomes of them, nobody comes back with it again.
    ///
    /// # Errors
    /// When it is nobody's, over, or used.
    pub async fn take(&self, arrival: &Arrival, now: DateTime<Utc>) -> Result<UsedState, ConsentError> {
        let state_hash = arrival.state_hash().ok_or(ConsentError::Over)?;
        let used = oauth_states::take(self.ports.database.as_ref(), &state_hash, now).await?;
        used.ok_or(ConsentError::Over)
    }

    /// What somebody went for who comes back too late or once too often, as long as it is known.
    pub async fn errand_of(&self, arrival: &Arrival) -> Option<Errand> {
        let state_hash = arrival.state_hash()?;
        oauth_states::errand(self.ports.database.as_ref(), &state_hash).await.ok().flatten()
    }

    /// Whether it is the browser that began which is back.
    ///
    /// # Errors
    /// [`ConsentError::AnotherBrowser`]
    pub fn recognise(used: &UsedState, shown: Option<&RandomText>) -> Result<RoundTrip, ConsentError> {
        let shown = shown.filter(|shown| shown.hash() == used.browser_hash);
        shown.map(|shown| RoundTrip(shown.clone())).ok_or(ConsentError::AnotherBrowser)
    }

    /// What Google grants.
    ///
    /// # Errors
    /// Why that is nothing.
    pub async fn redeem(
        &self,
        round_trip: &RoundTrip,
        arrival: &Arrival,
        context: &RequestContext,
    ) -> Result<Granted, ConsentError> {
        match round_trip::read(arrival) {
            Return::Code(code) => exchange::granted(self, code, round_trip, context).await,
            Return::Denied => Err(ConsentError::NotAllowed),
            Return::Named(name) => Err(ConsentError::Named(name)),
            Return::Refused(reason) => Err(ConsentError::Refused(reason)),
        }
    }
}
