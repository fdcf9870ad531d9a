//! Who somebody is: what a token says, what a browser's session says, and what being a member of orgs makes of either.

mod foreign;
mod google;
mod host_cookie;
mod membership;
mod sessions;

use crate::domain::{id::OrgId, principal::Principal, role::Role};

pub use foreign::{ForeignTokenError, ForeignTokens, Provider};
pub use google::{
    Arrival, Beginning, Claims, ConsentError, ConsentRequest, GOOGLE, GoogleConsent, GoogleSignIn, GoogleSignInError,
    Granted, ROUND_TRIP_COOKIE, RoundTrip,
};
pub use host_cookie::RandomText;
pub use membership::{Memberships, NotAMember};
pub(crate) use sessions::IDLE;
pub use sessions::{SESSION_COOKIE, Sessions, longest};

/// Who a request comes from, and what they may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who they are, if whoever vouches for them said so.
    pub principal: Option<Principal>,
    /// The org, absent for an operator who has chosen none.
    pub org_id: Option<OrgId>,
    pub role: Role,
}

impl Identity {
    /// Whether they may see what is an org's: somebody of the org, and the operator.
    pub fn may_see(&self, org_id: OrgId) -> bool {
        self.role == Role::Platform || self.org_id == Some(org_id)
    }
}
