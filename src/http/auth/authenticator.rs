//! What proves who sends a request: a bearer token, or else the session of a browser.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, header, request::Parts};

use super::{same_origin, standing::Standing};
use crate::{
    cache::Cache,
    context::RequestContext,
    crypto::token::{TokenConfig, Verifier},
    domain::{
        role::Role,
        vouched::{Grant, Vouched},
    },
    http::{
        Error,
        headers::{self, ACCESS_ASSERTION},
    },
    identity::{ForeignTokens, Identity, Memberships, Provider, RandomText, SESSION_COOKIE, Sessions},
    ports::{Ports, RateLimit},
    rate_limits::{RateLimits, hashed},
    store::{self, clinic::ClinicContext, members, sessions::Session},
};

/// About 2 MB of tokens.
const CAPACITY_BYTES: usize = 2 * 1024 * 1024;

/// A provider may withdraw a key, so its tokens are not believed for longer without another look.
const LONGEST_REMEMBERED: TimeDelta = TimeDelta::minutes(5);

const NOT_SIGNED_IN: &str = "Sign in, or send a token as `Authorization: Bearer <token>`.";
const SIGNED_OUT: &str = "You are signed out. Sign in again.";

/// What a request proves who it comes from with.
pub(crate) enum Credentials {
    Token(Vouched),
    Session(Session),
}

impl Credentials {
    /// By whom it is counted how often they ask: the bearer by whoever vouches for them, whatever token they have.
    fn asker(&self) -> String {
        match self {
            Self::Token(Vouched { provider, principal: Some(principal), .. }) => hashed(&[provider, &principal.id]),
            Self::Token(Vouched { provider, grant, .. }) => hashed(&[provider, &format!("{grant:?}")]),
            Self::Session(session) => hashed(&[&session.provider, &session.subject]),
        }
    }
}

/// Verifies what proves who sends a request.
#[derive(Clone)]
pub struct Authenticator(Arc<Inner>);

/// A token that was found to be valid.
#[derive(Clone)]
struct Verified {
    vouched: Vouched,
    until: DateTime<Utc>,
    /// The provider's keys then.
    generation: u64,
    standing: Standing,
}

struct Inner {
    verifier: Verifier,
    foreign: ForeignTokens,
    /// Whether a token is authentic changes only by time, or with the keys of its provider, so valid ones are remembered for a while. What
    /// stands against it is asked again after seconds.
    verified: Cache<String, Verified>,
    sessions: Sessions,
    ports: Arc<Ports>,
    rate_limits: Arc<RateLimits>,
    public_url: Option<String>,
}

impl Authenticator {
    /// Verifies tokens that are made as `config` says and those of other providers, and sessions of browsers that opened `public_url`.
    pub fn new(
        config: &TokenConfig,
        foreign: ForeignTokens,
        ports: Arc<Ports>,
        rate_limits: Arc<RateLimits>,
        public_url: Option<String>,
    ) -> Self {
        Self(Arc::new(Inner {
            verifier: Verifier::new(config),
            foreign,
            verified: Cache::new(CAPACITY_BYTES),
            sessions: Sessions::new(Arc::clone(&ports)),
            ports,
            rate_limits,
            public_url,
        }))
    }

    /// Who sends the request, and what they may do.
    ///
    /// # Errors
    /// 401 if nothing proves it, 403 if they are nobody here, 429 if they ask too often.
    pub(crate) async fn identify(&self, parts: &Parts, context: &RequestContext) -> Result<Identity, Error> {
        let credentials = self.credentials(parts, context).await?;
        // What is forwarded to a clinic's object was counted before.
        let is_counted = parts.extensions.get::<ClinicContext>().is_none();
        if is_counted && !self.0.rate_limits.admits(RateLimit::Api, &credentials.asker(), context.now).await {
            return Err(Error::TooManyRequests);
        }
        match credentials {
            Credentials::Token(vouched) => self.identity_of(vouched, context).await,
            Credentials::Session(session) => Ok(of_session(&session)),
        }
    }

    /// What proves who sends the request. A bearer token wins over a cookie, also one that is not valid.
    ///
    /// # Errors
    /// 401 if there is nothing that does, 403 if a page of another site sends it.
    pub(crate) async fn credentials(&self, parts: &Parts, context: &RequestContext) -> Result<Credentials, Error> {
        if let Some(value) = headers::text(&parts.headers, &header::AUTHORIZATION) {
            return Ok(Credentials::Token(self.vouched(bearer(value)?, context).await?));
        }
        let id = session_id(parts).ok_or_else(|| Error::Unauthorized(NOT_SIGNED_IN.to_owned()))?;
        same_origin::require(parts, self.0.public_url.as_deref())?;
        let (limits, sender) = (&self.0.rate_limits, context.sender.as_deref());
        // A cookie that somebody made up is looked up like any other.
        if limits.is_barred(sender, context.now) {
            return Err(Error::TooManyRequests);
        }
        if let Some(session) = self.0.sessions.find(&id, context).await? {
            return Ok(Credentials::Session(session));
        }
        limits.proved_nothing(sender, context.now).await;
        Err(Error::Unauthorized(SIGNED_OUT.to_owned()))
    }

    /// What Cloudflare Access says of whoever signs in. It says so with every request of the browser, so this opens the door and nothing
    /// else, and for pages of this host alone.
    ///
    /// # Errors
    /// 401 if Access is not there or is not configured, 403 if a page of another site sends it.
    pub(crate) async fn asserted(&self, parts: &Parts, context: &RequestContext) -> Result<Credentials, Error> {
        let nobody = || Error::Unauthorized(NOT_SIGNED_IN.to_owned());
        let token = headers::text(&parts.headers, &ACCESS_ASSERTION).ok_or_else(nobody)?;
        let provider = self.0.foreign.provider_of(token).filter(|provider| provider.is_access());
        provider.ok_or_else(nobody)?;
        same_origin::require(parts, self.0.public_url.as_deref())?;
        self.vouched(token, context).await.map(Credentials::Token)
    }

    /// What a bearer token allows that has been verified before and says that itself: nothing has to be computed or waited for.
    pub(crate) fn remembered(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Option<Identity> {
        let token = bearer(headers::text(headers, &header::AUTHORIZATION)?).ok()?;
        let known = self.verified(token, self.0.foreign.provider_of(token), now)?;
        let Vouched { principal, grant, .. } = known.vouched;
        match grant {
            _ if known.standing.is_due(now) || !known.standing.is_good() => None,
            Grant::Stated { org_id, role } => Some(Identity { principal, org_id, role }),
            Grant::Membership => None,
        }
    }

    /// What was verified before, and still counts.
    fn verified(&self, token: &str, provider: Option<&Arc<Provider>>, now: DateTime<Utc>) -> Option<Verified> {
        let generation = provider.map_or(0, |provider| provider.generation());
        let is_current = |known: &Verified| now < known.until && known.generation == generation;
        self.0.verified.get(token).filter(is_current)
    }

    /// Forgets what was found of tokens, after some were taken back or given back.
    pub(crate) fn forget(&self) {
        self.0.verified.remove_where(|_| true);
    }

    async fn vouched(&self, token: &str, context: &RequestContext) -> Result<Vouched, Error> {
        let (inner, now) = (&self.0, context.now);
        let provider = inner.foreign.provider_of(token);
        let known = match self.verified(token, provider, now) {
            Some(known) if known.standing.is_recent(now) => {
                if known.standing.is_due(now) {
                    self.renew_behind(token, &known, context);
                }
                known
            }
            Some(known) => {
                let standing = Standing::of(&inner.ports, &known.vouched, Some(known.standing), now).await?;
                self.remember(token, Verified { standing, ..known })
            }
            None => {
                let (vouched, until, generation) = self.verify(token, provider, context).await?;
                let standing = Standing::of(&inner.ports, &vouched, None, now).await?;
                self.remember(token, Verified { vouched, until, generation, standing })
            }
        };
        known.standing.require().map(|()| known.vouched)
    }

    /// Looks again behind the answer at what stands against a token. What was forgotten meanwhile stays so.
    fn renew_behind(&self, token: &str, known: &Verified, context: &RequestContext) {
        let (authenticator, token, known, now) = (self.clone(), token.to_owned(), known.clone(), context.now);
        context.background.spawn(Box::pin(async move {
            let inner = &authenticator.0;
            let standing = Standing::of(&inner.ports, &known.vouched, Some(known.standing), now).await;
            if let (Ok(standing), Some(current)) = (standing, inner.verified.get(&token))
                && standing.is_newer_than(&current.standing)
            {
                authenticator.remember(&token, Verified { standing, ..current });
            }
        }));
    }

    fn remember(&self, token: &str, verified: Verified) -> Verified {
        self.0.verified.put(token.to_owned(), verified.clone(), token.len());
        verified
    }

    /// What a token says that is authentic, until when that need not be looked at again, and the keys that it was held against.
    async fn verify(
        &self,
        token: &str,
        provider: Option<&Arc<Provider>>,
        context: &RequestContext,
    ) -> Result<(Vouched, DateTime<Utc>, u64), Error> {
        let (inner, now) = (&self.0, context.now);
        // Of before: keys that are learnt meanwhile may not have this token's among them.
        let known_generation = provider.map_or(0, |provider| provider.generation());
        let vouched = match provider {
            Some(provider) => inner.foreign.verify(provider, token, context).await?,
            None => inner.verifier.verify(token, now)?,
        };
        let (until, generation) = match provider {
            Some(_) => (vouched.expires_at.min(now + LONGEST_REMEMBERED), known_generation),
            None => (vouched.expires_at, 0),
        };
        Ok((vouched, until, generation))
    }

    /// What the bearer may do. Being a member is asked of D1 each time, so whoever is removed is out at once.
    async fn identity_of(&self, vouched: Vouched, context: &RequestContext) -> Result<Identity, Error> {
        let Vouched { provider, principal, email, grant, .. } = vouched;
        match grant {
            Grant::Stated { org_id, role } => Ok(Identity { principal, org_id, role }),
            Grant::Membership => {
                let (email, known) = email.zip(principal).ok_or(Error::Forbidden(NAMELESS))?;
                let database = self.0.ports.database.as_ref();
                let memberships = Memberships::of(database, &email, &provider, &known.id).await?;
                let membership = memberships.chosen(None)?;
                if !membership.has_been_used() {
                    self.note_use(&membership.member_id, (&provider, &known.id), context);
                }
                let (org_id, role) = (Some(membership.org_id), Role::from(membership.role));
                Ok(Identity { principal: Some(known), org_id, role })
            }
        }
    }

    /// Ties a member to whoever uses the membership first, as signing in does. If this is lost, the next request does it.
    fn note_use(&self, member_id: &str, (provider, subject): (&str, &str), context: &RequestContext) {
        let signed_in = members::signed_in(member_id, provider, subject, context.now);
        let ports = Arc::clone(&self.0.ports);
        context.background.spawn(Box::pin(async move {
            drop(store::run_one(ports.database.as_ref(), signed_in).await);
        }));
    }
}

/// What the sender of a token hears that says of nobody who they are.
pub(crate) const NAMELESS: &str = "This token does not say who you are. It needs the claim sub.";

fn of_session(session: &Session) -> Identity {
    Identity { principal: Some(session.principal()), org_id: session.org_id, role: session.role }
}

/// The session that a browser shows.
pub(crate) fn session_id(parts: &Parts) -> Option<RandomText> {
    headers::text(&parts.headers, &header::COOKIE).and_then(|cookies| SESSION_COOKIE.of(cookies))
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
fn bearer(value: &str) -> Result<&str, Error> {
    let missing = || Error::Unauthorized("Send a token as `Authorization: Bearer <token>`.".to_owned());
    let (scheme, token) = value.split_once(' ').ok_or_else(missing)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() { Ok(token) } else { Err(missing()) }
}
