//! Somebody at the door: who they are, and which clinic is open to them.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        email::EmailAddress,
        id::OrgId,
        principal::Principal,
        role::Role,
        vouched::{Grant, Vouched},
    },
    http::{
        Error,
        auth::{Credentials, NAMELESS},
    },
    identity::Memberships,
    ports::Database,
    store::sessions::Session,
};

const OTHER_ORG: Error = Error::Denied {
    code: "other_org",
    detail: "What you signed in with is good for another clinic alone. Sign in to this one.",
};

/// Somebody who has proven who they are.
#[derive(Clone, Debug)]
pub(crate) struct Entrant {
    /// Who vouches for them.
    pub(super) provider: String,
    pub(super) principal: Principal,
    pub(super) email: Option<EmailAddress>,
    pub(super) grant: Grant,
    /// When the session ends that they are in already: going to another clinic prolongs none.
    pub(super) until: Option<DateTime<Utc>>,
}

/// Where somebody is let in.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The clinic, absent for an operator who has chosen none.
    pub(super) org_id: Option<OrgId>,
    pub(super) role: Role,
    /// What makes them somebody there, unless whoever vouches for them said it.
    pub(super) member_id: Option<String>,
}

impl TryFrom<Credentials> for Entrant {
    type Error = Error;

    fn try_from(credentials: Credentials) -> Result<Self, Error> {
        match credentials {
            Credentials::Token(vouched) => Self::try_from(vouched),
            Credentials::Session(session) => Ok(session.into()),
        }
    }
}

impl TryFrom<Vouched> for Entrant {
    type Error = Error;

    fn try_from(vouched: Vouched) -> Result<Self, Error> {
        let Vouched { provider, principal, email, grant, .. } = vouched;
        let principal = principal.ok_or(Error::Forbidden(NAMELESS))?;
        Ok(Self { provider: provider.to_string(), principal, email, grant, until: None })
    }
}

impl From<Session> for Entrant {
    fn from(session: Session) -> Self {
        let grant = match session.member_id {
            Some(_) => Grant::Membership,
            None => Grant::Stated { org_id: session.org_id, role: session.role },
        };
        Self {
            provider: session.provider,
            principal: Principal::new(&session.subject, session.name.as_deref()),
            email: session.email.and_then(|email| EmailAddress::parse(&email).ok()),
            grant,
            until: Some(session.expires_at),
        }
    }
}

impl Entrant {
    /// Where they go in: at the org that they want, if it is open to them, or else at the first that is.
    ///
    /// # Errors
    /// Why it is not open to them.
    pub(super) async fn enter(&self, database: &dyn Database, wanted: Option<OrgId>) -> Result<Entry, Error> {
        match self.grant {
            Grant::Membership => {
                let memberships = self.memberships(database).await?;
                let membership = memberships.first(wanted)?;
                let member_id = Some(membership.member_id.clone());
                Ok(Entry { org_id: Some(membership.org_id), role: membership.role.into(), member_id })
            }
            Grant::Stated { org_id, role } => {
                let is_open = role == Role::Platform || wanted.is_none_or(|wanted| Some(wanted) == org_id);
                if !is_open {
                    return Err(OTHER_ORG);
                }
                Ok(Entry { org_id: wanted.or(org_id), role, member_id: None })
            }
        }
    }

    /// What they are a member of, if that is what lets them in.
    pub(super) async fn memberships(&self, database: &dyn Database) -> Result<Memberships, Error> {
        let (Grant::Membership, Some(email)) = (self.grant, &self.email) else { return Ok(Memberships::default()) };
        Ok(Memberships::of(database, email, &self.provider, &self.principal.id).await?)
    }
}
