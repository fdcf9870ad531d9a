//! Whose call it is, as headers say. They are somebody's configuration and no model's words, and count as far as the secret with them does.

use http::HeaderMap;

use crate::{
    domain::{caller::SignalledCaller, route::RouteKey},
    voice::{
        headers::{CALL_ID, CALLED, CALLER, filled_in},
        message::{CallSignals, number_key},
    },
};

/// What was called.
pub(super) fn signals(headers: &HeaderMap) -> CallSignals {
    CallSignals::default().with("the header X-Called-Number", filled_in(headers, CALLED).as_deref(), called_key)
}

/// Who calls, in which call.
pub(super) fn caller(headers: &HeaderMap) -> SignalledCaller {
    SignalledCaller::read(filled_in(headers, CALLER).as_deref(), filled_in(headers, CALL_ID).as_deref())
}

/// Whether the header of the caller's number says that there is none. Without the header nothing is said, and the call log may know it.
pub(super) fn is_withheld(headers: &HeaderMap) -> bool {
    filled_in(headers, CALLER).is_some() && caller(headers).number().is_none()
}

fn called_key(said: &str) -> Option<RouteKey> {
    number_key(said).or_else(|| RouteKey::sip(said))
}
