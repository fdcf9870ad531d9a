//! What a token of another provider says, claim by claim.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::{
    config::ClaimPath,
    crypto::token::{LEEWAY, TokenError},
};

/// The claims of a token. Providers have more of them than anybody reads, and each provider its own.
pub(super) struct Claims(Map<String, Value>);

impl Claims {
    /// Reads them; `None` if the payload is no object.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(payload).ok().map(Self)
    }

    /// A claim.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A claim that is a text, and not an empty one.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A text within claims.
    pub(super) fn text_at(&self, path: &ClaimPath) -> Option<&str> {
        let mut names = path.names();
        let outermost = self.get(names.next()?)?;
        names.try_fold(outermost, |within, name| within.get(name))?.as_str().filter(|text| !text.is_empty())
    }

    /// For whom the token is (RFC 7519 section 4.1.3: one text or several).
    pub(super) fn audiences(&self) -> impl Iterator<Item = &str> {
        let audience = self.get("aud");
        let several = audience.and_then(Value::as_array).into_iter().flatten();
        audience.into_iter().chain(several).filter_map(Value::as_str)
    }

    /// Checks the times, and gives the one at which it expires.
    pub(super) fn check_times(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, TokenError> {
        let expires_at = self.moment("exp")?.ok_or(TokenError::Claims)?;
        if now.signed_duration_since(expires_at) >= LEEWAY {
            return Err(TokenError::Expired);
        }
        for name in ["nbf", "iat"] {
            if self.moment(name)?.is_some_and(|start| start.signed_duration_since(now) > LEEWAY) {
                return Err(TokenError::NotYet);
            }
        }
        Ok(expires_at)
    }

    /// A number of seconds, of which RFC 7519 lets issuers write fractions.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a fraction of a second decides nothing, and what is out of range is refused"
    )]
    fn moment(&self, name: &str) -> Result<Option<DateTime<Utc>>, TokenError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let seconds =
            value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64)).ok_or(TokenError::Claims)?;
        DateTime::from_timestamp(seconds, 0).map(Some).ok_or(TokenError::Claims)
    }
}
