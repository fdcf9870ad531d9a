//! `Idempotency-Key`: the same change that is sent again is answered as it was, and not made twice.

use axum::extract::FromRequestParts;
use http::request::Parts;
use utoipa::IntoParams;

use super::{Error, headers};

/// The `Idempotency-Key` header, if it was sent.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("Idempotency-Key"))]
pub(crate) struct IdempotencyKey(
    /// A word of your own for this change: the same key and request again are answered as the first were.
    #[param(min_length = 1, max_length = 255)]
    Option<String>,
);

impl IdempotencyKey {
    pub(crate) fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Some(text) = headers::text(&parts.headers, &headers::IDEMPOTENCY_KEY) else { return Ok(Self(None)) };
        let text = text.trim();
        if (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(Some(text.to_owned())));
        }
        Err(Error::invalid("Idempotency-Key", "The header must have 1 to 255 visible ASCII characters without spaces."))
    }
}
