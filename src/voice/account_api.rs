//! A platform's API, as far as an org's own account is looked at and set up: resources as JSON, whose fields are the caller's business.

use std::{fmt, time::Duration};

use http::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    domain::secret::Secret,
    integrations::{NotDeleted, Rest},
    outbound::{Deadline, once, repeatable},
    ports::{AnswerPart, OutboundRequest, OutboundResponse, Ports, TransportError},
};

/// What is said of a platform's API when something does not work.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ApiWords {
    /// Its name, as a sentence begins with it.
    pub(crate) platform: &'static str,
    /// What to do about a key that it refuses.
    pub(crate) wrong_key: &'static str,
}

/// Why a platform did not do what was asked. It is shown in a sentence that is fit for the org to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) words: &'static ApiWords,
    pub(crate) fault: ApiFault,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiFault {
    /// The key is wrong.
    WrongKey,
    /// The key may not do this.
    Forbidden,
    /// The account is not paid for.
    Unpaid,
    /// The platform will not serve this account so, for a reason that it does not give itself.
    Refused(&'static str),
    /// There is no such thing in the account.
    Missing,
    /// Something in the body does not do.
    Invalid,
    /// Not now: requests are limited.
    Limited,
    /// Not now. A change may have been made all the same; so it may with the next two.
    Down,
    TimedOut,
    Unreachable,
    /// The account has more than is read.
    TooMany(&'static str),
    /// An answer that makes no sense.
    Unexpected,
}

impl ApiError {
    /// Whether the account is refused for good, so that a person has to do something.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.fault, ApiFault::WrongKey | ApiFault::Forbidden | ApiFault::Unpaid | ApiFault::Refused(_))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ApiWords { platform, wrong_key } = self.words;
        match self.fault {
            ApiFault::WrongKey => write!(f, "{platform} refuses the API key. {wrong_key}"),
            ApiFault::Forbidden => write!(f, "{platform} does not allow this API key to do that."),
            ApiFault::Unpaid => write!(f, "{platform} refuses the account: it has to be paid for."),
            ApiFault::Refused(sentence) | ApiFault::TooMany(sentence) => f.write_str(sentence),
            ApiFault::Missing => write!(f, "{platform} knows no such thing in this account."),
            ApiFault::Invalid => write!(f, "{platform} does not accept the request."),
            ApiFault::Limited => write!(f, "{platform} limits the rate of requests at the moment."),
            ApiFault::Down => write!(f, "{platform} is not available."),
            ApiFault::TimedOut => write!(f, "{platform} did not answer in time."),
            ApiFault::Unreachable => write!(f, "{platform} could not be reached."),
            ApiFault::Unexpected => write!(f, "{platform}'s answer could not be understood."),
        }
    }
}

impl From<ApiError> for NotDeleted {
    fn from(error: ApiError) -> Self {
        let is_final = error.is_refusal() || error.fault == ApiFault::Invalid;
        Self { detail: error.to_string(), is_final }
    }
}

impl ApiFault {
    const fn of(status: u16) -> Self {
        match status {
            401 => Self::WrongKey,
            402 => Self::Unpaid,
            403 => Self::Forbidden,
            404 => Self::Missing,
            400 | 409 | 422 => Self::Invalid,
            429 => Self::Limited,
            500.. => Self::Down,
            _ => Self::Unexpected,
        }
    }
}

impl From<TransportError> for ApiFault {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Timeout => Self::TimedOut,
            TransportError::Connection => Self::Unreachable,
            TransportError::TooLarge => Self::Unexpected,
        }
    }
}

/// An org's account with what opens it.
#[derive(Clone, Copy)]
pub(crate) struct AccountApi<'a> {
    pub(crate) words: &'static ApiWords,
    pub(crate) ports: &'a Ports,
    /// The root of the API, without a trailing slash.
    pub(crate) api_base: &'a str,
    pub(crate) api_key: &'a Secret,
    /// When to give up.
    pub(crate) deadline: Deadline,
}

impl AccountApi<'_> {
    /// The error of this platform's for a fault.
    pub(crate) fn error(&self, fault: impl Into<ApiFault>) -> ApiError {
        ApiError { words: self.words, fault: fault.into() }
    }

    /// What is at `path`, which begins with a slash. Nothing is kept of it but what `T` names: resources come with credentials in clear.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        let make = |timeout| self.request(Method::GET, path, None, timeout);
        let response = repeatable(http, clock, self.deadline, make).await.map_err(|error| self.error(error))?;
        self.read(&response)
    }

    /// Creates (POST) or changes (PATCH) something and gives it back. Without an answer it may have happened.
    pub(crate) async fn write(&self, method: Method, path: &str, body: &Value) -> Result<Value, ApiError> {
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        let make = |timeout| self.request(method.clone(), path, Some(body), timeout);
        let response = once(http, clock, self.deadline, make).await.map_err(|error| self.error(error))?;
        self.read(&response)
    }

    /// Deletes what is at `path`. What is not there is deleted.
    pub(crate) async fn delete(&self, path: &str) -> Result<(), NotDeleted> {
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        let make = |timeout| self.request(Method::DELETE, path, None, timeout);
        let status = match repeatable(http, clock, self.deadline, make).await {
            Ok(response) => response.status,
            Err(error) => return Err(self.error(error).into()),
        };
        match status {
            200..300 | 404 | 410 => Ok(()),
            status => Err(self.error(ApiFault::of(status)).into()),
        }
    }

    fn request(&self, method: Method, path: &str, body: Option<&Value>, timeout: Duration) -> OutboundRequest {
        let mut headers = vec![("authorization", format!("Bearer {}", self.api_key.expose()))];
        headers.extend(body.map(|_| ("content-type", "application/json".to_owned())));
        let body = body.map(|body| body.to_string().into_bytes());
        OutboundRequest {
            method,
            url: format!("{}{path}", self.api_base),
            headers,
            body,
            timeout,
            answer: AnswerPart::Whole,
        }
    }

    fn read<T: DeserializeOwned>(&self, response: &OutboundResponse) -> Result<T, ApiError> {
        match response.status {
            200..=299 => serde_json::from_slice(&response.body).map_err(|_| self.error(ApiFault::Unexpected)),
            status => Err(self.error(ApiFault::of(status))),
        }
    }
}

/// What was read of a collection.
pub(crate) struct Listing<T> {
    pub(crate) items: Vec<T>,
    pub(crate) rest: Remainder,
}

/// What there is behind what was read.
pub(crate) enum Remainder {
    Nothing,
    /// More than is read.
    More,
    /// A later page could not be read.
    Failed(ApiError),
}

impl From<Remainder> for Rest {
    fn from(remainder: Remainder) -> Self {
        match remainder {
            Remainder::Nothing => Self::Nothing,
            Remainder::More => Self::More,
            Remainder::Failed(error) => Self::Failed(error.to_string()),
        }
    }
}
