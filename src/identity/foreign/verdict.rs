//! What somebody may do whom another provider vouches for.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::claims::Claims;
use crate::{
    config::{IdentityProvider, Rights},
    crypto::token::TokenError,
    domain::{
        email::EmailAddress,
        id::OrgId,
        principal::Principal,
        role::Role,
        vouched::{Grant, Vouched},
    },
};

/// Why a token of a provider is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForeignTokenError {
    #[error(transparent)]
    Token(#[from] TokenError),
    /// It is a program's, somebody's who has not signed in, or somebody's whose sign-in is not complete.
    #[error("it is of nobody who has signed in")]
    Nobody,
    /// It names no org, or one that is none of ours.
    #[error("it names no org of ours")]
    Org,
    /// It names no role, or one that the deployment does not know.
    #[error("it names no role of ours")]
    Role,
    /// Only an address that is known to be theirs makes somebody a member.
    #[error("its address is not verified")]
    Address,
    /// The provider's keys are not known and cannot be had.
    #[error("the provider's keys could not be had")]
    Unavailable,
}

/// What the claims of a token that is proven say.
pub(super) fn vouched(
    provider: &IdentityProvider,
    claims: &Claims,
    expires_at: DateTime<Utc>,
) -> Result<Vouched, ForeignTokenError> {
    let subject = claims.text("sub").filter(|_| is_somebody(claims)).ok_or(ForeignTokenError::Nobody)?;
    let email = email(provider, claims);
    let grant = grant(provider, claims, subject)?;
    if grant == Grant::Membership && email.is_none() {
        return Err(ForeignTokenError::Address);
    }
    let principal = Some(Principal::new(subject, name(claims).as_deref()));
    let token_id = claims.text("jti").map(Into::into);
    Ok(Vouched { provider: provider.name.clone(), principal, token_id, email, grant, expires_at })
}

/// Supabase signs in people anonymously, and Clerk has sessions that lack a second step.
fn is_somebody(claims: &Claims) -> bool {
    claims.get("is_anonymous") != Some(&Value::Bool(true)) && claims.text("sts") != Some("pending")
}

fn grant(provider: &IdentityProvider, claims: &Claims, subject: &str) -> Result<Grant, ForeignTokenError> {
    let is_operator = provider.platform_subjects.iter().any(|operator| operator == subject);
    match &provider.rights {
        _ if is_operator => Ok(Grant::Stated { org_id: None, role: Role::Platform }),
        Rights::Members { .. } => Ok(Grant::Membership),
        Rights::Claims { org, orgs, role, roles } => {
            let named = claims.text_at(org).ok_or(ForeignTokenError::Org)?;
            // Where ids are mapped, whoever can choose their own at the provider must not be able to choose one of ours.
            let own = || named.parse::<OrgId>().ok().filter(|_| orgs.is_empty());
            let org_id = orgs.get(named).copied().or_else(own).ok_or(ForeignTokenError::Org)?;
            let role = claims.text_at(role).and_then(|role| roles.get(role)).ok_or(ForeignTokenError::Role)?;
            Ok(Grant::Stated { org_id: Some(org_id), role: (*role).into() })
        }
    }
}

fn email(provider: &IdentityProvider, claims: &Claims) -> Option<EmailAddress> {
    let all_verified = matches!(provider.rights, Rights::Members { all_verified: true });
    let is_verified = match claims.get("email_verified") {
        None => all_verified,
        Some(verified) => *verified == Value::Bool(true),
    };
    claims.text("email").filter(|_| is_verified).and_then(|email| EmailAddress::parse(email).ok())
}

/// What they are called. Whoever acts as somebody else (RFC 8693 section 4.1) is named too.
fn name(claims: &Claims) -> Option<String> {
    let name = claims.text("name").or_else(|| claims.text("email"));
    let actor = claims.get("act").and_then(|act| act.get("sub")).and_then(Value::as_str);
    match (name, actor) {
        (name, None) => name.map(str::to_owned),
        (name, Some(actor)) => Some(format!("{} (by {actor})", name.unwrap_or("somebody"))),
    }
}
