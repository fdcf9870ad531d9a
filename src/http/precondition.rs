//! `ETag` and `If-Match` (RFC 9110 section 13.1.1): two people who edit the same thing do not undo each other's changes unseen.

use axum::{extract::FromRequestParts, response::Response};
use chrono::{DateTime, Utc};
use http::{HeaderValue, header, request::Parts};
use serde::Serialize;
use utoipa::IntoParams;

use super::{Error, headers};
use crate::{domain::spread::fnv1a, store::Expected};

/// The `If-Match` header, if it was sent.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("If-Match"))]
pub(crate) struct IfMatch(
    /// The `ETag` of what was read: it is changed only if it is still that. Without it, it is changed whatever it is.
    Option<String>,
);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Some(text) = headers::text(&parts.headers, &header::IF_MATCH) else { return Ok(Self(None)) };
        let text = text.trim();
        if text == "*" || tags(text).all(|tag| opaque(tag).is_some()) {
            return Ok(Self(Some(text.to_owned())));
        }
        Err(Error::invalid(
            "If-Match",
            "The header must be * or what ETag said when it was read, in its quotation marks.",
        ))
    }
}

impl IfMatch {
    /// What a change may expect to find, where `shown` is what a GET would show now and `changed_at` when that last changed.
    ///
    /// # Errors
    /// When it is not what was read.
    pub(crate) fn expect<T: Serialize>(
        &self,
        shown: Option<&T>,
        changed_at: Option<DateTime<Utc>>,
    ) -> Result<Expected, Error> {
        let Some(text) = &self.0 else { return Ok(Expected::Anything) };
        let shown = shown.ok_or(Error::Stale)?;
        let current = tag(shown);
        // A weak tag is equal to none here.
        let is_current = text == "*" || tags(text).any(|tag| tag == current);
        if !is_current {
            return Err(Error::Stale);
        }
        Ok(changed_at.map_or(Expected::Nothing, Expected::Since))
    }

    /// Whether it was sent.
    pub(crate) fn is_sent(&self) -> bool {
        self.0.is_some()
    }
}

fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

/// What stands between the quotation marks of a tag.
fn opaque(tag: &str) -> Option<&str> {
    let opaque = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?;
    opaque.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"').then_some(opaque)
}

/// The tag of what is shown.
fn tag<T: Serialize>(shown: &T) -> String {
    let bytes = serde_json::to_vec(shown).unwrap_or_default();
    format!("\"{:016x}\"", fnv1a(bytes.into_iter()))
}

/// The answer with the tag of what a GET shows.
pub(crate) fn tagged<T: Serialize>(mut response: Response, shown: &T) -> Response {
    if let Ok(value) = HeaderValue::try_from(tag(shown)) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}
