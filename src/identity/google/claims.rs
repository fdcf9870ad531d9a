//! Google's ID token. It came from the token endpoint itself, over TLS, so its signature need not be checked (`OpenID` Connect Core 1.0
//! section 3.1.3.7, rule 6).

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{ConsentError, round_trip::ISSUER};
use crate::{
    crypto::{jws::Jws, token::LEEWAY},
    domain::secret::Secret,
};

/// Google's older name for itself, which it still gives.
const ISSUER_WITHOUT_SCHEME: &str = "accounts.google.com";

/// Who somebody is, as Google says.
#[derive(Deserialize)]
pub struct Claims {
    iss: String,
    /// The account's number, which stays when its address changes.
    pub sub: String,
    aud: String,
    exp: i64,
    nonce: Option<String>,
    pub email: Option<String>,
    /// Whether Google knows the address to be theirs.
    #[serde(default)]
    pub email_verified: bool,
    pub name: Option<String>,
}

impl Claims {
    /// What a token says that was asked for with `nonce` by the client `client_id`.
    pub(super) fn of(token: &Secret, client_id: &str, nonce: &str, now: DateTime<Utc>) -> Result<Self, ConsentError> {
        let wrong = || ConsentError::Refused("Google's token is not one for this way");
        let jws = Jws::parse(token.expose()).ok_or_else(wrong)?;
        let claims: Self = serde_json::from_slice(jws.payload()).map_err(|_| wrong())?;
        let expires_at = claims.expires_at().ok_or_else(wrong)?;
        let is_sound = [ISSUER, ISSUER_WITHOUT_SCHEME].contains(&claims.iss.as_str())
            && claims.aud == client_id
            && claims.nonce.as_deref() == Some(nonce)
            && !claims.sub.is_empty()
            && now.signed_duration_since(expires_at) < LEEWAY;
        if is_sound { Ok(claims) } else { Err(wrong()) }
    }

    /// When the token ends.
    pub(super) fn expires_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.exp, 0)
    }
}
