//! Tokens of providers of identities, such as Supabase, Clerk, Auth0 and Cloudflare Access.
//!
//! What a token says of its issuer selects the provider and nothing else. Which algorithm holds follows from the configuration and from
//! the provider's key.

mod claims;
mod keys;
mod verdict;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    config::{IdentityProvider, SigningKeys},
    context::RequestContext,
    crypto::{jws::Jws, key_set::Algorithm, token::TokenError},
    domain::vouched::Vouched,
    ports::Ports,
};

use claims::Claims;
use keys::{KeyFault, ProviderKeys};
pub use verdict::ForeignTokenError;

/// The providers whose tokens are accepted.
pub struct ForeignTokens {
    ports: Arc<Ports>,
    providers: Vec<Arc<Provider>>,
}

/// A provider, with its keys as this isolate knows them.
pub struct Provider {
    config: IdentityProvider,
    keys: ProviderKeys,
}

impl Provider {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Whether Cloudflare Access puts its tokens into requests.
    pub fn is_access(&self) -> bool {
        self.config.is_access
    }

    /// How often its keys have changed so far, as this isolate knows. What was verified before may be signed with a key that is gone.
    pub fn generation(&self) -> u64 {
        self.keys.generation()
    }
}

impl ForeignTokens {
    /// Those that the configuration names.
    pub fn new(providers: &[IdentityProvider], ports: Arc<Ports>) -> Self {
        let provider = |config: &IdentityProvider| {
            Arc::new(Provider { config: config.clone(), keys: ProviderKeys::new(Arc::clone(&config.name)) })
        };
        Self { providers: providers.iter().map(provider).collect(), ports }
    }

    /// The provider that a token says it is of. Nothing is proven by that.
    pub fn provider_of(&self, token: &str) -> Option<&Arc<Provider>> {
        #[derive(Deserialize)]
        struct Issuer {
            iss: String,
        }
        if self.providers.is_empty() {
            return None;
        }
        let Issuer { iss } = serde_json::from_slice(Jws::parse(token)?.payload()).ok()?;
        self.providers.iter().find(|provider| provider.config.issuer == iss)
    }

    /// What a token of `provider` says, once it is proven.
    ///
    /// # Errors
    /// Why it is refused, or that the provider's keys cannot be had.
    pub async fn verify(
        &self,
        provider: &Provider,
        token: &str,
        context: &RequestContext,
    ) -> Result<Vouched, ForeignTokenError> {
        let jws = Jws::parse(token).ok_or(TokenError::Malformed)?;
        if !self.is_signed(provider, &jws, context).await? {
            return Err(TokenError::Signature.into());
        }
        let claims = Claims::read(jws.payload()).ok_or(TokenError::Claims)?;
        let expires_at = check(&claims, &provider.config, context.now)?;
        verdict::vouched(&provider.config, &claims, expires_at)
    }

    async fn is_signed(
        &self,
        provider: &Provider,
        jws: &Jws<'_>,
        context: &RequestContext,
    ) -> Result<bool, ForeignTokenError> {
        let (url, algorithms) = match &provider.config.keys {
            SigningKeys::Published { url, algorithms } => (url, algorithms),
            SigningKeys::Shared(secret) => {
                let (message, signature) = jws.signed();
                return Ok(jws.names(Algorithm::Hs256) && crate::crypto::token::is_hs256(secret, message, signature));
            }
        };
        // Before any key is looked for: a token that names another algorithm is not worth one.
        if !algorithms.iter().any(|algorithm| jws.names(*algorithm)) {
            return Err(TokenError::Malformed.into());
        }
        let key = provider.keys.find(&self.ports, url, (jws.key_id(), algorithms), context).await?;
        Ok(jws.is_signed_with(&key, self.ports.verifier.as_ref()).await.unwrap_or(false))
    }
}

impl From<KeyFault> for ForeignTokenError {
    fn from(fault: KeyFault) -> Self {
        match fault {
            KeyFault::Unknown => TokenError::UnknownKey.into(),
            KeyFault::Unavailable => Self::Unavailable,
        }
    }
}

/// Checks for whom and when a token is good, and says until when.
fn check(claims: &Claims, provider: &IdentityProvider, now: DateTime<Utc>) -> Result<DateTime<Utc>, TokenError> {
    let expires_at = claims.check_times(now)?;
    let is_for_us = provider.audiences.is_empty()
        || claims.audiences().any(|one| provider.audiences.iter().any(|ours| ours == one));
    let party = claims.text("azp");
    let is_by_us =
        provider.parties.is_empty() || party.is_some_and(|party| provider.parties.iter().any(|ours| ours == party));
    let is_of_type = provider.token_type.is_none() || provider.token_type.as_deref() == claims.text("type");
    let is_issuers = claims.text("iss") == Some(&provider.issuer);
    if is_for_us && is_by_us && is_of_type && is_issuers { Ok(expires_at) } else { Err(TokenError::Foreign) }
}
