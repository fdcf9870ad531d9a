//! The call token: what a platform carries from the routing of a call to everything that is asked in it.
//!
//! When a call is routed, the signalling says who called whom. Many platforms say less later: a tool comes without any number, or with
//! numbers in headers that somebody wrote by hand. So routing hands out a token that says it, which the platform sends back in a header or
//! in a constant that no model sees. It is sealed with the vault's keys, so nobody else can make one or read the numbers in it; a key that is
//! replaced opens those that it sealed until they expire.
//!
//! A token proves numbers and no sender: a request needs its platform's or its org's secret all the same.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::message::Inbound;
use crate::{
    app::App,
    domain::{caller::SignalledCaller, id::OrgId, phone::PhoneNumber, route::RouteKey},
    log::{self, Level},
    ports::Entropy,
    vault::Vault,
};

/// The name of the variable that carries it, and of the constant in which it may come back.
pub(crate) const VARIABLE: &str = "frontdesk_call";
/// The header in which it may come back.
pub(crate) const HEADER: &str = "x-frontdesk-call";
/// How a token begins; the org's id follows, and what is sealed for that org.
const PREFIX: &str = "fdc1.";
/// No call is longer.
const LIFE: TimeDelta = TimeDelta::hours(2);
/// Longer texts are no tokens of ours.
const LONGEST: usize = 2_000;
/// How many random bytes name a call that the platform has not named yet.
const CALL_BYTES: usize = 16;

/// What a token says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CallToken {
    /// What was called, unless the org is all that is known.
    pub(crate) called: Option<RouteKey>,
    /// Who calls, unless that is withheld.
    pub(crate) caller: Option<PhoneNumber>,
    /// The platform's id of the call, or one of ours.
    pub(crate) call_id: String,
    /// Whether the id is the platform's. One of ours is bound to the first id of the platform that comes with it.
    pub(crate) is_platforms_id: bool,
    /// Unix seconds.
    expires_at: i64,
}

/// Why a token counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenRefusal {
    /// It is not one of ours, or was altered, or its key is gone.
    Unreadable,
    Expired,
    /// It is of another org than the address names, or of another number than the message.
    OtherCall,
}

impl TokenRefusal {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Expired => "expired",
            Self::OtherCall => "other_call",
        }
    }
}

/// The id of ours that a token gave a call which the platform had not named yet, and who calls if the token does not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct UnboundCall {
    pub(crate) call_id: String,
    pub(crate) caller_without: SignalledCaller,
}

impl CallToken {
    /// For a call to `called` that is being routed; `None` if the platform's generator fails.
    pub(crate) fn new(
        entropy: &dyn Entropy,
        called: Option<RouteKey>,
        on_the_line: &SignalledCaller,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let expires_at = (now + LIFE).timestamp();
        let named = on_the_line.call_id().map(str::to_owned);
        let is_platforms_id = named.is_some();
        let call_id = named.or_else(|| own_call_id(entropy))?;
        Some(Self { called, caller: on_the_line.number().cloned(), call_id, is_platforms_id, expires_at })
    }

    /// As it is handed out for a call of the org; `None` if it cannot be sealed.
    pub(crate) fn text(&self, vault: &Vault, org_id: OrgId) -> Option<String> {
        vault.seal_call(org_id, self).ok().map(|sealed| format!("{PREFIX}{org_id}.{sealed}"))
    }

    /// Whose it is and what it says.
    ///
    /// # Errors
    /// Why it counts for nothing.
    pub(crate) fn read(vault: &Vault, text: &str, now: DateTime<Utc>) -> Result<(OrgId, Self), TokenRefusal> {
        let rest = Some(text.trim()).filter(|text| text.len() <= LONGEST).and_then(|text| text.strip_prefix(PREFIX));
        let (org_id, sealed) = rest.and_then(|rest| rest.split_once('.')).ok_or(TokenRefusal::Unreadable)?;
        let org_id: OrgId = org_id.parse().map_err(|_| TokenRefusal::Unreadable)?;
        let token: Self = vault.open_call(org_id, sealed).map_err(|_| TokenRefusal::Unreadable)?;
        if now.timestamp() >= token.expires_at { Err(TokenRefusal::Expired) } else { Ok((org_id, token)) }
    }
}

/// An id for a call that the platform has not named yet.
fn own_call_id(entropy: &dyn Entropy) -> Option<String> {
    let mut random = [0; CALL_BYTES];
    entropy.fill(&mut random).ok()?;
    Some(URL_SAFE_NO_PAD.encode(random))
}

/// Puts what a message's token says in place of what the message itself says of caller and called number.
///
/// # Errors
/// Why the token does not count. The message goes on without it.
pub(super) fn apply(
    vault: &Vault,
    now: DateTime<Utc>,
    inbound: &mut Inbound,
    org_of_address: Option<OrgId>,
) -> Result<(), TokenRefusal> {
    let Some(text) = inbound.call_token.take().filter(|text| !text.trim().is_empty()) else { return Ok(()) };
    let (org_id, token) = CallToken::read(vault, &text, now)?;
    if !fits(inbound, org_of_address, org_id, &token) {
        return Err(TokenRefusal::OtherCall);
    }
    take_over(inbound, org_id, token);
    Ok(())
}

/// Whether a message that is routed itself is of the same org, number and call as the token.
fn fits(inbound: &Inbound, org_of_address: Option<OrgId>, org_id: OrgId, token: &CallToken) -> bool {
    let keys = inbound.signals.keys();
    let is_called = |key: &RouteKey| keys.is_empty() || keys.contains(key);
    let named = inbound.caller.call_id();
    org_of_address.is_none_or(|named| named == org_id)
        && token.called.as_ref().is_none_or(is_called)
        && (!token.is_platforms_id || named.is_none_or(|named| named == token.call_id))
}

fn take_over(inbound: &mut Inbound, org_id: OrgId, token: CallToken) {
    let CallToken { called, caller, call_id, is_platforms_id, .. } = token;
    inbound.signals.proven_by_token(org_id, called);
    inbound.is_withheld = caller.is_none();
    let said = std::mem::take(&mut inbound.caller);
    let named = said.call_id().map(str::to_owned);
    inbound.caller = SignalledCaller::known(caller, named.clone().or(Some(call_id.clone())));
    // With an id of the platform's the clinic's object decides whether it may be this call's.
    inbound.unbound_call =
        (!is_platforms_id && named.is_some()).then_some(UnboundCall { call_id, caller_without: said });
}

/// That a token does not count.
pub(super) fn record(app: &App, refusal: TokenRefusal) {
    log::write(app.ports.log.as_ref(), Level::Warn, "call_token.refused", &[("reason", refusal.as_str())]);
}

#[cfg(test)]
mod tests;
