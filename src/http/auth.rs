//! Who is asking: extractors that turn a bearer token into what it allows.
//!
//! Handlers name the extractor that they need and so cannot forget the check. The org always comes from here.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::{header, request::Parts};

use super::{Error, headers};
use crate::{
    app::App,
    cache::Cache,
    context::RequestContext,
    crypto::token::{Identity, Role},
    domain::id::OrgId,
};

/// About 2 MB of tokens.
const CAPACITY_BYTES: usize = 2 * 1024 * 1024;

/// Tokens that were verified in this isolate. A token's verdict changes only by time, so it is kept until the token expires;
/// only valid tokens are kept.
pub struct IdentityCache(Cache<String, Identity>);

impl Default for IdentityCache {
    fn default() -> Self {
        Self(Cache::new(CAPACITY_BYTES))
    }
}

/// Anybody with a valid token.
pub(crate) struct Caller(pub(crate) Identity);

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
    pub(crate) subject: Option<Arc<str>>,
    /// Whether it is the platform's operator who acts for the org.
    pub(crate) operator: bool,
}

/// The platform's operator.
pub(crate) struct Operator {
    /// Who they are, as the audit trail names them.
    pub(crate) subject: Option<Arc<str>>,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let now = parts.extensions.get::<RequestContext>().map_or_else(|| app.ports.clock.now(), |context| context.now);
        let token = bearer(parts)?;
        if let Some(identity) = app.identities.0.get(token).filter(|identity| now < identity.expires_at) {
            return Ok(Self(identity));
        }
        let identity = app.verifier.verify(token, now)?;
        app.identities.0.put(token.to_owned(), identity.clone(), token.len());
        Ok(Self(identity))
    }
}

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let Caller(identity) = Caller::from_request_parts(parts, app).await?;
        org_of(&identity).map(|org_id| Self { org_id })
    }
}

impl FromRequestParts<Arc<App>> for Editor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let Caller(identity) = Caller::from_request_parts(parts, app).await?;
        match identity.role {
            Role::Admin | Role::Platform => {
                let operator = identity.role == Role::Platform;
                let subject = identity.subject.clone();
                org_of(&identity).map(|org_id| Self { org_id, subject, operator })
            }
            Role::Viewer => {
                Err(Error::Forbidden("A viewer's token cannot change anything. Use one with the role admin."))
            }
        }
    }
}

impl FromRequestParts<Arc<App>> for Operator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let Caller(identity) = Caller::from_request_parts(parts, app).await?;
        match identity.role {
            Role::Platform => Ok(Self { subject: identity.subject }),
            Role::Admin | Role::Viewer => Err(Error::Forbidden("This needs a token with the role platform.")),
        }
    }
}

impl FromRequestParts<Arc<App>> for RequestContext {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::Internal("a request without its call".into()))
    }
}

fn org_of(identity: &Identity) -> Result<OrgId, Error> {
    identity.org_id.ok_or(Error::Forbidden("This platform token names no org. Use one with an org_id."))
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
fn bearer(parts: &Parts) -> Result<&str, Error> {
    let missing = || Error::Unauthorized("Send a token as `Authorization: Bearer <token>`.".to_owned());
    let value = headers::text(parts, &header::AUTHORIZATION).ok_or_else(missing)?;
    let (scheme, token) = value.split_once(' ').ok_or_else(missing)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() { Ok(token) } else { Err(missing()) }
}
