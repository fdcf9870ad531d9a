//! The headers in which a modern client says once more what the body says. Whoever stands between may have acted by them, so a body that
//! differs is refused.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderMap;

use super::{era::SUPPORTED, message::RpcMessage, rpc_error::RpcError};
use crate::voice::headers::sent_once;

/// The version of the protocol.
pub(super) const VERSION: &str = "mcp-protocol-version";
const METHOD: &str = "mcp-method";
const NAME: &str = "mcp-name";
/// Around a value that is no plain text.
const ENCODED: (&str, &str) = ("=?base64?", "?=");

/// Holds the headers of a modern request against its body.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn check(headers: &HeaderMap, method: &str, version: &str, message: &RpcMessage) -> Result<(), RpcError> {
    if sent_once(headers, VERSION) != Some(version) {
        return Err(RpcError::header_mismatch(
            "The header MCP-Protocol-Version has to be the version of the body's _meta.",
        ));
    }
    if !SUPPORTED.contains(&version) {
        return Err(RpcError::unsupported_version(version));
    }
    if sent_once(headers, METHOD).map(str::trim) != Some(method) {
        return Err(RpcError::header_mismatch("The header Mcp-Method has to be the body's method."));
    }
    let name = message.params().name.as_str();
    if method == "tools/call" && (name.is_none() || decoded(headers).as_deref() != name) {
        return Err(RpcError::header_mismatch("The header Mcp-Name has to be the name of the tool in the body."));
    }
    Ok(())
}

/// The name, which may be encoded.
fn decoded(headers: &HeaderMap) -> Option<String> {
    let sent = sent_once(headers, NAME)?.trim();
    let (before, after) = ENCODED;
    match sent.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) {
        Some(encoded) => STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok()),
        None => Some(sent.to_owned()),
    }
}
