//! What somebody hears of themselves.

use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::future::try_join;
use serde::Serialize;
use utoipa::ToSchema;

use super::entrant::{Entrant, Entry};
use crate::{
    app::App,
    domain::{
        id::OrgId,
        org::{Org, OrgStatus},
        role::Role,
        schedule::Zone,
    },
    http::{Error, error::NO_ORG},
    identity::IDLE,
    store::{self, members::Membership},
};

/// Who is signed in, and where.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// The `sub` by which the provider knows them.
    #[schema(example = "105498374650912837465")]
    subject: String,
    name: Option<String>,
    #[schema(example = "ana@clinic.example")]
    email: Option<String>,
    /// Who vouched for them: `token` is a token that is signed with the deployment's own secret.
    #[schema(example = "token")]
    provider: String,
    role: Role,
    /// The clinic that they act for; `null` for an operator who has chosen none.
    org: Option<CurrentOrg>,
    /// The other clinics that they are a member of. An operator can go to any: `GET /api/orgs` lists them.
    orgs: Vec<OtherOrg>,
    /// RFC 3339, UTC: when they are signed out whatever they do. `null` for the bearer of a token.
    expires_at: Option<String>,
    /// After how many minutes without a request they are signed out.
    #[schema(example = 30)]
    idle_minutes: i64,
}

/// The clinic that somebody acts for.
#[derive(Serialize, ToSchema)]
pub struct CurrentOrg {
    #[schema(value_type = String)]
    id: OrgId,
    name: String,
    /// IANA zone.
    zone: Zone,
    status: OrgStatus,
}

/// A clinic that somebody can go to with `POST /auth/session`.
#[derive(Serialize, ToSchema)]
pub struct OtherOrg {
    #[schema(value_type = String)]
    id: OrgId,
    name: String,
    role: Role,
}

impl From<Org> for CurrentOrg {
    fn from(Org { id, name, zone, status, .. }: Org) -> Self {
        Self { id, name, zone, status }
    }
}

impl From<&Membership> for OtherOrg {
    fn from(membership: &Membership) -> Self {
        Self { id: membership.org_id, name: membership.org_name.clone(), role: membership.role.into() }
    }
}

impl SessionView {
    /// What `entrant` hears who has gone in at `entry`.
    ///
    /// # Errors
    /// When there is no such org, or the database did not answer.
    pub(super) async fn of(app: &App, entrant: &Entrant, entry: &Entry) -> Result<Self, Error> {
        let (org, memberships) =
            try_join(current_org(app, entry.org_id), entrant.memberships(app.ports.database.as_ref())).await?;
        Ok(Self {
            subject: entrant.principal.id.to_string(),
            name: entrant.principal.name.as_deref().map(str::to_owned),
            email: entrant.email.as_ref().map(ToString::to_string),
            provider: entrant.provider.clone(),
            role: entry.role,
            org: org.map(CurrentOrg::from),
            orgs: memberships.besides(entry.org_id).map(OtherOrg::from).collect(),
            expires_at: None,
            idle_minutes: IDLE.num_minutes(),
        })
    }

    /// Says until when they are signed in.
    pub(super) fn expires(&mut self, at: DateTime<Utc>) {
        self.expires_at = Some(at.to_rfc3339_opts(SecondsFormat::Secs, true));
    }
}

async fn current_org(app: &App, org_id: Option<OrgId>) -> Result<Option<Org>, Error> {
    let Some(org_id) = org_id else { return Ok(None) };
    store::orgs::get(app.ports.database.as_ref(), org_id).await?.ok_or(NO_ORG).map(Some)
}
