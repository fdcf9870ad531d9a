//! What is wrong with a message, as JSON-RPC says it.

use std::borrow::Cow;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::era::SUPPORTED;
use crate::domain::line::single_line_limited;

/// No version has a longer name.
const VERSION_CHARS: usize = 40;

/// An error of the protocol. Nothing of it is heard by a caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct RpcError {
    /// The HTTP status, where the message stands alone.
    pub(super) status: u16,
    pub(super) code: i32,
    pub(super) message: Cow<'static, str>,
    pub(super) data: Option<Value>,
}

impl RpcError {
    const fn new(status: StatusCode, code: i32, message: &'static str) -> Self {
        Self { status: status.as_u16(), code, message: Cow::Borrowed(message), data: None }
    }

    /// It is not JSON.
    pub(super) const fn not_json() -> Self {
        Self::new(StatusCode::BAD_REQUEST, -32700, "The body is not JSON.")
    }

    /// It is JSON, and no message.
    pub(super) const fn invalid_request(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, -32600, message)
    }

    /// A web page of somebody else sent it, or it says so.
    pub(super) const fn foreign_origin() -> Self {
        Self::new(StatusCode::FORBIDDEN, -32600, "This Origin is not allowed. Only PUBLIC_URL is.")
    }

    /// It does not call itself JSON.
    pub(super) const fn not_called_json() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, -32600, "Send JSON with Content-Type: application/json.")
    }

    /// Who speaks of a method that an era does not have hears so by the status that the era has for it.
    pub(super) const fn no_such_method(status: StatusCode) -> Self {
        Self::new(status, -32601, "There is no such method here. There are tools, and nothing else.")
    }

    /// A member is missing or is not what it has to be.
    pub(super) const fn invalid_params(status: StatusCode, message: &'static str) -> Self {
        Self::new(status, -32602, message)
    }

    /// A header does not say what the body says.
    pub(super) const fn header_mismatch(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, -32020, message)
    }

    /// A version that is not served.
    pub(super) fn unsupported_version(requested: &str) -> Self {
        let error = Self::new(StatusCode::BAD_REQUEST, -32022, "This version of the protocol is not served.");
        let requested = single_line_limited(requested, VERSION_CHARS);
        Self { data: Some(json!({"supported": SUPPORTED, "requested": requested})), ..error }
    }
}
