//! Google's ID token. It came from the token endpoint itself, over TLS, so its signature need not be checked (`OpenID` Connect Core 1.0
//! section 3.1.3.7, rule 6).

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{GOOGLE, GoogleSignInError, round_trip::ISSUER};
use crate::{
    crypto::{jws::Jws, token::LEEWAY},
    domain::{
        email::EmailAddress,
        principal::Principal,
        secret::Secret,
        vouched::{Grant, Vouched},
    },
};

/// Google's older name for itself, which it still gives.
const ISSUER_WITHOUT_SCHEME: &str = "accounts.google.com";

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    nonce: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    name: Option<String>,
}

/// Whom a token vouches for, which was asked for with `nonce` by the client `client_id`.
pub(super) fn vouched(
    token: &Secret,
    client_id: &str,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<Vouched, GoogleSignInError> {
    let wrong = || GoogleSignInError::Refused("Google's token is not one for this sign-in");
    let jws = Jws::parse(token.expose()).ok_or_else(wrong)?;
    let claims: Claims = serde_json::from_slice(jws.payload()).map_err(|_| wrong())?;
    let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or_else(wrong)?;
    let is_sound = [ISSUER, ISSUER_WITHOUT_SCHEME].contains(&claims.iss.as_str())
        && claims.aud == client_id
        && claims.nonce.as_deref() == Some(nonce)
        && !claims.sub.is_empty()
        && now.signed_duration_since(expires_at) < LEEWAY;
    if !is_sound {
        return Err(wrong());
    }
    let email = claims.email.as_deref().filter(|_| claims.email_verified);
    let email = email.and_then(|email| EmailAddress::parse(email).ok()).ok_or(GoogleSignInError::AddressNotVerified)?;
    Ok(Vouched {
        provider: GOOGLE.into(),
        principal: Some(Principal::new(&claims.sub, claims.name.as_deref().or(Some(email.as_str())))),
        email: Some(email),
        grant: Grant::Membership,
        expires_at,
    })
}
