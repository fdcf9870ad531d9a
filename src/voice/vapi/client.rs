//! Vapi's API, as far as an org's own account is looked at and set up: resources as JSON, whose fields are the caller's business.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::outbound::{Deadline, PageRows, once, repeatable};
use crate::{
    domain::secret::Secret,
    ports::{OutboundRequest, OutboundResponse, Ports, TransportError},
};

/// Tools or numbers per page: one has about 3 KB, and an answer may have 1 MB.
const PAGE: usize = 100;
/// Pages that are read.
const MOST_PAGES: usize = 5;

/// Why Vapi did not do what was asked. The texts are constants and fit for the org to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VapiError {
    /// The key is wrong or may not do this.
    #[error("{0}")]
    Refused(&'static str),
    /// There is no such thing in the account.
    #[error("Vapi knows no such thing in this account.")]
    Missing,
    /// Something in the body does not do.
    #[error("Vapi does not accept the request.")]
    Invalid,
    /// Not now. A change may have been made all the same.
    #[error("{0}")]
    Unavailable(&'static str),
    /// The account has more tools than are read.
    #[error("The account has more than 500 tools. Delete those that nothing uses.")]
    TooMany,
    /// An answer that makes no sense.
    #[error("Vapi's answer could not be understood.")]
    Unexpected,
}

/// What Vapi answers a wrong key, and one of the other region.
pub(super) const WRONG: &str = "Vapi refuses the API key. Store the account's private key, not the public one, with the region that the account is in.";

impl VapiError {
    const fn of(status: u16) -> Self {
        match status {
            401 => Self::Refused(WRONG),
            403 => Self::Refused("Vapi does not allow this API key to do that."),
            404 => Self::Missing,
            400 | 409 | 422 => Self::Invalid,
            429 => Self::Unavailable("Vapi limits the rate of requests at the moment."),
            500.. => Self::Unavailable("Vapi is not available."),
            _ => Self::Unexpected,
        }
    }
}

impl From<TransportError> for VapiError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Timeout => Self::Unavailable("Vapi did not answer in time."),
            TransportError::Connection => Self::Unavailable("Vapi could not be reached."),
            TransportError::TooLarge => Self::Unexpected,
        }
    }
}

/// An org's account with what opens it.
#[derive(Clone, Copy)]
pub struct VapiAccount<'a> {
    /// The outside.
    pub ports: &'a Ports,
    /// The root of Vapi's API, without a trailing slash.
    pub api_base: &'a str,
    /// The account's private key.
    pub api_key: &'a Secret,
    /// When to give up.
    pub deadline: Deadline,
}

impl VapiAccount<'_> {
    /// Proves the key by the cheapest request that needs one.
    pub async fn check(&self) -> Result<(), VapiError> {
        self.get::<Vec<IgnoredAny>>("/assistant?limit=1").await.map(|_| ())
    }

    /// What is at `path`, which begins with a slash. Nothing is kept of it but what `T` names: numbers come with credentials in clear.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, VapiError> {
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        let make = |timeout| self.request(http::Method::GET, path, None, timeout);
        read(&repeatable(http, clock, self.deadline, make).await?)
    }

    /// Creates (POST) or changes (PATCH) something and gives it back. Without an answer it may have happened.
    pub async fn write(&self, method: http::Method, path: &str, body: &Value) -> Result<Value, VapiError> {
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        let make = |timeout| self.request(method.clone(), path, Some(body), timeout);
        read(&once(http, clock, self.deadline, make).await?)
    }

    /// All tools of the account, newest first.
    pub async fn tools(&self) -> Result<Vec<Value>, VapiError> {
        let Listing { items, rest } = self.list("/tool").await?;
        match rest {
            Remainder::Nothing => Ok(items),
            Remainder::More => Err(VapiError::TooMany),
            Remainder::Failed(error) => Err(error),
        }
    }

    /// What is in a collection, newest first. Pages are cut by time, so that what is on the border comes twice and is left out once.
    pub async fn list<T: Listed>(&self, collection: &str) -> Result<Listing<T>, VapiError> {
        let mut all: Vec<T> = Vec::new();
        let mut path = format!("{collection}?limit={PAGE}");
        for _ in 0..MOST_PAGES {
            let page = match self.get::<PageRows<T, PAGE>>(&path).await {
                Ok(page) => page.rows,
                Err(error) if all.is_empty() => return Err(error),
                Err(error) => return Ok(Listing { items: all, rest: Remainder::Failed(error) }),
            };
            let is_last = page.len() < PAGE;
            let fresh: Vec<T> =
                page.into_iter().filter(|one| !all.iter().any(|known| known.id() == one.id())).collect();
            let until = fresh.last().and_then(Listed::created_at).map(str::to_owned);
            all.extend(fresh);
            if is_last {
                return Ok(Listing { items: all, rest: Remainder::Nothing });
            }
            let Some(until) = until else { break };
            let until = utf8_percent_encode(&until, NON_ALPHANUMERIC);
            path = format!("{collection}?limit={PAGE}&createdAtLe={until}");
        }
        Ok(Listing { items: all, rest: Remainder::More })
    }

    fn request(
        &self,
        method: http::Method,
        path: &str,
        body: Option<&Value>,
        timeout: std::time::Duration,
    ) -> OutboundRequest {
        let mut headers = vec![("authorization", format!("Bearer {}", self.api_key.expose()))];
        headers.extend(body.map(|_| ("content-type", "application/json".to_owned())));
        let body = body.map(|body| body.to_string().into_bytes());
        OutboundRequest { method, url: format!("{}{path}", self.api_base), headers, body, timeout }
    }
}

/// What was read of a collection.
pub struct Listing<T> {
    pub items: Vec<T>,
    pub rest: Remainder,
}

/// What there is behind what was read.
pub enum Remainder {
    Nothing,
    /// More than is read.
    More,
    /// A later page could not be read.
    Failed(VapiError),
}

/// Something of an account that is listed.
pub trait Listed: DeserializeOwned {
    fn id(&self) -> Option<&str>;
    fn created_at(&self) -> Option<&str>;
}

impl Listed for Value {
    fn id(&self) -> Option<&str> {
        self.get("id")?.as_str()
    }

    fn created_at(&self) -> Option<&str> {
        self.get("createdAt")?.as_str()
    }
}

fn read<T: DeserializeOwned>(response: &OutboundResponse) -> Result<T, VapiError> {
    match response.status {
        200..=299 => serde_json::from_slice(&response.body).map_err(|_| VapiError::Unexpected),
        status => Err(VapiError::of(status)),
    }
}
