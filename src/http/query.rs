//! Query strings: strict, with named problems.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::Error;

/// The query parameters as `T`.
pub(super) struct Query<T>(pub(super) T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let query = parts.uri.query().unwrap_or_default();
        serde_urlencoded::from_str(query).map(Self).map_err(|error| {
            let text = error.to_string();
            let field = text.split('`').nth(1).unwrap_or_default().to_owned();
            Error::invalid(field, format!("The query string does not fit: {text}."))
        })
    }
}
