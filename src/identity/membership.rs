//! Which orgs somebody is a member of.

use crate::{
    domain::{email::EmailAddress, id::OrgId, org::OrgStatus},
    ports::Database,
    store::{
        StoreError,
        members::{self, Membership},
    },
};

/// Why somebody is no member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAMember {
    /// Nobody has invited the address, at least not to this org.
    Unknown,
    /// An admin keeps them out.
    Disabled,
    /// The address signed in as somebody else before.
    SomebodyElse,
    /// The org has closed.
    Closed,
    /// There are several orgs, and none was chosen.
    Several,
}

/// The orgs in which an address is a member.
#[derive(Clone, Debug, Default)]
pub struct Memberships {
    open: Vec<Membership>,
    refused: Vec<(OrgId, NotAMember)>,
}

impl Memberships {
    /// Those of an address that `provider` knows to be that of `subject`.
    ///
    /// An address can be given to another person, who then is no member. So the first sign-in decides whose it is.
    ///
    /// # Errors
    /// When the database did not answer.
    pub async fn of(
        database: &dyn Database,
        email: &EmailAddress,
        provider: &str,
        subject: &str,
    ) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for membership in members::of_address(database, email).await? {
            match refusal(&membership, provider, subject) {
                Some(reason) => all.refused.push((membership.org_id, reason)),
                None => all.open.push(membership),
            }
        }
        Ok(all)
    }

    /// The one in this org, or the only one.
    ///
    /// # Errors
    /// Why there is none.
    pub fn chosen(&self, org_id: Option<OrgId>) -> Result<&Membership, NotAMember> {
        let mut wanted = self.wanted(org_id);
        match (wanted.next(), wanted.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(NotAMember::Several),
            (None, _) => Err(self.reason(org_id)),
        }
    }

    /// The one in this org, or the one that is oldest.
    ///
    /// # Errors
    /// Why there is none.
    pub fn first(&self, org_id: Option<OrgId>) -> Result<&Membership, NotAMember> {
        self.wanted(org_id).next().ok_or_else(|| self.reason(org_id))
    }

    /// Those in this org; without one, those in which they have been, or else all of them. Any clinic can invite any address, and must not
    /// change by that where somebody works who has never heard of it.
    fn wanted(&self, org_id: Option<OrgId>) -> impl Iterator<Item = &Membership> {
        let have_been = self.open.iter().any(Membership::has_been_used);
        self.open.iter().filter(move |membership| match org_id {
            Some(org_id) => membership.org_id == org_id,
            None => !have_been || membership.has_been_used(),
        })
    }

    /// Those in other orgs than this.
    pub fn besides(&self, org_id: Option<OrgId>) -> impl Iterator<Item = &Membership> {
        self.open.iter().filter(move |membership| Some(membership.org_id) != org_id)
    }

    fn reason(&self, org_id: Option<OrgId>) -> NotAMember {
        let mut reasons = self.refused.iter().filter(|(refused, _)| org_id.is_none_or(|org_id| *refused == org_id));
        reasons.next().map_or(NotAMember::Unknown, |(_, reason)| *reason)
    }
}

fn refusal(membership: &Membership, provider: &str, subject: &str) -> Option<NotAMember> {
    // Whoever vouches for the address next may vouch for somebody else: a mailbox is given to another person, a provider's user is not.
    let known = membership.provider.as_deref().zip(membership.subject.as_deref());
    if known.is_some_and(|known| known != (provider, subject)) {
        return Some(NotAMember::SomebodyElse);
    }
    let closed = (membership.org_status == OrgStatus::Closed).then_some(NotAMember::Closed);
    membership.disabled_at.map(|_| NotAMember::Disabled).or(closed)
}
