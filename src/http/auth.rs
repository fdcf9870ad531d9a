//! Who is asking: extractors that turn a bearer token into what it allows.
//!
//! Handlers name the extractor that they need and so cannot forget the check. The org always comes from here.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use chrono::{DateTime, Utc};
use http::{HeaderMap, header, request::Parts};

use super::{Error, headers};
use crate::{
    cache::Cache,
    context::RequestContext,
    crypto::token::{Identity, TokenConfig, TokenError, Verifier},
    domain::{id::OrgId, principal::Principal, role::Role},
    store::clinic::ClinicContext,
};

/// About 2 MB of tokens.
const CAPACITY_BYTES: usize = 2 * 1024 * 1024;

const NOT_PLATFORM: Error = Error::Forbidden("This needs a token with the role platform.");

/// Verifies bearer tokens. A token's verdict changes only by time, so valid ones are remembered until they expire.
#[derive(Clone)]
pub struct Authenticator {
    verifier: Arc<Verifier>,
    verified: Arc<Cache<String, Identity>>,
}

impl Authenticator {
    /// Verifies tokens that are made as `config` says.
    pub fn new(config: &TokenConfig) -> Self {
        Self { verifier: Arc::new(Verifier::new(config)), verified: Arc::new(Cache::new(CAPACITY_BYTES)) }
    }

    /// Whose token this is, if it has been verified before: nothing has to be computed or waited for.
    pub(crate) fn remembered(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Option<Identity> {
        let token = bearer(headers).ok()?;
        self.verified.get(token).filter(|identity| now < identity.expires_at)
    }

    fn identify(&self, token: &str, now: DateTime<Utc>) -> Result<Identity, TokenError> {
        if let Some(identity) = self.verified.get(token).filter(|identity| now < identity.expires_at) {
            return Ok(identity);
        }
        let identity = self.verifier.verify(token, now)?;
        self.verified.put(token.to_owned(), identity.clone(), token.len());
        Ok(identity)
    }
}

/// Anybody with a valid token.
pub(crate) struct Bearer(pub(crate) Identity);

/// Somebody who may read within an org.
pub(crate) struct Reader {
    /// The org.
    pub(crate) org_id: OrgId,
}

/// Somebody who may change things within an org.
pub(crate) struct Editor {
    /// The org.
    pub(crate) org_id: OrgId,
    /// Who they are, as the audit trail names them.
    pub(crate) principal: Option<Principal>,
    /// Whether it is the platform's operator who acts for the org.
    pub(crate) operator: bool,
}

/// The platform's operator.
pub(crate) struct Operator {
    /// Who they are, as the audit trail names them.
    pub(crate) principal: Option<Principal>,
}

/// The platform's operator, acting for the org that their token names.
pub(crate) struct OrgOperator {
    /// The org.
    pub(crate) org_id: OrgId,
    /// Who they are, as the audit trail names them.
    pub(crate) principal: Option<Principal>,
}

impl<S: Send + Sync> FromRequestParts<S> for Bearer
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let context = RequestContext::from_request_parts(parts, state).await?;
        Ok(Self(Authenticator::from_ref(state).identify(bearer(&parts.headers)?, context.now)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Bearer(identity) = Bearer::from_request_parts(parts, state).await?;
        org_of(&identity).map(|org_id| Self { org_id })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Editor
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Bearer(identity) = Bearer::from_request_parts(parts, state).await?;
        match identity.role {
            Role::Admin | Role::Platform => {
                let operator = identity.role == Role::Platform;
                let principal = identity.principal.clone();
                org_of(&identity).map(|org_id| Self { org_id, principal, operator })
            }
            Role::Viewer => {
                Err(Error::Forbidden("A viewer's token does not suffice for this. Use one with the role admin."))
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Operator
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Bearer(identity) = Bearer::from_request_parts(parts, state).await?;
        match identity.role {
            Role::Platform => Ok(Self { principal: identity.principal }),
            Role::Admin | Role::Viewer => Err(NOT_PLATFORM),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OrgOperator
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Bearer(identity) = Bearer::from_request_parts(parts, state).await?;
        let principal = identity.principal.clone();
        if identity.role == Role::Platform {
            Ok(Self { org_id: org_of(&identity)?, principal })
        } else {
            Err(NOT_PLATFORM)
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestContext {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::Internal("a request without its context".into()))
    }
}

/// The clinic's object, for a request of the org whose object it is.
impl<S: Send + Sync> FromRequestParts<S> for ClinicContext
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Bearer(identity) = Bearer::from_request_parts(parts, state).await?;
        let context = parts.extensions.get::<Self>().cloned();
        let context = context.ok_or_else(|| Error::Internal("a request outside its clinic's object".into()))?;
        if org_of(&identity)? == context.org_id {
            Ok(context)
        } else {
            Err(Error::Internal("a request in the object of another clinic".into()))
        }
    }
}

fn org_of(identity: &Identity) -> Result<OrgId, Error> {
    identity.org_id.ok_or(Error::Forbidden("This platform token names no org. Use one with an org_id."))
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
fn bearer(headers: &HeaderMap) -> Result<&str, Error> {
    let missing = || Error::Unauthorized("Send a token as `Authorization: Bearer <token>`.".to_owned());
    let value = headers::text(headers, &header::AUTHORIZATION).ok_or_else(missing)?;
    let (scheme, token) = value.split_once(' ').ok_or_else(missing)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() { Ok(token) } else { Err(missing()) }
}
