//! Whose call it is, as headers say. They are somebody's configuration and no model's words, and count as far as the secret with them does.

use http::HeaderMap;

use crate::{
    domain::{caller::SignalledCaller, route::RouteKey},
    voice::{
        headers::sent_once,
        message::{CallSignals, number_key},
    },
};

const CALLED: &str = "x-called-number";
const CALLER: &str = "x-caller-number";
/// Vapi sends it with every call of a tool; others where they are told to.
const CALL_ID: &str = "x-call-id";

/// What was called.
pub(super) fn signals(headers: &HeaderMap) -> CallSignals {
    CallSignals::default().with("the header X-Called-Number", said(headers, CALLED), called_key)
}

/// Who calls, in which call.
pub(super) fn caller(headers: &HeaderMap) -> SignalledCaller {
    SignalledCaller::read(said(headers, CALLER), said(headers, CALL_ID))
}

/// Whether the header of the caller's number says that there is none. Without the header nothing is said, and the call log may know it.
pub(super) fn is_withheld(headers: &HeaderMap) -> bool {
    said(headers, CALLER).is_some() && caller(headers).number().is_none()
}

/// A header that says something. A variable that a platform did not fill in says nothing.
fn said<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    sent_once(headers, name).map(str::trim).filter(|value| !value.is_empty() && !value.contains("{{"))
}

fn called_key(said: &str) -> Option<RouteKey> {
    number_key(said).or_else(|| RouteKey::sip(said))
}
