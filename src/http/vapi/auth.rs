//! Whether a request is Vapi's: a shared secret in `X-Vapi-Secret` or as a bearer token, compared in constant time.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::{HeaderMap, header, request::Parts};

use crate::{app::App, config::VapiAuth, crypto::compare::is_one_of, http::Error};

/// The header of Vapi's `server.secret`.
const SECRET_HEADER: &str = "x-vapi-secret";

/// Proof that the request may be believed to come from Vapi.
pub(super) struct FromVapi;

impl FromRequestParts<Arc<App>> for FromVapi {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        match &app.config.vapi_auth {
            VapiAuth::Off => Ok(Self),
            VapiAuth::Secrets(secrets) => {
                let proven = given(&parts.headers).any(|secret| is_one_of(secret, secrets));
                proven.then_some(Self).ok_or_else(|| {
                    Error::Unauthorized("Send the shared secret as X-Vapi-Secret, or as a bearer token.".to_owned())
                })
            }
        }
    }
}

fn given(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let plain = headers.get(SECRET_HEADER).and_then(|value| value.to_str().ok());
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    plain.into_iter().chain(bearer)
}
