//! Who is asking: extractors that turn a bearer token or a browser's session into what it allows.
//!
//! Handlers name the extractor that they need and so cannot forget the check. The org always comes from here.

mod authenticator;
mod same_origin;
mod standing;

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use super::Error;
use crate::{
    context::RequestContext,
    domain::{id::OrgId, principal::Principal, role::Role},
    identity::Identity,
    store::clinic::ClinicContext,
};

pub use authenticator::Authenticator;
pub(crate) use authenticator::{Credentials, NAMELESS, session_id};

const NOT_PLATFORM: Error = Error::Forbidden("This needs the role platform.");

/// Anybody who has proven who they are.
pub(crate) struct Authenticated(pub(crate) Identity);

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

impl Operator {
    /// The `sub` by which they are named.
    pub(crate) fn subject(&self) -> Option<String> {
        self.principal.as_ref().map(|principal| principal.id.to_string())
    }
}

/// The platform's operator, acting for an org.
pub(crate) struct OrgOperator {
    /// The org.
    pub(crate) org_id: OrgId,
    /// Who they are, as the audit trail names them.
    pub(crate) principal: Option<Principal>,
}

impl<S: Send + Sync> FromRequestParts<S> for Authenticated
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        // Several extractors of one handler ask.
        if let Some(identity) = parts.extensions.get::<Identity>() {
            return Ok(Self(identity.clone()));
        }
        let context = RequestContext::from_request_parts(parts, state).await?;
        let identity = Authenticator::from_ref(state).identify(parts, &context).await?;
        parts.extensions.insert(identity.clone());
        Ok(Self(identity))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Authenticated(identity) = Authenticated::from_request_parts(parts, state).await?;
        org_of(&identity).map(|org_id| Self { org_id })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Editor
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Authenticated(identity) = Authenticated::from_request_parts(parts, state).await?;
        match identity.role {
            Role::Admin | Role::Platform => {
                let operator = identity.role == Role::Platform;
                let principal = identity.principal.clone();
                org_of(&identity).map(|org_id| Self { org_id, principal, operator })
            }
            Role::Viewer => Err(Error::Forbidden("A viewer may not do this. It needs the role admin.")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Operator
where
    Authenticator: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Authenticated(identity) = Authenticated::from_request_parts(parts, state).await?;
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
        let Authenticated(identity) = Authenticated::from_request_parts(parts, state).await?;
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
        let Authenticated(identity) = Authenticated::from_request_parts(parts, state).await?;
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
    identity.org_id.ok_or(Error::Forbidden("You act for no org. Choose one, or use a platform token with an org_id."))
}
