//! Admin tokens: JSON Web Tokens (RFC 7519), HS256 and nothing else.
//!
//! The algorithm is ours: a token that names another one, or that has a `crit` header, is refused before its claims are read. Keys
//! never come from the token (`jwk`, `jku`, `x5u` are ignored).

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jwt_compact::{
    Algorithm, AlgorithmSignature, Claims, UntrustedToken,
    alg::{Hs256, Hs256Key},
};
use serde::Deserialize;
use serde_json::Value;

use super::jws::is_there;
use crate::domain::{
    email::EmailAddress,
    id::OrgId,
    principal::Principal,
    role::Role,
    secret::Secret,
    vouched::{Grant, Vouched},
};

/// How far clocks may differ.
pub(crate) const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// Longer texts are refused unread; ours have about 300 bytes.
const MAX_TOKEN_BYTES: usize = 4096;
/// HMAC with SHA-256.
const SIGNATURE_BYTES: usize = 32;

/// Who vouches for the bearer of a token that is signed with the deployment's own secret.
pub const OWN_PROVIDER: &str = "token";

/// How admin tokens are verified.
#[derive(Clone, Debug)]
pub struct TokenConfig {
    /// The HS256 keys. All of them verify; whoever makes tokens signs with the first.
    pub secrets: Vec<Secret>,
    /// The `iss` that tokens must have, if set.
    pub issuer: Option<String>,
    /// The `aud` that tokens must contain, if set.
    pub audience: Option<String>,
    /// How long a token may be good for, from `iat` to `exp`; for as long as it says if absent.
    pub longest_life: Option<TimeDelta>,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a JWT in compact form with a header that we accept.
    #[error("The token is malformed or uses an algorithm that is not accepted here.")]
    Malformed,
    /// Signed with a key that nobody knows.
    #[error("The token is signed with a key that its issuer does not publish.")]
    UnknownKey,
    /// Signed with another key.
    #[error("The token's signature is not valid here.")]
    Signature,
    /// Lacks `exp`, or says not what the bearer may do, or in a wrong type.
    #[error(
        "The token lacks a claim or has one of a wrong type: exp is required, and either role and (unless role is platform) org_id, or \
         email alone."
    )]
    Claims,
    /// Expired.
    #[error("The token has expired.")]
    Expired,
    /// Good for longer than this many seconds.
    #[error(
        "The token is good for longer than is accepted here. Make one whose exp is at most {0} seconds after its iat, or after now if it has \
         none."
    )]
    TooLong(i64),
    /// `nbf` or `iat` lies in the future.
    #[error("The token is not valid yet.")]
    NotYet,
    /// Made by or for somebody else.
    #[error("The token's issuer or audience is not accepted here.")]
    Foreign,
}

#[derive(Clone, Deserialize)]
struct Header {
    /// Whether the member is there at all: RFC 7515 knows no `null` for it, and a null names no extension that we could honour.
    #[serde(default, deserialize_with = "is_there")]
    crit: bool,
}

#[derive(Deserialize)]
struct OurClaims {
    sub: Option<Value>,
    name: Option<Value>,
    email: Option<Value>,
    email_verified: Option<bool>,
    org_id: Option<OrgId>,
    role: Option<Role>,
    iss: Option<String>,
    aud: Option<Audience>,
    jti: Option<Value>,
}

/// RFC 7519 section 4.1.3: one string or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl OurClaims {
    /// Who may do what: as the claims say, or else as the members of orgs say of the address.
    fn grant(&self) -> Option<Grant> {
        match (self.role, self.org_id) {
            (Some(role), org_id) if org_id.is_some() || role == Role::Platform => Some(Grant::Stated { org_id, role }),
            (None, None) => self.own_email().map(|_| Grant::Membership),
            _ => None,
        }
    }

    /// The address, unless it is not known to be theirs.
    fn own_email(&self) -> Option<EmailAddress> {
        let email = self.email.as_ref().filter(|_| self.email_verified != Some(false))?;
        EmailAddress::parse(email.as_str()?).ok()
    }

    /// By what this one token can be taken back.
    fn token_id(&self) -> Option<Arc<str>> {
        self.jti.as_ref().and_then(id_of).map(Into::into)
    }

    /// RFC 7519 wants a string for `sub`; issuers that number their users send a number. Nobody is turned away for another form: the audit
    /// trail then knows the role alone.
    fn principal(&self) -> Option<Principal> {
        let sub = id_of(self.sub.as_ref()?)?;
        let mut names = [&self.name, &self.email].into_iter().flatten().filter_map(Value::as_str);
        Some(Principal::new(&sub, names.find(|name| !name.trim().is_empty())))
    }
}

/// An id that is a text, or a number as some issuers send it.
fn id_of(claim: &Value) -> Option<String> {
    match claim {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Verifies tokens of this deployment.
pub struct Verifier {
    keys: Vec<Hs256Key>,
    issuer: Option<String>,
    audience: Option<String>,
    longest_life: Option<TimeDelta>,
}

impl Verifier {
    /// A verifier for tokens of this deployment.
    pub fn new(config: &TokenConfig) -> Self {
        Self {
            keys: config.secrets.iter().map(|secret| Hs256Key::new(secret.expose())).collect(),
            issuer: config.issuer.clone(),
            audience: config.audience.clone(),
            longest_life: config.longest_life,
        }
    }

    /// What `text` proves at `now`.
    pub fn verify(&self, text: &str, now: DateTime<Utc>) -> Result<Vouched, TokenError> {
        let claims = self.authentic(text)?;
        check_times(&claims, now)?;
        let expires_at = claims.expiration.ok_or(TokenError::Claims)?;
        self.check_life(claims.issued_at.unwrap_or(now), expires_at)?;
        let claims = claims.custom;
        if !self.issuer_accepted(claims.iss.as_deref()) || !self.audience_accepted(claims.aud.as_ref()) {
            return Err(TokenError::Foreign);
        }
        let grant = claims.grant().ok_or(TokenError::Claims)?;
        Ok(Vouched {
            provider: OWN_PROVIDER.into(),
            email: claims.own_email(),
            principal: claims.principal(),
            token_id: claims.token_id(),
            grant,
            expires_at,
        })
    }

    /// The claims of a token whose signature holds. Nothing of the payload is read before that is known.
    fn authentic(&self, text: &str) -> Result<Claims<OurClaims>, TokenError> {
        if text.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Malformed);
        }
        let token: UntrustedToken<'_, Header> = UntrustedToken::try_from(text).map_err(|_| TokenError::Malformed)?;
        if token.algorithm() != Hs256.name() || token.header().other_fields.crit {
            return Err(TokenError::Malformed);
        }
        let (signed, _) = text.rsplit_once('.').ok_or(TokenError::Malformed)?;
        if !self.keys.iter().any(|key| is_signed_with(key, signed.as_bytes(), token.signature_bytes())) {
            return Err(TokenError::Signature);
        }
        token.deserialize_claims_unchecked().map_err(|_| TokenError::Claims)
    }

    fn check_life(&self, began: DateTime<Utc>, expires_at: DateTime<Utc>) -> Result<(), TokenError> {
        let longest = self.longest_life.filter(|longest| expires_at.signed_duration_since(began) > *longest);
        longest.map_or(Ok(()), |longest| Err(TokenError::TooLong(longest.num_seconds())))
    }

    fn issuer_accepted(&self, issuer: Option<&str>) -> bool {
        self.issuer.is_none() || self.issuer.as_deref() == issuer
    }

    fn audience_accepted(&self, audience: Option<&Audience>) -> bool {
        let Some(wanted) = &self.audience else { return true };
        match audience {
            None => false,
            Some(Audience::One(one)) => one == wanted,
            Some(Audience::Many(many)) => many.contains(wanted),
        }
    }
}

/// Whether `signature` is that of `message` by HMAC with SHA-256.
pub(crate) fn is_hs256(secret: &Secret, message: &[u8], signature: &[u8]) -> bool {
    is_signed_with(&Hs256Key::new(secret.expose()), message, signature)
}

fn is_signed_with(key: &Hs256Key, message: &[u8], signature: &[u8]) -> bool {
    // The length is checked first, since the conversion insists on it.
    signature.len() == SIGNATURE_BYTES
        && <Hs256 as Algorithm>::Signature::try_from_slice(signature)
            .is_ok_and(|signature| Hs256.verify_signature(&signature, key, message))
}

fn check_times(claims: &Claims<OurClaims>, now: DateTime<Utc>) -> Result<(), TokenError> {
    let expires_at = claims.expiration.ok_or(TokenError::Claims)?;
    if now.signed_duration_since(expires_at) >= LEEWAY {
        return Err(TokenError::Expired);
    }
    let starts = [claims.not_before, claims.issued_at];
    let early = starts.into_iter().flatten().any(|start| start.signed_duration_since(now) > LEEWAY);
    if early { Err(TokenError::NotYet) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
