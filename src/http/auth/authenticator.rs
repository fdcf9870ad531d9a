//! What proves who sends a request: a bearer token, or else the session of a browser.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::{HeaderMap, header, request::Parts};

use super::same_origin;
use crate::{
    cache::Cache,
    context::RequestContext,
    crypto::token::{TokenConfig, TokenError, Verifier},
    domain::{
        principal::Principal,
        role::Role,
        vouched::{Grant, Vouched},
    },
    http::{Error, headers},
    identity::{Identity, Memberships, SessionId, Sessions},
    ports::Ports,
    store::sessions::Session,
};

/// About 2 MB of tokens.
const CAPACITY_BYTES: usize = 2 * 1024 * 1024;

const NOT_SIGNED_IN: &str = "Sign in, or send a token as `Authorization: Bearer <token>`.";
const SIGNED_OUT: &str = "You are signed out. Sign in again.";

/// What a request proves who it comes from with.
pub(crate) enum Credentials {
    Token(Vouched),
    Session(Session),
}

/// Verifies what proves who sends a request.
#[derive(Clone)]
pub struct Authenticator(Arc<Inner>);

struct Inner {
    verifier: Verifier,
    /// A token's verdict changes only by time, so valid ones are remembered until they expire.
    verified: Cache<String, Vouched>,
    sessions: Sessions,
    ports: Arc<Ports>,
    public_url: Option<String>,
}

impl Authenticator {
    /// Verifies tokens that are made as `config` says, and sessions of browsers that opened `public_url`.
    pub fn new(config: &TokenConfig, ports: Arc<Ports>, public_url: Option<String>) -> Self {
        Self(Arc::new(Inner {
            verifier: Verifier::new(config),
            verified: Cache::new(CAPACITY_BYTES),
            sessions: Sessions::new(Arc::clone(&ports)),
            ports,
            public_url,
        }))
    }

    /// Who sends the request, and what they may do.
    ///
    /// # Errors
    /// 401 if nothing proves it, 403 if they are nobody here.
    pub(crate) async fn identify(&self, parts: &Parts, context: &RequestContext) -> Result<Identity, Error> {
        match self.credentials(parts, context).await? {
            Credentials::Token(vouched) => self.identity_of(vouched).await,
            Credentials::Session(session) => Ok(of_session(&session)),
        }
    }

    /// What proves who sends the request. A bearer token wins over a cookie, also one that is not valid.
    ///
    /// # Errors
    /// 401 if there is nothing that does, 403 if a page of another site sends it.
    pub(crate) async fn credentials(&self, parts: &Parts, context: &RequestContext) -> Result<Credentials, Error> {
        if let Some(value) = headers::text(&parts.headers, &header::AUTHORIZATION) {
            return Ok(Credentials::Token(self.vouched(bearer(value)?, context.now)?));
        }
        let id = session_id(parts).ok_or_else(|| Error::Unauthorized(NOT_SIGNED_IN.to_owned()))?;
        same_origin::require(parts, self.0.public_url.as_deref())?;
        let found = self.0.sessions.find(&id, context).await?;
        found.map(Credentials::Session).ok_or_else(|| Error::Unauthorized(SIGNED_OUT.to_owned()))
    }

    /// What a bearer token allows that has been verified before and says that itself: nothing has to be computed or waited for.
    pub(crate) fn remembered(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Option<Identity> {
        let token = bearer(headers::text(headers, &header::AUTHORIZATION)?).ok()?;
        let Vouched { principal, grant, .. } = self.0.verified.get(token).filter(|vouched| now < vouched.expires_at)?;
        match grant {
            Grant::Stated { org_id, role } => Some(Identity { principal, org_id, role }),
            Grant::Membership => None,
        }
    }

    fn vouched(&self, token: &str, now: DateTime<Utc>) -> Result<Vouched, TokenError> {
        if let Some(vouched) = self.0.verified.get(token).filter(|vouched| now < vouched.expires_at) {
            return Ok(vouched);
        }
        let vouched = self.0.verifier.verify(token, now)?;
        self.0.verified.put(token.to_owned(), vouched.clone(), token.len());
        Ok(vouched)
    }

    /// What the bearer may do. Being a member is asked of D1 each time, so whoever is removed is out at once.
    async fn identity_of(&self, vouched: Vouched) -> Result<Identity, Error> {
        let Vouched { provider, principal, email, grant, .. } = vouched;
        match grant {
            Grant::Stated { org_id, role } => Ok(Identity { principal, org_id, role }),
            Grant::Membership => {
                let (email, known) = email.zip(principal).ok_or(Error::Forbidden(NAMELESS))?;
                let database = self.0.ports.database.as_ref();
                let memberships = Memberships::of(database, &email, &provider, &known.id).await?;
                let membership = memberships.chosen(None)?;
                let (org_id, role) = (Some(membership.org_id), Role::from(membership.role));
                Ok(Identity { principal: Some(known), org_id, role })
            }
        }
    }
}

/// What the sender of a token hears that says of nobody who they are.
pub(crate) const NAMELESS: &str = "This token does not say who you are. It needs the claim sub.";

fn of_session(session: &Session) -> Identity {
    let principal = Principal::new(&session.subject, session.name.as_deref().or(session.email.as_deref()));
    Identity { principal: Some(principal), org_id: session.org_id, role: session.role }
}

/// The session that a browser shows.
pub(crate) fn session_id(parts: &Parts) -> Option<SessionId> {
    headers::text(&parts.headers, &header::COOKIE).and_then(SessionId::of_cookies)
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
fn bearer(value: &str) -> Result<&str, Error> {
    let missing = || Error::Unauthorized("Send a token as `Authorization: Bearer <token>`.".to_owned());
    let (scheme, token) = value.split_once(' ').ok_or_else(missing)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() { Ok(token) } else { Err(missing()) }
}
