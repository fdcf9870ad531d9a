//! Cookies that a browser shows at the door, and those that it is given there.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, response::Response};
use http::{HeaderValue, header, request::Parts};

use crate::{
    http::headers,
    identity::{ROUND_TRIP_COOKIE, RandomText, SESSION_COOKIE},
};

/// What a browser shows, of which nothing is proven.
pub(crate) struct ShownCookies {
    pub(super) session: Option<RandomText>,
    pub(super) round_trip: Option<RandomText>,
}

impl<S: Sync> FromRequestParts<S> for ShownCookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let cookies = headers::text(&parts.headers, &header::COOKIE).unwrap_or_default();
        Ok(Self { session: SESSION_COOKIE.of(cookies), round_trip: ROUND_TRIP_COOKIE.of(cookies) })
    }
}

/// The answer with one more cookie.
pub(super) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
