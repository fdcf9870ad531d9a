//! From what the signalling says to the clinic, or to the sentence that says why not.

use std::sync::Arc;

use super::Spoken;
use crate::{
    app::{App, Call},
    calendar::Routed,
    directory::DirectoryError,
    domain::{
        org::OrgStatus,
        route::RouteKey,
        signals::{self, Signals, Unrouted},
        speech,
    },
    log::{self, Level},
};

/// The clinic that a webhook is for.
pub(super) struct Clinic {
    pub(super) routed: Routed,
}

/// Finds the clinic. Refusals are logged without the number: with its last digits masked.
pub(super) async fn clinic(app: &Arc<App>, call: &Call, signals: &Signals) -> Result<Clinic, Spoken> {
    let keys = signals.keys(app.config.vapi_legacy);
    match route(app, call, &keys).await {
        Ok(Ok(routed)) => match routed.route.status {
            OrgStatus::Active => Ok(Clinic { routed }),
            OrgStatus::Suspended | OrgStatus::Closed => {
                Err(Spoken::error(speech::clinic_suspended(&routed.route.clinic_name)))
            }
        },
        Ok(Err(unrouted)) => {
            record(app, &keys, unrouted);
            Err(Spoken::error(sentence(unrouted)))
        }
        Err(error) => {
            log::write(app.ports.log.as_ref(), Level::Error, "route.unavailable", &[("detail", &error.to_string())]);
            Err(Spoken::error(speech::cannot_look_up()))
        }
    }
}

/// Memory and KV first. D1 is asked here only when they know nothing at all; what they leave open is settled together with what
/// the tool reads.
async fn route(app: &App, call: &Call, keys: &[RouteKey]) -> Result<Result<Routed, Unrouted>, DirectoryError> {
    let mut resolution = app.directory.look_up(keys, &call.tiers).await;
    if resolution.routes().iter().all(Option::is_none) && !resolution.is_complete() {
        app.directory.complete(&mut resolution, &call.tiers).await?;
    }
    let chosen = signals::choose(keys, &resolution.routes());
    Ok(chosen.map(|route| Routed { route, keys: keys.to_vec(), resolution }))
}

/// What the agent hears when no clinic was chosen.
pub(super) fn sentence(unrouted: Unrouted) -> String {
    match unrouted {
        Unrouted::NoCalledNumber => speech::no_called_number(),
        Unrouted::Unknown | Unrouted::Conflict => speech::unknown_number(),
    }
}

fn record(app: &App, keys: &[RouteKey], unrouted: Unrouted) {
    let (level, event) = match unrouted {
        Unrouted::NoCalledNumber => (Level::Info, "route.no_called_number"),
        Unrouted::Unknown => (Level::Warn, "route.unknown_number"),
        Unrouted::Conflict => (Level::Error, "route.signals_disagree"),
    };
    let called = keys.iter().find_map(|key| match key {
        RouteKey::Number(number) => Some(number.masked()),
        RouteKey::Sip(_) | RouteKey::VapiNumber(_) | RouteKey::Org(_) => None,
    });
    log::write(app.ports.log.as_ref(), level, event, &[("called", called.as_deref().unwrap_or("none"))]);
}
