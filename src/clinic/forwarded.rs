//! A request that is answered in a clinic's object, and its answer, on their way there and back.

use axum::body::{Body, to_bytes};
use chrono::{DateTime, Utc, serde::ts_milliseconds};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde::{Deserialize, Serialize};

/// A request. Bodies are text here, since nothing else is ever accepted.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForwardedRequest {
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    #[serde(skip)]
    pub(super) body: String,
    /// When the answer has to leave.
    #[serde(with = "ts_milliseconds")]
    pub(super) deadline: DateTime<Utc>,
}

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForwardedResponse {
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(skip)]
    pub(super) body: String,
}

impl ForwardedRequest {
    /// A request whose body was read.
    pub fn new(method: &Method, uri: &Uri, headers: &HeaderMap, body: String, deadline: DateTime<Utc>) -> Self {
        Self { method: method.to_string(), uri: uri.to_string(), headers: pairs(headers), body, deadline }
    }

    /// A question of the Worker's own, which is no request from outside.
    pub fn internal(path: &str, body: String, deadline: DateTime<Utc>) -> Self {
        Self { method: Method::POST.to_string(), uri: path.to_owned(), headers: Vec::new(), body, deadline }
    }

    pub(super) fn into_request(self) -> Option<Request<Body>> {
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method.parse().ok()?;
        *request.uri_mut() = self.uri.parse().ok()?;
        *request.headers_mut() = header_map(self.headers);
        Some(request)
    }
}

impl ForwardedResponse {
    pub(super) async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let body = String::from_utf8_lossy(&body).into_owned();
        Self { status: parts.status.as_u16(), headers: pairs(&parts.headers), body }
    }

    /// The body of an answer that is as it should be.
    pub fn success(self) -> Option<String> {
        (self.status == 200).then_some(self.body)
    }
}

impl From<ForwardedResponse> for Response<Body> {
    fn from(forwarded: ForwardedResponse) -> Self {
        let mut response = Self::new(Body::from(forwarded.body));
        *response.status_mut() = StatusCode::from_u16(forwarded.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = header_map(forwarded.headers);
        response
    }
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&HeaderName, &HeaderValue)| Some((name.to_string(), value.to_str().ok()?.to_owned()));
    headers.iter().filter_map(text).collect()
}

fn header_map(pairs: Vec<(String, String)>) -> HeaderMap {
    let valid = |(name, value)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
    pairs.into_iter().filter_map(valid).collect()
}
