//! One error type, one answer: a problem document (RFC 9457) with a stable `code`, and the `field` where there is one.
//!
//! What a person caused is explained to that person. What went wrong here is logged with its cause and answered without it.

mod causes;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    log::{self, Level},
    ports::LogSink,
    rate_limits::PERIOD_SECONDS,
};

/// The token names an org that is not there.
pub(crate) const NO_ORG: Error = Error::NotFound("There is no such org. The operator adds orgs with POST /api/orgs.");

/// The token is of an org that has closed.
pub(crate) const ORG_CLOSED: Error = Error::Denied {
    code: "org_closed",
    detail: "This clinic's account is closed, so nothing of it is shown or changed. The platform's operator can open it again.",
};

/// Everything that a request can fail with.
#[derive(Debug)]
pub enum Error {
    /// No token, or one that proves nothing.
    Unauthorized(String),
    /// The role does not allow it.
    Forbidden(&'static str),
    /// It is not allowed, for a reason that programs tell from others.
    Denied {
        /// A stable word.
        code: &'static str,
        /// What is wrong and what to do.
        detail: &'static str,
    },
    /// No such thing, or not this org's: the two are not told apart.
    NotFound(&'static str),
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// Not JSON.
    Malformed(String),
    /// The body is not of a type that is taken. Says which is.
    UnsupportedMediaType(&'static str),
    /// The body has more bytes than the limit.
    TooLarge(usize),
    /// A field that does not do.
    Invalid {
        /// Its path, such as `weekly.monday[0].close`.
        field: String,
        /// What is wrong and what to do.
        detail: String,
    },
    /// More is asked by strangers than is answered them. No cause is logged, since anybody can bring it about.
    Busy,
    /// The same bearer, address or clinic asks more often than a rate limit admits.
    TooManyRequests,
    /// It contradicts what is there.
    Conflict {
        /// A stable word.
        code: &'static str,
        /// The field; empty when it is about none.
        field: &'static str,
        /// What is wrong and what to do.
        detail: &'static str,
    },
    /// It cannot be done as things stand. As [`Self::Conflict`], with words that depend on how they stand.
    Declined {
        /// A stable word.
        code: &'static str,
        /// The field, if it is about one.
        field: Option<&'static str>,
        /// What is wrong and what to do.
        detail: String,
    },
    /// What was to be changed is not what was read.
    Stale,
    /// A change would harm bookings, and was not forced.
    HarmsBookings {
        /// What would become of them and what to do.
        detail: String,
        count: usize,
        /// The first of them.
        bookings: Vec<HarmedBooking>,
    },
    /// Something that we depend on does not answer. The cause is for the log.
    Unavailable(String),
    /// Our fault. The cause is for the log.
    Internal(String),
}

/// A problem document.
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// A URI for the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong here, and what to do.
    pub detail: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// The field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// How many bookings the change would harm, if it is refused for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking_count: Option<usize>,
    /// The first 50 of them, in order of their starts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bookings: Vec<HarmedBooking>,
}

/// A booking that a change would harm. No patient is named in a problem.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct HarmedBooking {
    pub id: String,
    /// RFC 3339, UTC.
    pub starts_at: String,
    /// The same in the org's zone.
    pub starts_at_local: String,
    pub service: Option<String>,
    pub practitioner: Option<String>,
}

/// The cause of a 5xx, kept beside the response for the log.
#[derive(Clone)]
struct Cause(String);

impl Error {
    /// A field that does not do.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), detail: detail.into() }
    }

    /// What is said of one of many things that were sent at once: a stable word, the field if there is one, and what is wrong.
    pub(crate) fn told(&self) -> (&'static str, Option<String>, String) {
        (self.kind().1, self.field(), self.detail())
    }

    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthorized(_) => (StatusCode::UNAUTHORIZED, "unauthorized", "Not authenticated"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
            Self::Denied { code, .. } => (StatusCode::FORBIDDEN, code, "Not allowed"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed"),
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed", "Malformed request"),
            Self::UnsupportedMediaType(_) => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Unsupported content type")
            }
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Request too large"),
            Self::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Invalid field"),
            Self::Conflict { code, .. } | Self::Declined { code, .. } => (StatusCode::CONFLICT, code, "Conflict"),
            Self::Stale => (StatusCode::PRECONDITION_FAILED, "changed_meanwhile", "Changed meanwhile"),
            Self::HarmsBookings { .. } => (StatusCode::CONFLICT, "harms_bookings", "Conflict"),
            Self::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests"),
            Self::Unavailable(_) | Self::Busy => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable")
            }
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Internal error"),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Unauthorized(detail)
            | Self::Malformed(detail)
            | Self::Invalid { detail, .. }
            | Self::Declined { detail, .. }
            | Self::HarmsBookings { detail, .. } => detail.clone(),
            Self::Forbidden(detail)
            | Self::Denied { detail, .. }
            | Self::NotFound(detail)
            | Self::UnsupportedMediaType(detail)
            | Self::Conflict { detail, .. } => (*detail).to_owned(),
            Self::MethodNotAllowed => "This path does not take this method.".to_owned(),
            Self::Stale => {
                "Somebody else has changed this since it was read. Read it again, and make your change to what is there now."
                    .to_owned()
            }
            Self::TooLarge(limit) => format!("The body may have at most {limit} bytes."),
            Self::Unavailable(_) => "A service that this needs does not answer. Try again in a moment.".to_owned(),
            Self::TooManyRequests => {
                "More was asked than is answered in a minute. Wait for as many seconds as Retry-After says, and ask less often."
                    .to_owned()
            }
            Self::Busy => "Too much is asked here at the moment. Try again soon.".to_owned(),
            Self::Internal(_) => "Something went wrong here. It was recorded.".to_owned(),
        }
    }

    fn bookings(&self) -> (Option<usize>, Vec<HarmedBooking>) {
        match self {
            Self::HarmsBookings { count, bookings, .. } => (Some(*count), bookings.clone()),
            _ => (None, Vec::new()),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Invalid { field, .. } if !field.is_empty() => Some(field.clone()),
            Self::Conflict { field, .. } if !field.is_empty() => Some((*field).to_owned()),
            Self::Declined { field, .. } => field.map(str::to_owned),
            _ => None,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code, title) = self.kind();
        let kind = format!("urn:frontdesk:problem:{code}");
        let (booking_count, bookings) = self.bookings();
        let (detail, field) = (self.detail(), self.field());
        let problem = Problem { kind, title, status: status.as_u16(), detail, code, field, booking_count, bookings };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(PERIOD_SECONDS));
        }
        if let Self::Unavailable(cause) | Self::Internal(cause) = self {
            response.extensions_mut().insert(Cause(cause));
        }
        response
    }
}

/// Logs why a response is a 5xx, if it is one. Neither path nor body is logged: both can name a patient's number.
pub fn log_cause(sink: &dyn LogSink, response: &Response) {
    if let Some(Cause(cause)) = response.extensions().get() {
        let status = response.status().as_u16().to_string();
        log::write(sink, Level::Error, "request.failed", &[("status", &status), ("detail", cause)]);
    }
}

/// Any path that is not ours.
pub(crate) async fn no_such_route() -> Error {
    Error::NotFound("There is no such path. The API is described at /openapi.json.")
}

/// A path of ours with another method.
pub(crate) async fn wrong_method() -> Error {
    Error::MethodNotAllowed
}
