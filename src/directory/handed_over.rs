//! A routed request on its way into its clinic's object, which may be another isolate with a memory of its own.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Directory, Resolution, Routed, resolution::LookupState};
use crate::{
    context::RequestContext,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
};

/// What is known of a routed request.
#[derive(Serialize, Deserialize)]
pub struct HandedOver {
    chosen: Arc<Route>,
    keys: Vec<(RouteKey, HandedState)>,
    proven_for: Option<OrgId>,
}

/// What a look-up of one key has come to.
#[derive(Serialize, Deserialize)]
enum HandedState {
    Open,
    Unpublished,
    Nobody,
    /// It leads to the clinic that was chosen.
    Chosen {
        is_verified: bool,
    },
    Other {
        route: Arc<Route>,
        is_verified: bool,
    },
}

impl Directory {
    /// What the clinic's object is told. What came from KV is verified behind the answer, for this isolate to know.
    pub fn hand_over(&self, context: &RequestContext, mut routed: Routed) -> HandedOver {
        let chosen = Arc::clone(&routed.route);
        let state = |slot: &LookupState| {
            let (route, is_verified) = match slot {
                LookupState::Open => return HandedState::Open,
                LookupState::Unpublished => return HandedState::Unpublished,
                LookupState::Known(None) => return HandedState::Nobody,
                LookupState::Known(Some(route)) => (route, true),
                LookupState::Unverified(route) => (route, false),
            };
            if *route == chosen {
                HandedState::Chosen { is_verified }
            } else {
                HandedState::Other { route: Arc::clone(route), is_verified }
            }
        };
        let keys = routed.resolution.keys.iter().cloned().zip(routed.resolution.slots.iter().map(state)).collect();
        self.verify_behind(&mut routed.resolution, &context.background);
        HandedOver { chosen, keys, proven_for: routed.proven_for }
    }

    /// The routed request as it was handed over, with what this isolate remembers of what was left open.
    pub fn take_over(&self, context: &RequestContext, handed: HandedOver) -> Routed {
        let HandedOver { chosen, keys, proven_for } = handed;
        let slot = |(key, state): (RouteKey, HandedState)| {
            let (route, is_verified) = match state {
                HandedState::Open => return (key.clone(), self.remembered_or_open(context, &key)),
                HandedState::Unpublished => return (key, LookupState::Unpublished),
                HandedState::Nobody => return (key, LookupState::Known(None)),
                HandedState::Chosen { is_verified } => (Arc::clone(&chosen), is_verified),
                HandedState::Other { route, is_verified } => (route, is_verified),
            };
            (key, if is_verified { LookupState::Known(Some(route)) } else { LookupState::Unverified(route) })
        };
        let (keys, slots) = keys.into_iter().map(slot).unzip();
        let answered_by = Some(chosen.clinic_address());
        Routed { route: Arc::clone(&chosen), resolution: Resolution { keys, slots }, proven_for, answered_by }
    }

    fn remembered_or_open(&self, context: &RequestContext, key: &RouteKey) -> LookupState {
        let remembered = self.remembered(key, context.now, &context.tiers, &context.background);
        remembered.map_or(LookupState::Open, LookupState::Known)
    }
}
