//! Retell's API, as far as an org's own account is looked at and set up: resources as JSON, whose fields are the caller's business.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    domain::secret::Secret,
    outbound::{Deadline, PageRows, once, repeatable},
    ports::{OutboundRequest, OutboundResponse, Ports, TransportError},
};

/// Numbers per page.
const PAGE: usize = 100;
/// Pages that are read.
const MOST_PAGES: usize = 5;

/// Why Retell did not do what was asked. The texts are constants and fit for the org to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RetellError {
    /// The key is wrong or may not do this.
    #[error("{0}")]
    Refused(&'static str),
    /// There is no such thing in the account.
    #[error("Retell knows no such thing in this account.")]
    Missing,
    /// Something in the body does not do.
    #[error("Retell does not accept the request.")]
    Invalid,
    /// Not now. A change may have been made all the same.
    #[error("{0}")]
    Unavailable(&'static str),
    /// An answer that makes no sense.
    #[error("Retell's answer could not be understood.")]
    Unexpected,
}

impl RetellError {
    const fn of(status: u16) -> Self {
        match status {
            401 => Self::Refused("Retell refuses the API key. Store a key of the account again."),
            402 => Self::Refused("Retell refuses the account: it has to be paid for."),
            403 => Self::Refused("Retell does not allow this API key to do that."),
            404 => Self::Missing,
            400 | 409 | 422 => Self::Invalid,
            429 => Self::Unavailable("Retell limits the rate of requests at the moment."),
            500.. => Self::Unavailable("Retell is not available."),
            _ => Self::Unexpected,
        }
    }
}

impl From<TransportError> for RetellError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Timeout => Self::Unavailable("Retell did not answer in time."),
            TransportError::Connection => Self::Unavailable("Retell could not be reached."),
            TransportError::TooLarge => Self::Unexpected,
        }
    }
}

/// An org's account with what opens it.
#[derive(Clone, Copy)]
pub(super) struct RetellAccount<'a> {
    pub(super) ports: &'a Ports,
    /// The root of Retell's API, without a trailing slash.
    pub(super) api_base: &'a str,
    pub(super) api_key: &'a Secret,
    pub(super) deadline: Deadline,
}

/// What was read of the account's numbers.
pub(super) struct Listing<T> {
    pub(super) items: Vec<T>,
    pub(super) rest: Remainder,
}

/// What there is behind what was read.
pub(super) enum Remainder {
    Nothing,
    /// More than is read.
    More,
    /// A later page could not be read.
    Failed(RetellError),
}

#[derive(Deserialize)]
struct Page<T: DeserializeOwned> {
    #[serde(bound(deserialize = ""))]
    items: PageRows<T, PAGE>,
    #[serde(default)]
    has_more: bool,
    #[serde(default)]
    pagination_key: Option<String>,
}

impl RetellAccount<'_> {
    /// Proves the key by a cheap request that changes nothing.
    pub(super) async fn check(&self) -> Result<(), RetellError> {
        self.get::<Page<serde::de::IgnoredAny>>("/v2/list-phone-numbers?limit=1").await.map(|_| ())
    }

    /// What is at `path`, which begins with a slash. Nothing is kept of it but what `T` names.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, RetellError> {
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        let make = |timeout| self.request(http::Method::GET, path, None, timeout);
        read(&repeatable(http, clock, self.deadline, make).await?)
    }

    /// Changes something and gives it back. Without an answer it may have happened.
    pub(super) async fn patch(&self, path: &str, body: &Value) -> Result<Value, RetellError> {
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        let make = |timeout| self.request(http::Method::PATCH, path, Some(body), timeout);
        read(&once(http, clock, self.deadline, make).await?)
    }

    /// The numbers of the account, as far as they are read.
    pub(super) async fn numbers<T: DeserializeOwned>(&self) -> Result<Listing<T>, RetellError> {
        let mut items: Vec<T> = Vec::new();
        let mut path = format!("/v2/list-phone-numbers?limit={PAGE}");
        for _ in 0..MOST_PAGES {
            let page: Page<T> = match self.get(&path).await {
                Ok(page) => page,
                Err(error) if items.is_empty() => return Err(error),
                Err(error) => return Ok(Listing { items, rest: Remainder::Failed(error) }),
            };
            items.extend(page.items.rows);
            match page.pagination_key.filter(|key| page.has_more && !key.is_empty()) {
                None if page.has_more => break,
                None => return Ok(Listing { items, rest: Remainder::Nothing }),
                Some(key) => {
                    let key = utf8_percent_encode(&key, NON_ALPHANUMERIC);
                    path = format!("/v2/list-phone-numbers?limit={PAGE}&pagination_key={key}");
                }
            }
        }
        Ok(Listing { items, rest: Remainder::More })
    }

    fn request(&self, method: http::Method, path: &str, body: Option<&Value>, timeout: Duration) -> OutboundRequest {
        let mut headers = vec![("authorization", format!("Bearer {}", self.api_key.expose()))];
        headers.extend(body.map(|_| ("content-type", "application/json".to_owned())));
        let body = body.map(|body| body.to_string().into_bytes());
        OutboundRequest { method, url: format!("{}{path}", self.api_base), headers, body, timeout }
    }
}

fn read<T: DeserializeOwned>(response: &OutboundResponse) -> Result<T, RetellError> {
    match response.status {
        200..=299 => serde_json::from_slice(&response.body).map_err(|_| RetellError::Unexpected),
        status => Err(RetellError::of(status)),
    }
}
