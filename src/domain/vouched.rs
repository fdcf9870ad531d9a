//! What somebody who is trusted says of whoever comes.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{email::EmailAddress, id::OrgId, principal::Principal, role::Role};

/// Who somebody is, as an authentic and current token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Who says so: `token` for a token that is signed with the deployment's own secret, else a provider's name.
    pub provider: Arc<str>,
    /// Who they are, if it says so.
    pub principal: Option<Principal>,
    /// The `jti` of the token, if it has one.
    pub token_id: Option<Arc<str>>,
    /// Their address, if it says one that belongs to them.
    pub email: Option<EmailAddress>,
    pub grant: Grant,
    /// Until when, without leeway.
    pub expires_at: DateTime<Utc>,
}

/// What says which org somebody may use, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The token itself. Only a platform token may name no org.
    Stated { org_id: Option<OrgId>, role: Role },
    /// The members of orgs, by the address.
    Membership,
}
